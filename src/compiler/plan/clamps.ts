import { type Fact, within } from '../../ops/fact.ts'
import { type SmallType, smallTypes } from '../../ops/type.ts'
import type { Expr } from '../ir/nodes.ts'

/** A number, and the least and the greatest that is let through of it. */
export interface Clamp {
  readonly rest: Expr
  readonly lo: number
  readonly hi: number
}

/** What `Math.max(0, Math.min(255, x))` brings x into; undefined where an expression has no limits that are constant. */
export function clampOf(expr: Expr): Clamp | undefined {
  let rest = expr
  let [lo, hi] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]
  while (rest.kind === 'op' && (rest.op === 'Math.min' || rest.op === 'Math.max')) {
    const [a, b]: readonly Expr[] = rest.args
    const [limit, inner]: readonly Expr[] = a.kind === 'const' ? [a, b] : [b, a]
    if (limit.kind !== 'const') return undefined
    // An inner limit counts within the outer ones.
    if (rest.op === 'Math.min') hi = Math.min(hi, Math.max(limit.value, lo))
    else lo = Math.max(lo, Math.min(limit.value, hi))
    rest = inner
  }
  return rest === expr ? undefined : { rest, lo, hi }
}

/** Whether a clamp brings a number, of which `whole` is known, into the range of a type, and changes no other. */
export function clampsTo({ lo, hi }: Clamp, whole: Fact, type: SmallType): boolean {
  const row = smallTypes[type]
  const least = lo === row.lo || (lo < row.lo && whole.lo >= row.lo)
  const most = hi === row.hi || (hi > row.hi && whole.hi <= row.hi)
  return least && most
}

/** The small type of so many bytes that a clamp brings a whole number into, which is in the range of signed lanes of twice as many. */
export function narrowed(clamp: Clamp, whole: Fact, bytes: number, own: number): SmallType | undefined {
  if (own === 2 && !within(whole, smallTypes.i16.lo, smallTypes.i16.hi)) return undefined
  return (Object.keys(smallTypes) as SmallType[]).find(
    (type) => smallTypes[type].bytes === bytes && clampsTo(clamp, whole, type),
  )
}
