import { assigned, type Expr, type ForStmt, reads, type Variable } from '../syntax/tree.ts'
import type { ExprFacts } from './exprFacts.ts'
import { isWhole, leastOf, NO_LIMITS, shiftedLimits } from './limits.ts'
import type { Limits, State } from './state.ts'

/** What bounds the counters of loops, and what they bound: by what no iteration changes. */
export class CounterLimits {
  readonly #exprs: ExprFacts
  readonly #changed: Map<ForStmt, ReadonlySet<Variable>> = new Map()

  constructor(exprs: ExprFacts) {
    this.#exprs = exprs
  }

  /** The limits of a loop's counter in the body, from the state before the loop. */
  of(stmt: ForStmt, before: State): Limits {
    const way = this.#wayOf(stmt)
    if (way === undefined) return NO_LIMITS
    const greatest = way === 'up' ? stmt.stop : stmt.start
    if (!this.#isWhole(greatest)) return NO_LIMITS
    const by = way === 'up' ? -edgeOf(stmt) - (stmt.ahead ?? 0) : 0
    const changed = this.#changedIn(stmt)
    const limits = shiftedLimits(this.#exprs.limits(greatest, before), by)
    return new Map([...limits].filter(([key]) => !changed.has(key)))
  }

  /** Tells the state in which an iteration begins, which nobody else holds yet, what the counter bounds. */
  enter(stmt: ForStmt, state: State): void {
    const way = this.#wayOf(stmt)
    if (way === undefined) return
    const least = way === 'up' ? stmt.start : stmt.stop
    const by = way === 'up' ? 0 : (stmt.ahead ?? 0) - edgeOf(stmt)
    const changed = this.#changedIn(stmt)
    if (this.#isWhole(least) && [...reads(least)].every((variable) => !changed.has(variable)))
      this.#exprs.lower(least, new Map([[stmt.counter, by]]), state)
  }

  /**
   * The state after a loop that nothing else leaves. What each iteration keeps its counter below, by reading an element there, is not below
   * the stop: nor is it where no iteration runs.
   */
  leave(stmt: ForStmt, head: State, end: State): State {
    const { start, stop, step, counter, ahead = 0 } = stmt
    const [from, by] = [this.#exprs.facts.get(start), this.#exprs.facts.get(step)]
    if (!isWhole(from) || by?.lo !== 1 || by.hi !== 1 || !this.#isWhole(stop)) return head
    const changed = this.#changedIn(stmt)
    if ([...reads(stop)].some((variable) => changed.has(variable))) return head
    const limits = new Map<Variable, number>()
    for (const [array, most] of end.limits.get(counter) ?? NO_LIMITS)
      if (head.arrays.has(array) && !changed.has(array) && from.hi <= leastOf(head, array) + most + 1)
        limits.set(array, most + edgeOf(stmt) + ahead)
    if (limits.size === 0) return head
    const after = head.copy()
    this.#exprs.lower(stop, limits, after)
    return after
  }

  /** Which way a loop counts whole numbers. */
  #wayOf({ start, step }: ForStmt): 'up' | 'down' | undefined {
    const by = this.#exprs.facts.get(step)
    if (!isWhole(by) || !this.#isWhole(start)) return undefined
    return by.lo > 0 ? 'up' : by.hi < 0 ? 'down' : undefined
  }

  #isWhole(expr: Expr): boolean {
    return isWhole(this.#exprs.facts.get(expr))
  }

  #changedIn(stmt: ForStmt): ReadonlySet<Variable> {
    let changed = this.#changed.get(stmt)
    if (changed === undefined) {
      changed = assigned(stmt.body).add(stmt.counter)
      this.#changed.set(stmt, changed)
    }
    return changed
  }
}

/** How far the last value of a counter is from the stop, at least. */
function edgeOf({ inclusive }: ForStmt): number {
  return inclusive ? 0 : 1
}
