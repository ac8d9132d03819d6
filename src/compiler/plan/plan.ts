/**
 * The plan: what becomes of each loop, as data. Emitters print it and decide nothing.
 */
import type { SourceText } from '../../base/source.ts'
import type { Access, AllocateStmt, ArrayRef, Expr, ForStmt, Func, Local, Stmt } from '../ir/nodes.ts'
import { arrayLocals } from '../ir/nodes.ts'
import { accessesOf, assignedLocals, blocks, evaluated, readLocals, statements, withoutBlocks } from '../ir/walk.ts'
import { FRAME_PARAMS, SCRATCH_BYTES } from '../manifest.ts'
import type { CompileOptions } from '../options.ts'
import { type Accumulation, type Accumulations, findAccumulations } from './accumulations.ts'
import { exactSums } from './addends.ts'
import { counterRange, type Interval, invariant, linear, widened } from './affine.ts'
import { aliasClasses } from './aliases.ts'
import { rejectMakers } from './calls.ts'
import { type Carried, findCarried } from './carried.ts'
import { type Checks, hoistChecks } from './checks.ts'
import { costIsKnown, iterationCost } from './cost.ts'
import { takesExtremes } from './extremes.ts'
import { keepFrozen } from './frozen.ts'
import { innerLoops, insteadInside, type Nest } from './inner.ts'
import { Movements } from './movement.ts'
import { findPromotions, type Promotion } from './promote.ts'
import { rejectRaces } from './races.ts'
import { LONGEST_BLOCK, type Reduction, STRIPES, striped } from './reduction.ts'
import { findReductions } from './reductions.ts'
import { planSerialTiles, type SerialTile } from './serialTiles.ts'
import { planTile, type Tile } from './tile.ts'
import { planVector, type ScalarPlan, type VectorPlan } from './vectors.ts'
import { wholeLocals } from './wholes.ts'

/** A parallel loop, compiled to a function over a range of its iterations. */
export interface Region {
  readonly index: number
  readonly loop: ForStmt
  readonly reductions: readonly Reduction[]
  /** Iterations of a canonical block. */
  readonly block: number
  /** Bounds checks hoisted to the start of a chunk, for the vector code or for scalar code. */
  readonly checks: Checks
  readonly vector: VectorPlan | ScalarPlan
  /** Several iterations at a time, where their loops share what they read. */
  readonly tile: Tile | undefined
  /** Locals of the kernel that the region reads. */
  readonly captured: readonly Local[]
  readonly cost: number
  /** Arrays that an iteration makes for itself, in memory of the thread's own. */
  readonly scratch: readonly AllocateStmt[]
  /** The arrays that an iteration makes any number of, or of any length. */
  readonly reserved: ReadonlySet<AllocateStmt>
  /** Byte offset in the frame of the arenas: their address, and the bytes of each thread's; undefined where there is no scratch. */
  readonly arena: number | undefined
  /** Arrays that the iterations accumulate into, of which shares of the iterations have copies. */
  readonly copied: readonly Accumulation[]
  /** Arrays that are accumulated, copied or in order: they are no races. */
  readonly accumulated: ReadonlySet<ArrayRef>
  /** Byte offset in the frame of what the shares need: see manifest. Undefined where nothing is copied. */
  readonly shares: number | undefined
  /** Why the iterations run in order, on one thread. */
  readonly inOrder: string | undefined
}

/** A serial loop in two versions: without checks where the hoisted ones hold, and checked. */
export interface SerialLoop {
  readonly loop: ForStmt
  readonly checks: Checks
  /** Where an index is checked by all values that it may have: the checks without these, for a loop in which they fail. */
  readonly otherwise?: Checks
}

