import type * as es from 'acorn'
import { overElements, readArray } from './arrays.ts'
import type { Context } from './context.ts'
import { copyOf } from './places.ts'
import { readExpression } from './reader.ts'
import type { Expr, Variable } from './tree.ts'

/**
 * `Math.hypot(...a)`, or of many numbers: the largest magnitude says by which power of two all are multiplied, so that their squares are
 * ordinary; then the squares are added, and beside them what each step loses.
 */
export function readHypot(cx: Context, node: es.CallExpression): Expr {
  const at = cx.span(node)
  const call = (name: string, ...args: readonly Expr[]): Expr => ({
    kind: 'call',
    name,
    args: args.map(copyOf),
    at,
  })
  const given = cx.operands(node.arguments, (argument) =>
    argument.type === 'SpreadElement'
      ? { kind: 'variable', variable: readArray(cx, argument.argument), at: cx.span(argument) }
      : readExpression(cx, argument),
  )
  const values = given.map((value, i) => (node.arguments[i].type === 'SpreadElement' ? value : cx.spill(value)))
  const each = (take: (value: Expr) => void): void =>
    values.forEach((value, i) => {
      if (value.kind !== 'variable' || node.arguments[i].type !== 'SpreadElement') take(value)
      else overElements(cx, value.variable, at, take)
    })
  const total = (name: string): { now: Expr; set: (value: Expr) => void } => {
    const variable: Variable = { name, kind: 'let', at }
    cx.emit({ kind: 'set', variable, value: { kind: 'number', value: 0, at }, declares: true, at })
    const set = (value: Expr): void => cx.emit({ kind: 'set', variable, value, declares: false, at })
    return { now: { kind: 'variable', variable, at }, set }
  }
  const most = total('most')
  each((value) => most.set(call('Math.max', most.now, call('Math.abs', value))))
  const by = cx.spill(call('hypot scale', most.now))
  const [sum, low] = [total('squares'), total('low')]
  each((value) => {
    const scaled = cx.spill({ kind: 'binary', op: '*', left: copyOf(value), right: copyOf(by), at })
    low.set(call('hypot low', sum.now, low.now, scaled))
    sum.set(call('hypot sum', sum.now, scaled))
  })
  return cx.spill(call('hypot root', sum.now, low.now, by))
}
