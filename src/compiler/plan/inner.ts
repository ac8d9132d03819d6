import { CompileError } from '../../base/errors.ts'
import type { SourceText } from '../../base/source.ts'
import { opNamed } from '../../ops/table.ts'
import type { Access, ArrayRef, Expr, ForStmt, Func, IfStmt, Stmt } from '../ir/nodes.ts'
import {
  accessesOf,
  assignedLocals,
  blocks,
  evaluated,
  jumpsBy,
  statements,
  subexpressions,
  withoutBlocks,
} from '../ir/walk.ts'
import type { CompileOptions } from '../options.ts'
import { type ExactSum, exactSum, LEAST_PIECE, MOST_MOVED } from './addends.ts'
import { counterRange } from './affine.ts'
import { blockCycles, tripsOf } from './cost.ts'
import { dependences } from './dependences.ts'
import { takesExtremes } from './extremes.ts'
import { Facts } from './facts.ts'
import { fixedElements } from './fixedElements.ts'
import { NotVectorised } from './notVectorised.ts'
import { outsideOf } from './outside.ts'
import type { Promotion } from './promote.ts'
import { type Reduction, striped } from './reduction.ts'
import { findReductions } from './reductions.ts'
import { placeOf, planVector, type ScalarPlan, type VectorPlan } from './vectors.ts'

/** What the choice of loops depends on. */
export interface Nest {
  readonly func: Func
  readonly classOf: (array: ArrayRef) => ArrayRef
  readonly promotions: ReadonlyMap<ForStmt, Promotion>
  readonly options: CompileOptions
  readonly source: SourceText
  /** The loops are within a parallel one: what stands beside them runs on other threads at the same time. */
  readonly shared?: boolean
}

/** What becomes of the serial loops of a block: the plans of those that become lanes, and why the others do not. */
export interface InnerLoops {
  readonly plans: Map<ForStmt, VectorPlan>
  readonly reasons: Map<ForStmt, ScalarPlan>
  /** Cycles of the block then. */
  readonly cycles: number
}

/** Cycles beyond those of a side-by-side access, for each lane: at one distance, or anywhere. */
const STRIDED = 1
const GATHERED = 1.5
/** Cycles of finding that an index lies in the array, for each lane: in 32 bits, or in 64. */
const CHECK = 0.5
const WIDE_CHECK = 2
/** Cycles of a choice in each iteration, beside those that the source asks for: which of equal ones was first. */
const CHOICE = 1
/** Cycles before and after a loop in lanes, and those of joining what they hold. */
const ENTRY = 16
const JOIN = 16
/** How much faster lanes compute: two to a vector, or four. */
const gainOf = ({ width }: VectorPlan): number => (width <= 2 ? 2 : (3 * width) / 4)
/** Masks of 32 bits fill a vector with so many lanes. */
const LEAST_LANES = 4
/** Iterations after which what was written has left the store buffer: a read that spans two writes waits for it. */
const NEAR = 64
/** Cycles of a branch that often goes the other way. */
const MISSED = 4
/** How much longer lanes take that leave loops at different times. */
const IDLE = 1.25
/** How many lanes compute a division for one that is left, in a loop that they leave at different times. */
const DIVIDED = 2

/**
 * The serial loops of a block that become lanes, each where that costs less than lanes of the loops in it. A loop's iterations are
 * independent where they share no local but a reduction that may be regrouped, and touch an array that is written at one index of
 * their own only.
 */
export function innerLoops(block: readonly Stmt[], nest: Nest): InnerLoops {
  const plans = new Map<ForStmt, VectorPlan>()
  const reasons = new Map<ForStmt, ScalarPlan>()
  let cycles = 0
  for (const stmt of block) {
    if (stmt.kind === 'for' && stmt.parallel) continue
    const inner = blocks(stmt).map((each) => innerLoops(each, nest))
    const looped = timesOf(stmt)
    const scalar = blockCycles([withoutBlocks(stmt)]) + looped * inner.reduce((sum, each) => sum + each.cycles, 0)
    const own = stmt.kind === 'for' ? planLoop(stmt, nest) : undefined
    const vector = own?.kind === 'vector' ? looped * laneCycles(own, stmt) + entryCycles(own) : Number.POSITIVE_INFINITY
    if (own?.kind === 'vector' && vector < scalar && !isShort(stmt as ForStmt, own)) {
      plans.set(stmt as ForStmt, own)
      cycles += vector
      continue
    }
    cycles += scalar
    for (const each of inner) {
      for (const [loop, plan] of each.plans) plans.set(loop, plan)
      for (const [loop, reason] of each.reasons) reasons.set(loop, reason)
    }
    if (stmt.kind === 'for')
      reasons.set(
        stmt,
        own?.kind === 'scalar' ? own : insteadReason(inner, 'lanes of it would cost more than they save'),
      )
  }
  return { plans, reasons, cycles }
}

/** Whether a loop is known to have fewer iterations than lanes. */
function isShort(loop: ForStmt, { lanes }: VectorPlan): boolean {
  return loop.start.kind === 'const' && loop.stop.kind === 'const' && tripsOf(loop) < lanes
}

