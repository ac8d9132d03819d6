/**
 * Whether the team was worth it, as measured. The model of `worth.ts` takes each thread for a core of its own; where two share one, or
 * its memory, or other programs run beside, small loops gain less than the hand-off costs.
 */

/** Hand-offs of work from which the team is never denied: it gains there, or others fill the machine for the moment. */
const ALWAYS = 32
/** Runs on the team that say nothing yet: in the first the worker compiles. */
const FIRST_RUNS = 3
/** A loop tries the team again, once in so many calls that were denied. */
const TRY_AGAIN = 33
/** Tries in a row, with a worker that polls: the first may only have woken it. */
const TRIES = 3
/** Times as much work as what was measured may be judged by it. */
const ALIKE = 2
/** What a single run counts for, if it was a worse one: it may have been interrupted. */
const WORSE = 1 / 8
const BETTER = 1 / 2

/** The gains of the loops of a kernel, each for a worker that polls and one that sleeps. */
export class Gains {
  /** How many times as fast as on one thread. */
  readonly #gain: Float64Array
  /** Nanoseconds of work on one thread for which it was. */
  readonly #work: Float64Array
  readonly #runs: Int32Array
  /** Calls that were denied since it was tried last; 0 and below, those that try it. */
  readonly #denied: Int32Array

  constructor(regions: number) {
    this.#gain = new Float64Array(2 * regions)
    this.#work = new Float64Array(2 * regions)
    this.#runs = new Int32Array(2 * regions)
    this.#denied = new Int32Array(2 * regions)
  }

  /** Whether so much work of a loop had better stay on this thread, where handing it over takes `handOff` ns. Counts what it denies. */
  denies(region: number, asleep: boolean, work: number, handOff: number): boolean {
    const at = 2 * region + (asleep ? 1 : 0)
    if (this.#runs[at] <= FIRST_RUNS || this.#gain[at] >= 1) return false
    if (work >= ALWAYS * handOff || work > ALIKE * this.#work[at]) return false
    const tries = asleep ? 1 : TRIES
    if (++this.#denied[at] >= TRY_AGAIN * tries) this.#denied[at] = 1 - tries
    return this.#denied[at] > 0
  }

  /** The team took so many nanoseconds for what is so much work. */
  ran(region: number, asleep: boolean, work: number, wall: number): void {
    const at = 2 * region + (asleep ? 1 : 0)
    const alike = work <= ALIKE * this.#work[at] && work * ALIKE >= this.#work[at]
    const gain = work / wall
    this.#runs[at] = alike ? this.#runs[at] + 1 : 1
    if (!alike) this.#work[at] = work
    const old = this.#gain[at]
    this.#gain[at] = this.#runs[at] <= FIRST_RUNS ? gain : old + (gain - old) * (gain > old ? BETTER : WORSE)
  }
}
