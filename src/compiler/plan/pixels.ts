import { dtypes } from '../../base/dtypes.ts'
import type { Access, ArrayRef, Expr, Stmt, StoreStmt } from '../ir/nodes.ts'
import { evaluated, statements, subexpressions } from '../ir/walk.ts'
import type { AccessPlan } from './accesses.ts'
import { definitions, expanded } from './definitions.ts'
import { difference } from './polynomial.ts'

/**
 * Writes to neighbours, as the colours of a pixel, of which whole vectors are made: each iteration writes some bytes of its own `width`,
 * and nobody writes the others.
 */
export interface Pixels {
  /** The writes in their order, each with its place in the pixel. */
  readonly places: ReadonlyMap<StoreStmt, number>
  readonly last: StoreStmt
  readonly width: number
}

const WIDEST = 4
/** Writes that are worth it. */
const LEAST = 2

/** The groups of writes at the top of a body, by each of their writes. `shared`: other threads write beside it. */
export function pixels(
  body: readonly Stmt[],
  accesses: ReadonlyMap<Access, AccessPlan>,
  lanes: number,
  classOf: (array: ArrayRef) => ArrayRef,
  disjoint: boolean,
  shared: boolean,
): ReadonlyMap<StoreStmt, Pixels> {
  const found = new Map<StoreStmt, Pixels>()
  const known = definitions(body)
  for (const [at, stmt] of body.entries()) {
    if (stmt.kind !== 'store' || found.has(stmt)) continue
    const { array } = stmt.access
    const own = [...statements(body)].filter((s) => s.kind === 'store' && classOf(s.access.array) === classOf(array))
    const mayBe = (other: ArrayRef): boolean => !disjoint || classOf(other) === classOf(array)
    const written = (index: Expr): Expr => expanded(index, known)
    const group = own.length >= LEAST ? groupAt(body.slice(at), accesses, written, mayBe) : undefined
    // Halves of vectors are written, too.
    const isWhole = group && (lanes * group.width) % 8 === 0
    // The bytes between are written back as they were read: not where another thread may write them meanwhile.
    const all = isWhole && group.places.size === own.length && (!shared || group.places.size === group.width)
    if (all) for (const store of group.places.keys()) found.set(store, group)
  }
  return found
}

function groupAt(
  rest: readonly Stmt[],
  accesses: ReadonlyMap<Access, AccessPlan>,
  written: (index: Expr) => Expr,
  mayBe: (array: ArrayRef) => boolean,
): Pixels | undefined {
  const first = rest[0] as StoreStmt
  const { array } = first.access
  const { stride } = accesses.get(first.access)!
  if (dtypes[array.dtype].bytes !== 1 || stride === undefined || stride < LEAST || stride > WIDEST) return undefined
  const offsets = new Map<StoreStmt, number>()
  /** How far an element is from the first that is written. */
  const offset = (index: Expr): number | undefined => difference(written(index), written(first.index))
  const fits = (store: StoreStmt): number | undefined => {
    const { shape, guard, spacing, stride: own } = accesses.get(store.access)!
    const side = shape === 'strided' && guard === 'none' && spacing === undefined && own === stride
    return side && store.access.array === array ? offset(store.index) : undefined
  }
  /** Whether a statement reads what none of these writes has written. */
  const isApart = (stmt: Stmt): boolean =>
    evaluated(stmt).every((top) =>
      [...subexpressions(top)].every((e) => {
        if (e.kind !== 'load' || offsets.size === 0 || !mayBe(e.access.array)) return true
        const from = accesses.get(e.access)?.stride === stride ? offset(e.index) : undefined
        return from !== undefined && [...offsets.values()].every((to) => (from - to) % stride !== 0)
      }),
    )
  for (const stmt of rest) {
    if ((stmt.kind !== 'set' && stmt.kind !== 'store') || !isApart(stmt)) break
    if (stmt.kind === 'set') continue
    const at = fits(stmt)
    if (at === undefined || [...offsets.values()].includes(at)) break
    offsets.set(stmt, at)
  }
  const all = [...offsets.values()]
  const least = Math.min(...all)
  if (all.length < LEAST || Math.max(...all) - least >= stride) return undefined
  const places = new Map([...offsets].map(([store, at]) => [store, at - least]))
  return { places, last: [...places.keys()].at(-1)!, width: stride }
}
