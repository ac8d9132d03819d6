import type { Access, Expr, Local, Stmt } from '../ir/nodes.ts'
import { evaluated, operands, statements } from '../ir/walk.ts'
import type { AccessPlan } from './accesses.ts'
import type { Strides } from './strides.ts'

/** The i64 locals with lanes that are used in indices alone, whose low 32 bits are enough: they hold nothing else. */
export function narrowLocals(
  body: readonly Stmt[],
  of: Strides,
  accesses: ReadonlyMap<Access, AccessPlan>,
  reductions: ReadonlySet<Local>,
): ReadonlySet<Local> {
  const found = new Set<Local>()
  for (const stmt of statements(body))
    if (stmt.kind === 'set' && stmt.local.type === 'i64' && of.locals.get(stmt.local) === undefined)
      found.add(stmt.local)
  for (const local of reductions) found.delete(local)
  const low = (access: Access): boolean => {
    const plan = accesses.get(access)!
    return plan.guard !== 'checked' || plan.narrow
  }
  const use = (expr: Expr, asIndex: boolean): void => {
    if (expr.kind === 'local') {
      if (!asIndex) found.delete(expr.local)
    } else if (expr.kind === 'load') use(expr.index, low(expr.access))
    else for (const operand of operands(expr)) use(operand, asIndex && isLinear(expr))
  }
  for (let before = -1; before !== found.size; ) {
    before = found.size
    for (const stmt of statements(body)) {
      if (stmt.kind === 'set') use(stmt.value, found.has(stmt.local))
      else if (stmt.kind === 'store') {
        use(stmt.index, low(stmt.access))
        use(stmt.value, false)
      } else if (stmt.kind !== 'check') for (const expr of evaluated(stmt)) use(expr, false)
    }
  }
  return found
}

/** Whether the low bits of an expression are made of those of its operands: sums and products of whole numbers. */
export function isLinear(expr: Expr): boolean {
  if (expr.kind === 'position') return true
  if (expr.kind === 'convert') {
    const { type } = expr.value
    return expr.mode === 'number' && expr.type === 'i64' && (type === 'i32' || type === 'i64')
  }
  return expr.kind === 'op' && (expr.type === 'i32' || expr.type === 'i64') && ['+', '-', '*'].includes(expr.op)
}
