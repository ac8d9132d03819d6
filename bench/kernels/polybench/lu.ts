import { prange } from 'wamba'
import type { Workload } from '../workload.ts'
import { positiveDefinite } from './positiveDefinite.ts'

/** A = L U in place, no pivoting. Each step updates the rows below it, which are independent. */
function kernel(n: number, A: Float64Array): void {
  for (let k = 0; k < n; k++) {
    for (const i of prange(k + 1, n)) {
      A[i * n + k] /= A[k * n + k]
      for (let j = k + 1; j < n; j++) A[i * n + j] -= A[i * n + k] * A[k * n + j]
    }
  }
}

function plain(n: number, A: Float64Array): void {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      for (let k = 0; k < j; k++) A[i * n + j] -= A[i * n + k] * A[k * n + j]
      A[i * n + j] /= A[j * n + j]
    }
    for (let j = i; j < n; j++) {
      for (let k = 0; k < i; k++) A[i * n + j] -= A[i * n + k] * A[k * n + j]
    }
  }
}

export const lu: Workload = {
  name: 'lu',
  kernel,
  plain,
  sizes: { MINI: [40], MEDIUM: [400], LARGE: [2000] },
  fields: (n) => ({ n, A: positiveDefinite(n) }),
}
