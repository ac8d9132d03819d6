import type { Expr, Local, Stmt } from '../ir/nodes.ts'

/** Steps of less than this: so many iterations of them stay within what counts them. */
const LONG = 2 ** 16

/** The constant of `p = p + 1`, of an integer. */
export function stepOf(stmt: Stmt): number | undefined {
  if (stmt.kind !== 'set' || stmt.value.kind !== 'op' || stmt.value.op !== '+') return undefined
  const { type } = stmt.local
  const [left, right] = stmt.value.args
  if ((type !== 'i32' && type !== 'i64') || left.kind !== 'local' || left.local !== stmt.local) return undefined
  return right.kind === 'const' && Math.abs(right.value) < LONG ? right.value : undefined
}

/** Whether a bound stays the same: made of constants, lengths and variables that the loop does not change, where nothing can go wrong. */
export function isFixed(expr: Expr, changed: ReadonlySet<Local>): boolean {
  if (expr.kind === 'const') return true
  if (expr.kind === 'local') return !changed.has(expr.local)
  if (expr.kind === 'length') return !changed.has(expr.array.size) && !changed.has(expr.array.base)
  if (expr.kind === 'convert') return isFixed(expr.value, changed)
  const parts = ['+', '-', '*', '/', 'Math.min', 'Math.max']
  return expr.kind === 'op' && parts.includes(expr.op) && expr.args.every((arg) => isFixed(arg, changed))
}
