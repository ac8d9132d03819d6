import {
  type Access,
  type ArrayRef,
  accessesOf,
  assignedLocals,
  blocks,
  evaluated,
  type ForStmt,
  type Func,
  type Local,
  readLocals,
  type Stmt,
  withoutBlocks,
} from '../ir/nodes.ts'
import { printExpr } from '../ir/print.ts'
import { counterRange, linear } from './affine.ts'
import { blockCycles, tripsOf } from './cost.ts'
import { definitions, expanded } from './definitions.ts'
import type { Promotion } from './promote.ts'
import { type Apart, planVector, type ScalarPlan, type VectorPlan } from './vectors.ts'

/** What the choice of loops depends on. */
export interface Nest {
  readonly func: Func
  readonly classOf: (array: ArrayRef) => ArrayRef
  readonly promotions: ReadonlyMap<ForStmt, Promotion>
}

/** Cycles beyond those of a side-by-side access, for each lane. */
const GATHER = 1.5
const SCATTER = 2
/** How much faster lanes compute. */
const GAIN = 3

/**
 * The serial loops of a block that become lanes, each where that costs less than lanes of the loops in it, and the cycles of the block
 * then. A loop's iterations are independent where they share no local and touch an array that is written at one index of their own only.
 */
function choose(block: readonly Stmt[], nest: Nest): { plans: Map<ForStmt, VectorPlan>; cycles: number } {
  const plans = new Map<ForStmt, VectorPlan>()
  let cycles = 0
  for (const stmt of block) {
    if (stmt.kind === 'for' && stmt.parallel) continue
    const inner = blocks(stmt).map((each) => choose(each, nest))
    const looped = stmt.kind === 'for' ? tripsOf(stmt) : stmt.kind === 'while' ? tripsOf(undefined) : 1
    const scalar = blockCycles([withoutBlocks(stmt)]) + looped * inner.reduce((sum, each) => sum + each.cycles, 0)
    const own = stmt.kind === 'for' ? planLoop(stmt, nest) : undefined
    const vector = own ? looped * laneCycles(own, stmt) : Number.POSITIVE_INFINITY
    if (own && vector < scalar) {
      plans.set(stmt as ForStmt, own)
      cycles += vector
      continue
    }
    cycles += scalar
    for (const each of inner) for (const [loop, plan] of each.plans) plans.set(loop, plan)
  }
  return { plans, cycles }
}

/** Why a parallel loop is better not made lanes of: loops in it cost less so. */
export function insteadInside(loop: ForStmt, own: VectorPlan | ScalarPlan, nest: Nest): ScalarPlan | undefined {
  if (own.kind === 'scalar') return undefined
  const { plans, cycles } = choose(loop.body, nest)
  const [first] = plans.keys()
  if (first === undefined || cycles >= laneCycles(own, loop)) return undefined
  return { kind: 'scalar', reason: `the loop over '${first.counter.name}' in it is, whose elements lie side by side` }
}

/** Cycles of an iteration, of those that run together. */
function laneCycles(plan: VectorPlan, loop: Stmt): number {
  const body = loop.kind === 'for' ? loop.body : []
  let extra = 0
  const visit = (block: readonly Stmt[], times: number): void => {
    for (const stmt of block) {
      for (const { access } of accessesOf([withoutBlocks(stmt)])) extra += times * penalty(plan, access)
      const again = stmt.kind === 'for' ? tripsOf(stmt) : stmt.kind === 'while' ? tripsOf(undefined) : 1
      for (const inner of blocks(stmt)) visit(inner, times * again)
    }
  }
  visit(plan.body, 1)
  return blockCycles(body) / GAIN + extra
}

function penalty(plan: VectorPlan, access: Access): number {
  const { shape } = plan.accesses.get(access)!
  return shape === 'contiguous' || shape === 'uniform' ? 0 : access.store ? SCATTER : GATHER
}

