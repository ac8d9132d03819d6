import { prange } from 'wamba'
import { field, type Workload } from '../workload.ts'

/** The lower triangle of C = alpha A Aᵀ + beta C, of an (n, m) matrix A. */
function kernel(n: number, m: number, alpha: number, beta: number, C: Float64Array, A: Float64Array): void {
  for (const i of prange(n)) {
    for (let j = 0; j <= i; j++) C[i * n + j] *= beta
    for (let k = 0; k < m; k++) {
      for (let j = 0; j <= i; j++) C[i * n + j] += alpha * A[i * m + k] * A[j * m + k]
    }
  }
}

export const syrk: Workload = {
  name: 'syrk',
  kernel,
  sizes: { MINI: [20, 30], MEDIUM: [200, 240], LARGE: [1000, 1200] },
  fields: (m, n) => ({
    n,
    m,
    alpha: 1.5,
    beta: 1.2,
    C: field([n, n], (i, j) => ((i * j + 2) % m) / m),
    A: field([n, m], (i, j) => ((i * j + 1) % n) / n),
  }),
}
