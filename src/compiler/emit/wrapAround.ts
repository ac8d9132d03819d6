import type { Expr } from '../ir/nodes.ts'
import { sameExpr } from '../ir/same.ts'
import { termsOf } from '../plan/polynomial.ts'

/** Steps over an edge that count as near. */
const NEAR = 8

/**
 * Whether a remainder is that of a neighbour on a ring, `(i + 1) % n` or `(i + n - 1) % n`: rarely more than one step over the edge, so that
 * to compare is faster than to divide.
 */
export function wrapsAround(expr: Expr): boolean {
  if (expr.kind !== 'op' || expr.op !== '%' || (expr.type !== 'i32' && expr.type !== 'i64')) return false
  const [dividend, divisor] = expr.args
  if (divisor.kind === 'const') return false
  const [ring] = termsOf(divisor)
  let places = 0
  let shifted = false
  for (const { coefficient, factors } of termsOf(dividend)) {
    const [factor] = factors
    if (factors.length === 0) {
      if (Math.abs(coefficient) > NEAR) return false
      shifted = true
    } else if (factors.length > 1 || Math.abs(coefficient) !== 1) return false
    else if (ring?.factors.length === 1 && sameExpr(factor, ring.factors[0])) shifted = true
    else if (factor.kind !== 'local' || coefficient !== 1) return false
    else places++
  }
  return places === 1 && shifted
}
