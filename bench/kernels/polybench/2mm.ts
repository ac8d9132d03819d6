import { prange } from 'wamba'
import { field, type Workload } from '../workload.ts'

/** D = alpha A B C + beta D, through tmp = alpha A B. */
function kernel(
  ni: number,
  nj: number,
  nk: number,
  nl: number,
  alpha: number,
  beta: number,
  tmp: Float64Array,
  A: Float64Array,
  B: Float64Array,
  C: Float64Array,
  D: Float64Array,
): void {
  for (const i of prange(ni)) {
    for (let j = 0; j < nj; j++) {
      tmp[i * nj + j] = 0
      for (let k = 0; k < nk; k++) tmp[i * nj + j] += alpha * A[i * nk + k] * B[k * nj + j]
    }
  }
  for (const i of prange(ni)) {
    for (let j = 0; j < nl; j++) {
      D[i * nl + j] *= beta
      for (let k = 0; k < nj; k++) D[i * nl + j] += tmp[i * nj + k] * C[k * nl + j]
    }
  }
}

export const twoMm: Workload = {
  name: '2mm',
  kernel,
  sizes: { MINI: [16, 18, 22, 24], MEDIUM: [180, 190, 210, 220], LARGE: [800, 900, 1100, 1200] },
  fields: (ni, nj, nk, nl) => ({
    ni,
    nj,
    nk,
    nl,
    alpha: 1.5,
    beta: 1.2,
    tmp: field([ni, nj]),
    A: field([ni, nk], (i, j) => ((i * j + 1) % ni) / ni),
    B: field([nk, nj], (i, j) => ((i * (j + 1)) % nj) / nj),
    C: field([nj, nl], (i, j) => ((i * (j + 3) + 1) % nl) / nl),
    D: field([ni, nl], (i, j) => ((i * (j + 2)) % nk) / nk),
  }),
}
