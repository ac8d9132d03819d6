import { prange } from 'wamba'
import { field, type Workload } from '../workload.ts'

/** Shortest paths between all pairs: step k keeps row and column k as they are, so the rows of a step are independent. */
function kernel(n: number, path: Int32Array): void {
  for (let k = 0; k < n; k++) {
    for (const i of prange(n)) {
      for (let j = 0; j < n; j++) {
        path[i * n + j] = Math.min(path[i * n + j], path[i * n + k] + path[k * n + j])
      }
    }
  }
}

export const floydWarshall: Workload = {
  name: 'floyd-warshall',
  kernel,
  sizes: { MINI: [60], MEDIUM: [500], LARGE: [2800] },
  fields: (n) => ({
    n,
    path: field(
      [n, n],
      (i, j) => ((i + j) % 13 === 0 || (i + j) % 7 === 0 || (i + j) % 11 === 0 ? 999 : ((i * j) % 7) + 1),
      'int32',
    ),
  }),
}
