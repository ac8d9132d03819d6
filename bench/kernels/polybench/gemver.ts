import { prange } from 'wamba'
import { field, type Workload } from '../workload.ts'

/** A += u1 v1ᵀ + u2 v2ᵀ, x += beta Aᵀ y + z, w += alpha A x */
function kernel(
  n: number,
  alpha: number,
  beta: number,
  A: Float64Array,
  u1: Float64Array,
  v1: Float64Array,
  u2: Float64Array,
  v2: Float64Array,
  w: Float64Array,
  x: Float64Array,
  y: Float64Array,
  z: Float64Array,
): void {
  for (const i of prange(n)) {
    for (let j = 0; j < n; j++) A[i * n + j] = A[i * n + j] + u1[i] * v1[j] + u2[i] * v2[j]
  }
  for (const i of prange(n)) {
    for (let j = 0; j < n; j++) x[i] = x[i] + beta * A[j * n + i] * y[j]
  }
  for (const i of prange(n)) x[i] = x[i] + z[i]
  for (const i of prange(n)) {
    for (let j = 0; j < n; j++) w[i] = w[i] + alpha * A[i * n + j] * x[j]
  }
}

export const gemver: Workload = {
  name: 'gemver',
  kernel,
  sizes: { MINI: [40], MEDIUM: [400], LARGE: [2000] },
  fields: (n) => ({
    n,
    alpha: 1.5,
    beta: 1.2,
    A: field([n, n], (i, j) => ((i * j) % n) / n),
    u1: field([n], (i) => i),
    v1: field([n], (i) => (i + 1) / n / 4),
    u2: field([n], (i) => (i + 1) / n / 2),
    v2: field([n], (i) => (i + 1) / n / 6),
    w: field([n]),
    x: field([n]),
    y: field([n], (i) => (i + 1) / n / 8),
    z: field([n], (i) => (i + 1) / n / 9),
  }),
}
