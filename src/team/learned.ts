/** Calls of a loop whose time is taken before its cost counts as known. */
const TIMED_AT_FIRST = 3
/** A cost that is known is looked at again at one call in so many, at the 8th, 16th, 32th, …, and … */
const TIMED_AFTER = 1024
/** … where a loop has so many times more iterations, or its arguments so many times more elements, than any before. */
const MORE = 2
const LEAST_COST = 0.01

/** What has been learned of the loops of a kernel: the plan's estimate does not know how long inner loops are. */
export class Learned {
  /** Nanoseconds of an iteration on one thread, by region. */
  readonly costs: Float64Array
  readonly #teamCosts: Float64Array
  readonly #calls: Int32Array
  readonly #most: Int32Array
  readonly #mostElements: Float64Array

  constructor(estimates: readonly number[]) {
    this.costs = Float64Array.from(estimates, (cost) => Math.max(cost, LEAST_COST))
    this.#teamCosts = new Float64Array(estimates.length)
    this.#calls = new Int32Array(estimates.length)
    this.#most = new Int32Array(estimates.length)
    this.#mostElements = new Float64Array(estimates.length)
  }

  /** Counts a call; says whether the cost may be trusted for it. */
  knows(region: number, n: number, elements: number): boolean {
    const calls = ++this.#calls[region]
    if (n > this.#most[region] || elements > this.#mostElements[region]) {
      const grown = n > MORE * this.#most[region] || elements > MORE * this.#mostElements[region]
      if (n > this.#most[region]) this.#most[region] = n
      if (elements > this.#mostElements[region]) this.#mostElements[region] = elements
      if (grown) return false
    }
    return calls > TIMED_AT_FIRST && calls % TIMED_AFTER !== 0 && (calls & (calls - 1)) !== 0
  }

  /** An iteration took this on one thread, with no other at work. */
  alone(region: number, cost: number): void {
    const old = this.costs[region]
    if (cost < old) this.costs[region] = Math.max(cost, LEAST_COST)
    // A run that was interrupted looks dear: one of them must not send small loops to the team for good.
    else this.costs[region] = this.#calls[region] <= TIMED_AT_FIRST ? cost : Math.min((old + cost) / 2, 2 * old)
  }

  /** The same on a team, whose threads get in each other's way: it takes no longer than that alone. */
  onTeam(region: number, cost: number): void {
    if (cost <= 0) return
    if (cost < this.costs[region]) this.costs[region] = Math.max(cost, LEAST_COST)
    const old = this.#teamCosts[region]
    this.#teamCosts[region] = cost < old || old === 0 ? cost : old + (cost - old) / 8
  }

  /** Nanoseconds of an iteration as one thread of several. */
  onTeamCost(region: number): number {
    return Math.max(this.costs[region], this.#teamCosts[region])
  }
}
