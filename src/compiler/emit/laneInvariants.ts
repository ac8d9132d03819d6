import { opNamed } from '../../ops/table.ts'
import { type NumberType, types } from '../../ops/type.ts'
import type { Access, Expr, LoopStmt } from '../ir/nodes.ts'
import { evaluated, operands, statements, subexpressions } from '../ir/walk.ts'
import { changedIn } from '../plan/fixedElements.ts'
import { isFixed } from './fixed.ts'
import type { LaneExprs } from './laneExprs.ts'
import type { LaneBytes } from './lanes.ts'
import { heldLanes } from './smallLanes.ts'

/** Vectors of elements side by side that a loop may hold beside what it computes: an access to memory is no dearer than a spilled register. */
const MOST_HELD = 8

/**
 * Computes before a loop what its body computes in lanes and what is the same in all its iterations: what they read is known there by
 * its text. The engine does not move vectors out of loops.
 */
export function hoistInvariants(exprs: LaneExprs, loop: LoopStmt): void {
  const changed = changedIn(loop)
  const visit = (expr: Expr, lanes: boolean): void => {
    const stride = exprs.stride(expr)
    if (expr.kind === 'const' || (expr.kind === 'local' && stride === undefined)) return
    if (lanes && expr.type !== 'bool' && isFixed(expr, changed, isHarmless) && isKnown(exprs, expr)) {
      heldLanes(exprs, expr)
      return
    }
    // Addresses are made in ways of their own.
    if (stride !== 0 && expr.kind !== 'load') for (const operand of operands(expr)) visit(operand, stride === undefined)
  }
  for (const stmt of statements(loop.body)) {
    if (stmt.kind === 'set' && exprs.plan.narrow.has(stmt.local)) continue
    const varies = stmt.kind !== 'set' || exprs.plan.strides.locals.get(stmt.local) === undefined
    const tops = stmt.kind === 'store' ? [stmt.value] : evaluated(stmt)
    for (const top of tops) visit(top, varies && stmt.kind !== 'for' && stmt.kind !== 'check')
  }
}

/** Reads the elements that stay the same in all iterations, where the first is about to run. */
export function hoistElements(exprs: LaneExprs, loop: LoopStmt, fixed: ReadonlySet<Access>): void {
  const { text, plan } = exprs
  let held = 0
  for (const stmt of loop.body) {
    if (stmt.kind !== 'set' || plan.narrow.has(stmt.local) || plan.strides.locals.get(stmt.local) !== undefined)
      continue
    for (const e of subexpressions(stmt.value)) {
      if (e.kind !== 'load' || !fixed.has(e.access) || !isKnown(exprs, e)) continue
      const { guard, shape } = plan.accesses.get(e.access)!
      if (guard !== 'none' && (guard !== 'masked' || exprs.mask !== undefined)) continue
      const parts = exprs.stride(e) === 0 ? 1 : text.partsOf(types[e.type as NumberType].bytes as LaneBytes)
      if (shape === 'contiguous' && held + parts > MOST_HELD) continue
      held += parts
      heldLanes(exprs, e)
    }
  }
}

/** Whether computing it is harmless where no lane is on. */
function isHarmless(part: Expr): boolean {
  if (part.kind !== 'op') return true
  const { type } = part.args[0]
  return part.op !== '%' && (type === 'bool' || opNamed(part.op).rare?.(type) === undefined)
}

/** Whether all locals with lanes of an expression have a value here. */
function isKnown(exprs: LaneExprs, expr: Expr): boolean {
  for (const e of subexpressions(expr))
    if (e.kind === 'local' && exprs.stride(e) === undefined && !exprs.values.has(e.local)) return false
  return true
}
