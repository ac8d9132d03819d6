import { type Access, arrayLocals, type Expr, type Local, type LoopStmt } from '../ir/nodes.ts'
import { assignedLocals, evaluated, operands, statements, subexpressions } from '../ir/walk.ts'
import { invariant } from './affine.ts'

/** Locals that change within a loop. */
export function changedIn(loop: LoopStmt): Set<Local> {
  const changed = assignedLocals([loop])
  if (loop.run) changed.add(loop.run)
  return changed
}

/**
 * The elements that every iteration of a loop reads anew though they stay the same: at one place, in each iteration, and nothing is written
 * in the loop. They may be read before its first iteration, where there is one.
 */
export function fixedElements(loop: LoopStmt): ReadonlySet<Access> {
  const found = new Set<Access>()
  const all = [...statements(loop.body)]
  const calls = (top: Expr): boolean => [...subexpressions(top)].some(({ kind }) => kind === 'invoke')
  if (all.some((stmt) => stmt.kind === 'store' || stmt.kind === 'call' || evaluated(stmt).some(calls))) return found
  const changed = changedIn(loop)
  const visit = (expr: Expr): void => {
    if (expr.kind === 'load') {
      const array = [...arrayLocals(expr.access.array)]
      if (!array.some((local) => changed.has(local)) && invariant(expr.index, changed)) found.add(expr.access)
    }
    // What is read in some cases only may lie elsewhere in the others.
    if (expr.kind === 'select') visit(expr.test)
    else if (expr.kind === 'logical') visit(expr.left)
    else for (const operand of operands(expr)) visit(operand)
  }
  for (const stmt of loop.body) {
    if (stmt.kind !== 'set' && stmt.kind !== 'check') break
    if (stmt.kind === 'set') visit(stmt.value)
  }
  return found
}
