import { constant, operation, read, set } from '../ir/make.ts'
import type { Access, Expr, ForStmt, Local, Stmt } from '../ir/nodes.ts'
import { assignedLocals, statements, subexpressions } from '../ir/walk.ts'
import { mapExpr } from '../passes/rewrite.ts'
import { slope } from './polynomial.ts'

/** Carries out of a jam that its loop cannot be jammed. */
class Unjammable extends Error {}

/**
 * Unroll-and-jam: the bodies of `rows` iterations of a loop, whose iterations are independent, statement by statement, so that what the
 * rows read alike is read once. Loops whose bounds are the same in all rows run once for all; of those with bounds of each row's own
 * (triangles) the part that the rows have in common does. `jammed` gets each loop that runs for all rows, and what it was made from.
 * Undefined where there are jumps, arrays of the iteration's own, or branches around loops.
 */
export function jam(
  block: readonly Stmt[],
  counter: Local,
  rows: number,
  jammed: (loop: ForStmt, from: ForStmt) => void,
): Stmt[] | undefined {
  try {
    return new Jam(block, counter, rows, jammed).block(block)
  } catch (error) {
    if (error instanceof Unjammable) return undefined
    throw error
  }
}

class Jam {
  readonly #counter: Local
  readonly #rows: number
  readonly #jammed: (loop: ForStmt, from: ForStmt) => void
  /** Locals that each row has of its own; those of the first are the loop's. */
  readonly #own: ReadonlySet<Local>
  readonly #shared: Set<Local> = new Set()
  readonly #copies: Map<Local, Local>[]

  constructor(block: readonly Stmt[], counter: Local, rows: number, jammed: (loop: ForStmt, from: ForStmt) => void) {
    this.#counter = counter
    this.#rows = rows
    this.#jammed = jammed
    this.#own = assignedLocals(block)
    this.#copies = Array.from({ length: rows }, () => new Map())
  }

