import { prange } from 'wamba'
import { field, type Workload } from '../workload.ts'

/** y = alpha A x + beta B x */
function kernel(
  n: number,
  alpha: number,
  beta: number,
  A: Float64Array,
  B: Float64Array,
  tmp: Float64Array,
  x: Float64Array,
  y: Float64Array,
): void {
  for (const i of prange(n)) {
    tmp[i] = 0
    y[i] = 0
    for (let j = 0; j < n; j++) {
      tmp[i] = A[i * n + j] * x[j] + tmp[i]
      y[i] = B[i * n + j] * x[j] + y[i]
    }
    y[i] = alpha * tmp[i] + beta * y[i]
  }
}

export const gesummv: Workload = {
  name: 'gesummv',
  kernel,
  sizes: { MINI: [30], MEDIUM: [250], LARGE: [1300] },
  fields: (n) => ({
    n,
    alpha: 1.5,
    beta: 1.2,
    A: field([n, n], (i, j) => ((i * j + 1) % n) / n),
    B: field([n, n], (i, j) => ((i * j + 2) % n) / n),
    tmp: field([n]),
    x: field([n], (i) => (i % n) / n),
    y: field([n]),
  }),
}
