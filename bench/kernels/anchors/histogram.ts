import { prange } from 'wamba'
import { byHandOf } from '../../harness/byHand.ts'
import { field } from '../workload.ts'
import type { Anchor } from './anchor.ts'
import { uniform } from './data.ts'

/** Counts values in [0, 1) in equal bins. */
function kernel(x: Float64Array, counts: Int32Array): void {
  const bins = counts.length
  for (const i of prange(x.length)) counts[Math.floor(x[i] * bins)]++
}

/** The counts of each of `parts` stretches of the data. */
function partial(parts: number, bins: number, x: Float64Array, tables: Int32Array): void {
  for (const p of prange(parts)) {
    const end = Math.floor(((p + 1) * x.length) / parts)
    for (let b = 0; b < bins; b++) tables[p * bins + b] = 0
    for (let i = Math.floor((p * x.length) / parts); i < end; i++) tables[p * bins + Math.floor(x[i] * bins)]++
  }
}

const PARTS = 64

export const histogram: Anchor = {
  name: 'histogram',
  title: 'histogram, 1e7 f64, 256 bins',
  kernel,
  byHand: byHandOf(
    'void(int32, int32, float64[:], int32[:])',
    'bench/assembly/histogram.ts',
    partial,
    { iterations: 0, writes: [3], cost: 100_000 },
    (once, zeros) => {
      let tables: Int32Array | undefined
      return (x: Float64Array, counts: Int32Array): void => {
        const bins = counts.length
        tables ??= zeros(PARTS * bins, 'int32') as Int32Array
        once(PARTS, bins, x, tables)
        for (let p = 0; p < PARTS; p++) for (let b = 0; b < bins; b++) counts[b] += tables[p * bins + b]
      }
    },
  ),
  sizes: { MINI: [1003, 16], MEDIUM: [1_000_000, 256], LARGE: [10_000_000, 256] },
  fields: (n, bins) => ({ x: field([n], uniform(1)), counts: field([bins], undefined, 'int32') }),
  reset: ['counts'],
}
