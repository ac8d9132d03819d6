import type { ForStmt, Stmt } from '../ir/nodes.ts'
import { statements } from '../ir/walk.ts'
import { type Interval, shifted } from './affine.ts'
import { type Checks, hoistChecks } from './checks.ts'
import type { Nest } from './inner.ts'
import { independent, interchanged, type Rearranging } from './interchange.ts'
import { jam } from './jam.ts'
import { type Panels, planPanels } from './panels.ts'
import { withElements } from './promoted.ts'
import { rowsFor, sharesReads } from './tileShape.ts'
import { planLanes, type VectorPlan } from './vectors.ts'

/**
 * A parallel loop several of whose iterations run together row by row, so that the lanes of a loop in them read once what all
 * rows need, and a tile of the result stays in registers: a matrix product, in any order of its loops.
 */
export interface Tile {
  readonly rows: number
  readonly body: readonly Stmt[]
  readonly checks: Checks
  readonly inner: ReadonlyMap<ForStmt, VectorPlan>
  /** For tiles of many terms. */
  readonly panels: Panels | undefined
}

/** Vectors of each row. With four rows and what they read they fill the registers. */
const VECTORS = 2
export function planTile(loop: ForStmt, nest: Nest, chunk: Interval): Tile | undefined {
  if (loop.step.kind !== 'const' || loop.step.value !== 1) return undefined
  const cx: Rearranging = { root: loop.body, classOf: nest.classOf, distances: undefined }
  const { block } = withElements(interchanged(loop.body, cx), nest.promotions)
  const across = { ...cx, root: block }
  const inLanes = new Set(
    [...statements(block)].filter(
      (stmt): stmt is ForStmt =>
        stmt.kind === 'for' && sharesReads(stmt, stmt.counter, loop.counter) && independent(stmt, stmt, across),
    ),
  )
  const rows = rowsFor(inLanes)
  if (rows === 0) return undefined
  const together = new Map<ForStmt, ForStmt>()
  const body = jam(block, loop.counter, rows, (jammed, from) => void together.set(jammed, from))
  if (body === undefined) return undefined
  const inner = new Map<ForStmt, VectorPlan>()
  for (const [jammed, from] of together) {
    if (!inLanes.has(from)) continue
    const plan = planLanes(jammed, nest, VECTORS)
    if (plan) inner.set(jammed, plan)
  }
  if (inner.size === 0) return undefined
  const range = { lo: chunk.lo, hi: shifted(chunk.hi, 1 - rows) }
  const checks = hoistChecks({ ...loop, body }, range, { unchecked: nest.options.boundscheck === false })
  if (checks.inline.size > 0) return undefined
  return { rows, body, checks, inner, panels: planPanels(block, loop.counter, rows, VECTORS, nest) }
}
