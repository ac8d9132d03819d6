import type * as es from 'acorn'
import { refuseCondition } from './allocation.ts'
import type { Growing } from './bindings.ts'
import type { Context } from './context.ts'
import { readExpression } from './reader.ts'
import type { Expr, Span, Variable } from './tree.ts'
import { usesOf } from './walk.ts'

/** Elements that a list has room for at first. */
const ROOM = 16

const growth: ReadonlySet<string> = new Set(['push', 'pop', 'shift'])

/** Whether an array literal of that name is one that grows: `name.push(x)` stands somewhere. */
export function grows(root: es.Node, name: string): boolean {
  return usesOf(root, name).some(({ node, parent }) => {
    if (parent?.type !== 'MemberExpression') return false
    const { object, property, computed } = parent as es.MemberExpression
    return (object as es.Node) === node && !computed && property.type === 'Identifier' && growth.has(property.name)
  })
}

const variableOf = (variable: Variable, at: Span): Expr => ({ kind: 'variable', variable, at })
const numberOf = (value: number, at: Span): Expr => ({ kind: 'number', value, at })
const sum = (left: Expr, right: Expr): Expr => ({ kind: 'binary', op: '+', left, right, at: right.at })
const lengthOf = (array: Variable, at: Span): Expr => ({ kind: 'length', array, at })

/** `const list = []`, `let stack = [0]`: of numbers, which JavaScript holds as float64. */
export function declareGrowing(cx: Context, id: es.Identifier, init: es.ArrayExpression): void {
  const at = cx.span(init)
  const given = init.elements.map((element) => {
    if (element && element.type !== 'SpreadElement') return element
    throw cx.error('unsupported', element ?? init, 'an array with holes or spreads', 'give every element')
  })
  const values = cx.operands(given, (element) => readExpression(cx, element))
  values.forEach((value, i) => {
    refuseCondition(cx, value, given[i])
  })
  const list = cx.declare(id.name, 'const', id)
  const buffer: Variable = { name: `${id.name}_buffer`, kind: 'let', at }
  const start: Variable = { name: `${id.name}_start`, kind: 'let', at }
  cx.growing.set(list, { buffer, start })
  cx.lists.add(list)
  const room = numberOf(Math.max(ROOM, 2 * values.length), at)
  cx.emit({ kind: 'allocate', array: buffer, dtype: 'float64', lengths: [room], fill: undefined, at })
  cx.emit({ kind: 'set', variable: start, value: numberOf(0, at), declares: true, at })
  for (const [i, value] of values.entries())
    cx.emit({ kind: 'store', array: buffer, index: numberOf(i, at), value, at: value.at })
  cx.emit({ kind: 'view', array: list, of: buffer, start: numberOf(0, at), length: numberOf(values.length, at), at })
}

function growingOf(cx: Context, node: es.CallExpression, list: Variable, name: string): Growing {
  const growing = cx.growing.get(list)
  if (growing) return growing
  throw cx.error(
    'unsupported',
    node.callee,
    `a kernel cannot call .${name} of an array of a fixed length`,
    'make a list that grows, const list = [], or an array as long as it may become, and keep a count: a[count++] = x',
  )
}

/** `list.push(x)`: its new length. */
export function push(cx: Context, node: es.CallExpression, list: Variable): Expr {
  const { buffer, start } = growingOf(cx, node, list, 'push')
  const at = cx.span(node)
  const given = cx.operands(node.arguments, (argument) => readExpression(cx, argument))
  for (const [i, value] of given.entries()) refuseCondition(cx, value, node.arguments[i])
  for (const value of given.map((each) => cx.spill(each))) {
    const length = cx.spill(lengthOf(list, at))
    const end = cx.spill(sum(variableOf(start, at), length))
    const full: Expr = { kind: 'binary', op: '===', left: end, right: lengthOf(buffer, at), at }
    const { block } = cx.block(() => enlarge(cx, list, { buffer, start }, length, at))
    cx.emit({ kind: 'if', test: full, yes: block, no: [], at })
    const more = sum(length, numberOf(1, at))
    cx.emit({ kind: 'view', array: list, of: buffer, start: variableOf(start, at), length: more, at })
    cx.emit({ kind: 'store', array: list, index: length, value, at })
  }
  return cx.spill(lengthOf(list, at))
}

/** A buffer with room for twice the elements, which begin at its start. */
function enlarge(cx: Context, list: Variable, { buffer, start }: Growing, length: Expr, at: Span): void {
  const larger: Variable = { name: buffer.name, kind: 'temp', at }
  const room = sum({ kind: 'binary', op: '*', left: length, right: numberOf(2, at), at }, numberOf(ROOM, at))
  cx.emit({ kind: 'allocate', array: larger, dtype: 'float64', lengths: [room], fill: undefined, at })
  const counter: Variable = { name: 'at', kind: 'const', at }
  const index = (): Expr => variableOf(counter, at)
  const value: Expr = { kind: 'element', array: list, index: index(), at }
  cx.emit({
    kind: 'for',
    parallel: false,
    counter,
    start: numberOf(0, at),
    stop: lengthOf(list, at),
    step: numberOf(1, at),
    inclusive: false,
    body: [{ kind: 'store', array: larger, index: index(), value, at }],
    at,
  })
  cx.emit({ kind: 'set', variable: buffer, value: variableOf(larger, at), declares: false, at })
  cx.emit({ kind: 'set', variable: start, value: numberOf(0, at), declares: false, at })
}

/** `list.pop()`, `list.shift()`: the element, which must be there. */
export function take(cx: Context, node: es.CallExpression, list: Variable, which: 'pop' | 'shift'): Expr {
  const { buffer, start } = growingOf(cx, node, list, which)
  const at = cx.span(node)
  if (node.arguments.length > 0)
    throw cx.error('unsupported', node, `${which} got an argument`, `write list.${which}()`)
  const less = cx.spill({ kind: 'binary', op: '-', left: lengthOf(list, at), right: numberOf(1, at), at })
  const index = which === 'pop' ? less : numberOf(0, at)
  const value = cx.spill({ kind: 'element', array: list, index, at })
  if (which === 'shift')
    cx.emit({ kind: 'set', variable: start, value: sum(variableOf(start, at), numberOf(1, at)), declares: false, at })
  cx.emit({ kind: 'view', array: list, of: buffer, start: variableOf(start, at), length: less, at })
  return value
}

/** `list.length = 0`: fewer elements, and never more, which would have no values. */
export function shorten(cx: Context, list: Variable, node: es.Expression): Expr {
  const { buffer, start } = cx.growing.get(list)!
  const at = cx.span(node)
  const length = cx.spill(readExpression(cx, node))
  const above: Expr = { kind: 'binary', op: '<=', left: length, right: lengthOf(list, at), at }
  const below: Expr = { kind: 'binary', op: '>=', left: length, right: numberOf(0, at), at }
  const fits: Expr = { kind: 'logical', op: '&&', left: below, right: above, at }
  const text = [`the length of '${list.name}' can only become less, and would be `, 0]
  cx.emit({
    kind: 'if',
    test: { kind: 'unary', op: '!', value: fits, at },
    yes: [{ kind: 'throw', error: 'RangeError', text, values: [length], at }],
    no: [],
    at,
  })
  cx.emit({ kind: 'view', array: list, of: buffer, start: variableOf(start, at), length, at })
  return length
}
