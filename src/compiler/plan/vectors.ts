import { opNamed } from '../../ops/table.ts'
import { isBigType, types } from '../../ops/type.ts'
import type { Access, ArrayRef, Expr, ForStmt, IfStmt, Local, LoopStmt, Span, Stmt, StoreStmt } from '../ir/nodes.ts'
import { printExpr } from '../ir/print.ts'
import { accessesOf, assignedLocals, evaluated, siteOf, statements, subexpressions } from '../ir/walk.ts'
import type { CompileOptions } from '../options.ts'
import { type AccessPlan, planAccesses } from './accesses.ts'
import type { ExactSum } from './addends.ts'
import { counterRange, type Interval } from './affine.ts'
import { type Checks, hoistChecks } from './checks.ts'
import { blockCycles } from './cost.ts'
import type { Apart, Outside } from './dependences.ts'
import { countedWhile, headTests, unitSteps } from './desugar.ts'
import { type Drain, type Drainable, drainsOf } from './drains.ts'
import { Facts } from './facts.ts'
import { tiledGang } from './gangTile.ts'
import { hottest, interleaved, laneBytes } from './interleave.ts'
import { type LaneChoice, laneChoices } from './laneChoices.ts'
import { type Liveness, liveness } from './liveness.ts'
import { type Lockstep, lockstep } from './lockstep.ts'
import { narrowLocals } from './narrow.ts'
import { NotVectorised } from './notVectorised.ts'
import { type Pixels, pixels } from './pixels.ts'
import type { Promotion } from './promote.ts'
import { withElements } from './promoted.ts'
import { type LaneFold, type Reduction, STRIPES } from './reduction.ts'
import { type SmallLanes, smallLanes, wideLanes } from './smallLanes.ts'
import { type Strides, strides } from './strides.ts'
import { structure } from './structure.ts'
import { type Unrolling, unrolling } from './unroll.ts'
import { updatedOnce } from './updatedOnce.ts'

/** A loop whose iterations become lanes: a gang of `lanes` iterations runs each statement together. */
export interface VectorPlan {
  readonly kind: 'vector'
  /** Iterations of a gang; 16 for a loop with reductions takes several gangs a trip. */
  readonly lanes: number
  /** Iterations of a vector: 128 bits over those of the widest value. */
  readonly width: number
  /** Iterations of one trip of the loop. */
  readonly trip: number
  /** The loop's body without jumps. */
  readonly body: readonly Stmt[]
  readonly strides: Strides
  readonly live: Liveness
  readonly checks: Checks
  readonly accesses: ReadonlyMap<Access, AccessPlan>
  /** Arrays whose elements several lanes may update: one lane after the other. */
  readonly accumulated: ReadonlySet<ArrayRef>
  /** i64 locals of which lanes hold the low 32 bits. */
  readonly narrow: ReadonlySet<Local>
  /** Whole numbers of which lanes hold 8 or 16 bits. */
  readonly small: SmallLanes
  /** Branches that run both sides and select, where the lanes differ. */
  readonly flat: ReadonlySet<IfStmt>
  /** Masked loops that ask only once in several iterations whether a lane is left. */
  readonly unrolled: ReadonlyMap<LoopStmt, Unrolling>
  /** Whether the stripes of reductions lie in memory between gangs, not in variables. */
  readonly stripesInMemory: boolean
  /** Whether elements are kept in variables, so that no arrays may overlap. */
  readonly keepsElements: boolean
  /** Variables that must not hold arrays that overlap. */
  readonly apart: readonly Apart[]
  /** Whether a product that is added is rounded once. */
  readonly fma: boolean
  /** What the lanes reduce, each for itself. */
  readonly folds: readonly LaneFold[]
  /** Those of them that narrower lanes accumulate for some trips. */
  readonly drains: readonly Drain[]
  /** Sums of whole numbers in floats, which are exact in any order while they are small. */
  readonly exact: readonly ExactSum[]
  /** What they choose, each for itself. */
  readonly choices: readonly LaneChoice[]
  /** The loop in the body several of whose iterations run together, as they share what they read. */
  readonly tile?: { readonly loop: string; readonly rows: number }
  /** Writes of bytes side by side, which whole vectors are made of. */
  readonly pixels: ReadonlyMap<StoreStmt, Pixels>
  /** Distances between elements that must not be 0. */
  readonly distances: readonly Expr[]
  /** What must hold when the loop begins for elements to be touched in the order of the source. */
  readonly outside: readonly Outside[]
  /** Iterations that run by themselves, between the lanes of those before and of those after. */
  readonly crossings: readonly Expr[]
  /** Whether extremes are taken by comparisons alone first. */
  readonly quick: boolean
}

