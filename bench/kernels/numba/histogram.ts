import { prange } from 'wamba'
import { field, type Workload } from '../workload.ts'
import { fraction } from './hash.ts'

/** The bin of a value among equal ones over [low, high], -1 outside: the right edge belongs to the last bin. */
function binOf(x: number, bins: number, low: number, high: number): number {
  if (x === high) return bins - 1
  const bin = Math.floor((bins * (x - low)) / (high - low))
  return bin < 0 || bin >= bins ? -1 : bin
}

/** The counts of data in equal bins over its extent. */
function kernel(data: Float64Array, counts: Int32Array): void {
  let low = Infinity
  let high = -Infinity
  for (const i of prange(data.length)) {
    low = Math.min(low, data[i])
    high = Math.max(high, data[i])
  }
  for (const i of prange(data.length)) {
    const bin = binOf(data[i], counts.length, low, high)
    if (bin >= 0) counts[bin]++
  }
}

export const histogram: Workload = {
  name: 'histogram',
  kernel,
  scope: { binOf },
  sizes: { MINI: [1000, 10], MEDIUM: [1_000_000, 256], LARGE: [10_000_000, 256] },
  fields: (n, bins) => ({
    data: field([n], (i) => fraction(2 * i) + fraction(2 * i + 1)),
    counts: field([bins], undefined, 'int32'),
  }),
}
