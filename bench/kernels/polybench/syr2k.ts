import { prange } from 'wamba'
import { field, type Workload } from '../workload.ts'

/** The lower triangle of C = alpha (A Bᵀ + B Aᵀ) + beta C, of (n, m) matrices A and B. */
function kernel(
  n: number,
  m: number,
  alpha: number,
  beta: number,
  C: Float64Array,
  A: Float64Array,
  B: Float64Array,
): void {
  for (const i of prange(n)) {
    for (let j = 0; j <= i; j++) C[i * n + j] *= beta
    for (let k = 0; k < m; k++) {
      for (let j = 0; j <= i; j++)
        C[i * n + j] += A[j * m + k] * alpha * B[i * m + k] + B[j * m + k] * alpha * A[i * m + k]
    }
  }
}

export const syr2k: Workload = {
  name: 'syr2k',
  kernel,
  sizes: { MINI: [20, 30], MEDIUM: [200, 240], LARGE: [1000, 1200] },
  fields: (m, n) => ({
    n,
    m,
    alpha: 1.5,
    beta: 1.2,
    C: field([n, n], (i, j) => ((i * j + 3) % n) / m),
    A: field([n, m], (i, j) => ((i * j + 1) % n) / n),
    B: field([n, m], (i, j) => ((i * j + 2) % m) / m),
  }),
}