export interface ScalarPlan {
  readonly kind: 'scalar'
  /** Why the loop is not vectorised, and the place to change. */
  readonly reason: string
  readonly at?: Span
}

/** Cycles of a branch that is cheaper to run than to skip. */
const SHORT_BRANCH = 16

/** What the plan of a vector loop depends on beside the loop. */
export interface VectorContext {
  /** The range of the counter where the hoisted checks stand. */
  readonly range: Interval | undefined
  readonly reductions: readonly Reduction[]
  /** Sums among them that are exact in any order. */
  readonly exact?: readonly ExactSum[]
  /** Arrays that lanes may accumulate into at one place, and those among them that may be in any order. */
  readonly accumulated: ReadonlySet<ArrayRef>
  readonly unordered: ReadonlySet<ArrayRef>
  readonly classOf: (array: ArrayRef) => ArrayRef
  /** Inner loops that may keep an element in a variable. */
  readonly promotions: ReadonlyMap<ForStmt, Promotion>
  readonly options: CompileOptions
  /** Whether other threads may write elements between those of the loop's iterations. */
  readonly shared?: boolean
  /** Vectors of each value that are in flight; by default as many as leave registers. */
  readonly vectors?: number
  /** Whether whole numbers have lanes of their type's 32 bits. */
  readonly wide?: boolean
  /** Whether no arrays are one, or overlap, where the lanes run. */
  readonly disjoint?: boolean
  /** Whether loops of the body may be arranged in another way. */
  readonly fixed?: boolean
}

/** Plans lanes of a loop whose iterations are known to be independent, where all accesses are proven. */
export function planLanes(
  loop: ForStmt,
  { classOf, promotions, options }: Pick<VectorContext, 'classOf' | 'promotions' | 'options'>,
  vectors: number,
): VectorPlan | undefined {
  const range = counterRange(loop, new Map(), assignedLocals(loop.body))
  const context = {
    range,
    reductions: [],
    accumulated: new Set<ArrayRef>(),
    unordered: new Set<ArrayRef>(),
    classOf,
    promotions,
    options,
    vectors,
    shared: true,
  }
  const plan = planVector(loop, context)
  if (plan.kind === 'scalar') return undefined
  return [...plan.accesses.values()].every(({ guard }) => guard === 'none') ? plan : undefined
}

/** Plans the iterations of a parallel loop as lanes, or says why not. */
export function planVector(loop: ForStmt, context: VectorContext): VectorPlan | ScalarPlan {
  try {
    const plan = vectorise(loop, context)
    return tiled(loop, context, plan) ?? plan
  } catch (error) {
    if (error instanceof NotVectorised) return { kind: 'scalar', reason: error.reason, at: error.at }
    throw error
  }
}

/** The plan with the loops in the body tiled, where there are such and no lane keeps a check. */
function tiled(loop: ForStmt, context: VectorContext, plain: VectorPlan): VectorPlan | undefined {
  if (context.vectors !== undefined || context.fixed || context.reductions.length > 0) return undefined
  if (![...plain.accesses.values()].every(({ guard }) => guard === 'none')) return undefined
  const tile = tiledGang(loop.body, loop.counter, context.classOf, context.promotions)
  if (tile === undefined) return undefined
  try {
    const plan = vectorise({ ...loop, body: tile.block }, { ...context, vectors: 2 })
    const safe = [...plan.accesses.values()].every(({ guard }) => guard === 'none')
    return safe ? { ...plan, keepsElements: true, distances: tile.distances, tile: tile.tile } : undefined
  } catch (error) {
    if (error instanceof NotVectorised) return undefined
    throw error
  }
}

