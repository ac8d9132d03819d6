import { prange } from 'wamba'
import { field, type Workload } from '../workload.ts'

/** The heat equation in three dimensions, a step from A to B and a step back. */
function kernel(tsteps: number, n: number, A: Float64Array, B: Float64Array): void {
  for (let t = 1; t <= tsteps; t++) {
    for (const i of prange(1, n - 1)) {
      for (let j = 1; j < n - 1; j++) {
        for (let k = 1; k < n - 1; k++) {
          B[(i * n + j) * n + k] =
            0.125 * (A[((i + 1) * n + j) * n + k] - 2 * A[(i * n + j) * n + k] + A[((i - 1) * n + j) * n + k]) +
            0.125 * (A[(i * n + j + 1) * n + k] - 2 * A[(i * n + j) * n + k] + A[(i * n + j - 1) * n + k]) +
            0.125 * (A[(i * n + j) * n + k + 1] - 2 * A[(i * n + j) * n + k] + A[(i * n + j) * n + k - 1]) +
            A[(i * n + j) * n + k]
        }
      }
    }
    for (const i of prange(1, n - 1)) {
      for (let j = 1; j < n - 1; j++) {
        for (let k = 1; k < n - 1; k++) {
          A[(i * n + j) * n + k] =
            0.125 * (B[((i + 1) * n + j) * n + k] - 2 * B[(i * n + j) * n + k] + B[((i - 1) * n + j) * n + k]) +
            0.125 * (B[(i * n + j + 1) * n + k] - 2 * B[(i * n + j) * n + k] + B[(i * n + j - 1) * n + k]) +
            0.125 * (B[(i * n + j) * n + k + 1] - 2 * B[(i * n + j) * n + k] + B[(i * n + j) * n + k - 1]) +
            B[(i * n + j) * n + k]
        }
      }
    }
  }
}

const start = (n: number) => (i: number, j: number, k: number) => ((i + j + (n - k)) * 10) / n

export const heat3d: Workload = {
  name: 'heat-3d',
  kernel,
  sizes: { MINI: [20, 10], MEDIUM: [100, 40], LARGE: [500, 120] },
  fields: (tsteps, n) => ({ tsteps, n, A: field([n, n, n], start(n)), B: field([n, n, n], start(n)) }),
}
