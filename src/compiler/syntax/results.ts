import type * as es from 'acorn'
import { spreadsArrays } from './allocation.ts'
import { arrayMethod } from './arrays.ts'
import type { Context } from './context.ts'
import { chosenCall } from './functionChoice.ts'
import { groupIn, resultOf, writesAny } from './groups.ts'
import { calledHelper, inlineCall } from './inline.ts'
import { readLog } from './log.ts'
import { methodOf } from './methods.ts'
import { choose, readTest } from './operators.ts'
import { askedIn } from './optional.ts'
import { isRecord } from './places.ts'
import { readEffect, readExpression, readResult } from './reader.ts'
import { readRecordMethod } from './recordMethods.ts'
import { readRecord, valuesOf } from './records.ts'
import { readRowMethod } from './rowMethods.ts'
import type { Expr, Result, Variable } from './tree.ts'

/** What is returned: a number, or several as an array or an object of them. */
export function readSeveral(cx: Context, node: es.Expression): Result {
  const empty =
    (node.type === 'ArrayExpression' && node.elements.length === 0) ||
    (node.type === 'ObjectExpression' && node.properties.length === 0)
  if (empty)
    throw cx.error(
      'unsupported',
      node,
      node.type === 'ArrayExpression'
        ? 'an array literal without elements, which cannot grow in a kernel'
        : 'an object without fields',
      node.type === 'ArrayExpression'
        ? 'make it as long as it may become, new Float64Array(n), and count what is in it'
        : 'give its fields where it is made',
    )
  if (node.type === 'ArrayExpression' && !spreadsArrays(cx, node)) return readList(cx, node)
  if (node.type === 'ObjectExpression') return readObject(cx, node)
  if (node.type === 'ParenthesizedExpression') return readResult(cx, node.expression)
  const group = groupIn(cx, node)
  if (group) return resultOf(cx, group, node)
  if (isRecord(cx, node)) return valuesOf(cx, readRecord(cx, node), node)
  if (node.type === 'ConditionalExpression' && !askedIn(cx, node.test)) return readChoice(cx, node)
  if (node.type === 'SequenceExpression') {
    for (const part of node.expressions.slice(0, -1)) readEffect(cx, part)
    return readResult(cx, node.expressions[node.expressions.length - 1])
  }
  if (node.type === 'CallExpression') {
    const ofRecords = readRowMethod(cx, node) ?? readRecordMethod(cx, node)
    if (ofRecords) return ofRecords
    const chosen = chosenCall(cx, node)
    if (chosen) return readResult(cx, chosen)
    if (readLog(cx, node)) return { values: [], keys: undefined, single: false }
    const helper = calledHelper(cx, node)
    if (helper) return inlineCall(cx, helper, node)
    if (arrayMethod(cx, node) === 'set' || methodOf(cx, node)?.name === 'forEach') {
      readEffect(cx, node)
      return { values: [], keys: undefined, single: false }
    }
  }
  return { values: [readExpression(cx, node)], keys: undefined, single: true }
}

function readList(cx: Context, node: es.ArrayExpression): Result {
  const values = cx.operandLists(node.elements, (element) => {
    if (element === null) throw cx.error('unsupported', node, 'an array with holes', 'give every element')
    if (element.type !== 'SpreadElement') return [readExpression(cx, element)]
    const group =
      groupIn(cx, element.argument) ?? (isRecord(cx, element.argument) ? readRecord(cx, element.argument) : undefined)
    if (group?.group !== 'list') return [readExpression(cx, element)]
    return resultOf(cx, group, element).values
  })
  return { values: values.flat(), keys: undefined, single: false }
}

function readObject(cx: Context, node: es.ObjectExpression): Result {
  const keys: string[] = []
  const values = cx.operandLists(node.properties, (property) => {
    if (property.type === 'SpreadElement') {
      const { argument } = property
      const group = groupIn(cx, argument) ?? (isRecord(cx, argument) ? readRecord(cx, argument) : undefined)
      if (group?.group !== 'object')
        throw cx.error('unsupported', property, 'a kernel cannot spread this', 'write { name: value }')
      const result = resultOf(cx, group, property)
      keys.push(...result.keys!)
      return result.values
    }
    if (property.kind !== 'init' || property.computed || property.key.type !== 'Identifier')
      throw cx.error('unsupported', property, 'a property of this form', 'write { name: value }')
    const { name } = property.key
    const inner = within(cx, property.value)
    if (inner === undefined) {
      keys.push(name)
      return [readExpression(cx, property.value)]
    }
    const own = inner.keys ?? inner.values.map((_, i) => String(i))
    keys.push(...own.map((key) => `${name}.${key}`))
    return inner.values
  })
  // A later value under the same key counts, in the first one's place.
  const flat = values.flat()
  const own = [...new Set(keys)]
  return { values: own.map((key) => flat[keys.lastIndexOf(key)]), keys: own, single: false }
}

/** The values of an object, or of a short array, within another; undefined where there is one value alone. */
function within(cx: Context, node: es.Expression): Result | undefined {
  if (node.type === 'ParenthesizedExpression') return within(cx, node.expression)
  if (node.type === 'ObjectExpression') return readResult(cx, node)
  const isPlain =
    node.type === 'ArrayExpression' && node.elements.every((each) => each && each.type !== 'SpreadElement')
  if (isPlain && node.elements.length > 0 && node.elements.length <= SHORT) return readResult(cx, node)
  const group = groupIn(cx, node)
  if (group === undefined) return undefined
  const result = resultOf(cx, group, node)
  if (writesAny(cx.body, [...group.parts.keys()]))
    throw cx.error(
      'unsupported',
      node,
      `'${group.name}' and this field would be one object, and its fields are assigned`,
      `copy it: ${group.group === 'list' ? `[...${group.name}]` : `{ ...${group.name} }`}`,
    )
  return { ...result, group: undefined }
}

/** An array of so many elements within an object is taken apart. */
const SHORT = 8

/** `c ? [a, b] : [b, a]`: each value is chosen by itself. */
function readChoice(cx: Context, node: es.ConditionalExpression): Result {
  const at = cx.span(node)
  const test = readTest(cx, node.test)
  const yes = cx.block(() => readResult(cx, node.consequent))
  const no = cx.block(() => readResult(cx, node.alternate))
  const one = yes.value.single && no.value.single
  if (one) {
    const [left, right] = [yes, no].map(({ block, value }) => ({ block, value: value.values[0] }))
    return { values: [choose(cx, test, left, right, at)], keys: undefined, single: true }
  }
  if (
    yes.value.single !== no.value.single ||
    yes.value.values.length !== no.value.values.length ||
    yes.value.keys?.join() !== no.value.keys?.join()
  )
    throw cx.error(
      'type',
      node,
      'the two sides of this choice give different values',
      'give as many, under the same names, on both sides',
    )
  const variables = yes.value.values.map((): Variable => ({ name: 'chosen', kind: 'let', at }))
  variables.forEach((variable, i) => {
    yes.block.push({ kind: 'set', variable, value: yes.value.values[i], declares: true, at })
    no.block.push({ kind: 'set', variable, value: no.value.values[i], declares: true, at })
  })
  cx.emit({ kind: 'if', test, yes: yes.block, no: no.block, at })
  const { keys } = yes.value
  return { values: variables.map((variable): Expr => ({ kind: 'variable', variable, at })), keys, single: false }
}
