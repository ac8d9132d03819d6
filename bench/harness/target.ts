import type { Stats } from './stats.ts'
import { formatRatio, formatTime } from './table.ts'

/** What a suite should reach, in the names of its cases. */
export type Target =
  /** `slow` takes at least `least` times as long as `fast`. */
  | { readonly slow: string; readonly fast: string; readonly least: number }
  /** `fast` takes at most `most` times as long as `limit`. */
  | { readonly fast: string; readonly limit: string; readonly most: number }
  /** The median of `fast` is below this many seconds. */
  | { readonly fast: string; readonly below: number }

/**
 * A line on each target whose cases ran.
 *
 * Ratios compare the minima, which noise disturbs least, and show those of the medians too; times are medians.
 */
export function reportTargets(targets: readonly Target[], results: ReadonlyMap<string, Stats>): string[] {
  return targets.flatMap((target) => {
    if ('below' in target) {
      const time = results.get(target.fast)
      if (!time) return []
      const range = `${formatTime(time.min)} to ${formatTime(time.max)}`
      const says = `${target.fast}: median ${formatTime(time.median)} (${range}), target below ${formatTime(target.below)}`
      return [`${verdict(time.median <= target.below)}  ${says}`]
    }
    const [above, under] = 'slow' in target ? [target.slow, target.fast] : [target.fast, target.limit]
    const [over, by] = [results.get(above), results.get(under)]
    if (!over || !by) return []
    const ratio = over.min / by.min
    const reached = 'slow' in target ? ratio >= target.least : ratio <= target.most
    const wanted = 'slow' in target ? `at least ${formatRatio(target.least)}` : `at most ${formatRatio(target.most)}`
    const medians = formatRatio(over.median / by.median)
    return [`${verdict(reached)}  ${above} / ${under}: ${formatRatio(ratio)} (of medians ${medians}), target ${wanted}`]
  })
}

const verdict = (reached: boolean): string => (reached ? 'reached' : 'missed ')