function vectorise(loop: ForStmt, context: VectorContext): VectorPlan {
  const { range, reductions, accumulated, unordered, classOf, promotions, options } = context
  if (loop.step.kind !== 'const') throw new NotVectorised('its step is not known before it runs')
  const folds = reductions.flatMap(laneFold)
  const { choices, body: noted } = laneChoices(loop, reductions)
  updatedOnce(loop.body, accumulated, unordered, classOf)
  for (const stmt of statements(loop.body)) {
    if (stmt.kind === 'allocate' || stmt.kind === 'point')
      throw new NotVectorised(`it makes '${stmt.array.name}'`, stmt.at)
    if (stmt.kind === 'for' && stmt.step.kind !== 'const')
      throw new NotVectorised(
        `the step of the loop over '${stmt.counter.name}' in it is not known before it runs`,
        stmt.at,
      )
    if (stmt.kind === 'call')
      throw new NotVectorised(`it calls ${stmt.callee.split('$')[0]}, which is compiled once`, stmt.at)
    if (stmt.kind === 'throw' || stmt.kind === 'return' || stmt.kind === 'log')
      throw new NotVectorised(`it has a ${stmt.kind}`, stmt.at)
    for (const top of evaluated(stmt)) for (const e of subexpressions(top)) rejectScalar(e)
  }
  const locals = [
    ...folds.map(({ local }) => local),
    ...choices.flatMap(({ values, won }) => [...values.map(({ local }) => local), ...(won ? [won] : [])]),
  ]
  // An element that lanes share is no variable of each.
  const own = [...promotions].filter(
    ([, { elements: kept }]) => !kept.some(({ access }) => accumulated.has(access.array)),
  )
  const elements = withElements(noted, new Map(own))
  const structured = structure(headTests(unitSteps(elements.block)))
  const first = strides(loop, structured, locals)
  const checks = hoistChecks({ ...loop, body: structured }, range, {
    strays: (inner) =>
      first.scattered.has(inner) || (first.divergent.has(inner) && first.locals.get(inner.counter) !== 0),
    unchecked: options.boundscheck === false,
  })
  for (const stmt of statements(structured))
    if (stmt.kind === 'check' && !checks.proven.has(stmt.access))
      throw new NotVectorised(
        `'${stmt.access.array.name}' keeps a bounds check: ${checks.inline.get(stmt.access)}`,
        stmt.at,
      )
  const { body, of } = settle(loop, lockstep(structured), locals)
  carried(body, loop.counter, new Set(locals))
  const live = liveness(body, new Set(locals))
  const facts = new Facts(body)
  const accesses = planAccesses(loop, body, of, checks, classOf, accumulated, facts)
  const loops = [...statements(body)].some((stmt) => stmt.kind === 'for' || stmt.kind === 'while')
  const narrow = narrowLocals(body, of, accesses, new Set(locals))
  const hot = hottest(body)
  const carriedLocals = new Set(locals)
  const small = context.wide
    ? wideLanes(facts)
    : smallLanes({ body, of, accesses, accumulated, facts, carried: carriedLocals })
  const vectors = context.vectors ?? interleaved(body, hot, of)
  const widestOf = (sums: readonly Drainable[]): number => {
    const wide = folds.filter(({ local }) => !sums.some(({ fold }) => fold.local === local))
    const held = [...laneBytes(hot, of, accesses, narrow, small, sums), ...wide.map((r) => types[r.type].bytes)]
    return held.length > 0 ? Math.max(...held) : 4
  }
  const lanesOf = (bytes: number): number => Math.min(STRIPES, (16 / bytes) * vectors)
  const exact = context.exact ?? []
  const drains = loops
    ? []
    : drainsOf(body, { folds, exact, once: context.disjoint === true, of, small }, (sums) => {
        const bytes = widestOf(sums)
        return { bytes, lanes: lanesOf(bytes) }
      })
  const widest = widestOf(drains)
  const lanes = lanesOf(widest)
  const flat = new Set<IfStmt>()
  // A candidate is rarely taken: what that costs stands behind a branch.
  const rare = new Set(choices.flatMap(({ won }) => won ?? []))
  for (const stmt of statements(body))
    if (stmt.kind === 'if' && isFlat(stmt, of, accesses) && !sets(stmt, rare)) flat.add(stmt)
  const stripesInMemory = loops && reductions.length > 0
  if (stripesInMemory && choices.length > 0)
    throw new NotVectorised(`'${choices[0].values[0].local.name}' is chosen in a body with loops`, loop.at)
  return {
    kind: 'vector',
    lanes,
    width: 16 / widest,
    trip: folds.length > 0 && !stripesInMemory ? STRIPES : lanes,
    body,
    strides: of,
    live,
    checks,
    accesses,
    accumulated,
    narrow,
    small,
    flat,
    unrolled: unrolling(body, of, flat, accesses),
    stripesInMemory,
    keepsElements: elements.some,
    apart: [],
    fma: options.fastmath === true && options.fma === true,
    folds,
    drains,
    exact,
    choices,
    pixels: pixels(body, accesses, lanes, classOf, context.disjoint === true, context.shared === true),
    distances: [],
    outside: [],
    crossings: [],
    quick: false,
  }
}

