import { field, type Workload } from '../workload.ts'

/** Gauss–Seidel: means of nine neighbours in place, so each element depends on the ones before it. */
function kernel(tsteps: number, n: number, A: Float64Array): void {
  for (let t = 0; t <= tsteps - 1; t++) {
    for (let i = 1; i <= n - 2; i++) {
      for (let j = 1; j <= n - 2; j++) {
        A[i * n + j] =
          (A[(i - 1) * n + j - 1] +
            A[(i - 1) * n + j] +
            A[(i - 1) * n + j + 1] +
            A[i * n + j - 1] +
            A[i * n + j] +
            A[i * n + j + 1] +
            A[(i + 1) * n + j - 1] +
            A[(i + 1) * n + j] +
            A[(i + 1) * n + j + 1]) /
          9
      }
    }
  }
}

export const seidel2d: Workload = {
  name: 'seidel-2d',
  kernel,
  sizes: { MINI: [20, 40], MEDIUM: [100, 400], LARGE: [500, 2000] },
  fields: (tsteps, n) => ({ tsteps, n, A: field([n, n], (i, j) => (i * (j + 2) + 2) / n) }),
}
