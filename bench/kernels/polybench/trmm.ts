import { prange } from 'wamba'
import { field, type Workload } from '../workload.ts'

/** B = alpha Aᵀ B in place, A lower triangular with a unit diagonal: row i reads the rows below it, so only columns are independent. */
function kernel(m: number, n: number, alpha: number, A: Float64Array, B: Float64Array): void {
  for (let i = 0; i < m; i++) {
    for (const j of prange(n)) {
      for (let k = i + 1; k < m; k++) B[i * n + j] += A[k * m + i] * B[k * n + j]
      B[i * n + j] = alpha * B[i * n + j]
    }
  }
}

export const trmm: Workload = {
  name: 'trmm',
  kernel,
  sizes: { MINI: [20, 30], MEDIUM: [200, 240], LARGE: [1000, 1200] },
  fields: (m, n) => ({
    m,
    n,
    alpha: 1.5,
    A: field([m, m], (i, j) => (j < i ? ((i + j) % m) / m : i === j ? 1 : 0)),
    B: field([m, n], (i, j) => ((n + (i - j)) % n) / n),
  }),
}
