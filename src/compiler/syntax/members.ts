import type * as es from 'acorn'
import { lengthOf, namedVariable, placeOf, readArray, readDimension, rowArray, tableRow } from './arrays.ts'
import { readConstant } from './constants.ts'
import type { Context } from './context.ts'
import { dictionarySize } from './dictionaries.ts'
import { listLength } from './groups.ts'
import { calledHelper, inlineCall } from './inline.ts'
import { calleeName } from './names.ts'
import { valueAt } from './places.ts'
import { readExpression } from './reader.ts'
import { readRecordMethod } from './recordMethods.ts'
import { countOf, partIn, recordsIn, refuseWhole } from './records.ts'
import { rowLength } from './rowMethods.ts'
import type { Expr } from './tree.ts'
import { constantKey } from './walk.ts'

export function readIdentifier(cx: Context, node: es.Identifier): Expr {
  const variable = cx.lookup(node.name, node)
  if (variable) return { kind: 'variable', variable, at: cx.span(node) }
  const row = rowArray(cx, node)
  if (row) return { kind: 'variable', variable: row, at: cx.span(node) }
  const records = cx.records(node.name)
  if (records) throw refuseWhole(cx, records, node)
  const dictionary = cx.dictionary(node.name)
  if (dictionary)
    throw cx.error(
      'type',
      node,
      `'${node.name}' is a ${dictionary.dictionary}, and a number is needed here`,
      dictionary.dictionary === 'Map'
        ? `ask it: ${node.name}.get(k), or take [...${node.name}.keys()]`
        : `ask it: ${node.name}.has(x), or take [...${node.name}]`,
    )
  const group = cx.group(node.name)
  if (group)
    throw cx.error(
      'type',
      node,
      `'${node.name}' stands for several values, and one is needed here`,
      group.group === 'list' ? 'read an element by its number: v[0]' : 'read a field of it: p.x',
    )
  return readConstant(cx, node, cx.meaning(node.name))
}

export function readMember(cx: Context, node: es.MemberExpression): Expr {
  // The hint for `this` says what to do instead.
  if (node.object.type === 'ThisExpression') return readExpression(cx, node.object)
  const size = dictionarySize(cx, node)
  if (size) return size
  const length = rowLength(cx, node)
  if (length) return length
  const part = partIn(cx, node)
  if (part) return valueAt(part, cx.span(node))
  const records = recordsIn(cx, node.object)
  if (records && !node.computed && constantKey(node) === 'length') return countOf(records, cx.span(node))
  if (records) throw refuseWhole(cx, records, node)
  const count = listLength(cx, node)
  if (count !== undefined) return { kind: 'number', value: count, at: cx.span(node) }
  const dimension = readDimension(cx, node) ?? readOfCall(cx, node)
  if (dimension) return dimension
  if (!node.computed) {
    const qualified = calleeName(cx, node)
    if (qualified?.includes('.')) return readConstant(cx, node, qualified)
    // An import that a bundler reads from its module: `constants_1.K`.
    if (
      node.object.type === 'Identifier' &&
      !cx.lookup(node.object.name) &&
      qualified &&
      Object.hasOwn(cx.scope, qualified)
    )
      return readConstant(cx, node, qualified)
    const name = node.property.type === 'Identifier' ? node.property.name : '?'
    if (name === 'length' || name === 'size') {
      const array = readArray(cx, node.object)
      return cx.tables.has(array)
        ? { kind: 'extent', array, of: 'shape', dim: 0, at: cx.span(node) }
        : lengthOf(array, cx.span(node))
    }
    const owner = namedVariable(cx, node.object)
    if (owner?.name.includes('.'))
      throw cx.error(
        'unsupported',
        node.property,
        `'${owner.name}' would be an object: .${name} is read from it`,
        'arguments are objects of numbers and arrays, one level deep: pass what is in it as fields of their own',
      )
    throw cx.error(
      'unsupported',
      node.property,
      `a kernel cannot read the property .${name}`,
      'arrays have .length and elements a[i], n-d arrays also .shape, .strides, a.get(i, j), a.set(i, j, value) and a.row(i)',
    )
  }
  const row = tableRow(cx, node) ?? rowArray(cx, node)
  if (row) return { kind: 'variable', variable: row, at: cx.span(node) }
  const array = readArray(cx, node.object)
  return { kind: 'element', ...placeOf(array, readExpression(cx, node.property)), at: cx.span(node) }
}

/** `helper(x).mean`, `helper(x)[1]`: one of the values that a helper returns. */
function readOfCall(cx: Context, node: es.MemberExpression): Expr | undefined {
  const { object } = node
  if (object.type !== 'CallExpression') return undefined
  const helper = calledHelper(cx, object)
  const result = helper ? inlineCall(cx, helper, object) : readRecordMethod(cx, object)
  if (result === undefined) return undefined
  const at = cx.span(node)
  if (result.single) {
    const [value] = result.values
    const array = value.kind === 'variable' ? value.variable : undefined
    if (array === undefined) throw cx.error('type', object, 'this is a number', 'leave out what follows it')
    if (node.computed) return { kind: 'element', ...placeOf(array, readExpression(cx, node.property)), at }
    if (constantKey(node) === 'length') return lengthOf(array, at)
  }
  const key = constantKey(node)
  const keys = result.keys ?? [...result.values.keys()].map(String)
  const value = key === undefined ? undefined : result.values[keys.indexOf(key)]
  if (value) return value
  throw cx.error(
    'type',
    node.property,
    `this call gives ${result.single ? 'an array' : keys.join(', ')}, and nothing under this key`,
    'name it: const result = …, and read what it holds',
  )
}
