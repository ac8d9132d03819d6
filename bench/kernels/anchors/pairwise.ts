import { prange } from 'wamba'
import { byHand } from '../../harness/byHand.ts'
import { field } from '../workload.ts'
import type { Anchor } from './anchor.ts'
import { uniform } from './data.ts'

/** The distance of every point from every other. */
function kernel(n: number, dimensions: number, points: Float64Array, distances: Float64Array): void {
  for (const i of prange(n)) {
    for (let j = 0; j < n; j++) {
      let sum = 0
      for (let k = 0; k < dimensions; k++) {
        const d = points[i * dimensions + k] - points[j * dimensions + k]
        sum += d * d
      }
      distances[i * n + j] = Math.sqrt(sum)
    }
  }
}

export const pairwise: Anchor = {
  name: 'pairwise',
  title: 'pairwise distances 2000²×8 f64',
  kernel,
  byHand: byHand('void(int32, int32, float64[:], float64[:])', 'bench/assembly/pairwise.ts', kernel, {
    iterations: 0,
    writes: [3],
    cost: 2000,
  }),
  mostOfByHand: 1.5,
  sizes: { MINI: [37, 3], MEDIUM: [1000, 8], LARGE: [2000, 8] },
  fields: (n, dimensions) => ({
    n,
    dimensions,
    points: field([n, dimensions], uniform(1)),
    distances: field([n, n]),
  }),
  reset: [],
}
