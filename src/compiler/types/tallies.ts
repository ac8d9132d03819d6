import { type Fact, integer, sameFact } from '../../ops/fact.ts'
import { type ForStmt, reads, type SetStmt, type Stmt, statements, type Variable } from '../syntax/tree.ts'
import type { State } from './state.ts'
import { stepOf } from './steppers.ts'

/**
 * The variables that a loop only steps, each at most once a place in an iteration, `count += flags[i]`: so many iterations times
 * so much a step bounds them, and whole numbers stay whole.
 */
export class Tallies {
  readonly #steps: Map<Variable, readonly SetStmt[]>
  /** What each step was last seen to add. */
  readonly #added: Map<SetStmt, Fact> = new Map()
  readonly #start: Pick<State, 'get'>
  readonly #trips: number
  #changes = 0

  /** `start`: what is known before the loop; `trips`: iterations at most. */
  constructor(loop: ForStmt, start: Pick<State, 'get'>, trips: number) {
    this.#steps = stepsOf(loop)
    this.#start = start
    this.#trips = trips
  }

  /** How often a step was seen to add something else than before. */
  get changes(): number {
    return this.#changes
  }

  /** Where a variable lies after a step that adds `by`; undefined where that is not known. */
  after(stmt: SetStmt, by: Fact): Fact | undefined {
    const steps = this.#steps.get(stmt.variable)
    const start = this.#start.get(stmt.variable)
    if (steps === undefined || !start?.int || !by.int) return undefined
    const minus = stmt.value.kind === 'binary' && stmt.value.op === '-'
    const now = minus ? integer(-by.hi, -by.lo) : by
    const before = this.#added.get(stmt)
    if (before === undefined || !sameFact(before, now)) this.#changes++
    this.#added.set(stmt, now)
    let [least, most] = [0, 0]
    for (const step of steps) {
      const added = this.#added.get(step)
      if (added === undefined) continue
      least += Math.min(0, added.lo)
      most += Math.max(0, added.hi)
    }
    return integer(start.lo + this.#trips * least, start.hi + this.#trips * most)
  }
}

function stepsOf(loop: ForStmt): Map<Variable, readonly SetStmt[]> {
  const found = new Map<Variable, readonly SetStmt[]>()
  const others = new Set<Variable>()
  const visit = (block: readonly Stmt[]): void => {
    for (const stmt of block) {
      if (stmt.kind === 'if') {
        visit(stmt.yes)
        visit(stmt.no)
      } else if (stmt.kind === 'set') {
        const by = stepOf(stmt.variable, stmt.value)
        if (by === undefined || reads(by).has(stmt.variable)) others.add(stmt.variable)
        else found.set(stmt.variable, [...(found.get(stmt.variable) ?? []), stmt])
      } else
        for (const inner of statements([stmt])) {
          if (inner.kind === 'set') others.add(inner.variable)
          if (inner.kind === 'for') others.add(inner.counter)
        }
    }
  }
  visit(loop.body)
  for (const variable of others) found.delete(variable)
  return found
}
