import type * as es from 'acorn'
import { allocate, dtypeOfConstructor, refuseCondition } from './allocation.ts'
import { loop } from './arrayParts.ts'
import { lengthOf, placeOf, readArray } from './arrays.ts'
import { functionIn } from './callbacks.ts'
import type { Context } from './context.ts'
import { call, oneOf } from './methods.ts'
import { readExpression } from './reader.ts'
import { lengthIn } from './tables.ts'
import type { Expr } from './tree.ts'

/** `Float64Array.from({ length: n }, (_, i) => …)`, `Float64Array.from(a, (x) => …)`, and of `Array`, whose elements are float64. */
export function readFrom(cx: Context, node: es.CallExpression): Expr | undefined {
  const { callee } = node
  if (callee.type !== 'MemberExpression' || callee.computed || callee.object.type !== 'Identifier') return undefined
  const { name } = callee.object
  const method = callee.property.type === 'Identifier' ? callee.property.name : undefined
  if (method !== 'from' || node.arguments.length !== 2 || cx.lookup(name)) return undefined
  const dtype = name === 'Array' ? 'float64' : dtypeOfConstructor(name)
  const [from, each] = node.arguments
  const helper = functionIn(cx, each)
  if (dtype === undefined || helper === undefined) return undefined
  const at = cx.span(node)
  const counted = lengthIn(from)
  const array = counted ? undefined : readArray(cx, from)
  const length = cx.spill(array ? lengthOf(array, at) : readExpression(cx, counted!))
  const made = allocate(cx, node, dtype, [length], undefined)
  const { variable } = made as Extract<Expr, { kind: 'variable' }>
  if (name === 'Array') cx.lists.add(variable)
  loop(cx, { kind: 'length', array: variable, at }, at, (index) => {
    // Where there are no elements it is given undefined, which is NaN as a number.
    const element: Expr = array
      ? { kind: 'element', ...placeOf(array, index), at }
      : { kind: 'number', value: Number.NaN, at }
    const value = oneOf(cx, call(cx, { ...helper, callback: true }, [element, index], node), node, 'from')
    if (name === 'Array') refuseCondition(cx, value, each)
    cx.emit({ kind: 'store', array: variable, index, value, at })
  })
  return made
}
