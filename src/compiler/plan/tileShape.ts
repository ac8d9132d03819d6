import type { ForStmt, Local, Stmt } from '../ir/nodes.ts'
import { assignedLocals, statements, subexpressions } from '../ir/walk.ts'
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
  const carried = [...loops].flatMap((loop) =>
    innermost(loop.body).map((inner) => {
      const { entry } = liveness(inner.body, new Set())
      return [...assignedLocals(inner.body)].filter((local) => entry.has(local)).length
    }),
  )
  if (carried.length === 0) return 0
  const most = Math.max(1, ...carried)
  return most > ACCUMULATORS / 2 ? 0 : ACCUMULATORS / most
}