export interface Plan {
  readonly func: Func
  readonly options: CompileOptions
  /** Accesses that need no check anywhere. */
  readonly unchecked: ReadonlySet<Access>
  /** The float64 locals that never hold a fraction. */
  readonly wholes: ReadonlySet<Local>
  /** Serial loops that keep an element in a variable, where nothing overlaps. */
  readonly promotions: ReadonlyMap<ForStmt, Promotion>
  /** Serial loops that keep what they wrote for their next iterations. */
  readonly carried: ReadonlyMap<ForStmt, Carried>
  readonly regions: ReadonlyMap<ForStmt, Region>
  /** Serial loops that become lanes, where no arrays overlap. */
  readonly inner: ReadonlyMap<ForStmt, VectorPlan>
  /** Why the other serial loops do not. */
  readonly reasons: ReadonlyMap<ForStmt, ScalarPlan>
  readonly serial: ReadonlyMap<ForStmt, SerialLoop>
  /** Serial loops several of whose iterations run together. */
  readonly tiles: ReadonlyMap<ForStmt, SerialTile>
  /** Byte offsets in the frame: of each parameter, and of each local that a region reads. */
  readonly params: readonly number[]
  readonly slots: ReadonlyMap<Local, number>
  /** Byte offsets of the results, where the kernel returns several. */
  readonly results: readonly number[]
  readonly frameBytes: number
}

/** The first and last counter of a chunk [lo, hi) of a region, in terms of these locals of the region's function. */
export const chunkFirst: Local = { name: 'first', type: 'i32' }
export const chunkLast: Local = { name: 'last', type: 'i32' }

/** `frozen`: how many of the last parameters are arrays of the scope. */
export function makePlan(given: Func, source: SourceText, options: CompileOptions = {}, frozen = 0): Plan {
  const regions = new Map<ForStmt, Region>()
  const serial = new Map<ForStmt, SerialLoop>()
  const { func, reductions } = reduceLoops(given, source)
  const classOf = aliasClasses(func)
  keepFrozen(func, classOf, frozen, source)
  const promotions = findPromotions(func)
  const nest = { func, classOf, promotions, options, source }
  for (const [loop, reduced] of reductions) {
    const movements = new Movements(loop)
    const accumulations = findAccumulations(loop, movements, classOf, source)
    rejectMakers(loop, func, source)
    rejectRaces(loop, movements, accumulations.arrays, source)
    regions.set(loop, planRegion(loop, regions.size, nest, reduced, accumulations, source))
  }
  const inner = new Map<ForStmt, VectorPlan>()
  const reasons = new Map<ForStmt, ScalarPlan>()
  const scalar = [...regions.values()].filter(({ vector }) => vector.kind === 'scalar')
  for (const block of [func.body, ...scalar.map(({ loop }) => loop.body)]) {
    const found = innerLoops(block, { ...nest, shared: block !== func.body })
    for (const [loop, plan] of found.plans) inner.set(loop, plan)
    for (const [loop, reason] of found.reasons) reasons.set(loop, reason)
  }
  for (const stmt of options.boundscheck === false ? [] : versionedLoops(func.body, inner)) {
    const range = counterRange(stmt, new Map(), assignedLocals(stmt.body))
    const checks = hoistChecks(stmt, range, { byRange: true })
    const otherwise = checks.byRange ? hoistChecks(stmt, range) : undefined
    const other = otherwise && otherwise.hoisted.length > 0 ? { otherwise } : {}
    if (checks.hoisted.length > 0) serial.set(stmt, { loop: stmt, checks, ...other })
  }

  let offset = FRAME_PARAMS
  const params = func.params.map((param) => {
    const at = offset
    offset += param.kind === 'array' && param.array.dims ? 8 + 8 * param.array.dims.length : 8
    return at
  })
  const slots = new Map<Local, number>()
  for (const region of regions.values()) {
    for (const local of region.captured) {
      if (slots.has(local)) continue
      slots.set(local, offset)
      offset += 8
    }
  }
  for (const [loop, region] of regions) {
    if (region.scratch.length === 0) continue
    regions.set(loop, { ...region, arena: offset })
    offset += 8
  }
  for (const [loop, region] of regions) {
    if (region.copied.length === 0) continue
    regions.set(loop, { ...region, shares: offset })
    offset += 16
  }
  const arrays = func.result.arrays.values()
  const results = func.result.order.map((kind) => {
    const at = offset
    const ndim = kind === 'array' ? arrays.next().value!.ndim : 1
    // The lengths of several dimensions follow.
    offset += ndim > 1 ? 8 + 8 * Math.ceil(ndim / 2) : 8
    return at
  })
  return {
    func,
    options,
    unchecked: options.boundscheck === false ? checkedPlaces(func) : new Set(),
    wholes: wholeLocals(func),
    promotions,
    carried: findCarried(func, classOf),
    inner,
    reasons,
    regions,
    serial,
    tiles: planSerialTiles(func.body, nest, inner),
    params,
    slots,
    results,
    frameBytes: Math.ceil(offset / 16) * 16,
  }
}