/** Why another loop than this one is made lanes of. */
function insteadReason(inner: readonly InnerLoops[], otherwise: string): ScalarPlan {
  const [first] = inner.flatMap(({ plans }) => [...plans.keys()])
  const reason = first ? `the loop over '${first.counter.name}' in it is, whose elements lie side by side` : otherwise
  return { kind: 'scalar', reason, at: first?.at }
}

/** Why a parallel loop is better not made lanes of: loops in it cost less so. */
export function insteadInside(loop: ForStmt, own: VectorPlan | ScalarPlan, nest: Nest): ScalarPlan | undefined {
  if (own.kind === 'scalar') return undefined
  const inner = innerLoops(loop.body, nest)
  const cycles = laneCycles(own, loop)
  if (inner.plans.size > 0 && inner.cycles < cycles) return insteadReason([inner], '')
  const wait = own.strides.divergent.size > 0
  if (blockCycles(loop.body) + missedCycles(own) >= cycles * (wait ? IDLE : 1)) return undefined
  return {
    kind: 'scalar',
    reason: `lanes of it${wait ? ', which wait for each other,' : ''} would cost more than they save`,
  }
}

/** Cycles of an iteration that the branches cost which iterations take differently, but for those that leave a loop: lanes have none. */
function missedCycles({ body, strides }: VectorPlan): number {
  const runs = new Set(
    statements(body).flatMap((stmt) => (stmt.kind === 'for' || stmt.kind === 'while' ? (stmt.run ?? []) : [])),
  )
  const leaves = (stmt: IfStmt): boolean =>
    subexpressions(stmt.test).some((e) => e.kind === 'local' && runs.has(e.local)) ||
    [...stmt.yes, ...stmt.no].some((inner) => inner.kind === 'set' && runs.has(inner.local))
  let cycles = 0
  const visit = (block: readonly Stmt[], times: number): void => {
    for (const stmt of block) {
      if (stmt.kind === 'if' && strides.of(stmt.test) !== 0 && !leaves(stmt)) cycles += times * MISSED
      for (const top of stmt.kind === 'set' || stmt.kind === 'store' ? evaluated(stmt) : [])
        for (const e of subexpressions(top))
          if ((e.kind === 'select' || e.kind === 'logical') && strides.of(e) !== 0) cycles += times * MISSED
      for (const inner of blocks(stmt)) visit(inner, times * timesOf(stmt))
    }
  }
  visit(body, 1)
  return cycles
}

/** How often the blocks of a statement run. */
function timesOf(stmt: Stmt): number {
  return stmt.kind === 'for' ? tripsOf(stmt) : stmt.kind === 'while' ? tripsOf(undefined) : 1
}

/** Cycles of an iteration, of those that run together. */
function laneCycles(plan: VectorPlan, loop: Stmt): number {
  const body = loop.kind === 'for' ? loop.body : []
  const gain = gainOf(plan)
  let extra = 0
  /** `before`: how often what a loop reads before its first iteration is read, and how often an iteration runs. */
  const visit = (
    block: readonly Stmt[],
    before: number,
    times: number,
    fixed: ReadonlySet<Access>,
    divided: number,
  ): void => {
    for (const stmt of block) {
      for (const { access, index } of accessesOf([withoutBlocks(stmt)]))
        extra += (fixed.has(access) ? before : times) * penalty(plan, access, index)
      for (const top of evaluated(stmt))
        for (const e of subexpressions(top))
          if (isSlow(e, plan)) extra += times * opNamed('%').cost * ((byConstant(e) ? 1 : divided) - 1 / gain)
      const isLoop = stmt.kind === 'for' || stmt.kind === 'while'
      const own = isLoop ? fixedElements(stmt) : fixed
      const idle = isLoop && plan.strides.divergent.has(stmt) ? DIVIDED : divided
      for (const inner of blocks(stmt)) visit(inner, times, times * timesOf(stmt), own, idle)
    }
  }
  visit(plan.body, 1, 1, new Set(), 1)
  extra += CHOICE * plan.choices.length
  return blockCycles(body) / gain + extra
}

/** Cycles of a loop in lanes beside its iterations: the last ones, which are no gang, and what the lanes have found, as one. */
function entryCycles({ folds, choices }: VectorPlan): number {
  return folds.length + choices.length > 0 ? ENTRY + JOIN : ENTRY
}

/** Whether lanes compute an operation no faster than one after the other: they take remainders by several divisions. */
function isSlow(expr: Expr, plan: VectorPlan): boolean {
  return expr.kind === 'op' && expr.op === '%' && plan.strides.of(expr) !== 0
}

function byConstant(expr: Expr): boolean {
  return expr.kind === 'op' && expr.args[1].kind === 'const'
}

