import type * as es from 'acorn'
import { counted } from '../../base/text.ts'
import { bigFunctions } from '../../ops/big.ts'
import { functions } from '../../ops/table.ts'
import { makesArray, readMaker, readStatic } from './allocation.ts'
import { arrayMethod, overElements, readArray, readGet, readRow, refuseView } from './arrays.ts'
import type { Context } from './context.ts'
import { readDictionaryMethod } from './dictionaries.ts'
import { readFrom } from './from.ts'
import { chosenCall } from './functionChoice.ts'
import { groupIn, resultOf } from './groups.ts'
import { readHypot } from './hypot.ts'
import { calledHelper, inlineCall } from './inline.ts'
import { methodOf } from './methods.ts'
import { calleeName } from './names.ts'
import { isPredicate, readPredicate } from './predicates.ts'
import { readExpression } from './reader.ts'
import { readRecordMethod } from './recordMethods.ts'
import { readRowMethod } from './rowMethods.ts'
import { readNestedMap, readTable, readTableMap } from './tables.ts'
import type { Expr, Variable } from './tree.ts'
import { unknownCall } from './unknown.ts'

export function readCall(cx: Context, node: es.CallExpression): Expr {
  const ofDictionary = readDictionaryMethod(cx, node)
  if (ofDictionary) return ofDictionary
  if (ofDictionary === null) throw cx.error('type', node, 'this gives no number', 'make it a statement of its own')
  const ofRecords = readRowMethod(cx, node) ?? readRecordMethod(cx, node)
  if (ofRecords?.single) return ofRecords.values[0]
  if (ofRecords)
    throw cx.error('type', node, 'this gives no single value', 'take it apart: const [a, b] = …, or const { a, b } = …')
  const chosen = chosenCall(cx, node)
  if (chosen) return readExpression(cx, chosen)
  const helper = calledHelper(cx, node)
  if (helper) {
    const result = inlineCall(cx, helper, node)
    if (result.single) return result.values[0]
    throw cx.error(
      'type',
      node,
      `'${helper.name}' returns ${result.values.length === 0 ? 'no value' : 'several values'}, and one is needed here`,
      result.values.length === 0
        ? 'return one, or call it as a statement'
        : 'take them apart: const [a, b] = …, or const { a, b } = …',
    )
  }
  const name = calleeName(cx, node.callee)
  if (name === undefined)
    throw cx.error('unsupported', node.callee, 'a kernel cannot call this expression', 'call a function by its name')
  const table = readTable(cx, node) ?? readNestedMap(cx, node) ?? readTableMap(cx, node) ?? readFrom(cx, node)
  if (table) return table
  const own = methodOf(cx, node)
  if (own) {
    const value = own.read(cx, node, own.owner)
    if (value) return value
    throw cx.error('type', node, `${own.name} gives no value`, 'make it a statement of its own')
  }
  refuseView(cx, node)
  const made = readStatic(cx, node)
  if (made) return made
  const method = arrayMethod(cx, node)
  if (method === 'get') return readGet(cx, node)
  if (method === 'row') return { kind: 'variable', variable: readRow(cx, node), at: cx.span(node) }
  if (method === 'set')
    throw cx.error('type', node, 'set gives no value', 'make it a statement of its own: a.set(i, j, value)')
  if (name === 'Math.random')
    throw cx.error(
      'unsupported',
      node,
      'Math.random() has no seed and differs on every thread',
      'fill an array with random(shape, { seed }) and pass it in',
    )
  if (name === 'prange' || name === 'range')
    throw cx.error(
      'unsupported',
      node,
      `${name}(…) stands only in the head of a loop`,
      `write for (const i of ${name}(n)) { … }`,
    )
  if (makesArray(name)) return readMaker(cx, node, name)
  if (isPredicate(name)) return readPredicate(cx, node, name)
  const converts = name === 'Number' || bigFunctions.has(name)
  if (name === 'Boolean' || name === 'i32') return readConversion(cx, node, name)
  const extreme = name === 'Math.min' || name === 'Math.max'
  if (extreme && spreads(node)) return readExtreme(cx, node, name)
  if (name === 'Math.hypot' && (node.arguments.length > 8 || spreads(node))) return readHypot(cx, node)
  const known = converts || name === 'Math.fround' || name === 'f32' || name === 'Math.pow' || functions.includes(name)
  if (!known) throw unknownCall(cx, node.callee, name)
  const args = cx.operands(node.arguments, (n) => readExpression(cx, n))
  const at = cx.span(node)
  if (name === 'Math.pow' && args.length === 2) return { kind: 'binary', op: '**', left: args[0], right: args[1], at }
  if (name === 'Math.hypot' && args.length === 1) return { kind: 'call', name: 'Math.abs', args, at }
  return { kind: 'call', name: name === 'f32' ? 'Math.fround' : name, args, at }
}

const spreads = (node: es.CallExpression): boolean => node.arguments.some(({ type }) => type === 'SpreadElement')

/** `Boolean(x)`, `i32(x)`. */
function readConversion(cx: Context, node: es.CallExpression, name: string): Expr {
  const at = cx.span(node)
  if (node.arguments.length !== 1)
    throw cx.error('type', node, `${name} got ${counted(node.arguments.length, 'argument')}`, `write ${name}(x)`)
  const value = readExpression(cx, node.arguments[0])
  if (name === 'i32') return { kind: 'binary', op: '|', left: value, right: { kind: 'number', value: 0, at }, at }
  return { kind: 'unary', op: '!', value: { kind: 'unary', op: '!', value, at }, at }
}

/** `Math.max(...a)`: over the elements, with other arguments among them. */
function readExtreme(cx: Context, node: es.CallExpression, name: string): Expr {
  const at = cx.span(node)
  const total: Variable = { name: name.slice(5), kind: 'let', at }
  const least: Expr = {
    kind: 'number',
    value: name === 'Math.max' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY,
    at,
  }
  const now: Expr = { kind: 'variable', variable: total, at }
  const take = (value: Expr): void =>
    cx.emit({
      kind: 'set',
      variable: total,
      value: { kind: 'call', name, args: [now, value], at },
      declares: false,
      at,
    })
  cx.emit({ kind: 'set', variable: total, value: least, declares: true, at })
  for (const argument of node.arguments) {
    if (argument.type !== 'SpreadElement') take(readExpression(cx, argument))
    else if (groupIn(cx, argument.argument)?.group === 'list')
      for (const value of resultOf(cx, groupIn(cx, argument.argument)!, argument).values) take(value)
    else overElements(cx, readArray(cx, argument.argument), cx.span(argument), take)
  }
  return now
}
