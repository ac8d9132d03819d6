import { prange } from 'wamba'
import { field, type Workload } from '../workload.ts'

/** x1 += A y1 and x2 += Aᵀ y2 */
function kernel(
  n: number,
  x1: Float64Array,
  x2: Float64Array,
  y1: Float64Array,
  y2: Float64Array,
  A: Float64Array,
): void {
  for (const i of prange(n)) {
    for (let j = 0; j < n; j++) x1[i] += A[i * n + j] * y1[j]
  }
  for (const i of prange(n)) {
    for (let j = 0; j < n; j++) x2[i] += A[j * n + i] * y2[j]
  }
}

export const mvt: Workload = {
  name: 'mvt',
  kernel,
  sizes: { MINI: [40], MEDIUM: [400], LARGE: [2000] },
  fields: (n) => ({
    n,
    x1: field([n], (i) => (i % n) / n),
    x2: field([n], (i) => ((i + 1) % n) / n),
    y1: field([n], (i) => ((i + 3) % n) / n),
    y2: field([n], (i) => ((i + 4) % n) / n),
    A: field([n, n], (i, j) => ((i * j) % n) / n),
  }),
}
