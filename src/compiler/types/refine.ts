import type { Fact } from '../../ops/fact.ts'
import type { Expr, Variable } from '../syntax/tree.ts'
import type { State } from './domain.ts'

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
  if (test.kind !== 'binary' || negated[test.op] === undefined) return state
  const left = factOf(test.left, state)
  const right = factOf(test.right, state)
  // The negation of a comparison says nothing where a side is NaN.
  if (!truth && (left.nan || right.nan) && test.op !== '!==') return state
  const op = truth ? test.op : negated[test.op]
  return bound(test.right, right, mirrored[op], left, bound(test.left, left, op, right, state))
}

function bound(expr: Expr, fact: Fact, op: string, other: Fact, state: State): State {
  const root = squared(expr)
  if (root && (op === '<' || op === '<=') && other.hi >= 0) return boundRoot(root, other.hi, state)
  if (expr.kind !== 'variable' || op === '!==') return state
  const step = fact.int && other.int ? 1 : 0
  let { lo, hi } = fact
  if (op === '<') hi = Math.min(hi, other.hi - step)
  if (op === '<=' || op === '===') hi = Math.min(hi, other.hi)
  if (op === '>') lo = Math.max(lo, other.lo + step)
  if (op === '>=' || op === '===') lo = Math.max(lo, other.lo)
  // No value satisfies it: the code is dead, and any fact will do.
  if (lo > hi) return state
  // A comparison that came out true, or false without NaN, had no NaN.
  return new Map(state).set(expr.variable, { ...fact, lo, hi, nan: false })
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
  return lo > hi ? state : new Map(state).set(variable, { ...fact, lo, hi })
}
