import type { Expr, StoreStmt } from './nodes.ts'
import { sameExpr } from './same.ts'
import { operands } from './walk.ts'

/** The load of the element that a store writes, where it comes before all else of the value: `h[k] = h[k] op e`. */
export function updated({ access, index, value }: StoreStmt): Extract<Expr, { kind: 'load' }> | undefined {
  let first = value
  while (first.kind === 'op' || first.kind === 'convert') first = operands(first)[0]
  return first.kind === 'load' && first.access.array === access.array && sameExpr(first.index, index)
    ? first
    : undefined
}
