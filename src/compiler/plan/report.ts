import type { Access, LoopStmt, Stmt } from '../ir/nodes.ts'
import { updated } from '../ir/update.ts'
import { accessesOf, blocks, ELSEWHERE, statements } from '../ir/walk.ts'
import type { AccessInfo, CheckInfo, LoopInfo } from '../manifest.ts'
import { outermost } from '../syntax/tree.ts'
import type { AccessPlan } from './accesses.ts'
import type { Plan, Region } from './plan.ts'
import { reductionText } from './reduction.ts'
import type { VectorPlan } from './vectors.ts'

/** The loops around one: the parallel one, the one whose iterations are lanes, and the accesses that are proven here. */
interface Around {
  readonly depth: number
  readonly parallel: string | undefined
  readonly lanes: string | undefined
  /** What proves accesses, innermost last. */
  readonly proven: readonly ReadonlySet<Access>[]
  /** Why accesses are not proven. */
  readonly why: readonly ReadonlyMap<Access, string>[]
}

/** What the plan makes of each loop of a kernel, outer before inner: what `diagnostics()` says. */
export function reportLoops(plan: Plan): LoopInfo[] {
  const found: LoopInfo[] = []
  const visit = (block: readonly Stmt[], around: Around): void => {
    for (const stmt of block) {
      const next = stmt.kind === 'for' || stmt.kind === 'while' ? reportLoop(plan, stmt, around, found) : around
      for (const inner of blocks(stmt)) visit(inner, next)
    }
  }
  visit(plan.func.body, { depth: 0, parallel: undefined, lanes: undefined, proven: [plan.unchecked], why: [] })
  return found
}

function reportLoop(plan: Plan, loop: LoopStmt, around: Around, found: LoopInfo[]): Around {
  const counter = loop.kind === 'for' ? loop.counter.name : undefined
  const region = loop.kind === 'for' ? plan.regions.get(loop) : undefined
  const vector = vectorOf(plan, loop, region)
  const own = region?.tile ?? (loop.kind === 'for' ? plan.tiles.get(loop) : undefined)
  const checks = region?.checks ?? (loop.kind === 'for' ? plan.serial.get(loop)?.checks : undefined)
  const proven = checks ? [...around.proven, checks.proven] : around.proven
  const why = checks ? [...around.why, checks.inline] : around.why
  found.push({
    offset: outermost(loop.at).start,
    depth: around.depth,
    counter,
    parallel: region !== undefined,
    serial: region
      ? undefined
      : around.parallel
        ? `it runs within the parallel loop over '${around.parallel}'`
        : 'it is no prange',
    region: region?.index,
    lanes: vector?.lanes,
    width: vector?.width,
    within: around.lanes,
    ...notVectorised(plan, loop, region, vector ? 'lanes' : around.lanes),
    tile: own ? { rows: own.rows, loop: counter! } : vector?.tile,
    masks: vector ? masksOf(vector) : 0,
    reductions: (
      region?.reductions ?? [...(vector?.folds ?? []), ...(vector?.choices ?? []).map(({ reduction }) => reduction)]
    ).map(reductionText),
    accesses: vector ? [...vector.accesses].map(accessInfo) : [],
    checks: around.lanes === undefined ? checksOf(loop, vector, proven, why) : [],
    inside: around.lanes === undefined && !vector ? ownAccesses(loop).filter(({ inside }) => inside).length : 0,
    hoisted: (vector?.checks ?? checks)?.hoisted.length ?? 0,
    inOrder: region?.inOrder,
  })
  return {
    depth: around.depth + 1,
    parallel: region ? counter : around.parallel,
    lanes: vector ? counter : around.lanes,
    proven,
    why,
  }
}

function vectorOf(plan: Plan, loop: LoopStmt, region: Region | undefined): VectorPlan | undefined {
  if (region) return region.vector.kind === 'vector' ? region.vector : undefined
  return loop.kind === 'for' ? plan.inner.get(loop) : undefined
}

function notVectorised(
  plan: Plan,
  loop: LoopStmt,
  region: Region | undefined,
  lanes: string | undefined,
): Pick<LoopInfo, 'reason' | 'change'> {
  if (lanes !== undefined) return { reason: undefined, change: undefined }
  if (loop.kind === 'while') {
    const reason = loop.beyond ? 'it runs only where its bound is beyond int32' : 'its iterations are not counted'
    return { reason, change: undefined }
  }
  const scalar = region?.vector.kind === 'scalar' ? region.vector : plan.reasons.get(loop)
  return { reason: scalar?.reason ?? 'it is not looked at', change: scalar?.at && outermost(scalar.at).start }
}

/** Branches that differ from lane to lane, and loops that some lanes leave before others. */
function masksOf({ body, strides }: VectorPlan): number {
  return [...statements(body)].filter(
    (stmt) =>
      (stmt.kind === 'if' && strides.of(stmt.test) !== 0) ||
      ((stmt.kind === 'for' || stmt.kind === 'while') && strides.divergent.has(stmt)),
  ).length
}

function accessInfo([{ array, store, at }, { shape }]: readonly [Access, AccessPlan]): AccessInfo {
  return { array: array.name, store, shape, offset: outermost(at).start }
}

/** The checks that stay in the fast version of a loop, but for those of loops in it: these report their own. */
function checksOf(
  loop: LoopStmt,
  vector: VectorPlan | undefined,
  proven: readonly ReadonlySet<Access>[],
  why: readonly ReadonlyMap<Access, string>[],
): CheckInfo[] {
  const info = (access: Access, reason: string | undefined): CheckInfo => ({
    array: access.array.name,
    why: reason ?? 'nothing shows that its index lies in the array',
    site: access.site,
    offset: outermost(access.at).start,
  })
  if (vector)
    return [...vector.accesses].flatMap(([access, { guard }]) =>
      guard === 'checked' ? [info(access, vector.checks.inline.get(access))] : [],
    )
  return ownAccesses(loop).flatMap((access) =>
    access.inside || proven.some((set) => set.has(access))
      ? []
      : [info(access, why.findLast((map) => map.has(access))?.get(access))],
  )
}

/** The accesses of a loop, its test's among them, but for those of loops in it. */
function ownAccesses(loop: LoopStmt): Access[] {
  const own: Access[] = []
  const visit = (block: readonly Stmt[]): void => {
    for (const stmt of block) {
      if (stmt.kind === 'check') own.push(stmt.access)
      const loops = stmt.kind === 'for' || stmt.kind === 'while'
      const bare = stmt.kind === 'if' ? { ...stmt, yes: [], no: [] } : loops ? { ...stmt, body: [] } : stmt
      // An element that is updated in place is checked once, where it is read.
      const once = stmt.kind === 'store' && updated(stmt) ? stmt.access : undefined
      own.push(
        ...[...accessesOf([bare])].flatMap(({ access }) =>
          access === once || access.site === ELSEWHERE ? [] : [access],
        ),
      )
      if (stmt.kind === 'if') [stmt.yes, stmt.no].forEach(visit)
    }
  }
  if (loop.kind === 'while') own.push(...[...accessesOf([{ ...loop, body: [] }])].map(({ access }) => access))
  visit(loop.body)
  return own
}
