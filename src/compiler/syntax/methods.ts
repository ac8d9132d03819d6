import type * as es from 'acorn'
import { counted } from '../../base/text.ts'
import { lengthOf, placeOf, readArray } from './arrays.ts'
import type { Context } from './context.ts'
import { readExpression } from './reader.ts'
import type { Expr, Variable } from './tree.ts'

type ReadMethod = (cx: Context, node: es.CallExpression, owner: es.Expression) => void

/** Methods of arrays that a kernel may call as statements, by name. */
export const methods: Readonly<Record<string, ReadMethod | undefined>> = { fill: readFill }

/** The method and its owner, where a call is one of these. */
export function methodOf(node: es.CallExpression): { read: ReadMethod; owner: es.Expression } | undefined {
  const { callee } = node
  if (callee.type !== 'MemberExpression' || callee.computed || callee.property.type !== 'Identifier') return undefined
  const read = Object.hasOwn(methods, callee.property.name) ? methods[callee.property.name] : undefined
  return read && callee.object.type !== 'Super' ? { read, owner: callee.object } : undefined
}

/** `a.fill(value)`: every element, in order. */
function readFill(cx: Context, node: es.CallExpression, owner: es.Expression): void {
  if (node.arguments.length !== 1)
    throw cx.error(
      'unsupported',
      node,
      `fill got ${counted(node.arguments.length, 'argument')}`,
      'write a.fill(value), or a loop over a part of it',
    )
  const array = readArray(cx, owner)
  const at = cx.span(node)
  const value = cx.spill(readExpression(cx, node.arguments[0]))
  const counter: Variable = { name: 'at', kind: 'const', at }
  const number = (n: number): Expr => ({ kind: 'number', value: n, at })
  cx.emit({
    kind: 'for',
    parallel: false,
    counter,
    start: number(0),
    stop: lengthOf(array, at),
    step: number(1),
    inclusive: false,
    body: [{ kind: 'store', ...placeOf(array, { kind: 'variable', variable: counter, at }), value, at }],
    at,
  })
}
