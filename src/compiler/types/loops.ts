import { type ForStmt, type Stmt, statements, type Variable } from '../syntax/tree.ts'
import { joinStates, sameStates, settles, widen } from './domain.ts'
import { giveLimits, NO_LIMITS } from './limits.ts'
import type { State } from './state.ts'

export type WhileStmt = Extract<Stmt, { kind: 'while' }>

/** One iteration of a loop from a state at its head: the state that comes back to it, and the one that leaves the loop. */
export type Round = (head: State) => { back: State | undefined; leave: State | undefined }

/** Runs of a loop that begin with nothing: beyond that, each begins with what settled in the one before. */
const OFTEN = 256

/** What a loop was last run from, what settled at its head, and what came of it. */
interface Settled {
  readonly before: State
  readonly head: State
  readonly leave: State | undefined
  /** What was known besides. */
  readonly learned: number
  readonly runs: number
}

/** Runs loops until the states at their heads settle. */
export class Loops {
  readonly #last: Map<Stmt, Settled> = new Map()
  readonly #learned: () => number
  readonly #tallied: () => number | undefined

  /** `learned`: how much was found that no state says; `tallied`: the same of what the steps of the loop that runs add. */
  constructor(learned: () => number, tallied: () => number | undefined) {
    this.#learned = learned
    this.#tallied = tallied
  }

  /**
   * Runs a loop until the state at its head settles; then once more with what settled, which is what is recorded. Gives the state after
   * it. A loop that was last run from the same state is not run again: else each loop around would double the runs of those within.
   */
  run(stmt: ForStmt | WhileStmt, before: State, round: Round): State | undefined {
    const last = this.#last.get(stmt)
    if (last && last.learned === this.#learned() && sameStates(last.before, before)) return last.leave
    const runs = (last?.runs ?? 0) + 1
    const { head, leave } = last && runs > OFTEN ? extend(before, last.head, round) : this.#settle(before, round)
    const after = leave && outside(stmt, before, leave)
    this.#last.set(stmt, { before, head, leave: after, learned: this.#learned(), runs })
    return after
  }

  #settle(before: State, round: Round): { head: State; leave: State | undefined } {
    let head = before
    for (let count = 0; ; count++) {
      const [learned, tallied] = [this.#learned(), this.#tallied()]
      const { back, leave } = round(head)
      const after = back ? joinStates(before, back) : before
      const next = joinStates(head, after)
      if (settles(next, head)) {
        const isSame = learned === this.#learned() && tallied === this.#tallied() && sameStates(after, head)
        // One step down from the widened state: it stays an upper bound, and it is tighter.
        return { head, leave: isSame ? leave : round(after).leave }
      }
      head = count < 2 ? next : widen(head, next)
    }
  }
}

/** Settles from what settled before: each step widens, so that all runs of a loop deep in others take few steps together. */
function extend(before: State, settled: State, round: Round): { head: State; leave: State | undefined } {
  let head = joinStates(before, settled)
  for (;;) {
    const { back, leave } = round(head)
    const next = back ? joinStates(head, back) : head
    if (settles(next, head)) return { head, leave }
    head = widen(head, next)
  }
}

/** The state after a loop, without the variables that its body declares. */
function outside({ body }: ForStmt | WhileStmt, before: State, leave: State): State {
  const after = leave.copy()
  for (const variable of declaredIn(body))
    if (!before.get(variable)) {
      after.delete(variable)
      giveLimits(after, variable, NO_LIMITS)
    }
  return after
}

function declaredIn(body: readonly Stmt[]): Variable[] {
  return statements(body).flatMap((stmt) =>
    stmt.kind === 'set' && stmt.declares && !stmt.variable.outlives ? [stmt.variable] : [],
  )
}
