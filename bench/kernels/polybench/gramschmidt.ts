import { prange } from 'wamba'
import { field, type Workload } from '../workload.ts'

/** A = Q R by modified Gram–Schmidt: each step takes its component out of the columns to its right, which are independent. */
function kernel(m: number, n: number, A: Float64Array, R: Float64Array, Q: Float64Array): void {
  for (let k = 0; k < n; k++) {
    let norm = 0
    for (let i = 0; i < m; i++) norm += A[i * n + k] * A[i * n + k]
    R[k * n + k] = Math.sqrt(norm)
    for (let i = 0; i < m; i++) Q[i * n + k] = A[i * n + k] / R[k * n + k]
    for (const j of prange(k + 1, n)) {
      R[k * n + j] = 0
      for (let i = 0; i < m; i++) R[k * n + j] += Q[i * n + k] * A[i * n + j]
      for (let i = 0; i < m; i++) A[i * n + j] = A[i * n + j] - Q[i * n + k] * R[k * n + j]
    }
  }
}

export const gramschmidt: Workload = {
  name: 'gramschmidt',
  kernel,
  sizes: { MINI: [20, 30], MEDIUM: [200, 240], LARGE: [1000, 1200] },
  fields: (m, n) => ({
    m,
    n,
    A: field([m, n], (i, j) => (((i * j) % m) / m) * 100 + 10),
    R: field([n, n]),
    Q: field([m, n]),
  }),
}
