import type { Access, Expr, ForStmt, Local, Stmt } from '../ir/nodes.ts'
import { assignedLocals, evaluated } from '../ir/nodes.ts'
import { printExpr } from '../ir/print.ts'
import { counterRange, type Interval, interval } from './affine.ts'

/** A bounds check hoisted out of a loop: where `0 <= lo` and `hi < length`, no access of `sites` can fault. */
export interface HoistedCheck extends Interval {
  readonly access: Access
}

export interface Checks {
  readonly hoisted: readonly HoistedCheck[]
  /** The accesses that the hoisted checks prove. */
  readonly proven: ReadonlySet<Access>
  /** The accesses that keep a check of their own, and why. */
  readonly inline: ReadonlyMap<Access, string>
}

/**
 * Hoists the bounds checks of a loop. `range` is the counter's own range at the point where the checks are evaluated: a chunk
 * for a region. `speculative` hoists those of conditional expressions too, which vector code evaluates on every lane.
 */
export function hoistChecks(loop: ForStmt, range: Interval | undefined, speculative: boolean): Checks {
  const hoisted = new Map<string, HoistedCheck>()
  const proven = new Set<Access>()
  const inline = new Map<Access, string>()
  const variant = assignedLocals(loop.body)
  variant.add(loop.counter)

  const visitAccess = (access: Access, index: Expr, ranges: ReadonlyMap<Local, Interval>, conditional: boolean): void => {
    if (conditional) return void inline.set(access, 'it stands under a condition')
    const bounds = index.type === 'f64' ? undefined : interval(index, ranges, variant)
    if (bounds === undefined) return void inline.set(access, 'its index is no sum of loop counters and invariants')
    proven.add(access)
    const key = `${access.array.name}[${printExpr(bounds.lo)}..${printExpr(bounds.hi)}]`
    if (!hoisted.has(key)) hoisted.set(key, { ...bounds, access })
  }
  const visitExpr = (expr: Expr, ranges: ReadonlyMap<Local, Interval>, conditional: boolean): void => {
    if (expr.kind === 'load') visitAccess(expr.access, expr.index, ranges, conditional)
    const lazy = !speculative
    switch (expr.kind) {
      case 'select':
        visitExpr(expr.test, ranges, conditional)
        visitExpr(expr.yes, ranges, conditional || lazy)
        visitExpr(expr.no, ranges, conditional || lazy)
        return
      case 'logical':
        visitExpr(expr.left, ranges, conditional)
        visitExpr(expr.right, ranges, conditional || lazy)
        return
      case 'load':
        return visitExpr(expr.index, ranges, conditional)
      case 'op':
        for (const arg of expr.args) visitExpr(arg, ranges, conditional)
        return
      case 'not':
      case 'convert':
        return visitExpr(expr.value, ranges, conditional)
      default:
    }
  }
  const visit = (block: readonly Stmt[], ranges: ReadonlyMap<Local, Interval>, conditional: boolean): void => {
    for (const stmt of block) {
      const loops = stmt.kind === 'while'
      for (const expr of evaluated(stmt)) visitExpr(expr, ranges, conditional || loops)
      if (stmt.kind === 'store') visitAccess(stmt.access, stmt.index, ranges, conditional)
      if (stmt.kind === 'if') {
        visit(stmt.yes, ranges, true)
        visit(stmt.no, ranges, true)
      }
      if (stmt.kind === 'while') visit(stmt.body, ranges, true)
      if (stmt.kind === 'for') {
        const inner = counterRange(stmt, ranges, variant)
        const within = new Map(ranges)
        if (inner) within.set(stmt.counter, inner)
        visit(stmt.body, within, conditional)
      }
    }
  }
  visit(loop.body, range ? new Map([[loop.counter, range]]) : new Map(), false)
  return { hoisted: [...hoisted.values()], proven, inline }
}

