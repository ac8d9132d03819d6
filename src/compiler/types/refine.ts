import type { Fact } from '../../ops/fact.ts'
import type { Expr } from '../syntax/tree.ts'
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
