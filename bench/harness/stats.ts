/** What the samples of one case say. Times in seconds. */
export interface Stats {
  readonly samples: number
  readonly min: number
  readonly median: number
  readonly max: number
  /** Half the distance between the quartiles, as a share of the median: half of all samples lie about this close. */
  readonly spread: number
}

/** Minimum, median and spread of at least one sample. */
export function statistics(samples: readonly number[]): Stats {
  if (samples.length === 0) throw new RangeError('statistics() got no samples; a case must return at least one')
  const sorted = Float64Array.from(samples).sort()
  const median = quantile(sorted, 0.5)
  const spread = (quantile(sorted, 0.75) - quantile(sorted, 0.25)) / 2 / median
  return { samples: sorted.length, min: sorted[0], median, max: sorted[sorted.length - 1], spread }
}

/** The q-quantile of a sorted array, linear between neighbours. */
function quantile(sorted: Float64Array, q: number): number {
  const position = q * (sorted.length - 1)
  const below = Math.floor(position)
  const above = Math.ceil(position)
  return sorted[below] + (sorted[above] - sorted[below]) * (position - below)
}

/** The geometric mean of at least one positive ratio. */
export function geometricMean(ratios: readonly number[]): number {
  if (ratios.length === 0) throw new RangeError('geometricMean() got no ratios')
  return Math.exp(ratios.reduce((sum, ratio) => sum + Math.log(ratio), 0) / ratios.length)
}
