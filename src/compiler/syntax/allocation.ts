import type * as es from 'acorn'
import { type DType, dtypeNamed, dtypes } from '../../base/dtypes.ts'
import { counted } from '../../base/text.ts'
import { lengthOf, overElements, readArray } from './arrays.ts'
import type { Context } from './context.ts'
import { isConditionValue, isSeveral } from './groups.ts'
import { calleeName } from './names.ts'
import { readExpression, readResult } from './reader.ts'
import type { Expr, Span, Variable } from './tree.ts'

const byConstructor: ReadonlyMap<string, DType> = new Map(Object.values(dtypes).map((d) => [d.tag, d.name]))

export function dtypeOfConstructor(name: string): DType | undefined {
  return byConstructor.get(name)
}

/** The functions that make arrays, with the value of their elements; `full` takes it as an argument. */
const makers: ReadonlyMap<string, number | undefined> = new Map([
  ['zeros', 0],
  ['empty', 0],
  ['ones', 1],
  ['full', undefined],
])

/** Whether a call makes an array. */
export function makesArray(name: string): boolean {
  return makers.has(name)
}

/** What to make in the place of other objects. */
const instead: Readonly<Record<string, string | undefined>> = {
  Set: 'give it a name of its own: const seen = new Set()',
  Map: 'give it a name of its own: const counts = new Map()',
  DataView: 'pass an array of the type that you read, over the same buffer: new Float64Array(buffer, offset, length)',
  ArrayBuffer: 'make the typed arrays themselves: new Float64Array(n)',
  Date: 'take the time outside, around the call',
}

/** `new Float64Array(n)`, or a copy of an array or of a list of numbers. */
export function readNew(cx: Context, node: es.NewExpression): Expr {
  const name = calleeName(cx, node.callee)
  if (name === 'Array')
    throw cx.error(
      'unsupported',
      node,
      'the elements of this array have no values',
      'make a typed array, new Float64Array(n), or fill it: new Array(n).fill(0)',
    )
  const dtype = name === undefined ? undefined : byConstructor.get(name)
  if (dtype === undefined)
    throw cx.error(
      'unsupported',
      node,
      `a kernel cannot make this: new ${name ?? '…'}(…)`,
      (name && instead[name]) ?? 'make typed arrays: new Float64Array(n)',
    )
  const [from] = node.arguments
  if (node.arguments.length !== 1)
    throw cx.error(
      'unsupported',
      node,
      `new ${name} got ${counted(node.arguments.length, 'argument')}`,
      node.arguments.length > 1
        ? `a kernel makes no views of buffers: pass the view as an argument, or take a part, a.subarray(start, end)`
        : `a kernel makes arrays of a length, or of another array: new ${name}(n)`,
    )
  if (from.type === 'ArrayExpression') return makeList(cx, node, dtype, from.elements)
  return allocate(cx, node, dtype, [readExpression(cx, from)], undefined)
}

/** The dtype and length of `new Float64Array(n)`. */
export function typedArrayOf(cx: Context, node: es.Expression): { dtype: DType; length: es.Expression } | undefined {
  if (node.type !== 'NewExpression' || node.arguments.length !== 1) return undefined
  const name = calleeName(cx, node.callee)
  const dtype = name === undefined ? undefined : byConstructor.get(name)
  const [length] = node.arguments
  return dtype && length.type !== 'SpreadElement' && length.type !== 'ArrayExpression' ? { dtype, length } : undefined
}

/** `Float64Array.of(1, 2)` and `Float64Array.from(a)`. */
export function readStatic(cx: Context, node: es.CallExpression): Expr | undefined {
  const { callee } = node
  if (callee.type !== 'MemberExpression' || callee.computed || callee.object.type !== 'Identifier') return undefined
  const plain = callee.object.name === 'Array'
  const dtype = plain ? 'float64' : byConstructor.get(callee.object.name)
  const method = callee.property.type === 'Identifier' ? callee.property.name : undefined
  if (dtype === undefined || cx.lookup(callee.object.name)) return undefined
  if (method === 'of') return asList(cx, makeList(cx, node, dtype, node.arguments), plain)
  const [from] = node.arguments
  if (method !== 'from' || node.arguments.length !== 1) return undefined
  if (from.type === 'ArrayExpression') return asList(cx, makeList(cx, node, dtype, from.elements), plain)
  const array = readArray(cx, from)
  const copy = allocate(cx, node, dtype, [{ kind: 'variable', variable: array, at: cx.span(from) }], undefined)
  return asList(cx, copy, plain)
}

