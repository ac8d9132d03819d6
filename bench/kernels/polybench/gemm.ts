import { prange } from 'wamba'
import { field, type Workload } from '../workload.ts'

/** C = alpha A B + beta C, of (ni, nk) and (nk, nj). */
function kernel(
  ni: number,
  nj: number,
  nk: number,
  alpha: number,
  beta: number,
  C: Float64Array,
  A: Float64Array,
  B: Float64Array,
): void {
  for (const i of prange(ni)) {
    for (let j = 0; j < nj; j++) C[i * nj + j] *= beta
    for (let k = 0; k < nk; k++) {
      for (let j = 0; j < nj; j++) C[i * nj + j] += alpha * A[i * nk + k] * B[k * nj + j]
    }
  }
}

export const gemm: Workload = {
  name: 'gemm',
  kernel,
  sizes: { MINI: [20, 25, 30], MEDIUM: [200, 220, 240], LARGE: [1000, 1100, 1200] },
  fields: (ni, nj, nk) => ({
    ni,
    nj,
    nk,
    alpha: 1.5,
    beta: 1.2,
    C: field([ni, nj], (i, j) => ((i * j + 1) % ni) / ni),
    A: field([ni, nk], (i, j) => ((i * (j + 1)) % nk) / nk),
    B: field([nk, nj], (i, j) => ((i * (j + 2)) % nj) / nj),
  }),
}
