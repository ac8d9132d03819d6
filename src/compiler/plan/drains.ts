import { INT32, within } from '../../ops/fact.ts'
import { isSmall, smallTypes, types } from '../../ops/type.ts'
import type { Expr, SetStmt, Stmt } from '../ir/nodes.ts'
import { type Addend, addendsOf, type ExactSum, setsOf } from './addends.ts'
import { type LaneFold, STRIPES } from './reduction.ts'
import type { SmallLanes } from './smallLanes.ts'
import type { Strides } from './strides.ts'

type Bytes = 1 | 2 | 4 | 8

/**
 * A sum of whole numbers of few bits, which lanes of as few bits or twice as many accumulate for some trips, before they are added to the
 * sum itself: bytes are counted sixteen at a time. Or the least or greatest of such numbers, for as many trips as there are.
 */
export interface Drain {
  readonly fold: LaneFold
  /** What each statement adds. */
  readonly addends: ReadonlyMap<SetStmt, readonly Addend[]>
  /** Bytes of the lanes of what is added, and of those that accumulate it. */
  readonly from: Bytes
  readonly bytes: Bytes
  readonly sign: 's' | 'u'
  /** Trips after which a lane may hold no more. */
  readonly trips: number
}

/** Trips that are worth a sum of what the lanes hold. */
const LEAST_TRIPS = 32
/** The greatest constant that is added. */
const LARGEST = 127

/** What the choice of lanes depends on. */
interface Lanes {
  readonly of: Strides
  readonly small: SmallLanes
}

/** A sum that may be drained: what its statements add. */
export type Drainable = Pick<Drain, 'fold' | 'addends'>

/**
 * The sums that narrow lanes accumulate, among the folds of a body without loops. `exact`: those of floats that are exact in any order; `once`:
 * lanes run once at least, and extremes are those of what they saw;
 * `lanesWith`: the bytes of the widest lanes where some are so, and the lanes of a gang.
 */
export function drainsOf(
  body: readonly Stmt[],
  {
    folds,
    exact,
    once,
    of,
    small,
  }: Lanes & { readonly folds: readonly LaneFold[]; readonly exact: readonly ExactSum[]; readonly once: boolean },
  lanesWith: (sums: readonly Drainable[]) => { readonly bytes: number; readonly lanes: number },
): readonly Drain[] {
  let sums: readonly Drainable[] = folds.flatMap((fold) => [
    ...drainable(body, fold, exact),
    ...(once ? compared(body, fold) : []),
  ])
  for (;;) {
    const { bytes, lanes } = lanesWith(sums)
    const found = sums.flatMap((sum) => drainOf(sum, { of, small }, bytes, lanes) ?? [])
    if (found.length === sums.length) return found
    sums = found
  }
}

/** A sum of whole numbers of 32 bits or fewer. */
function drainable(body: readonly Stmt[], fold: LaneFold, exact: readonly ExactSum[]): Drainable[] {
  const { local, op, type } = fold
  if (op !== '+' || type === 'f32' || (type === 'f64' && !exact.some((sum) => sum.local === local))) return []
  const addends = new Map<SetStmt, readonly Addend[]>()
  for (const set of setsOf(body, local) ?? []) {
    const added = addendsOf(set)
    if (!added?.every(({ value }) => value.type === 'i32' || value.type === 'bool' || isUnit(value))) return []
    addends.set(set, added)
  }
  return addends.size > 0 ? [{ fold, addends }] : []
}

/** `m = Math.max(m, x)` of an int32, in every iteration. */
function compared(body: readonly Stmt[], fold: LaneFold): Drainable[] {
  const { local, op, type } = fold
  const sets = type === 'i32' && isExtreme(op) ? setsOf(body, local) : undefined
  const addends = new Map<SetStmt, readonly Addend[]>()
  for (const set of sets ?? []) {
    const { value } = set
    if (!body.includes(set) || value.kind !== 'op' || value.op !== op || value.type !== 'i32') return []
    const other = value.args.find((arg) => arg.kind !== 'local' || arg.local !== local)
    const isOwn = value.args.some((arg) => arg.kind === 'local' && arg.local === local)
    if (value.args.length !== 2 || other?.type !== 'i32' || !isOwn) return []
    addends.set(set, [{ value: other, negative: false }])
  }
  return addends.size > 0 ? [{ fold, addends }] : []
}

export function isExtreme(op: string): op is 'Math.min' | 'Math.max' {
  return op === 'Math.min' || op === 'Math.max'
}

/** Whether a constant is a small whole number. */
function isUnit(value: Expr): boolean {
  return value.kind === 'const' && Number.isInteger(value.value) && Math.abs(value.value) <= LARGEST
}

/** Whether it is added where a condition holds alone: its lanes are those of what is compared. */
function counts(value: Expr): boolean {
  return value.kind === 'const' || value.type === 'bool'
}

/** Bytes of the lanes in which a number is added. */
function bytesFor(value: Expr, { of, small }: Lanes): Bytes {
  if (counts(value)) return 1
  const fact = small.facts.of(value)
  const fits = (bytes: Bytes): boolean =>
    bytes === 4 ||
    Object.values(smallTypes).some(
      (row) => row.bytes === bytes && (row.sign === 's') === fact.lo < 0 && within(fact, row.lo, row.hi),
    )
  const type = value.kind === 'local' ? small.locals.get(value.local) : small.types.get(value)
  const own: Bytes = of.of(value) !== undefined ? 1 : type !== undefined && isSmall(type) ? smallTypes[type].bytes : 4
  return ([1, 2, 4] as const).find((bytes) => bytes >= own && fits(bytes))!
}

/** How a sum is drained in gangs of so many lanes; undefined where lanes of its own type are as good. `widest`: bytes of the other lanes. */
function drainOf(sum: Drainable, at: Lanes, widest: number, lanes: number): Drain | undefined {
  const { fold, addends } = sum
  const own = types[fold.type].bytes
  if (widest >= own) return undefined
  const all = [...addends.values()].flat()
  if (isExtreme(fold.op)) {
    const from = Math.max(16 / lanes, ...all.map(({ value }) => bytesFor(value, at))) as Bytes
    const sign = all.every(({ value }) => at.small.facts.of(value).lo >= 0) ? 'u' : 's'
    const { lo, hi } = Object.values(smallTypes).find((row) => row.bytes === from && row.sign === sign) ?? INT32
    const fits = all.every(({ value }) => within(at.small.facts.of(value), lo, hi))
    return from < own && fits ? { fold, addends, from, bytes: from, sign, trips: Number.POSITIVE_INFINITY } : undefined
  }
  const least = all.some(({ value }) => counts(value)) ? widest : 1
  const from = Math.max(16 / lanes, least, ...all.map(({ value }) => bytesFor(value, at))) as Bytes
  const facts = all.map(({ value }) => at.small.facts.of(value))
  const sign = all.every(({ negative }, i) => !negative && facts[i].lo >= 0) ? 'u' : 's'
  const most = facts.reduce((total, { lo, hi }) => total + Math.max(Math.abs(lo), Math.abs(hi)), 0)
  const added = (most * STRIPES) / lanes
  for (const bytes of [1, 2, 4, 8] as const) {
    if (bytes < from) continue
    const room = sign === 'u' ? 2 ** (8 * bytes) - 1 : 2 ** (8 * bytes - 1) - 1
    const trips = Math.floor(room / Math.max(1, (added * bytes) / from))
    if (trips >= LEAST_TRIPS)
      return bytes < own || fold.type === 'f64' ? { fold, addends, from, bytes, sign, trips } : undefined
  }
  return undefined
}
