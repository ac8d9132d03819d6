import { prange } from 'wamba'
import { field, type Workload } from '../workload.ts'

/** Means of an element and its four neighbours, from A to B and back. */
function kernel(tsteps: number, n: number, A: Float64Array, B: Float64Array): void {
  for (let t = 0; t < tsteps; t++) {
    for (const i of prange(1, n - 1)) {
      for (let j = 1; j < n - 1; j++) {
        B[i * n + j] =
          0.2 * (A[i * n + j] + A[i * n + j - 1] + A[i * n + 1 + j] + A[(1 + i) * n + j] + A[(i - 1) * n + j])
      }
    }
    for (const i of prange(1, n - 1)) {
      for (let j = 1; j < n - 1; j++) {
        A[i * n + j] =
          0.2 * (B[i * n + j] + B[i * n + j - 1] + B[i * n + 1 + j] + B[(1 + i) * n + j] + B[(i - 1) * n + j])
      }
    }
  }
}

export const jacobi2d: Workload = {
  name: 'jacobi-2d',
  kernel,
  sizes: { MINI: [20, 30], MEDIUM: [100, 250], LARGE: [500, 1300] },
  fields: (tsteps, n) => ({
    tsteps,
    n,
    A: field([n, n], (i, j) => (i * (j + 2) + 2) / n),
    B: field([n, n], (i, j) => (i * (j + 3) + 3) / n),
  }),
}
