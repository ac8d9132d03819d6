import { field, type Workload } from '../workload.ts'

/** Solves the Yule–Walker equations of a Toeplitz matrix: each step depends on the one before. */
function kernel(n: number, r: Float64Array, y: Float64Array): void {
  const z = new Float64Array(n)
  y[0] = -r[0]
  let beta = 1
  let alpha = -r[0]
  for (let k = 1; k < n; k++) {
    beta = (1 - alpha * alpha) * beta
    let sum = 0
    for (let i = 0; i < k; i++) sum += r[k - i - 1] * y[i]
    alpha = -(r[k] + sum) / beta
    for (let i = 0; i < k; i++) z[i] = y[i] + alpha * y[k - i - 1]
    for (let i = 0; i < k; i++) y[i] = z[i]
    y[k] = alpha
  }
}

export const durbin: Workload = {
  name: 'durbin',
  kernel,
  sizes: { MINI: [40], MEDIUM: [400], LARGE: [2000] },
  fields: (n) => ({ n, r: field([n], (i) => n + 1 - i), y: field([n]) }),
}