function penalty(plan: VectorPlan, access: Access, index: Expr): number {
  // An element that is updated is found once, at its write.
  if (plan.accumulated.has(access.array) && !access.store) return 0
  const { shape, guard, narrow } = plan.accesses.get(access)!
  const apart = shape === 'gathered' ? GATHERED : shape === 'strided' ? STRIDED : 0
  return apart + (guard !== 'checked' ? 0 : narrow || index.type === 'i32' ? CHECK : WIDE_CHECK)
}

/** The plan of a serial loop as lanes, where its iterations are independent and every access is proven. */
function planLoop(loop: ForStmt, nest: Nest): VectorPlan | ScalarPlan {
  try {
    return serialLanes(loop, nest)
  } catch (error) {
    if (error instanceof NotVectorised) return { kind: 'scalar', reason: error.reason, at: error.at }
    throw error
  }
}

function serialLanes(loop: ForStmt, nest: Nest): VectorPlan | ScalarPlan {
  const { classOf, promotions, options } = nest
  if (jumpsBy(loop.body, ['break'])) throw new NotVectorised('it may be left early')
  const parallel = [...statements(loop.body)].find((stmt) => stmt.kind === 'for' && stmt.parallel)
  if (parallel) throw new NotVectorised('a loop in it is parallel', parallel.at)
  const { reductions, exact } = serialReductions(loop, nest)
  const { step } = loop
  if (step.kind !== 'const' || Math.abs(step.value) !== 1) throw new NotVectorised('its step is neither 1 nor -1')
  // In a gang of a loop that counts down the lanes count up, from its last iteration to its first.
  const rising: ForStmt = step.value < 0 ? { ...loop, step: { ...step, value: 1 } } : loop
  const { apart, most, nearest, behind, crossings, tests } = dependences(loop, classOf)
  if (exact.length > 0 && crossings.length > 0)
    throw new NotVectorised(`'${exact[0].local.name}' is accumulated in the source's order`)
  const range = counterRange(loop, new Map(), assignedLocals(loop.body))
  const context = {
    range,
    reductions,
    exact,
    accumulated: new Set<ArrayRef>(),
    unordered: new Set<ArrayRef>(),
    classOf,
    promotions,
    options,
    disjoint: true,
    shared: nest.shared,
    fixed: most < Number.POSITIVE_INFINITY || tests(1).length + crossings.length > 0,
  }
  let plan = planVector(rising, context)
  const waits = (width: number): boolean => behind.some((iterations) => iterations < NEAR && iterations % width !== 0)
  if (plan.kind === 'vector' && (plan.lanes > most || waits(plan.width)))
    plan = planVector(rising, { ...context, wide: true })
  for (const vectors of [2, 1])
    if (plan.kind === 'vector' && plan.lanes > most && plan.width * vectors >= LEAST_LANES)
      plan = planVector(rising, { ...context, wide: true, vectors })
  if (plan.kind === 'scalar') return plan
  const { lanes, width } = plan
  if (lanes > most || waits(width))
    throw new NotVectorised(
      `an iteration depends on what the ${most === 1 ? 'one' : `${most}th`} before it did to '${nearest?.array.name}'`,
      nearest?.at,
    )
  if (rising !== loop && plan.choices.length > 0)
    throw new NotVectorised(`'${plan.choices[0].values[0].local.name}' is chosen in a loop that counts down`)
  for (const [{ array, at }, { guard }] of plan.accesses)
    if (guard === 'checked') throw new NotVectorised(`'${array.name}' keeps a bounds check`, at)
  if (reductions.length === 0 && ![...plan.accesses.keys()].some((access) => access.store))
    throw new NotVectorised('it writes no array and reduces nothing')
  return { ...plan, apart, outside: tests(lanes), crossings, quick: takesExtremes(plan) }
}

/** The locals of a loop that others see, as reductions that lanes may make; sums of floats among them are exact while they are small. */
function serialReductions(
  loop: ForStmt,
  { func, options, source }: Nest,
): { reductions: readonly Reduction[]; exact: readonly ExactSum[] } {
  const own = assignedLocals(loop.body).add(loop.counter)
  const outer = outsideOf(loop, func)
  const carried = [...own].filter((local) => outer.has(local))
  if (carried.length === 0) return { reductions: [], exact: [] }
  let reductions: readonly Reduction[]
  try {
    reductions = findReductions(loop, outer, source).reductions
  } catch (error) {
    if (!(error instanceof CompileError)) throw error
    throw new NotVectorised(
      `'${carried[0].name}' carries a value from iteration to iteration`,
      placeOf(loop.body, carried[0]),
    )
  }
  if (options.fastmath === true) return { reductions, exact: [] }
  const inOrder = reductions.filter(striped)
  const facts = inOrder.length > 0 ? new Facts(loop.body) : undefined
  const exact = inOrder.map(({ local, op, type }): ExactSum => {
    const sum = op === '+' && type === 'f64' ? exactSum(loop.body, local, facts!) : undefined
    if (sum && sum.most * LEAST_PIECE <= MOST_MOVED) return sum
    throw new NotVectorised(
      `'${local.name}' is accumulated in the source's order, and only fastmath allows another`,
      placeOf(loop.body, local),
    )
  })
  return { reductions, exact }
}
