import type { Expr, Variable } from '../syntax/tree.ts'
import { children } from '../syntax/tree.ts'
import { type FactIn, limitsOf } from './exprLimits.ts'
import { isWhole, leastOf } from './limits.ts'
import type { State } from './state.ts'

/** An element that is read or written. */
export type Place = Pick<Extract<Expr, { kind: 'element' }>, 'array' | 'index' | 'at'>

/** The elements that are read whenever an expression is evaluated, or comes out as `truth`. */
export function readIn(expr: Expr, truth?: boolean): Place[] {
  if (expr.kind === 'conditional') return readIn(expr.test)
  if (expr.kind === 'unary' && expr.op === '!') return readIn(expr.value, truth === undefined ? undefined : !truth)
  if (expr.kind === 'logical') {
    const both = (expr.op === '&&') === truth
    return [...readIn(expr.left, both ? truth : undefined), ...(both ? readIn(expr.right, truth) : [])]
  }
  const inner = children(expr).flatMap((child) => readIn(child))
  return expr.kind === 'element' ? [...inner, expr] : inner
}

/** Whether an index is one of the array's. */
export function liesInside(array: Variable, index: Expr, state: State, factOf: FactIn): boolean {
  const fact = factOf(index)
  if (!isWhole(fact) || fact.lo < 0) return false
  if (fact.hi < leastOf(state, array)) return true
  for (const [key, most] of limitsOf(index, state, factOf)) {
    const rest = key === array ? 0 : state.limits.get(key)?.get(array)
    if (rest !== undefined && most + rest < 0) return true
  }
  return false
}

/** Whether it says something of a variable that an element was there. */
export function isIndexed({ index }: Place, factOf: FactIn): boolean {
  return index.kind !== 'position' && index.kind !== 'number' && isWhole(factOf(index))
}

/** What holds where an element was there. */
export function testsOf({ array, index, at }: Place): Expr[] {
  const compared = (op: '>=' | '<', right: Expr): Expr => ({ kind: 'binary', op, left: index, right, at })
  return [compared('>=', { kind: 'number', value: 0, at }), compared('<', { kind: 'length', array, at })]
}
