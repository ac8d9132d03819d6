import type { Workload } from '../workload.ts'
import { twoMm } from './2mm.ts'
import { threeMm } from './3mm.ts'
import { adi } from './adi.ts'
import { atax } from './atax.ts'
import { bicg } from './bicg.ts'
import { cholesky } from './cholesky.ts'
import { correlation } from './correlation.ts'
import { covariance } from './covariance.ts'
import { deriche } from './deriche.ts'
import { doitgen } from './doitgen.ts'
import { durbin } from './durbin.ts'
import { fdtd2d } from './fdtd2d.ts'
import { floydWarshall } from './floydWarshall.ts'
import { gemm } from './gemm.ts'
import { gemver } from './gemver.ts'
import { gesummv } from './gesummv.ts'
import { gramschmidt } from './gramschmidt.ts'
import { heat3d } from './heat3d.ts'
import { jacobi1d } from './jacobi1d.ts'
import { jacobi2d } from './jacobi2d.ts'
import { lu } from './lu.ts'
import { ludcmp } from './ludcmp.ts'
import { mvt } from './mvt.ts'
import { nussinov } from './nussinov.ts'
import { seidel2d } from './seidel2d.ts'
import { symm } from './symm.ts'
import { syr2k } from './syr2k.ts'
import { syrk } from './syrk.ts'
import { trisolv } from './trisolv.ts'
import { trmm } from './trmm.ts'

/** The thirty kernels of PolyBench/C 4.2, in its order. */
export const polybench: readonly Workload[] = [
  correlation,
  covariance,
  twoMm,
  threeMm,
  atax,
  bicg,
  doitgen,
  mvt,
  gemm,
  gemver,
  gesummv,
  symm,
  syr2k,
  syrk,
  trmm,
  cholesky,
  durbin,
  gramschmidt,
  lu,
  ludcmp,
  trisolv,
  deriche,
  floydWarshall,
  nussinov,
  adi,
  fdtd2d,
  heat3d,
  jacobi1d,
  jacobi2d,
  seidel2d,
]
