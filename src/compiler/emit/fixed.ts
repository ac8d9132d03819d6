import type { Expr, Local } from '../ir/nodes.ts'
import { subexpressions } from '../ir/walk.ts'
import { invariant } from '../plan/affine.ts'

/** Whether an expression is the same in all iterations of a loop that changes these locals, and each part of it may be computed before them. */
export function isFixed(expr: Expr, changed: ReadonlySet<Local>, movable: (part: Expr) => boolean): boolean {
  return invariant(expr, changed) && subexpressions(expr).every(movable)
}
