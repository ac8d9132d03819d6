import { type Fact, INT32_MAX, within } from '../../ops/fact.ts'
import { rounding } from '../../ops/table.ts'
import type { Expr } from '../syntax/tree.ts'
import { bothLimits, eitherLimits, isWhole, keyOf, NO_LIMITS, shiftedLimits, ZERO } from './limits.ts'
import type { Limits, State } from './state.ts'

export type FactIn = (expr: Expr) => Fact

/** What bounds the value of an expression from above, in a state in which `factOf` evaluates. */
export function limitsOf(expr: Expr, state: State, factOf: FactIn): Limits {
  const limits = (e: Expr): Limits => limitsOf(e, state, factOf)
  const key = keyOf(expr)
  if (key !== undefined) {
    if (!state.arrays.has(key) && !isWhole(state.get(key))) return NO_LIMITS
    return bothLimits(state.limits.get(key) ?? NO_LIMITS, new Map([[key, 0]]))
  }
  if (expr.kind === 'number') return Number.isInteger(expr.value) ? new Map([[ZERO, expr.value]]) : NO_LIMITS
  const mean = meanOf(expr, factOf)
  if (mean) return meanLimits(limits(mean[0]), limits(mean[1]))
  const part = partOf(expr, factOf)
  if (part) return limits(part.whole)
  if (!isWhole(factOf(expr))) return NO_LIMITS
  if (expr.kind === 'conditional') return eitherLimits(limits(expr.yes), limits(expr.no))
  // A whole number is not rounded.
  if (expr.kind === 'call' && rounding.has(expr.name) && isWhole(factOf(expr.args[0]))) return limits(expr.args[0])
  if (expr.kind === 'call' && expr.args.length === 2 && expr.args.every((arg) => isWhole(factOf(arg)))) {
    const [a, b] = expr.args.map(limits)
    if (expr.name === 'Math.min') return bothLimits(a, b)
    return expr.name === 'Math.max' ? eitherLimits(a, b) : NO_LIMITS
  }
  if (expr.kind !== 'binary') return NO_LIMITS
  const { op, left, right } = expr
  const [a, b] = [factOf(left), factOf(right)]
  if (!isWhole(a) || !isWhole(b)) return NO_LIMITS
  if (op === '+') return bothLimits(shiftedLimits(limits(left), b.hi), shiftedLimits(limits(right), a.hi))
  if (op === '-') return shiftedLimits(limits(left), -b.lo)
  if (op === '%' && a.lo >= 0 && b.lo > 0) return bothLimits(limits(left), shiftedLimits(limits(right), -1))
  if (op === '&' && within(a, 0, INT32_MAX) && within(b, 0, INT32_MAX)) return bothLimits(limits(left), limits(right))
  return NO_LIMITS
}

/**
 * The two numbers that one lies in the middle of: `(lo + hi) >> 1`, `lo + ((hi - lo) >> 1)`, rounded down, where nothing of it is negative.
 */
export function meanOf(expr: Expr, factOf: FactIn): readonly [Expr, Expr] | undefined {
  const part = partOf(expr, factOf)
  if (part?.by === 2 && part.whole.kind === 'binary' && part.whole.op === '+') {
    const { left, right } = part.whole
    return isWhole(factOf(left)) && isWhole(factOf(right)) ? [left, right] : undefined
  }
  if (expr.kind !== 'binary' || expr.op !== '+') return undefined
  for (const [from, rest] of [
    [expr.left, expr.right],
    [expr.right, expr.left],
  ]) {
    const half = partOf(rest, factOf)
    if (half?.by !== 2 || half.whole.kind !== 'binary' || half.whole.op !== '-') continue
    const { left, right } = half.whole
    const same = from.kind === 'variable' && right.kind === 'variable' && from.variable === right.variable
    if (same && isWhole(factOf(from)) && isWhole(factOf(left))) return [from, left]
  }
  return undefined
}

/** `whole / by`, rounded down, of a number that is not negative: of `x >> 2`, `x | 0`, `Math.floor(x / 3)`. */
function partOf(expr: Expr, factOf: FactIn): { whole: Expr; by: number } | undefined {
  const natural = (whole: Expr, by: number): { whole: Expr; by: number } | undefined =>
    Number.isInteger(by) && by >= 1 && within(factOf(whole), 0, INT32_MAX) ? { whole, by } : undefined
  if (expr.kind === 'binary' && (expr.op === '>>' || expr.op === '>>>'))
    return expr.right.kind === 'number' ? natural(expr.left, 2 ** (expr.right.value & 31)) : undefined
  const cut = cutOf(expr)
  if (cut?.kind !== 'binary' || cut.op !== '/') return cut && natural(cut, 1)
  return cut.right.kind === 'number' ? natural(cut.left, cut.right.value) : undefined
}

/** What is cut down to a whole number. */
function cutOf(expr: Expr): Expr | undefined {
  if (expr.kind === 'call') return expr.name === 'Math.floor' || expr.name === 'Math.trunc' ? expr.args[0] : undefined
  const cuts = expr.kind === 'binary' && expr.op === '|' && expr.right.kind === 'number' && expr.right.value === 0
  return cuts ? expr.left : undefined
}

/** The limits of the middle of two numbers, rounded down. */
function meanLimits(a: Limits, b: Limits): Limits {
  return new Map([...a].flatMap(([key, most]) => (b.has(key) ? [[key, Math.floor((most + b.get(key)!) / 2)]] : [])))
}

/** The range of a difference of two numbers of which one bounds the other, and of one in the middle of two. */
export function nearer(expr: Extract<Expr, { kind: 'binary' }>, fact: Fact, state: State, factOf: FactIn): Fact {
  if (!isWhole(fact)) return fact
  let { lo, hi } = fact
  if (expr.op === '-') {
    const [left, right] = isNear(expr) ? [keyOf(expr.left), keyOf(expr.right)] : []
    if (left) lo = Math.max(lo, -(limitsOf(expr.right, state, factOf).get(left) ?? Number.POSITIVE_INFINITY))
    if (right) hi = Math.min(hi, limitsOf(expr.left, state, factOf).get(right) ?? Number.POSITIVE_INFINITY)
  } else {
    const mean = meanOf(expr, factOf)?.map(factOf)
    if (mean) {
      lo = Math.max(lo, Math.min(...mean.map((part) => part.lo)))
      hi = Math.min(hi, Math.max(...mean.map((part) => part.hi)))
    }
  }
  return lo > hi || (lo === fact.lo && hi === fact.hi) ? fact : { ...fact, lo, hi }
}

/** Whether both sides are variables or lengths, or sums of these with a constant. */
function isNear({ left, right }: Extract<Expr, { kind: 'binary' }>): boolean {
  const bare = (e: Expr): boolean => keyOf(e) !== undefined || e.kind === 'number'
  return [left, right].every((side) => bare(side) || (side.kind === 'binary' && bare(side.left) && bare(side.right)))
}
