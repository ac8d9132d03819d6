import type { Fact } from '../../ops/fact.ts'
import type { Variable } from '../syntax/tree.ts'

/**
 * What bounds a whole number from above by others: it is at most each key plus that key's constant. A variable that holds an array stands
 * for its length.
 */
export type Limits = ReadonlyMap<Variable, number>

const NONE: ReadonlyMap<Variable, Limits> = new Map()

/** What is known of each variable at a point of the program. A variable that may be unassigned is absent. */
export class State extends Map<Variable, Fact> {
  /** The variables that hold arrays. */
  readonly arrays: ReadonlyMap<Variable, unknown>
  /** What bounds whole numbers, and the lengths of arrays, by each other. States share it until one of them changes it. */
  #limits: ReadonlyMap<Variable, Limits>
  #own: Map<Variable, Limits> | undefined

  constructor(
    from: Iterable<[Variable, Fact]>,
    arrays: ReadonlyMap<Variable, unknown>,
    limits: ReadonlyMap<Variable, Limits> = NONE,
  ) {
    super(from)
    this.arrays = arrays
    this.#limits = limits
  }

  get limits(): ReadonlyMap<Variable, Limits> {
    return this.#limits
  }

  /** Gives a variable other limits. */
  limit(variable: Variable, limits: Limits): void {
    if (this.#own === undefined) {
      if (limits.size === 0 && !this.#limits.has(variable)) return
      this.#own = new Map(this.#limits)
      this.#limits = this.#own
    }
    if (limits.size > 0) this.#own.set(variable, limits)
    else this.#own.delete(variable)
  }

  /** The limits for another state to begin with. */
  shareLimits(): ReadonlyMap<Variable, Limits> {
    this.#own = undefined
    return this.#limits
  }

  copy(): State {
    return new State(this, this.arrays, this.shareLimits())
  }

  with(variable: Variable, fact: Fact): State {
    const state = this.copy()
    state.set(variable, fact)
    return state
  }
}