/** Notes that an array is JavaScript's own. */
function asList(cx: Context, array: Expr, plain: boolean): Expr {
  if (plain && array.kind === 'variable') cx.lists.add(array.variable)
  return array
}

/** `new Array(n)` or `Array(n)`, of which `fill` makes an array of numbers. */
export function unfilledLength(cx: Context, node: es.Expression): es.Expression | undefined {
  const isArray =
    (node.type === 'NewExpression' || node.type === 'CallExpression') &&
    node.callee.type === 'Identifier' &&
    node.callee.name === 'Array' &&
    !cx.lookup('Array')
  const [length, ...rest] = isArray ? node.arguments : []
  return length && rest.length === 0 && length.type !== 'SpreadElement' ? length : undefined
}

/** An array literal in memory: of numbers, which JavaScript holds as float64. */
export function readArrayLiteral(cx: Context, node: es.ArrayExpression): Expr {
  return asList(cx, makeList(cx, node, 'float64', node.elements), true)
}

/** Values that are known, as an array in memory. */
export function listOf(cx: Context, node: Span, values: readonly Expr[]): Expr {
  const held = values.map((value) => cx.spill(value))
  const array = allocate(cx, node, 'float64', [{ kind: 'number', value: held.length, at: cx.span(node) }], undefined)
  const { variable } = array as Extract<Expr, { kind: 'variable' }>
  held.forEach((value, i) => {
    refuseCondition(cx, value, node)
    cx.emit({ kind: 'store', array: variable, index: { kind: 'number', value: i, at: value.at }, value, at: value.at })
  })
  return asList(cx, array, true)
}

function makeList(
  cx: Context,
  node: Span,
  dtype: DType,
  elements: readonly (es.Expression | es.SpreadElement | null)[],
): Expr {
  const list = readElements(cx, node, elements)
  const array = allocate(cx, node, dtype, [list.count], undefined)
  const { variable } = array as Extract<Expr, { kind: 'variable' }>
  list.store((index, value) => cx.emit({ kind: 'store', array: variable, index, value, at: value.at }))
  return array
}

/** The elements of an array literal: their number, and what stores each of them. */
interface Elements {
  readonly count: Expr
  readonly store: (store: (index: Expr, value: Expr) => void) => void
}

/** Reads the elements of an array literal, arrays that are spread in it among them. */
export function readElements(
  cx: Context,
  node: Span,
  elements: readonly (es.Expression | es.SpreadElement | null)[],
): Elements {
  const at = cx.span(node)
  const number = (value: number): Expr => ({ kind: 'number', value, at })
  const spread: (Variable | undefined)[] = []
  const values = cx
    .operandLists(elements, (element) => {
      if (element === null) throw cx.error('unsupported', node, 'an array with holes', 'give every element')
      const array = element.type === 'SpreadElement' ? spreadArray(cx, element) : undefined
      const own = array
        ? [lengthOf(array, at)]
        : element.type === 'SpreadElement'
          ? readResult(cx, element.argument).values
          : [readExpression(cx, element)]
      if (!array) for (const value of own) refuseCondition(cx, value, element)
      for (const _ of own) spread.push(array)
      return own
    })
    .flat()
  if (!spread.some(Boolean))
    return {
      count: number(values.length),
      store: (store) => {
        for (const [i, value] of values.entries()) store(number(i), value)
      },
    }
  const sum = (left: Expr, right: Expr): Expr => ({ kind: 'binary', op: '+', left, right, at })
  const held = values.map((value) => cx.spill(value))
  const plain = number(spread.filter((array) => !array).length)
  const count = cx.spill(held.filter((_, i) => spread[i]).reduce(sum, plain))
  return {
    count,
    store: (store) => {
      let first: Expr = number(0)
      for (const [i, value] of held.entries()) {
        const array = spread[i]
        if (array === undefined) store(first, value)
        else overElements(cx, array, at, (element, index) => store(sum(index, first), element))
        first = cx.spill(sum(first, array ? value : number(1)))
      }
    },
  }
}