/**
 * The serial loops that run in two versions: the outermost ones, those that become lanes, and the innermost ones, whose own checks may hold
 * where those of the whole nest do not: `r[k - i - 1]` for i below k.
 */
function versionedLoops(block: Func['body'], lanes: ReadonlyMap<ForStmt, VectorPlan>, outermost = true): ForStmt[] {
  return block.flatMap((stmt): ForStmt[] => {
    if (stmt.kind !== 'for' || stmt.parallel)
      return blocks(stmt).flatMap((inner) => versionedLoops(inner, lanes, stmt.kind !== 'for' && outermost))
    const inner = [...statements(stmt.body)].filter((s) => s.kind === 'for')
    if (inner.some((s) => s.parallel)) return versionedLoops(stmt.body, lanes, outermost)
    const within = versionedLoops(stmt.body, lanes, false)
    return outermost || inner.length === 0 || lanes.has(stmt) ? [stmt, ...within] : within
  })
}

/** Finds the reductions of every parallel loop, and puts the loops as they run in their place. */
function reduceLoops(
  func: Func,
  source: SourceText,
): { func: Func; reductions: ReadonlyMap<ForStmt, readonly Reduction[]> } {
  const reductions = new Map<ForStmt, readonly Reduction[]>()
  const replaced = new Map<Stmt, ForStmt>()
  for (const stmt of statements(func.body)) {
    if (stmt.kind !== 'for' || !stmt.parallel) continue
    const reduced = findReductions(stmt, outerLocals(func, stmt), source)
    reductions.set(reduced.loop, reduced.reductions)
    replaced.set(stmt, reduced.loop)
  }
  const replace = (block: readonly Stmt[]): Stmt[] =>
    block.map((stmt): Stmt => {
      const loop = replaced.get(stmt)
      if (loop !== undefined) return loop
      if (stmt.kind === 'if') return { ...stmt, yes: replace(stmt.yes), no: replace(stmt.no) }
      return stmt.kind === 'for' || stmt.kind === 'while' ? { ...stmt, body: replace(stmt.body) } : stmt
    })
  return { func: { ...func, body: replace(func.body) }, reductions }
}

function planRegion(
  loop: ForStmt,
  index: number,
  nest: Nest,
  reductions: readonly Reduction[],
  { copied, arrays: accumulated, inOrder }: Accumulations,
  source: SourceText,
): Region {
  const { func } = nest
  // The last bytes are the thread's number.
  const most = SCRATCH_BYTES / (STRIPES * 8) - 1
  const stripes = reductions.filter(striped).length
  if (stripes > most)
    throw source.error(
      'limit',
      loop.at,
      `this prange has ${stripes} sums and products, and ${most} are the most`,
      'split it into several loops',
    )
  const local = (l: Local): Expr => ({ kind: 'local', type: l.type, local: l, at: loop.at })
  const chunk: Interval = { lo: widened(local(chunkFirst)), hi: widened(local(chunkLast)) }
  const unordered = new Set(copied.flatMap(({ array, exact }) => (exact ? [array] : [])))
  const exact = exactSums(loop, reductions)
  const own = planVector(loop, { ...nest, range: chunk, reductions, exact, accumulated, unordered })
  const unchecked = nest.options.boundscheck === false
  const chosen = insteadInside(loop, own, nest) ?? own
  const vector = chosen.kind === 'vector' ? { ...chosen, quick: takesExtremes(chosen) } : chosen
  const assigned = assignedLocals(loop.body)
  const { scratch, reserved } = findScratch(loop, assigned)
  const alone = reductions.length + scratch.length + copied.length === 0 && inOrder === undefined
  const tile = alone && vector.kind === 'scalar' ? planTile(loop, nest, chunk) : undefined
  const checks = vector.kind === 'vector' ? vector.checks : hoistChecks(loop, chunk, { unchecked })
  const lanes = vector.kind === 'vector' ? vector.lanes / 4 : 1
  const cost = iterationCost(loop.body, lanes)
  const read = readLocals(loop.body)
  for (const bound of evaluated(loop))
    for (const l of readLocals([{ kind: 'return', values: [bound], at: loop.at }])) read.add(l)
  const captured = [...read].filter((l) => !assigned.has(l) && l !== loop.counter && !isParam(func, l))
  const block = tile?.rows ?? (reductions.length > 0 ? blockOf(loop, cost) : 1)
  return {
    index,
    loop,
    reductions,
    block,
    checks,
    vector,
    tile,
    captured,
    cost,
    scratch,
    reserved,
    arena: undefined,
    copied,
    accumulated,
    shares: undefined,
    inOrder,
  }
}

