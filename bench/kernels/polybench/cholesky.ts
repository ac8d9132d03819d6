import { prange } from 'wamba'
import type { Workload } from '../workload.ts'
import { positiveDefinite } from './positiveDefinite.ts'

/** A = L Lᵀ, L in the lower triangle. Column after column, so that the rows of one column are independent. */
function kernel(n: number, A: Float64Array): void {
  for (let j = 0; j < n; j++) {
    for (let k = 0; k < j; k++) A[j * n + j] -= A[j * n + k] * A[j * n + k]
    A[j * n + j] = Math.sqrt(A[j * n + j])
    for (const i of prange(j + 1, n)) {
      for (let k = 0; k < j; k++) A[i * n + j] -= A[i * n + k] * A[j * n + k]
      A[i * n + j] /= A[j * n + j]
    }
  }
}

function plain(n: number, A: Float64Array): void {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      for (let k = 0; k < j; k++) A[i * n + j] -= A[i * n + k] * A[j * n + k]
      A[i * n + j] /= A[j * n + j]
    }
    for (let k = 0; k < i; k++) A[i * n + i] -= A[i * n + k] * A[i * n + k]
    A[i * n + i] = Math.sqrt(A[i * n + i])
  }
}

export const cholesky: Workload = {
  name: 'cholesky',
  kernel,
  plain,
  sizes: { MINI: [40], MEDIUM: [400], LARGE: [2000] },
  fields: (n) => ({ n, A: positiveDefinite(n) }),
}
