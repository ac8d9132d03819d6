import type { SourceText } from '../../base/source.ts'
import type { Expr, ForStmt, Local, Span, Stmt } from '../ir/nodes.ts'
import { evaluated, jumps, subexpressions } from '../ir/walk.ts'
import { foldOf, sameFold } from './folds.ts'
import type { Outside } from './outside.ts'
import { type Chosen, chosenByIf, chosenBySet, escapes, noted, pickOf, sameChoice } from './picks.ts'
import type { Reduction } from './reduction.ts'

/** The reductions of a loop, and the loop as it runs: choices note what their merge needs. */
export interface Reduced {
  readonly reductions: readonly Reduction[]
  readonly loop: ForStmt
}

/**
 * Sorts the locals that a parallel loop assigns: private ones, declared in its body, and reductions. Any other is a race.
 * `outer` are the locals that live outside the loop.
 */
export function findReductions(loop: ForStmt, outer: Outside, source: SourceText): Reduced {
  const search = new Search(loop, outer, source)
  return { loop: { ...loop, body: search.block(loop.body, true) }, reductions: search.reductions() }
}

class Search {
  readonly #loop: ForStmt
  readonly #outer: Outside
  readonly #source: SourceText
  readonly #found: Map<Local, { reduction: Reduction; at: Span }> = new Map()
  /** What is read other than by its own reduction: that value differs from thread to thread. */
  readonly #reads: Set<Local> = new Set()

  constructor(loop: ForStmt, outer: Outside, source: SourceText) {
    this.#loop = loop
    this.#outer = outer
    this.#source = source
  }

  reductions(): Reduction[] {
    for (const [local, { at }] of this.#found) if (this.#reads.has(local)) throw this.#race(local, at)
    return [...new Set([...this.#found.values()].map(({ reduction }) => reduction))]
  }

  /** `always`: every iteration comes to the block's beginning. */
  block(block: readonly Stmt[], always: boolean): Stmt[] {
    let comes = always
    return block.map((stmt) => {
      const after = this.#stmt(stmt, comes)
      if (jumps(stmt)) comes = false
      return after
    })
  }

  #stmt(stmt: Stmt, always: boolean): Stmt {
    const chosen = this.#chosen(stmt)
    if (chosen !== undefined) return this.#choose(chosen, stmt)
    switch (stmt.kind) {
      case 'set':
        if (this.#outer.has(stmt.local)) this.#fold(stmt, always)
        else this.#read(stmt.value)
        return stmt
      case 'if':
        this.#read(stmt.test)
        return { ...stmt, yes: this.block(stmt.yes, false), no: this.block(stmt.no, false) }
      case 'while':
        this.#read(stmt.test)
        return { ...stmt, body: this.block(stmt.body, false) }
      case 'for':
        this.#private(stmt.counter, stmt.at)
        for (const e of evaluated(stmt)) this.#read(e)
        return { ...stmt, body: this.block(stmt.body, false) }
      case 'allocate':
      case 'point':
        this.#private(stmt.array.base, stmt.at)
        for (const e of evaluated(stmt)) this.#read(e)
        return stmt
      default:
        for (const e of evaluated(stmt)) this.#read(e)
        return stmt
    }
  }

  #chosen(stmt: Stmt): Chosen | undefined {
    if (stmt.kind === 'set') return this.#outer.has(stmt.local) ? chosenBySet(stmt) : undefined
    if (stmt.kind !== 'if') return undefined
    const chosen = chosenByIf(stmt, this.#outer)
    return chosen && !escapes(this.#loop.body, chosen, this.#outer) ? chosen : undefined
  }

  #choose(chosen: Chosen, stmt: Stmt): Stmt {
    const { locals, at } = chosen
    const before = this.#found.get(locals[0])?.reduction
    if (before !== undefined && (before.kind !== 'pick' || !sameChoice(before, chosen))) throw this.#race(locals[0], at)
    const pick = before?.kind === 'pick' ? before : pickOf(chosen)
    for (const local of locals) this.#note(local, pick, at)
    for (const e of chosen.reads) this.#read(e)
    return pick.partials.some(({ local }) => local.hidden) ? noted(chosen, pick) : stmt
  }

  #fold(stmt: Extract<Stmt, { kind: 'set' }>, always: boolean): void {
    const { local, at } = stmt
    const reduction = foldOf(stmt, always)
    if (reduction === undefined) throw this.#race(local, at)
    const before = this.#found.get(local)?.reduction
    if (before !== undefined && (before.kind === 'pick' || !sameFold(before, reduction))) throw this.#race(local, at)
    this.#note(local, before ?? reduction, at)
    // Its own value is read once, by the step itself.
    let own = 0
    for (const e of subexpressions(stmt.value))
      if (e.kind === 'local' && (e.local !== local || own++ > 0)) this.#reads.add(e.local)
  }

  #note(local: Local, reduction: Reduction, at: Span): void {
    const before = this.#found.get(local)
    if (before !== undefined && before.reduction !== reduction) throw this.#race(local, at)
    this.#found.set(local, { reduction, at })
  }

  #read(expr: Expr): void {
    for (const e of subexpressions(expr)) if (e.kind === 'local') this.#reads.add(e.local)
  }

  #private(local: Local, at: Span): void {
    if (this.#outer.has(local)) throw this.#race(local, at)
  }

  #race(local: Local, at: Span): Error {
    return this.#source.error(
      'race',
      at,
      `several iterations of the prange write '${local.name}', and it is no reduction`,
      `declare '${local.name}' inside the loop, or only accumulate it (+=, -=, *=, &=, |=, ^=, Math.min, Math.max, if (x < ${local.name}) ${local.name} = x) and read it after the loop`,
    )
  }
}