/** The arrays that iterations make: those with a place of their own, whose lengths are known before the loop, and all others. */
function findScratch(loop: ForStmt, assigned: ReadonlySet<Local>): Pick<Region, 'scratch' | 'reserved'> {
  const variant = new Set([...assigned, loop.counter])
  const made = [...statements(loop.body)].filter((stmt) => stmt.kind === 'allocate')
  const isFixed = (stmt: AllocateStmt): boolean =>
    !stmt.escapes && stmt.lengths.every((length) => invariant(length, variant))
  return { scratch: made.filter(isFixed), reserved: new Set(made.filter((stmt) => !isFixed(stmt))) }
}

/** Whether the frame holds a local as a parameter: one that the kernel does not assign. */
function isParam(func: Func, local: Local): boolean {
  if (assignedLocals(func.body).has(local)) return false
  return func.params.some((p) => (p.kind === 'scalar' ? p.local === local : arrayLocals(p.array).has(local)))
}

/** Locals that live outside a loop: assigned or read elsewhere, or parameters. */
function outerLocals(func: Func, loop: ForStmt): Set<Local> {
  const outer = new Set<Local>(
    func.params.flatMap((p) => (p.kind === 'scalar' ? [p.local] : [...arrayLocals(p.array)])),
  )
  const visit = (block: Func['body']): void => {
    for (const stmt of block) {
      if (stmt === loop) continue
      const own = [withoutBlocks(stmt)]
      for (const local of assignedLocals(own)) outer.add(local)
      for (const local of readLocals(own)) outer.add(local)
      for (const inner of blocks(stmt)) visit(inner)
    }
  }
  visit(func.body)
  return outer
}

/** Nanoseconds that a block should take, so that its combining costs little and blocks are many enough to share out. */
const BLOCK_NANOSECONDS = 4000

/** Iterations of a canonical block: of the loop's estimated cost alone, so the same on every machine and path. */
function blockOf(loop: ForStmt, cost: number): number {
  // An iteration may take any time: the smallest block, for a few of them may be all that threads have to share.
  if (!costIsKnown(loop.body)) return STRIPES
  const wanted = 2 ** Math.round(Math.log2(BLOCK_NANOSECONDS / cost))
  return Math.min(LONGEST_BLOCK, Math.max(STRIPES, wanted))
}

/** Every place that may throw for an index. */
function checkedPlaces(func: Func): Set<Access> {
  const places = new Set([...accessesOf(func.body)].map(({ access }) => access))
  for (const stmt of statements(func.body)) if (stmt.kind === 'check') places.add(stmt.access)
  return places
}

/** The arrays that a loop writes. */
export function writtenArrays(loop: ForStmt): string[] {
  const names = new Set<string>()
  for (const { access } of accessesOf(loop.body)) if (access.store) names.add(access.array.name)
  return [...names]
}

/** The dimensions of an array in which every access of the loop is at exactly its iteration. */
export function ownDimensions(loop: ForStmt, param: number, ndim: number): number[] {
  const variant = assignedLocals(loop.body)
  variant.add(loop.counter)
  const plain =
    loop.start.kind === 'const' && loop.start.value === 0 && loop.step.kind === 'const' && loop.step.value === 1
  const indices = [...accessesOf(loop.body)].flatMap(({ access, index }) =>
    access.array.param === param ? [index.kind === 'position' ? index.indices : [index]] : [],
  )
  if (!plain && indices.length > 0) return []
  return Array.from({ length: ndim }, (_, d) => d).filter((d) =>
    indices.every((each) => {
      // Where it is read whole, one index stands for all.
      const form = each.length === ndim ? linear(each[d], loop.counter, variant) : undefined
      return form?.coefficient === 1 && form.offset === 0
    }),
  )
}
