import type { Fact } from '../../ops/fact.ts'
import type { Expr } from '../syntax/tree.ts'
import { type FactIn, limitsOf } from './exprLimits.ts'
import { addLimits, isWhole, keyOf, shiftedLimits, ZERO } from './limits.ts'
import type { Limits, State } from './state.ts'

/** The state where a comparison holds, of numbers of which none is NaN. */
export function compareLimits(
  op: string,
  left: Expr,
  right: Expr,
  state: State,
  factOf: (expr: Expr, state: State) => Fact,
): State {
  const inState: FactIn = (expr) => factOf(expr, state)
  const [one, other] = [inState(left), inState(right)]
  if (!one.int || !other.int || one.f32 || other.f32 || one.big || other.big) return state
  const after = state.copy()
  const atMost = (a: Expr, b: Expr, by: number): void => limit(after, a, b, by, inState)
  if (op === '<' || op === '<=') atMost(left, right, op === '<' ? -1 : 0)
  if (op === '>' || op === '>=') atMost(right, left, op === '>' ? -1 : 0)
  if (op === '===') {
    atMost(left, right, 0)
    atMost(right, left, 0)
  }
  // One that is not above another, and not the same, is below it.
  if (op === '!==')
    for (const [a, b] of [
      [left, right],
      [right, left],
    ]) {
      const key = keyOf(b)
      if (key && limitsOf(a, state, inState).get(key) === 0) atMost(a, b, -1)
    }
  return after
}

/** Tells a state that `a <= b + by`. */
function limit(state: State, a: Expr, b: Expr, by: number, factOf: FactIn): void {
  lower(state, a, shiftedLimits(limitsOf(b, state, factOf), by), factOf)
  // `a <= x - y + by` says that `y <= x + by - a`.
  if (b.kind === 'binary' && b.op === '-' && isWhole(factOf(b.left)) && isWhole(factOf(b.right)))
    lower(state, b.right, shiftedLimits(limitsOf(b.left, state, factOf), by - factOf(a).lo), factOf)
}

/** Tells a state what bounds an expression, and so its parts. Rounding keeps the order, so that a product need not be exact. */
export function lower(state: State, expr: Expr, limits: Limits, factOf: FactIn): void {
  if (limits.size === 0) return
  const key = keyOf(expr)
  if (key !== undefined) {
    if (state.arrays.has(key) || isWhole(state.get(key))) addLimits(state, key, limits)
    return
  }
  if (expr.kind === 'number') {
    if (Number.isInteger(expr.value)) addLimits(state, ZERO, shiftedLimits(limits, -expr.value))
    return
  }
  if (expr.kind !== 'binary') return
  const { op, left, right } = expr
  const [a, b] = [factOf(left), factOf(right)]
  if (!isWhole(a) || !isWhole(b)) return
  if (op === '+') {
    lower(state, left, shiftedLimits(limits, -b.lo), factOf)
    lower(state, right, shiftedLimits(limits, -a.lo), factOf)
  } else if (op === '-') lower(state, left, shiftedLimits(limits, b.hi), factOf)
  else if (op === '*' && a.lo >= 1 && b.lo >= 1) {
    lower(state, left, limits, factOf)
    lower(state, right, limits, factOf)
  }
}
