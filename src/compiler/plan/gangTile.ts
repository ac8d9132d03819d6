import { constant, operation, read, set } from '../ir/make.ts'
import type { ArrayRef, Expr, ForStmt, Local, Stmt } from '../ir/nodes.ts'
import { independent, interchanged, type Rearranging } from './interchange.ts'
import { jam } from './jam.ts'
import type { Promotion } from './promote.ts'
import { withElements } from './promoted.ts'
import { rowsFor, sharesReads } from './tileShape.ts'

/** A gang's body in tiles. */
export interface GangTile {
  readonly block: readonly Stmt[]
  readonly distances: readonly Expr[]
  readonly tile: { readonly loop: string; readonly rows: number }
}

/**
 * A gang's body with the serial loops in it tiled in the same way: lanes lie along the parallel loop over `lanes`, and rows are the iterations of
 * a loop in it. Notes the distances that must not be 0. Undefined where there is nothing to tile.
 */
export function tiledGang(
  block: readonly Stmt[],
  lanes: Local,
  classOf: (array: ArrayRef) => ArrayRef,
  promotions: ReadonlyMap<ForStmt, Promotion>,
): GangTile | undefined {
  const distances: Expr[] = []
  const { block: swapped } = withElements(interchanged(block, { root: block, classOf, distances }), promotions)
  let found: GangTile['tile'] | undefined
  const visit = (stmts: readonly Stmt[]): Stmt[] =>
    stmts.flatMap((stmt): readonly Stmt[] => {
      if (stmt.kind !== 'for') return [stmt]
      const tiled = tiledLoop(stmt, lanes, { root: swapped, classOf, distances })
      if (tiled) found ??= { loop: stmt.counter.name, rows: tiled.rows }
      return tiled?.loops ?? [{ ...stmt, body: visit(stmt.body) }]
    })
  const result = visit(swapped)
  return found && { block: result, distances, tile: found }
}

/** A loop in steps of several rows, and the rows that are left. */
function tiledLoop(loop: ForStmt, lanes: Local, cx: Rearranging): { loops: readonly Stmt[]; rows: number } | undefined {
  const { counter, start, stop, step, at } = loop
  if (loop.parallel || step.kind !== 'const' || step.value !== 1) return undefined
  if (!sharesReads(loop, lanes, counter) || !independent(loop, loop, cx)) return undefined
  const rows = rowsFor([loop])
  const body = rows === 0 ? undefined : jam(loop.body, counter, rows, () => {})
  if (body === undefined) return undefined
  const middle: Local = { name: `${counter.name}_tiles`, type: 'i32', hidden: true }
  // A whole number of tiles from the start on; an i32 wraps and comes out right.
  const many = operation('-', 'i32', operation('Math.max', 'i32', start, stop), start)
  const left: Expr = { ...operation('%', 'i32', many, constant(rows, 'i32', at)), natural: true } as Expr
  const end = operation('+', 'i32', start, operation('-', 'i32', many, left))
  const loops = [
    set(middle, end),
    { ...loop, stop: read(middle, at), step: constant(rows, 'i32', at), whole: true, body },
    { ...loop, start: read(middle, at), remainder: true },
  ] as const
  return { loops, rows }
}
