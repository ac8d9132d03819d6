import type { Fact } from '../../ops/fact.ts'
import type { Variable } from '../syntax/tree.ts'
import { Keys, SharedMap } from './sharedMap.ts'

/**
 * What bounds a whole number from above by others: it is at most each key plus that key's constant. A variable that holds an array stands
 * for its length.
 */
export type Limits = ReadonlyMap<Variable, number>

/** What is known of each variable at a point of the program. A variable that may be unassigned is absent. */
export class State {
  /** The variables that hold arrays. */
  readonly arrays: ReadonlyMap<Variable, unknown>
  readonly facts: SharedMap<Variable, Fact>
  /** What bounds whole numbers, and the lengths of arrays, by each other. */
  readonly limits: SharedMap<Variable, Limits>
  /** How often it was changed. */
  #changes = 0

  constructor(
    arrays: ReadonlyMap<Variable, unknown>,
    facts: SharedMap<Variable, Fact>,
    limits: SharedMap<Variable, Limits>,
  ) {
    this.arrays = arrays
    this.facts = facts
    this.limits = limits
  }

  /** The state in which nothing is known. */
  static empty(arrays: ReadonlyMap<Variable, unknown>): State {
    const keys = new Keys<Variable>()
    return new State(arrays, new SharedMap(keys), new SharedMap(keys))
  }

  get changes(): number {
    return this.#changes
  }

  get(variable: Variable): Fact | undefined {
    return this.facts.get(variable)
  }

  set(variable: Variable, fact: Fact): void {
    this.#changes++
    this.facts.set(variable, fact)
  }

  delete(variable: Variable): void {
    this.#changes++
    this.facts.delete(variable)
  }

  /** Gives a variable other limits. */
  limit(variable: Variable, limits: Limits): void {
    this.#changes++
    if (limits.size > 0) this.limits.set(variable, limits)
    else this.limits.delete(variable)
  }

  copy(): State {
    return new State(this.arrays, this.facts.copy(), this.limits.copy())
  }

  /** The same, without what bounds numbers by each other. */
  withoutLimits(): State {
    return new State(this.arrays, this.facts.copy(), this.limits.none())
  }

  with(variable: Variable, fact: Fact): State {
    const state = this.copy()
    state.set(variable, fact)
    return state
  }
}