/** Whether an array literal holds the elements of arrays in memory. */
export function spreadsArrays(cx: Context, { elements }: es.ArrayExpression): boolean {
  return elements.some((element) => element?.type === 'SpreadElement' && !isSeveral(cx, element.argument))
}

/** The array in memory that is spread; undefined where it is several values. */
function spreadArray(cx: Context, { argument }: es.SpreadElement): Variable | undefined {
  if (isSeveral(cx, argument)) return undefined
  const array = readArray(cx, argument)
  if (!array.flags && !cx.tables.has(array)) return array
  throw cx.error(
    'unsupported',
    argument,
    array.flags ? 'a kernel cannot spread an array of booleans' : 'a kernel cannot spread an array of arrays',
    'copy its elements in a loop',
  )
}

/** An array of JavaScript's own, whose elements are all the same at first: numbers, or booleans in bytes. */
export function makeFilled(cx: Context, node: Span, lengths: readonly Expr[], fill: Expr): Expr {
  const flags = isConditionValue(fill)
  const made = allocate(cx, node, flags ? 'uint8' : 'float64', lengths, fill)
  if (made.kind !== 'variable') return made
  cx.lists.add(made.variable)
  if (flags) cx.holdsFlags(made.variable)
  return made
}

/** Elements are numbers: a boolean would come back as one. */
export function refuseCondition(cx: Context, value: Expr, at: Span): void {
  if (isConditionValue(value))
    throw cx.error(
      'type',
      at,
      'this element is a boolean, and arrays in a kernel hold numbers',
      'write 1 and 0, and test the element as it is: if (a[i]) …',
    )
}

/** `zeros(n)`, `zeros([n, m])`, `ones(n, 'float32')`, `full(n, value)`. */
export function readMaker(cx: Context, node: es.CallExpression, name: string): Expr {
  const values = name === 'full' ? 2 : 1
  const given = node.arguments[values]
  if (node.arguments.length < values || node.arguments.length > values + 1)
    throw cx.error(
      'type',
      node,
      `${name} got ${counted(node.arguments.length, 'argument')}`,
      `write ${name}(n${values === 2 ? ', value' : ''})`,
    )
  const text = given?.type === 'Literal' ? given.value : 'float64'
  const dtype = typeof text === 'string' ? dtypeNamed(text) : undefined
  if (dtype === undefined || (given && given.type !== 'Literal'))
    throw cx.error(
      'type',
      given ?? node,
      `${name} takes a dtype by name here`,
      `one of ${Object.keys(dtypes).join(', ')}`,
    )
  const [shape] = node.arguments
  const list = shape.type === 'ArrayExpression' ? shape.elements : [shape]
  if (list.length === 0 || list.some((length) => length === null || length.type === 'SpreadElement'))
    throw cx.error('type', shape, 'this shape has no lengths', `write ${name}(n) or ${name}([n, m])`)
  const exprs = cx.operands([...(list as es.Expression[]), ...node.arguments.slice(1, values)], (n) =>
    readExpression(cx, n),
  )
  const lengths = exprs.slice(0, list.length)
  const value = makers.get(name)
  const constant: Expr | undefined = value ? { kind: 'number', value, either: true, at: cx.span(node) } : undefined
  return allocate(cx, node, dtype.name, lengths, exprs[list.length] ?? constant)
}

export function allocate(
  cx: Context,
  node: Span,
  dtype: DType | Variable,
  lengths: readonly Expr[],
  fill: Expr | undefined,
): Expr {
  const at = cx.span(node)
  const array = cx.made(at)
  cx.emit({ kind: 'allocate', array, dtype, lengths, fill, at })
  return { kind: 'variable', variable: array, at }
}
