import { opNamed } from '../../ops/table.ts'
import { isBigType, isFloat } from '../../ops/type.ts'
import type { Expr, LoopStmt, Stmt } from '../ir/nodes.ts'
import { sameExpr } from '../ir/same.ts'
import { assignedLocals, blocks, evaluated, operands } from '../ir/walk.ts'
import { isFixed } from './fixed.ts'

/** Cycles from which a value is worth a local of its own. */
const WORTH = 2

/** One value that is the same in all iterations of a loop, and all the places that compute it. */
export interface Invariant {
  readonly value: Expr
  readonly places: readonly Expr[]
}

/**
 * What the body of a serial loop computes again and again, largest first: the engine moves nothing out of loops. Elements are not
 * among it, for what is written may be them; nor is what may throw. `known`: has a name already.
 */
export function findInvariants(loop: LoopStmt, known: (expr: Expr) => boolean): Invariant[] {
  const changed = assignedLocals(loop.body)
  if (loop.kind === 'for') changed.add(loop.counter)
  if (loop.run) changed.add(loop.run)
  const found: { value: Expr; places: Expr[] }[] = []
  const visit = (expr: Expr): void => {
    if (known(expr)) return
    if (expr.kind !== 'const' && expr.kind !== 'local' && isFixed(expr, changed, isMovable) && cycles(expr) >= WORTH) {
      const same = found.find(({ value }) => sameExpr(value, expr))
      if (same) same.places.push(expr)
      else found.push({ value: expr, places: [expr] })
    } else for (const operand of operands(expr)) visit(operand)
  }
  const visitBlock = (block: readonly Stmt[]): void => {
    for (const stmt of block) {
      // A region is a function of its own.
      if (stmt.kind === 'for' && stmt.parallel) continue
      for (const expr of evaluated(stmt)) visit(expr)
      for (const inner of blocks(stmt)) visitBlock(inner)
    }
  }
  if (loop.kind === 'while') visit(loop.test)
  visitBlock(loop.body)
  return found
}

function isMovable(part: Expr): boolean {
  return part.kind !== 'position' && (part.type === 'bool' || !isBigType(part.type))
}

function cycles(expr: Expr): number {
  const own = (): number => {
    if (expr.kind === 'convert') return isFloat(expr.type) || isFloat(expr.value.type) ? WORTH : 0.5
    if (expr.kind === 'select') return 1
    if (expr.kind !== 'op') return 0
    const { type } = expr.args[0]
    const { cost } = opNamed(expr.op)
    return isFloat(type) ? Math.max(WORTH, cost) : cost / 2
  }
  return operands(expr).reduce((sum, operand) => sum + cycles(operand), own())
}
