import { prange } from 'wamba'
import { byHand } from '../../harness/byHand.ts'
import { field } from '../workload.ts'
import type { Anchor } from './anchor.ts'
import { uniform } from './data.ts'

/** Each row as probabilities: exponentials over their sum. */
function kernel(rows: number, columns: number, x: Float32Array, out: Float32Array): void {
  for (const i of prange(rows)) {
    const first = i * columns
    let most = x[first]
    for (let j = 1; j < columns; j++) most = Math.max(most, x[first + j])
    let sum = Math.fround(0)
    for (let j = 0; j < columns; j++) {
      const e = Math.fround(Math.exp(Math.fround(x[first + j] - most)))
      out[first + j] = e
      sum = Math.fround(sum + e)
    }
    const scale = Math.fround(1 / sum)
    for (let j = 0; j < columns; j++) out[first + j] = Math.fround(out[first + j] * scale)
  }
}

export const softmax: Anchor = {
  name: 'softmax',
  title: 'softmax 4096×1024 f32',
  kernel,
  byHand: byHand('void(int32, int32, float32[:], float32[:])', 'bench/assembly/softmax.ts', kernel, {
    iterations: 0,
    writes: [3],
    cost: 1000,
  }),
  fastmath: true,
  sizes: { MINI: [5, 67], MEDIUM: [1024, 1024], LARGE: [4096, 1024] },
  fields: (rows, columns) => ({
    rows,
    columns,
    x: field([rows, columns], uniform(1, -10, 10), 'float32'),
    out: field([rows, columns], undefined, 'float32'),
  }),
  reset: [],
  tolerance: 1e-5,
}
