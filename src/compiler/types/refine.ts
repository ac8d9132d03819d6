import { EXACT, type Fact, INT32_MAX, literal, within } from '../../ops/fact.ts'
import type { Expr, Variable } from '../syntax/tree.ts'
import { compareLimits } from './refineLimits.ts'
import type { State } from './state.ts'

type FactOf = (expr: Expr, state: State) => Fact

const negated: Readonly<Record<string, string>> = {
  '<': '>=',
  '<=': '>',
  '>': '<=',
  '>=': '<',
  '===': '!==',
  '!==': '===',
}
const mirrored: Readonly<Record<string, string>> = {
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
  '===': '===',
  '!==': '!==',
}

/** The state where `test` came out as `truth`. */
export function refine(test: Expr, truth: boolean, state: State, factOf: FactOf): State {
  if (test.kind === 'unary' && test.op === '!') return refine(test.value, !truth, state, factOf)
  if (test.kind === 'logical') {
    // Both sides are decided only where `&&` holds or `||` fails.
    if ((test.op === '&&') !== truth) return state
    return refine(test.right, truth, refine(test.left, truth, state, factOf), factOf)
  }
  if (test.kind === 'variable') return truthy(test.variable, truth, state)
  if (test.kind !== 'binary' || negated[test.op] === undefined) return state
  const left = factOf(test.left, state)
  const right = factOf(test.right, state)
  // The negation of a comparison says nothing where a side is NaN.
  if (!truth && (left.nan || right.nan) && test.op !== '!==') return state
  const op = truth ? test.op : negated[test.op]
  const near = compareLimits(op, test.left, test.right, state, factOf)
  return bound(test.right, right, mirrored[op], left, bound(test.left, left, op, right, near, factOf), factOf)
}

function bound(expr: Expr, fact: Fact, op: string, other: Fact, state: State, factOf: FactOf): State {
  const inner = solved(expr, op, other)
  if (inner) {
    const of = factOf(inner.expr, state)
    return of.int && !of.big ? bound(inner.expr, of, inner.op, inner.other, state, factOf) : state
  }
  const root = squared(expr)
  if (root && (op === '<' || op === '<=') && other.hi >= 0) return boundRoot(root, other.hi, state)
  if (expr.kind !== 'variable') return state
  if (op === '!==') return without(expr.variable, fact, other, state)
  const step = fact.int && other.int ? 1 : 0
  let { lo, hi } = fact
  if (op === '<') hi = Math.min(hi, other.hi - step)
  if (op === '<=' || op === '===') hi = Math.min(hi, other.hi)
  if (op === '>') lo = Math.max(lo, other.lo + step)
  if (op === '>=' || op === '===') lo = Math.max(lo, other.lo)
  // No value satisfies it: the code is dead, and any fact will do.
  if (lo > hi) return state
  // A comparison that came out true, or false without NaN, had no NaN.
  return state.with(expr.variable, { ...fact, lo, hi, nan: false })
}

/** A number is taken for true where it is neither 0 nor NaN. */
function truthy(variable: Variable, truth: boolean, state: State): State {
  const fact = state.get(variable)
  if (!fact?.int || fact.big || fact.bool || (!truth && fact.nan)) return state
  if (truth) return without(variable, { ...fact, nan: false }, literal(0), state)
  return fact.lo <= 0 && fact.hi >= 0 ? state.with(variable, { ...fact, lo: 0, hi: 0 }) : state
}

/** `n !== 0` takes 0 away where n is a whole number from there on, or up to there. */
function without(variable: Variable, fact: Fact, { lo, hi }: Fact, state: State): State {
  const ends = fact.int && !fact.big && lo === hi && (fact.lo === lo) !== (fact.hi === lo)
  if (!ends) return state.with(variable, fact)
  return state.with(variable, fact.lo === lo ? { ...fact, lo: lo + 1 } : { ...fact, hi: hi - 1 })
}

/**
 * `2 * i + 1 <= n` as a bound on i, of integers: rounding keeps the order, so a sum or product beyond 2^53 cannot come out below an integer that is
 * less than that.
 */
function solved(expr: Expr, op: string, other: Fact): { expr: Expr; op: string; other: Fact } | undefined {
  if (expr.kind !== 'binary' || !other.int || !within(other, -EXACT, EXACT)) return undefined
  const constant = expr.right.kind === 'number' ? expr.right : expr.left.kind === 'number' ? expr.left : undefined
  if (constant === undefined || !Number.isInteger(constant.value) || Math.abs(constant.value) > INT32_MAX)
    return undefined
  const rest = constant === expr.right ? expr.left : expr.right
  const { lo, hi } = other
  const by = constant.value
  if (expr.op === '+') return { expr: rest, op, other: { ...other, lo: lo - by, hi: hi - by } }
  if (expr.op === '-' && rest === expr.left) return { expr: rest, op, other: { ...other, lo: lo + by, hi: hi + by } }
  if (expr.op !== '*' || by <= 0) return undefined
  const [above, below] = [op === '<' ? hi - 1 : hi, op === '>' ? lo + 1 : lo]
  const part = { ...other, lo: Math.ceil(below / by), hi: Math.floor(above / by) }
  return { expr: rest, op: op === '<' ? '<=' : op === '>' ? '>=' : op, other: part }
}

/** The variable of `i * i` and `i ** 2`. */
function squared(expr: Expr): Variable | undefined {
  if (expr.kind !== 'binary' || expr.left.kind !== 'variable') return undefined
  const { op, left, right } = expr
  if (op === '**' && right.kind === 'number' && right.value === 2) return left.variable
  return op === '*' && right.kind === 'variable' && right.variable === left.variable ? left.variable : undefined
}

/** `i * i < n` bounds i by the root of n. */
function boundRoot(variable: Variable, limit: number, state: State): State {
  const fact = state.get(variable)
  // The rounding of the root and of the product is less than 1.
  const most = Math.floor(Math.sqrt(limit)) + 1
  if (!fact?.int || !Number.isFinite(most) || most > 2 ** 31) return state
  const [lo, hi] = [Math.max(fact.lo, -most), Math.min(fact.hi, most)]
  return lo > hi ? state : state.with(variable, { ...fact, lo, hi })
}
