import { operation, read, set } from '../ir/make.ts'
import type { Expr, Func, Local, Stmt } from '../ir/nodes.ts'
import { sameExpr } from '../ir/same.ts'
import { subexpressions } from '../ir/walk.ts'
import { mapBlock } from './rewrite.ts'

/**
 * `if (x > m) m = x` and `m = x > m ? x : m` of int32 as `m = Math.max(m, x)`, and the same of the least: of integers none is NaN, and equal ones
 * are one. So it is a reduction, and has no branch.
 */
export function integerExtremes(func: Func): Func {
  const body = mapBlock(
    func.body,
    (expr) => expr,
    (stmt) => [extreme(stmt) ?? stmt],
  )
  return { ...func, body }
}

function extreme(stmt: Stmt): Stmt | undefined {
  if (stmt.kind === 'if') {
    const [only] = stmt.yes
    if (stmt.no.length > 0 || stmt.yes.length !== 1 || only.kind !== 'set') return undefined
    return taken(only.local, stmt.test, only.value)
  }
  if (stmt.kind !== 'set' || stmt.value.kind !== 'select') return undefined
  const { test, yes, no } = stmt.value
  const isIt = (e: Expr): boolean => e.kind === 'local' && e.local === stmt.local
  if (isIt(no)) return taken(stmt.local, test, yes)
  return isIt(yes) ? taken(stmt.local, test, no, true) : undefined
}

/** `m = value` where a test holds of the two, or where it does not. */
function taken(local: Local, test: Expr, value: Expr, unless = false): Stmt | undefined {
  if (local.type !== 'i32' || value.type !== 'i32' || test.kind !== 'op' || test.args.length !== 2) return undefined
  const [left, right] = test.args
  const isIt = (e: Expr): boolean => e.kind === 'local' && e.local === local
  const [candidate, relation] = isIt(right)
    ? [left, test.op]
    : [right, { '<': '>', '<=': '>=', '>': '<', '>=': '<=' }[test.op]]
  if (!isIt(right) && !isIt(left)) return undefined
  if (!sameExpr(candidate, value) || [...subexpressions(value)].some(isIt)) return undefined
  const above = relation === '>' || relation === '>='
  if (!above && relation !== '<' && relation !== '<=') return undefined
  return set(local, operation(above !== unless ? 'Math.max' : 'Math.min', 'i32', read(local, value.at), value))
}
