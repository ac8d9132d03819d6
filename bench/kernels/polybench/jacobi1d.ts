import { prange } from 'wamba'
import { field, type Workload } from '../workload.ts'

/** Means of three neighbours, from A to B and back. */
function kernel(tsteps: number, n: number, A: Float64Array, B: Float64Array): void {
  for (let t = 0; t < tsteps; t++) {
    for (const i of prange(1, n - 1)) B[i] = 0.33333 * (A[i - 1] + A[i] + A[i + 1])
    for (const i of prange(1, n - 1)) A[i] = 0.33333 * (B[i - 1] + B[i] + B[i + 1])
  }
}

export const jacobi1d: Workload = {
  name: 'jacobi-1d',
  kernel,
  sizes: { MINI: [20, 30], MEDIUM: [100, 400], LARGE: [500, 2000] },
  fields: (tsteps, n) => ({
    tsteps,
    n,
    A: field([n], (i) => (i + 2) / n),
    B: field([n], (i) => (i + 3) / n),
  }),
}
