import { isSmall, type LaneType, type SmallType, smallTypes } from '../../ops/type.ts'
import type { Access, Expr, Local, Stmt } from '../ir/nodes.ts'
import { evaluated, operands, statements } from '../ir/walk.ts'
import type { AccessPlan } from './accesses.ts'

/**
 * Variables of 8 bits that hold an element, and that are only computed with in 16: they are read as 16 bits at once, which takes no more than
 * to read them, while lanes that are read must be widened half by half.
 */
export function wideLoads(
  body: readonly Stmt[],
  accesses: ReadonlyMap<Access, AccessPlan>,
  types: ReadonlyMap<Expr, LaneType>,
  locals: ReadonlyMap<Local, SmallType>,
): Map<Local, Extract<Expr, { kind: 'load' }>> {
  const found = new Map<Local, Extract<Expr, { kind: 'load' }>>()
  const again = new Set<Local>()
  for (const stmt of statements(body)) {
    if (stmt.kind !== 'set') continue
    const small = locals.get(stmt.local)
    const read = stmt.value.kind === 'load' && accesses.get(stmt.value.access)?.shape === 'contiguous'
    if (found.has(stmt.local) || !read || small === undefined || smallTypes[small].bytes > 1) again.add(stmt.local)
    else found.set(stmt.local, stmt.value as Extract<Expr, { kind: 'load' }>)
  }
  const visit = (expr: Expr, bytes: number): void => {
    if (expr.kind === 'local' && bytes !== 2) again.add(expr.local)
    const type = types.get(expr)
    const own = expr.kind === 'op' && type && isSmall(type) ? smallTypes[type].bytes : 0
    for (const operand of operands(expr)) visit(operand, own)
  }
  for (const stmt of statements(body)) for (const expr of evaluated(stmt)) visit(expr, 0)
  for (const local of again) found.delete(local)
  return found
}
