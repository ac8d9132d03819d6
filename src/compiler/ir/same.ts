import type { Expr } from './nodes.ts'
import { operands } from './walk.ts'

/** Whether two expressions are the same computation on the same operands, wherever they stand in the source. */
export function sameExpr(a: Expr, b: Expr): boolean {
  if (a.kind !== b.kind || a.type !== b.type || !sameNode(a, b)) return false
  const [left, right] = [operands(a), operands(b)]
  return left.length === right.length && left.every((operand, i) => sameExpr(operand, right[i]))
}

function sameNode(a: Expr, b: Expr): boolean {
  switch (a.kind) {
    case 'const':
      return b.kind === 'const' && Object.is(a.value, b.value)
    case 'big':
      return b.kind === 'big' && a.value === b.value
    case 'local':
      return b.kind === 'local' && a.local === b.local
    case 'length':
      return b.kind === 'length' && a.array === b.array
    case 'position':
      return b.kind === 'position' && a.array === b.array
    case 'load':
      return b.kind === 'load' && a.access.array === b.access.array
    case 'op':
      return b.kind === 'op' && a.op === b.op && (a.op !== '%' || a.natural === b.natural)
    case 'logical':
      return b.kind === 'logical' && a.op === b.op
    case 'invoke':
      return b.kind === 'invoke' && a.callee === b.callee
    case 'convert':
      return b.kind === 'convert' && a.mode === b.mode
    case 'select':
    case 'not':
      return true
    default:
      return a satisfies never
  }
}
