import { opNamed } from '../../ops/table.ts'
import { type Expr, evaluated, operands, type Stmt } from '../ir/nodes.ts'

/** Trips assumed of a loop whose count is not known. */
const ASSUMED_TRIPS = 32
const CYCLES_PER_NANOSECOND = 3

/** Estimated cycles of an expression. */
export function exprCycles(expr: Expr): number {
  const own = expr.kind === 'op' ? opNamed(expr.op).cost : expr.kind === 'load' ? 1.5 : expr.kind === 'select' ? 1 : 0
  return operands(expr).reduce((sum, operand) => sum + exprCycles(operand), own)
}

/** Estimated cycles of a block. */
export function blockCycles(block: readonly Stmt[]): number {
  return block.reduce((sum, stmt) => sum + stmtCycles(stmt), 0)
}

function stmtCycles(stmt: Stmt): number {
  const own = evaluated(stmt).reduce((sum, expr) => sum + exprCycles(expr), 0)
  switch (stmt.kind) {
    case 'store':
      return own + 1.5
    case 'if':
      return own + 1 + (blockCycles(stmt.yes) + blockCycles(stmt.no)) / 2
    case 'while':
      return (own + 1 + blockCycles(stmt.body)) * ASSUMED_TRIPS
    case 'for': {
      const { start, stop, step } = stmt
      const known = start.kind === 'const' && stop.kind === 'const' && step.kind === 'const'
      const trips = known ? Math.max(0, Math.ceil((stop.value - start.value) / step.value)) : ASSUMED_TRIPS
      return own + (1 + blockCycles(stmt.body)) * trips
    }
    default:
      return own
  }
}

/** Estimated nanoseconds of one iteration. */
export function iterationCost(body: readonly Stmt[], lanes: number): number {
  return Math.max(0.2, (1 + blockCycles(body)) / lanes / CYCLES_PER_NANOSECOND)
}
