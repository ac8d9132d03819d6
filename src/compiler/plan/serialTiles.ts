import { operation } from '../ir/make.ts'
import type { Expr, ForStmt, Local, Stmt } from '../ir/nodes.ts'
import { accessesOf, assignedLocals, blocks, statements } from '../ir/walk.ts'
import { mapExpr } from '../passes/rewrite.ts'
import { counterRange, type Interval, interval, invariant, widened } from './affine.ts'
import type { Nest } from './inner.ts'
import { independent } from './interchange.ts'
import { slope } from './polynomial.ts'
import { planTile, type Tile } from './tile.ts'
import type { VectorPlan } from './vectors.ts'

/** What the iterations of a loop write lies apart where the extent of it, `span`, is less than the distance from one to the next. */
export interface RowsApart {
  readonly span: Interval
  readonly distance: Expr
}

/** A serial loop whose iterations are independent, several of which run together as a tile. */
export interface SerialTile extends Tile {
  readonly apart: readonly RowsApart[]
}

/** The tiles of a block's serial loops, outermost first; not of those that become lanes, nor within or around parallel ones. */
export function planSerialTiles(
  block: readonly Stmt[],
  nest: Nest,
  inner: ReadonlyMap<ForStmt, VectorPlan>,
): Map<ForStmt, SerialTile> {
  const found = new Map<ForStmt, SerialTile>()
  const visit = (stmts: readonly Stmt[]): void => {
    for (const stmt of stmts) {
      if (stmt.kind === 'for' && (stmt.parallel || inner.has(stmt))) continue
      const tile = stmt.kind === 'for' ? serialTile(stmt, nest) : undefined
      if (tile) found.set(stmt as ForStmt, tile)
      else for (const each of blocks(stmt)) visit(each)
    }
  }
  visit(block)
  return found
}

function serialTile(loop: ForStmt, nest: Nest): SerialTile | undefined {
  const inside = [...statements(loop.body)].filter((stmt) => stmt.kind === 'for')
  if (inside.length < 2 || inside.some((stmt) => stmt.parallel)) return undefined
  const variant = assignedLocals(loop.body).add(loop.counter)
  const range = counterRange(loop, new Map(), variant)
  if (range === undefined) return undefined
  const cx = { root: nest.func.body, classOf: nest.classOf, distances: [] }
  const apart = independent(loop, loop, cx) ? rowsApart(loop, variant) : undefined
  if (apart === undefined) return undefined
  const tile = planTile(loop, nest, range)
  return tile && { ...tile, apart }
}

/** What must hold for the iterations of a loop to write elements of their own, whatever the loops in it do; undefined where it is not known. */
function rowsApart({ body, counter, start }: ForStmt, variant: ReadonlySet<Local>): RowsApart[] | undefined {
  const found: RowsApart[] = []
  const zero: Expr = { kind: 'const', type: 'i32', value: 0, at: start.at }
  /** False where nothing is known. */
  const visit = (block: readonly Stmt[], ranges: ReadonlyMap<Local, Interval>): boolean => {
    for (const stmt of block) {
      if (stmt.kind === 'for') {
        const range = counterRange(stmt, ranges, variant)
        const stores = [...accessesOf(stmt.body)].some(({ access }) => access.store)
        if (stores && (range === undefined || !visit(stmt.body, new Map([...ranges, [stmt.counter, range]]))))
          return false
        continue
      }
      if (!blocks(stmt).every((each) => visit(each, ranges))) return false
      // Of a place in several dimensions one differs from iteration to iteration.
      if (stmt.kind !== 'store' || stmt.index.kind === 'position') continue
      const terms = slope(stmt.index, counter)
      if (terms?.length !== 1) return false
      const [{ coefficient, factors }] = terms
      if (coefficient < 1 || !factors.every((factor) => invariant(factor, variant))) return false
      const rest = mapExpr(stmt.index, (e) => (e.kind === 'local' && e.local === counter ? zero : e))
      const span = interval(rest, ranges, variant)
      if (span === undefined) return false
      const { at } = start
      const distance = factors.reduce<Expr>((product, factor) => operation('*', 'i64', product, widened(factor)), {
        kind: 'const',
        type: 'i64',
        value: coefficient,
        at,
      })
      found.push({ span, distance })
    }
    return true
  }
  return visit(body, new Map()) ? found : undefined
}
