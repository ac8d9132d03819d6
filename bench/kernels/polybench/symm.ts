import { prange } from 'wamba'
import { field, type Workload } from '../workload.ts'

/**
 * C = alpha A B + beta C with a symmetric A of which the lower triangle is given. Columns are independent of each other,
 * rows are not, so the loop over columns is the outer one.
 */
function kernel(
  m: number,
  n: number,
  alpha: number,
  beta: number,
  C: Float64Array,
  A: Float64Array,
  B: Float64Array,
): void {
  for (const j of prange(n)) {
    for (let i = 0; i < m; i++) {
      let temp = 0
      for (let k = 0; k < i; k++) {
        C[k * n + j] += alpha * B[i * n + j] * A[i * m + k]
        temp += B[k * n + j] * A[i * m + k]
      }
      C[i * n + j] = beta * C[i * n + j] + alpha * B[i * n + j] * A[i * m + i] + alpha * temp
    }
  }
}

function plain(
  m: number,
  n: number,
  alpha: number,
  beta: number,
  C: Float64Array,
  A: Float64Array,
  B: Float64Array,
): void {
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      let temp = 0
      for (let k = 0; k < i; k++) {
        C[k * n + j] += alpha * B[i * n + j] * A[i * m + k]
        temp += B[k * n + j] * A[i * m + k]
      }
      C[i * n + j] = beta * C[i * n + j] + alpha * B[i * n + j] * A[i * m + i] + alpha * temp
    }
  }
}

export const symm: Workload = {
  name: 'symm',
  kernel,
  plain,
  sizes: { MINI: [20, 30], MEDIUM: [200, 240], LARGE: [1000, 1200] },
  fields: (m, n) => ({
    m,
    n,
    alpha: 1.5,
    beta: 1.2,
    C: field([m, n], (i, j) => ((i + j) % 100) / m),
    A: field([m, m], (i, j) => (j <= i ? ((i + j) % 100) / m : -999)),
    B: field([m, n], (i, j) => ((n + i - j) % 100) / m),
  }),
}
