import type { ArrayRef, Expr, Local, Stmt } from '../ir/nodes.ts'
import { assignedLocals, expressions, statements, subexpressions } from '../ir/walk.ts'
import { mapExpr } from '../passes/rewrite.ts'

/** Locals that hold what was computed from elements, `const t = h[k]`, at one place of a block. */
export class Held {
  readonly #values: Map<Local, Expr>
  readonly #counts: Counts
  readonly #classOf: (array: ArrayRef) => ArrayRef

  private constructor(values: Map<Local, Expr>, counts: Counts, classOf: (array: ArrayRef) => ArrayRef) {
    this.#values = values
    this.#counts = counts
    this.#classOf = classOf
  }

  /** At the beginning of a body. */
  static none(body: readonly Stmt[], classOf: (array: ArrayRef) => ArrayRef): Held {
    return new Held(new Map(), { sets: tally(setLocals(body)), reads: tally(readIn(expressions(body))) }, classOf)
  }

  copy(): Held {
    return new Held(new Map(this.#values), this.#counts, this.#classOf)
  }

  /** Forgets what holds no longer where the statements have run, or may run. */
  forget(stmts: readonly Stmt[]): void {
    const written = new Set<ArrayRef>()
    for (const stmt of statements(stmts)) if (stmt.kind === 'store') written.add(this.#classOf(stmt.access.array))
    const assigned = assignedLocals(stmts)
    for (const [local, value] of this.#values) {
      const stale = [...subexpressions(value)].some(
        (e) =>
          (e.kind === 'load' && (written.has(this.#classOf(e.access.array)) || assigned.has(e.access.array.base))) ||
          (e.kind === 'local' && assigned.has(e.local)),
      )
      if (stale || assigned.has(local)) this.#values.delete(local)
    }
  }

  /** A statement has run. */
  pass(stmt: Stmt): void {
    this.forget([stmt])
    if (stmt.kind !== 'set' || this.#counts.sets.get(stmt.local) !== 1) return
    const fromElements = [...subexpressions(stmt.value)].some(
      (e) => e.kind === 'load' || (e.kind === 'local' && this.#values.has(e.local)),
    )
    if (fromElements) this.#values.set(stmt.local, stmt.value)
  }

  /** An expression with what locals hold of an array's elements written out, where nothing else reads them. */
  writtenOut(expr: Expr, array: ArrayRef): Expr {
    const used = new Set<Local>()
    const replace = (whole: Expr): Expr =>
      mapExpr(whole, (e) => {
        const value = e.kind === 'local' ? this.#values.get(e.local) : undefined
        if (value === undefined || !this.#reads(value, array)) return e
        used.add((e as Extract<Expr, { kind: 'local' }>).local)
        return replace(value)
      })
    const replaced = replace(expr)
    const own = tally(readIn([expr, ...[...used].map((local) => this.#values.get(local)!)].flatMap(parts)))
    return [...used].every((local) => own.get(local) === this.#counts.reads.get(local)) ? replaced : expr
  }

  #reads(value: Expr, array: ArrayRef): boolean {
    return parts(value).some((e) => {
      if (e.kind === 'load') return e.access.array === array
      const inner = e.kind === 'local' ? this.#values.get(e.local) : undefined
      return inner !== undefined && this.#reads(inner, array)
    })
  }
}

interface Counts {
  readonly sets: ReadonlyMap<Local, number>
  readonly reads: ReadonlyMap<Local, number>
}

const parts = (expr: Expr): readonly Expr[] => [...subexpressions(expr)]

function setLocals(body: readonly Stmt[]): Local[] {
  return [...statements(body)].flatMap((stmt) => (stmt.kind === 'set' ? [stmt.local] : []))
}

function readIn(exprs: readonly Expr[]): Local[] {
  return exprs.flatMap((e) => (e.kind === 'local' ? [e.local] : []))
}

function tally(locals: readonly Local[]): Map<Local, number> {
  const counts = new Map<Local, number>()
  for (const local of locals) counts.set(local, (counts.get(local) ?? 0) + 1)
  return counts
}
