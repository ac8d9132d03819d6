import { exp, fastExp } from '../../ops/elementary.ts'
import type { Func } from '../ir/nodes.ts'
import { mapFunc } from './rewrite.ts'

/** The exponential of float32 by its faster form, which `fastmath` allows. */
export function fastFunctions(func: Func): Func {
  return mapFunc(func, (expr) =>
    expr.kind === 'op' && expr.op === exp.name && expr.type === 'f32' ? { ...expr, op: fastExp.name } : expr,
  )
}