/** The plan of a serial loop as lanes, where its iterations are independent and every access is proven. */
function planLoop(loop: ForStmt, { func, classOf, promotions }: Nest): VectorPlan | undefined {
  if (loop.step.kind !== 'const' || loop.step.value !== 1) return undefined
  if (!privateLocals(loop, func) || leaves(loop.body)) return undefined
  const apart = ownElements(loop, classOf)
  if (apart === undefined) return undefined
  const range = counterRange(loop, new Map(), assignedLocals(loop.body))
  const plan = planVector(loop, {
    range,
    reductions: [],
    accumulated: new Set(),
    unordered: new Set(),
    classOf,
    promotions,
  })
  if (plan.kind === 'scalar') return undefined
  for (const { guard } of plan.accesses.values()) if (guard === 'checked') return undefined
  // Where nothing is written and nothing kept, there is nothing to gain.
  return [...plan.accesses.keys()].some((access) => access.store) ? { ...plan, apart } : undefined
}

/** Whether a loop is left early. */
function leaves(body: readonly Stmt[]): boolean {
  return body.some((stmt) => stmt.kind === 'break' || (stmt.kind === 'if' && (leaves(stmt.yes) || leaves(stmt.no))))
}

/** Whether nobody outside a loop reads or sets what it assigns. */
function privateLocals(loop: ForStmt, func: Func): boolean {
  const own = assignedLocals(loop.body).add(loop.counter)
  const shared = new Set<Local>(func.params.flatMap((p) => (p.kind === 'scalar' ? [p.local] : [])))
  const visit = (block: readonly Stmt[]): void => {
    for (const stmt of block) {
      if (stmt === loop) {
        for (const bound of evaluated(stmt))
          for (const local of readLocals([{ kind: 'return', values: [bound], at: stmt.at }])) shared.add(local)
        continue
      }
      const bare = [withoutBlocks(stmt)]
      for (const local of [...readLocals(bare), ...assignedLocals(bare)]) shared.add(local)
      for (const inner of blocks(stmt)) visit(inner)
    }
  }
  visit(func.body)
  return [...own].every((local) => !shared.has(local))
}

/**
 * The arrays that must be apart for each iteration to touch, of what the loop writes, elements of its own only. Undefined where it touches
 * others, or several, whatever lies where.
 */
function ownElements(loop: ForStmt, classOf: (array: ArrayRef) => ArrayRef): readonly Apart[] | undefined {
  const variant = assignedLocals(loop.body).add(loop.counter)
  const known = definitions(loop.body)
  const accesses = [...accessesOf(loop.body)]
  const written = new Set(accesses.flatMap(({ access }) => (access.store ? [access.array] : [])))
  const classes = new Set([...written].map(classOf))
  const apart = new Map<string, Apart>()
  const seen = new Map<ArrayRef, string>()
  for (const { access, index } of accesses) {
    const { array } = access
    if (!classes.has(classOf(array))) continue
    for (const other of written) {
      if (other === array || classOf(other) !== classOf(array)) continue
      if (array.dims || other.dims) return undefined
      apart.set([array.name, other.name].sort().join(), [array, other])
    }
    if (!written.has(array)) continue
    const full = expanded(index, known)
    const text = printExpr(full)
    const form = linear(full, loop.counter, variant)
    if ((seen.get(array) ?? text) !== text || form === undefined || form.coefficient === 0) return undefined
    seen.set(array, text)
  }
  return [...apart.values()]
}

/** Every serial loop of a kernel that becomes lanes: outside parallel loops, and in those of them that do not themselves. */
export function innerLoops(func: Func, parallel: Iterable<ForStmt>, nest: Nest): Map<ForStmt, VectorPlan> {
  const found = choose(func.body, nest).plans
  for (const loop of parallel) for (const [inner, plan] of choose(loop.body, nest).plans) found.set(inner, plan)
  return found
}
