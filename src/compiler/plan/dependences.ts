import type { Access, ArrayRef, Expr, ForStmt, Local, Stmt } from '../ir/nodes.ts'
import { printExpr } from '../ir/print.ts'
import { accessesOf, assignedLocals, blocks, withoutBlocks } from '../ir/walk.ts'
import { counterRange, type Interval, interval, invariant, linear, widened } from './affine.ts'
import { definitions, expanded } from './definitions.ts'
import { NotVectorised } from './notVectorised.ts'
import { gap, plus } from './polynomial.ts'

/** Two array variables that may hold one and the same array. */
export type Apart = readonly [ArrayRef, ArrayRef]

/** A value, known when the loop begins, that must lie below or above a range. */
export interface Outside extends Interval {
  readonly value: Expr
}

/** Under what conditions the iterations of a loop may run together, each statement of all before the next. */
export interface Dependences {
  /** Arrays that must not overlap. */
  readonly apart: readonly Apart[]
  /** Iterations that may run together at most, and the access that says so. */
  readonly most: number
  readonly nearest: Access | undefined
  /** Distances in iterations at which one reads what an earlier one wrote: whole vectors, or the read waits for several writes. */
  readonly behind: readonly number[]
  /** Iterations, if they are any of the loop, that write an element which others read: those before read another value than those after. */
  readonly crossings: readonly Expr[]
  /** What must hold for so many iterations to run together. */
  readonly tests: (lanes: number) => readonly Outside[]
}

/** An element that a body reads or writes. */
interface Touch {
  readonly access: Access
  readonly text: string
  readonly index: Expr
  /** Elements from one iteration to the next; 0 where all touch one; undefined in an array that is not written under this name. */
  readonly by: number | undefined
  /** Within a loop of the body, where it comes before others and after them. */
  readonly looped: boolean
}

/**
 * What the iterations of a loop touch of the arrays that it writes. Of two places in the text that touch one element, the first does so before
 * the second in lanes. That is the order of the source but where the second belongs to an earlier iteration than the first: so that
 * one must be as far as there are lanes.
 */
export function dependences(loop: ForStmt, classOf: (array: ArrayRef) => ArrayRef): Dependences {
  const all = touches(loop, classOf)
  const variant = assignedLocals(loop.body).add(loop.counter)
  const range = counterRange(loop, new Map(), variant)
  const apart = new Map<string, Apart>()
  const crossings: Expr[] = []
  const tests: ((lanes: number) => Outside)[] = []
  const behind: number[] = []
  let most = Number.POSITIVE_INFINITY
  let nearest: Access | undefined
  for (const [at, second] of all.entries())
    for (const first of all.slice(0, at)) {
      const [a, b] = [first.access, second.access]
      if (!(a.store || b.store) || classOf(a.array) !== classOf(b.array)) continue
      if (a.array !== b.array) {
        if (a.array.dims || b.array.dims)
          throw new NotVectorised(`'${b.array.name}' and '${a.array.name}' may be the same array`, b.at)
        apart.set([a.array.name, b.array.name].sort().join(), [a.array, b.array])
        continue
      }
      if (first.text === second.text) continue
      const shared = `its iterations may touch elements of '${b.array.name}' that others write`
      if (first.looped || second.looped) throw new NotVectorised(shared, b.at)
      if (first.by === undefined || first.by !== second.by) {
        const crossing = crossed(first, second, loop, variant)
        if (crossing) crossings.push(crossing)
        else tests.push(always(outsideRange(first, second, loop, range, variant) ?? never(shared, b)))
        continue
      }
      const elements = gap(first.index, second.index)
      if (elements === undefined || !invariant(elements, variant)) throw new NotVectorised(shared, b.at)
      const step = first.by * (loop.step.kind === 'const' ? loop.step.value : Number.NaN)
      if (elements.kind === 'const') {
        const later = elements.value / step
        // Not a whole number: they never meet.
        if (later >= 0 || !Number.isInteger(later)) continue
        if (-later < most) [most, nearest] = [-later, a]
        behind.push(-later)
      } else tests.push((lanes) => near(elements, step, lanes))
    }
  return {
    apart: [...apart.values()],
    most,
    nearest,
    behind,
    crossings,
    tests: (lanes) => tests.map((test) => test(lanes)),
  }
}

/** The elements of arrays that a loop writes, in the order of the text. */
function touches(loop: ForStmt, classOf: (array: ArrayRef) => ArrayRef): Touch[] {
  const variant = assignedLocals(loop.body).add(loop.counter)
  const known = definitions(loop.body)
  const written = new Set(accessesOf(loop.body).flatMap(({ access }) => (access.store ? [access.array] : [])))
  const classes = new Set([...written].map(classOf))
  const found: Touch[] = []
  const visit = (block: readonly Stmt[], looped: boolean): void => {
    for (const stmt of block) {
      const own = accessesOf([withoutBlocks(stmt)])
      // A statement reads before it writes.
      for (const { access, index } of [...own.filter((e) => !e.access.store), ...own.filter((e) => e.access.store)]) {
        if (!classes.has(classOf(access.array))) continue
        const full = expanded(index, known)
        const by = linear(full, loop.counter, variant)?.coefficient
        if (written.has(access.array) && (by === undefined || (by === 0 && access.store)))
          throw new NotVectorised(
            `its iterations may touch elements of '${access.array.name}' that others write`,
            access.at,
          )
        found.push({ access, index: full, text: printExpr(full), by, looped: looped || stmt.kind === 'while' })
      }
      const inner = looped || stmt.kind === 'for' || stmt.kind === 'while'
      for (const each of blocks(stmt)) visit(each, inner)
    }
  }
  visit(loop.body, false)
  return found
}

const always = (test: Outside) => (): Outside => test

function never(reason: string, { at }: Access): never {
  throw new NotVectorised(reason, at)
}

/** Elements between two places that are too few: the second belongs to an iteration less than `lanes` earlier. */
function near(elements: Expr, step: number, lanes: number): Outside {
  const constant = (value: number): Expr => ({ kind: 'const', type: 'i64', value, at: elements.at })
  const far = Math.abs(step) * lanes - 1
  return step > 0
    ? { value: elements, lo: constant(-far), hi: constant(-1) }
    : { value: elements, lo: constant(1), hi: constant(far) }
}

/** The iteration that touches elsewhere the one element that all read, where the iterations touch one after the other. */
function crossed(first: Touch, second: Touch, loop: ForStmt, variant: ReadonlySet<Local>): Expr | undefined {
  const [one, many] = first.by === 0 ? [first, second] : [second, first]
  if (one.by !== 0 || many.by !== 1 || loop.step.kind !== 'const' || loop.step.value !== 1) return undefined
  const elements = gap(one.index, many.index)
  const { counter, at } = loop
  const iteration = elements && plus(elements, { kind: 'local', type: 'i32', local: counter, at })
  return iteration && invariant(iteration, variant) ? iteration : undefined
}

/** One element that is none of those that the iterations touch elsewhere. */
function outsideRange(
  first: Touch,
  second: Touch,
  loop: ForStmt,
  range: Interval | undefined,
  variant: ReadonlySet<Local>,
): Outside | undefined {
  const [one, many] = first.by === 0 ? [first, second] : [second, first]
  if (one.by !== 0 || range === undefined || !invariant(one.index, variant)) return undefined
  if (one.index.kind === 'position' || (one.index.type !== 'i32' && one.index.type !== 'i64')) return undefined
  const reached = interval(many.index, new Map([[loop.counter, range]]), variant)
  return reached && { value: widened(one.index), ...reached }
}