  block(block: readonly Stmt[]): Stmt[] {
    return block.flatMap((stmt) => this.#stmt(stmt))
  }

  #stmt(stmt: Stmt): Stmt[] {
    switch (stmt.kind) {
      case 'set':
      case 'store':
      case 'check':
        return this.#each((row) => this.#in(stmt, row))
      case 'if':
        if (!this.#varies(stmt.test)) {
          const test = this.#expr(stmt.test, 0)
          return [{ ...stmt, test, yes: this.block(stmt.yes), no: this.block(stmt.no) }]
        }
        if ([...statements([stmt])].some((s) => s.kind === 'for')) throw new Unjammable()
        return this.#each((row) => this.#in(stmt, row))
      case 'for': {
        if (stmt.parallel || stmt.step.kind !== 'const' || stmt.step.value !== 1) throw new Unjammable()
        if (this.#varies(stmt.start) || this.#varies(stmt.stop)) return this.#triangle(stmt)
        const [start, stop] = [this.#expr(stmt.start, 0), this.#expr(stmt.stop, 0)]
        return [this.#together(stmt, start, stop)]
      }
      default:
        throw new Unjammable()
    }
  }

  /** A loop for all rows. */
  #together(stmt: ForStmt, start: Expr, stop: Expr): ForStmt {
    this.#shared.add(stmt.counter)
    const loop: ForStmt = { ...stmt, start, stop, body: this.block(stmt.body) }
    this.#shared.delete(stmt.counter)
    this.#jammed(loop, stmt)
    return loop
  }

  /** A loop with bounds of each row's own: what lies before all rows have begun, what they share, and what lies after the first has ended. */
  #triangle(stmt: ForStmt): Stmt[] {
    const { at } = stmt
    const [starts, stops] = [stmt.start, stmt.stop].map((bound) => this.#rowsOf((row) => this.#expr(bound, row)))
    const [from, to] = ['from', 'to'].map((end): Local => ({ name: `${stmt.counter.name}_${end}`, type: 'i32' }))
    const [lo, hi] = [read(from, at), read(to, at)]
    const last = this.#varies(stmt.start) ? this.#extreme(stmt.start, starts, 'Math.max') : starts[0]
    const first = this.#varies(stmt.stop) ? this.#extreme(stmt.stop, stops, 'Math.min') : stops[0]
    const alone = (row: number, start: Expr, stop: Expr): Stmt => ({
      ...(this.#in(stmt, row) as ForStmt),
      start,
      stop,
      remainder: true,
    })
    const before = this.#varies(stmt.start)
      ? this.#each((row) => alone(row, starts[row], operation('Math.min', 'i32', lo, stops[row])))
      : []
    const after = this.#varies(stmt.stop) ? this.#each((row) => alone(row, hi, stops[row])) : []
    return [
      set(from, last),
      set(to, operation('Math.max', 'i32', lo, first)),
      ...before,
      this.#together(stmt, lo, hi),
      ...after,
    ]
  }

  /** The greatest or least of a bound over the rows. */
  #extreme(bound: Expr, each: readonly Expr[], op: 'Math.max' | 'Math.min'): Expr {
    const terms = slope(bound, this.#counter)
    const grows = terms?.length === 1 && terms[0].factors.length === 0 ? terms[0].coefficient : undefined
    if (grows === undefined) return each.reduce((a, b) => operation(op, 'i32', a, b))
    return each[grows > 0 === (op === 'Math.max') ? this.#rows - 1 : 0]
  }

  #rowsOf<T>(make: (row: number) => T): T[] {
    return Array.from({ length: this.#rows }, (_, row) => make(row))
  }

  #each(make: (row: number) => Stmt): Stmt[] {
    return this.#rowsOf(make)
  }

  #varies(expr: Expr): boolean {
    for (const e of subexpressions(expr)) {
      if (e.kind === 'load') return true
      if (e.kind === 'local' && (e.local === this.#counter || (this.#own.has(e.local) && !this.#shared.has(e.local))))
        return true
    }
    return false
  }

  #local(local: Local, row: number): Local {
    if (row === 0 || !this.#own.has(local) || this.#shared.has(local)) return local
    const copies = this.#copies[row]
    const copy = copies.get(local) ?? { ...local, name: `${local.name}_${row}` }
    copies.set(local, copy)
    return copy
  }

  #expr(expr: Expr, row: number): Expr {
    return mapExpr(expr, (e) => {
      if (e.kind === 'load') return { ...e, access: this.#access(e.access) }
      if (e.kind !== 'local') return e
      if (e.local === this.#counter) return row === 0 ? e : operation('+', 'i32', e, constant(row, 'i32', e.at))
      return { ...e, local: this.#local(e.local, row) }
    })
  }

  /** Each row's access is known by itself. */
  #access(access: Access): Access {
    return { ...access }
  }

  /** A statement as one row has it. */
  #in(stmt: Stmt, row: number): Stmt {
    const block = (stmts: readonly Stmt[]): Stmt[] => stmts.map((s) => this.#in(s, row))
    const expr = (e: Expr): Expr => this.#expr(e, row)
    switch (stmt.kind) {
      case 'set':
        return { ...stmt, local: this.#local(stmt.local, row), value: expr(stmt.value) }
      case 'store':
        return { ...stmt, index: expr(stmt.index), value: expr(stmt.value), access: this.#access(stmt.access) }
      case 'check':
        return { ...stmt, index: expr(stmt.index), access: this.#access(stmt.access) }
      case 'if':
        return { ...stmt, test: expr(stmt.test), yes: block(stmt.yes), no: block(stmt.no) }
      case 'for':
        return {
          ...stmt,
          counter: this.#local(stmt.counter, row),
          start: expr(stmt.start),
          stop: expr(stmt.stop),
          body: block(stmt.body),
        }
      default:
        throw new Unjammable()
    }
  }
}
