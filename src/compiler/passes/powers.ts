import { powerRow } from '../../ops/powers.ts'
import type { Expr, Func } from '../ir/nodes.ts'
import { mayFault } from '../ir/walk.ts'
import { mapFunc } from './rewrite.ts'

/** Small whole powers as products, `x ** -n` as one over them: what `fastmath` allows. NaN, infinities and zeros come out as they would. */
export function multiplyPowers(func: Func): Func {
  return mapFunc(func, (expr) => {
    if (expr.kind !== 'op' || expr.op !== '**' || expr.args[1].kind !== 'const') return expr
    const [base, { value: n }] = expr.args as [Expr, Extract<Expr, { kind: 'const' }>]
    const one: Expr = { kind: 'const', type: expr.type, value: 1, at: expr.at }
    if (n === 0) return mayFault(base) ? expr : one
    if (n === 1) return base
    const row = powerRow(Math.abs(n))
    if (row === undefined && n !== -1) return expr
    const power: Expr = row === undefined ? base : { ...expr, op: row, args: [base] }
    return n > 0 ? power : { ...expr, op: '/', args: [one, power] }
  })
}
