import { ops } from '../../ops/table.ts'
import type { Expr, Func } from '../ir/nodes.ts'
import { mapFunc } from './rewrite.ts'

/**
 * `x ** n` of a constant n: small whole powers by multiplication, of which nothing is lost, the half by a root, both within the last
 * bit of the exact power; `x ** 1` and `x ** -1` as they are; other even powers of |x|.
 */
export function constantPowers(func: Func): Func {
  return mapFunc(func, (expr) => {
    if (expr.kind !== 'op' || expr.op !== '**' || expr.args[1].kind !== 'const') return expr
    const { at, type } = expr
    const [base, { value: n }] = expr.args as [Expr, Extract<Expr, { kind: 'const' }>]
    if (n === 1) return base
    if (n === -1) return { kind: 'op', type, op: '/', args: [{ kind: 'const', type, value: 1, at }, base], at }
    const op = `power ${n}`
    if (ops.has(op)) return { kind: 'op', type, op, args: [base], at }
    // Negative bases are none of the common case of `**`.
    return n % 2 === 0 && n !== 0
      ? { ...expr, args: [{ kind: 'op', type, op: 'Math.abs', args: [base], at }, expr.args[1]] }
      : expr
  })
}
