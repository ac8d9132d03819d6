import { prange } from 'wamba'
import { field, type Workload } from '../workload.ts'

/** y = Aᵀ (A x). The sums of y run down the columns, so that each iteration owns its element. */
function kernel(m: number, n: number, A: Float64Array, x: Float64Array, y: Float64Array, tmp: Float64Array): void {
  for (const i of prange(m)) {
    tmp[i] = 0
    for (let j = 0; j < n; j++) tmp[i] += A[i * n + j] * x[j]
  }
  for (const j of prange(n)) {
    y[j] = 0
    for (let i = 0; i < m; i++) y[j] += A[i * n + j] * tmp[i]
  }
}

function plain(m: number, n: number, A: Float64Array, x: Float64Array, y: Float64Array, tmp: Float64Array): void {
  for (let i = 0; i < n; i++) y[i] = 0
  for (let i = 0; i < m; i++) {
    tmp[i] = 0
    for (let j = 0; j < n; j++) tmp[i] += A[i * n + j] * x[j]
    for (let j = 0; j < n; j++) y[j] += A[i * n + j] * tmp[i]
  }
}

export const atax: Workload = {
  name: 'atax',
  kernel,
  plain,
  sizes: { MINI: [38, 42], MEDIUM: [390, 410], LARGE: [1900, 2100] },
  fields: (m, n) => ({
    m,
    n,
    A: field([m, n], (i, j) => ((i + j) % n) / (5 * m)),
    x: field([n], (i) => 1 + i / n),
    y: field([n]),
    tmp: field([m]),
  }),
}
