import type { Fact } from '../../ops/fact.ts'
import type { Variable } from '../syntax/tree.ts'

/**
 * What bounds a whole number from above by others: it is at most each key plus that key's constant. A variable that holds an array stands
 * for its length.
 */
export type Limits = ReadonlyMap<Variable, number>

/** What is known of each variable at a point of the program. A variable that may be unassigned is absent. */
export class State extends Map<Variable, Fact> {
  /** The variables that hold arrays. */
  readonly arrays: ReadonlyMap<Variable, unknown>
  /** What bounds whole numbers, and the lengths of arrays, by each other. */
  readonly limits: Map<Variable, Limits>

  constructor(
    from: Iterable<[Variable, Fact]>,
    arrays: ReadonlyMap<Variable, unknown>,
    limits?: Map<Variable, Limits>,
  ) {
    super(from)
    this.arrays = arrays
    this.limits = new Map(limits)
  }

  copy(): State {
    return new State(this, this.arrays, this.limits)
  }

  with(variable: Variable, fact: Fact): State {
    const state = this.copy()
    state.set(variable, fact)
    return state
  }
}
