import { field, type Workload } from '../workload.ts'

/** Solves L x = b by forward substitution: each element depends on all before it. */
function kernel(n: number, L: Float64Array, x: Float64Array, b: Float64Array): void {
  for (let i = 0; i < n; i++) {
    x[i] = b[i]
    for (let j = 0; j < i; j++) x[i] -= L[i * n + j] * x[j]
    x[i] = x[i] / L[i * n + i]
  }
}

export const trisolv: Workload = {
  name: 'trisolv',
  kernel,
  sizes: { MINI: [40], MEDIUM: [400], LARGE: [2000] },
  fields: (n) => ({
    n,
    L: field([n, n], (i, j) => (j <= i ? ((i + n - j + 1) * 2) / n : 0)),
    x: field([n], () => -999),
    b: field([n], (i) => i),
  }),
}