/** What lanes would do one after the other, which costs more than no lanes. */
function rejectScalar(e: Expr): void {
  if (e.kind === 'invoke') throw new NotVectorised(`it calls ${e.callee.split('$')[0]}, which is compiled once`, e.at)
  if (siteOf(e) !== undefined) throw new NotVectorised(`it may throw: ${printExpr(e)}`, e.at)
  if (e.kind === 'op' && (e.op === '/' || e.op === '%' || e.op.startsWith('BigInt ')) && isBigType(e.type))
    throw new NotVectorised(`there is no vector instruction for ${e.op} of ${e.type}`, e.at)
}

function laneFold(reduction: Reduction): LaneFold[] {
  const { local } = reduction
  if (reduction.kind !== 'fold' || reduction.type === 'bool') return []
  const { type, op } = reduction
  if (type !== local.type) throw new NotVectorised(`'${local.name}' is ${local.type}, and combines ${type}`)
  if (opNamed(op).vector(type, 'a', 'b') === undefined)
    throw new NotVectorised(`there is no vector instruction for ${op} of ${type}`)
  return [{ ...reduction, type }]
}

/** The body with the loops whose counters differ from lane to lane as `while` loops, and its strides. */
function settle(
  loop: ForStmt,
  { block, counters }: Lockstep,
  varying: readonly Local[],
): { body: readonly Stmt[]; of: Strides } {
  let body = block
  for (;;) {
    const of = strides(loop, body, varying, counters)
    if (of.scattered.size === 0) return { body, of }
    const next = countedWhile(body, of.scattered)
    if (next === undefined) throw new NotVectorised('an inner loop has a step of its own in each iteration')
    body = next
  }
}

/** Whether both sides of a branch are cheap, and may run in lanes that do not take them. */
function isFlat(stmt: IfStmt, of: Strides, accesses: ReadonlyMap<Access, AccessPlan>): boolean {
  if (of.of(stmt.test) === 0) return false
  const sides = [...stmt.yes, ...stmt.no]
  for (const inner of statements(sides)) {
    if (inner.kind === 'for' || inner.kind === 'while') return false
    if (inner.kind === 'if' && of.of(inner.test) === 0) return false
  }
  for (const { access } of accessesOf(sides)) {
    const { guard, shape, own } = accesses.get(access)!
    if (guard !== 'none' || (access.store && !own) || shape === 'gathered') return false
  }
  for (const inner of statements(sides))
    for (const top of evaluated(inner))
      for (const e of subexpressions(top)) if (e.kind === 'op' && isRare(e)) return false
  return blockCycles(stmt.yes) + blockCycles(stmt.no) <= SHORT_BRANCH
}

function isRare(expr: Extract<Expr, { kind: 'op' }>): boolean {
  const { type } = expr.args[0]
  return type !== 'bool' && opNamed(expr.op).rare?.(type) !== undefined
}

/** Whether a branch sets one of these locals. */
function sets({ yes, no }: IfStmt, locals: ReadonlySet<Local>): boolean {
  return [...yes, ...no].some((stmt) => stmt.kind === 'set' && locals.has(stmt.local))
}

/** Where a local is set. */
export function placeOf(body: readonly Stmt[], local: Local): Span | undefined {
  for (const stmt of statements(body)) if (stmt.kind === 'set' && stmt.local === local) return stmt.at
  return undefined
}

/** A private local that is read before the iteration sets it would carry a value from lane to lane. */
function carried(body: readonly Stmt[], counter: Local, reductions: ReadonlySet<Local>): void {
  const assigned = assignedLocals(body)
  const { entry } = liveness(body, new Set())
  for (const local of entry)
    if (assigned.has(local) && local !== counter && !reductions.has(local))
      throw new NotVectorised(`'${local.name}' carries a value from iteration to iteration`, placeOf(body, local))
}
