import type { Access, Expr, ForStmt, Local, Stmt } from '../ir/nodes.ts'
import { assignedLocals, dimensionsOf, evaluated, operands, statements } from '../ir/nodes.ts'
import { printExpr, printExtent } from '../ir/print.ts'
import { counterRange, type Interval, interval } from './affine.ts'
import { refineRanges } from './refine.ts'

/** A bounds check hoisted out of a loop: where `0 <= lo` and `hi < extent`, the index of `dim` does not fault. */
export interface HoistedCheck extends Interval {
  readonly access: Access
  readonly dim: number
  readonly extent: Local
}

export interface Checks {
  readonly hoisted: readonly HoistedCheck[]
  /** The accesses that the hoisted checks prove. */
  readonly proven: ReadonlySet<Access>
  /** The accesses that keep a check of their own, and why. */
  readonly inline: ReadonlyMap<Access, string>
}

/**
 * Hoists the bounds checks of a loop: of every access whose index is a sum of loop counters and invariants, under the conditions
 * around it. `range` is the counter's own range at the point where the checks are evaluated: a chunk for a region. Where a
 * hoisted check fails, the checked version of the loop runs, so hoisting an access that may never execute costs time at worst.
 * `speculative`: both sides of a conditional expression are evaluated, as vector code does.
 */
export function hoistChecks(loop: ForStmt, range: Interval | undefined, speculative: boolean): Checks {
  const hoisted = new Map<string, HoistedCheck>()
  const proven = new Set<Access>()
  const inline = new Map<Access, string>()
  const variant = assignedLocals(loop.body)
  variant.add(loop.counter)

  const visitAccess = (access: Access, index: Expr, ranges: Ranges): void => {
    if (variant.has(access.array.base)) {
      inline.set(access, `'${access.array.name}' is another array from iteration to iteration`)
      return
    }
    const indices = index.kind === 'position' ? index.indices : [index]
    const bounds = indices.flatMap((each) => (each.type === 'f64' ? [] : (interval(each, ranges, variant) ?? [])))
    if (bounds.length < indices.length) {
      inline.set(access, 'its index is no sum of loop counters and invariants')
      return
    }
    proven.add(access)
    bounds.forEach(({ lo, hi }, d) => {
      const dim = access.dim ?? d
      const key = `${printExtent(access.array, dim)}[${printExpr(lo)}..${printExpr(hi)}]`
      const { extent } = dimensionsOf(access.array)[dim]
      if (!hoisted.has(key)) hoisted.set(key, { lo, hi, access, dim, extent })
    })
  }
  const where = (test: Expr, truth: boolean, ranges: Ranges): Ranges => refineRanges(test, truth, ranges, variant)
  const visitExpr = (expr: Expr, ranges: Ranges): void => {
    if (expr.kind === 'load') visitAccess(expr.access, expr.index, ranges)
    if (expr.kind === 'select' && !speculative) {
      visitExpr(expr.test, ranges)
      visitExpr(expr.yes, where(expr.test, true, ranges))
      visitExpr(expr.no, where(expr.test, false, ranges))
    } else if (expr.kind === 'logical' && !speculative) {
      visitExpr(expr.left, ranges)
      visitExpr(expr.right, where(expr.left, expr.op === '&&', ranges))
    } else for (const operand of operands(expr)) visitExpr(operand, ranges)
  }
  const once = assignedOnce(loop.body)
  const visit = (block: readonly Stmt[], outer: Ranges): void => {
    let ranges = outer
    for (const stmt of block) {
      for (const expr of evaluated(stmt)) visitExpr(expr, ranges)
      if (stmt.kind === 'set' && once.has(stmt.local)) {
        // From here on the local lies where its value does.
        const range = interval(stmt.value, ranges, variant)
        if (range) ranges = new Map(ranges).set(stmt.local, range)
      }
      if (stmt.kind === 'store' || stmt.kind === 'check') visitAccess(stmt.access, stmt.index, ranges)
      if (stmt.kind === 'if') {
        visit(stmt.yes, where(stmt.test, true, ranges))
        visit(stmt.no, where(stmt.test, false, ranges))
      }
      if (stmt.kind === 'while') visit(stmt.body, ranges)
      if (stmt.kind === 'for') {
        const inner = counterRange(stmt, ranges, variant)
        visit(stmt.body, inner ? new Map(ranges).set(stmt.counter, inner) : ranges)
      }
    }
  }
  visit(loop.body, range ? new Map([[loop.counter, range]]) : new Map())
  return { hoisted: [...hoisted.values()], proven, inline }
}

type Ranges = ReadonlyMap<Local, Interval>

/** The locals that a block sets in one place. */
function assignedOnce(block: readonly Stmt[]): Set<Local> {
  const [once, again] = [new Set<Local>(), new Set<Local>()]
  for (const stmt of statements(block)) {
    const local = stmt.kind === 'set' ? stmt.local : stmt.kind === 'for' ? stmt.counter : undefined
    if (local) (once.has(local) ? again : once).add(local)
  }
  for (const local of again) once.delete(local)
  return once
}
