import type { Expr, SetStmt } from '../ir/nodes.ts'
import { readLocals, subexpressions } from '../ir/walk.ts'
import type { VectorPlan } from './vectors.ts'

/**
 * Whether a loop only takes the least or the greatest of floats: then a comparison does, which keeps neither NaN nor the sign of a zero, and is
 * several times as fast. Where it turns out that there was a NaN, or that the result is a zero, the loop runs again, exactly.
 */
export function takesExtremes({ body, folds, choices }: VectorPlan): boolean {
  if (folds.length === 0 || choices.length > 0 || !body.every((stmt) => stmt.kind === 'set')) return false
  return folds.every(({ local, op, type }) => {
    if ((op !== 'Math.min' && op !== 'Math.max') || (type !== 'f64' && type !== 'f32')) return false
    const [own, ...more] = body.filter((stmt): stmt is SetStmt => stmt.kind === 'set' && stmt.local === local)
    // Where no iteration comes to it.
    if (own === undefined) return false
    const others = body.filter((stmt) => stmt !== own)
    return more.length === 0 && extremeTerm(own) !== undefined && !readLocals(others).has(local)
  })
}

/** The `e` of `m = Math.max(m, e)`, in which `m` is not read. */
export function extremeTerm({ local, value }: SetStmt): Expr | undefined {
  if (value.kind !== 'op' || value.args.length !== 2) return undefined
  const isIt = (e: Expr): boolean => e.kind === 'local' && e.local === local
  const [left, right] = value.args
  const term = isIt(left) ? right : isIt(right) ? left : undefined
  return term && !subexpressions(term).some(isIt) ? term : undefined
}
