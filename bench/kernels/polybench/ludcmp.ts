import { prange } from 'wamba'
import { field, type Workload } from '../workload.ts'
import { positiveDefinite } from './positiveDefinite.ts'

/** Solves A x = b by A = L U, row i of U and then column i of L in parallel, and two substitutions. */
function kernel(n: number, A: Float64Array, b: Float64Array, x: Float64Array, y: Float64Array): void {
  for (let i = 0; i < n; i++) {
    for (const j of prange(i, n)) {
      let w = A[i * n + j]
      for (let k = 0; k < i; k++) w -= A[i * n + k] * A[k * n + j]
      A[i * n + j] = w
    }
    for (const j of prange(i + 1, n)) {
      let w = A[j * n + i]
      for (let k = 0; k < i; k++) w -= A[j * n + k] * A[k * n + i]
      A[j * n + i] = w / A[i * n + i]
    }
  }
  for (let i = 0; i < n; i++) {
    let w = b[i]
    for (let j = 0; j < i; j++) w -= A[i * n + j] * y[j]
    y[i] = w
  }
  for (let i = n - 1; i >= 0; i--) {
    let w = y[i]
    for (let j = i + 1; j < n; j++) w -= A[i * n + j] * x[j]
    x[i] = w / A[i * n + i]
  }
}

function plain(n: number, A: Float64Array, b: Float64Array, x: Float64Array, y: Float64Array): void {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      let w = A[i * n + j]
      for (let k = 0; k < j; k++) w -= A[i * n + k] * A[k * n + j]
      A[i * n + j] = w / A[j * n + j]
    }
    for (let j = i; j < n; j++) {
      let w = A[i * n + j]
      for (let k = 0; k < i; k++) w -= A[i * n + k] * A[k * n + j]
      A[i * n + j] = w
    }
  }
  for (let i = 0; i < n; i++) {
    let w = b[i]
    for (let j = 0; j < i; j++) w -= A[i * n + j] * y[j]
    y[i] = w
  }
  for (let i = n - 1; i >= 0; i--) {
    let w = y[i]
    for (let j = i + 1; j < n; j++) w -= A[i * n + j] * x[j]
    x[i] = w / A[i * n + i]
  }
}

export const ludcmp: Workload = {
  name: 'ludcmp',
  kernel,
  plain,
  sizes: { MINI: [40], MEDIUM: [400], LARGE: [2000] },
  fields: (n) => ({
    n,
    A: positiveDefinite(n),
    b: field([n], (i) => (i + 1) / n / 2 + 4),
    x: field([n]),
    y: field([n]),
  }),
}
