import type { Expr, Local, Stmt } from '../ir/nodes.ts'
import { mayFault, operands, statements, withOperands } from '../ir/walk.ts'

/** The locals that a block sets in one place, to something that reads no element, and what they are set to. */
export function definitions(block: readonly Stmt[]): Map<Local, Expr> {
  const found = new Map<Local, Expr>()
  const again = new Set<Local>()
  for (const stmt of statements(block)) {
    const local = stmt.kind === 'set' ? stmt.local : stmt.kind === 'for' ? stmt.counter : undefined
    if (local === undefined) continue
    if (found.has(local) || stmt.kind === 'for' || (stmt.kind === 'set' && mayFault(stmt.value))) again.add(local)
    if (stmt.kind === 'set') found.set(local, stmt.value)
  }
  for (const local of again) found.delete(local)
  return found
}

/** An expression with such locals as what they are set to. It has their value where no local of the block is read before it is set. */
export function expanded(expr: Expr, known: ReadonlyMap<Local, Expr>, depth = 8): Expr {
  const value = expr.kind === 'local' ? known.get(expr.local) : undefined
  if (value !== undefined && value.type === expr.type && depth > 0) return expanded(value, known, depth - 1)
  const args = operands(expr)
  return args.length === 0
    ? expr
    : withOperands(
        expr,
        args.map((arg) => expanded(arg, known, depth)),
      )
}
