import type { ForStmt, Local, Stmt } from '../ir/nodes.ts'
import { assignedLocals, expressions, statements, subexpressions } from '../ir/walk.ts'
import { liveness } from './liveness.ts'

/** Values of a tile that its innermost loop carries, in vectors of each row: with what the rows read they fill the registers. */
const ACCUMULATORS = 4

/** Whether a loop in this one reads elements that lie along `lanes` and are the same in all iterations of the loop over `rows`. */
export function sharesReads(loop: ForStmt, lanes: Local, rows: Local): boolean {
  return innermost(loop.body).some((inner) => {
    const own = assignedLocals(inner.body)
    return [...statements(inner.body)].some((stmt) =>
      (stmt.kind === 'set' ? [stmt.value] : stmt.kind === 'store' ? [stmt.value] : []).some((value) =>
        [...subexpressions(value)].some((e) => {
          if (e.kind !== 'load') return false
          const reads = [...subexpressions(e.index)].flatMap((x) => (x.kind === 'local' ? [x.local] : []))
          return reads.includes(lanes) && !reads.includes(rows) && !reads.some((local) => own.has(local))
        }),
      ),
    )
  })
}

function innermost(block: readonly Stmt[]): ForStmt[] {
  return [...statements(block)].filter(
    (stmt): stmt is ForStmt =>
      stmt.kind === 'for' && ![...statements(stmt.body)].some((s) => s.kind === 'for' || s.kind === 'while'),
  )
}

/** Rows whose values, carried by the innermost loops, stay in registers. */
export function rowsFor(loops: Iterable<ForStmt>): number {
  const within = [...loops].flatMap((loop) => innermost(loop.body))
  if (within.length === 0) return 0
  const carried = within.map(({ body }) => {
    const { entry } = liveness(body, new Set())
    return [...assignedLocals(body)].filter((local) => entry.has(local)).length
  })
  const most = Math.max(1, ...carried)
  if (most > ACCUMULATORS / 2) return 0
  // What does not change in the loop lies in registers, too: with it a sum of four rows would be held in memory.
  return most === 1 && within.some(({ body }) => usesFixed(body)) ? ACCUMULATORS - 1 : ACCUMULATORS / most
}

/** Whether the floats of a loop's body are computed with a constant or a variable from outside. */
function usesFixed(body: readonly Stmt[]): boolean {
  const own = assignedLocals(body)
  return [...expressions(body)].some((e) => {
    if (e.type !== 'f64' && e.type !== 'f32') return false
    return e.kind === 'const' || (e.kind === 'local' && !own.has(e.local))
  })
}
