import { opNamed } from '../../ops/table.ts'
import type { Expr, ForStmt, Stmt } from '../ir/nodes.ts'
import { evaluated, operands, statements } from '../ir/walk.ts'

/** Trips assumed of a loop whose count is not known. */
const ASSUMED_TRIPS = 32
const CYCLES_PER_NANOSECOND = 3
/** Cycles assumed of a call: most functions call themselves. */
const CALL_CYCLES = 200

/** Estimated cycles of an expression. */
export function exprCycles(expr: Expr): number {
  const own =
    expr.kind === 'op'
      ? opNamed(expr.op).cost
      : expr.kind === 'invoke'
        ? CALL_CYCLES
        : expr.kind === 'load'
          ? 1.5
          : expr.kind === 'select'
            ? 1
            : 0
  return operands(expr).reduce((sum, operand) => sum + exprCycles(operand), own)
}

/** Estimated cycles of a block. */
export function blockCycles(block: readonly Stmt[]): number {
  return block.reduce((sum, stmt) => sum + stmtCycles(stmt), 0)
}

/** The iterations of a loop, where they are known; else a guess. */
export function tripsOf(loop: ForStmt | undefined): number {
  if (loop === undefined) return ASSUMED_TRIPS
  const { start, stop, step } = loop
  if (start.kind !== 'const' || stop.kind !== 'const' || step.kind !== 'const') return ASSUMED_TRIPS
  return Math.max(0, Math.ceil((stop.value - start.value) / step.value))
}

function hasKnownTrips({ start, stop, step }: ForStmt): boolean {
  return start.kind === 'const' && stop.kind === 'const' && step.kind === 'const'
}

function stmtCycles(stmt: Stmt): number {
  const own = evaluated(stmt).reduce((sum, expr) => sum + exprCycles(expr), 0)
  switch (stmt.kind) {
    case 'store':
      return own + 1.5
    case 'call':
      return own + CALL_CYCLES
    case 'if':
      return own + 1 + (blockCycles(stmt.yes) + blockCycles(stmt.no)) / 2
    case 'while':
      return (own + 1 + blockCycles(stmt.body)) * tripsOf(undefined)
    case 'for': {
      const trips = tripsOf(stmt)
      return own + (1 + blockCycles(stmt.body)) * trips
    }
    default:
      return own
  }
}

/** Whether no loop within a block takes a number of trips that is known only when it runs. */
export function costIsKnown(block: readonly Stmt[]): boolean {
  for (const stmt of statements(block)) {
    if (stmt.kind === 'while' || (stmt.kind === 'for' && !hasKnownTrips(stmt))) return false
  }
  return true
}

/** Estimated nanoseconds of one iteration. */
export function iterationCost(body: readonly Stmt[], lanes: number): number {
  return Math.max(0.2, (1 + blockCycles(body)) / lanes / CYCLES_PER_NANOSECOND)
}
