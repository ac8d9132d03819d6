import type * as es from 'acorn'
import { counted } from '../../base/text.ts'
import { allocate, makeFilled, refuseCondition, unfilledLength } from './allocation.ts'
import {
  copyPart,
  expectCount,
  loop,
  numberOf,
  partOf,
  relative,
  sum,
  type VariableExpr,
  variableOf,
} from './arrayParts.ts'
import { lengthOf, placeOf, readArray } from './arrays.ts'
import { type Helper, Recursion } from './bindings.ts'
import { callbackOf, functionIn } from './callbacks.ts'
import type { Context } from './context.ts'
import { push, take } from './growing.ts'
import { inlineWith, type Passed } from './inline.ts'
import { type LibraryName, libraryHelper } from './library.ts'
import { readConcat, readSplice, readUnshift } from './listMethods.ts'
import { readExpression } from './reader.ts'
import type { Expr, Result, Span, Stmt, Variable } from './tree.ts'
import { assignsName } from './uses.ts'

/** Reads a call of a method. Gives its value, where it has one that a kernel can use. */
type ReadMethod = (cx: Context, node: es.CallExpression, owner: es.Expression) => Expr | undefined

/** Methods of arrays of one dimension, by name. */
const methods: Readonly<Record<string, ReadMethod | undefined>> = {
  fill: readFill,
  slice: readSlice,
  subarray: readSubarray,
  at: readAt,
  map: readMap,
  forEach: readForEach,
  reduce: readReduce,
  reduceRight: readReduceRight,
  indexOf: searched('indexOf'),
  includes: searched('includes'),
  lastIndexOf: readLastIndexOf,
  find: tested('find'),
  findLast: tested('findLast'),
  findIndex: tested('findIndex'),
  findLastIndex: tested('findLastIndex'),
  every: tested('every'),
  some: tested('some'),
  filter: tested('filter'),
  reverse: (cx, node, owner) => {
    expectCount(cx, node, 'reverse', 0, 0, 'a.reverse()')
    return called(cx, node, owner, 'reverse', () => [])
  },
  copyWithin: readCopyWithin,
  push: (cx, node, owner) => push(cx, node, readArray(cx, owner)),
  pop: (cx, node, owner) => take(cx, node, readArray(cx, owner), 'pop'),
  shift: (cx, node, owner) => take(cx, node, readArray(cx, owner), 'shift'),
  unshift: readUnshift,
  splice: readSplice,
  concat: readConcat,
  sort: readSort,
  toSorted: (cx, node, owner) => readSort(cx, node, copied(cx, node, owner)),
  toReversed: (cx, node, owner) => {
    expectCount(cx, node, 'toReversed', 0, 0, 'a.toReversed()')
    return called(cx, node, copied(cx, node, owner), 'reverse', () => [])
  },
  with: readWith,
}

/** The method and its owner, where a call is one of these. */
export function methodOf(
  cx: Context,
  node: es.CallExpression,
): { name: string; read: ReadMethod; owner: es.Expression } | undefined {
  const { callee } = node
  if (callee.type !== 'MemberExpression' || callee.computed || callee.property.type !== 'Identifier') return undefined
  const { name } = callee.property
  const read = Object.hasOwn(methods, name) ? methods[name] : undefined
  // A module's function has a name in front of it that is none of the kernel's.
  if (callee.object.type === 'Identifier' && !cx.lookup(callee.object.name) && !cx.rows(callee.object.name))
    return undefined
  return read && callee.object.type !== 'Super' ? { name, read, owner: callee.object } : undefined
}

/** `a.fill(value)`, `a.fill(value, start, end)`; `new Array(n).fill(value)` makes the array. */
function readFill(cx: Context, node: es.CallExpression, owner: es.Expression): Expr {
  expectCount(cx, node, 'fill', 1, 3, 'a.fill(value), or a.fill(value, start, end)')
  const at = cx.span(node)
  const unfilled = unfilledLength(cx, owner)
  if (unfilled) {
    expectCount(cx, node, 'fill', 1, 1, 'new Array(n).fill(value)')
    const [length, fill] = cx.operands([unfilled, node.arguments[0]], (n) => readExpression(cx, n))
    return makeFilled(cx, node, [length], fill)
  }
  const array = readArray(cx, owner)
  const value = cx.spill(readExpression(cx, node.arguments[0]))
  const [start, length] = partOf(cx, node.arguments.slice(1), array, at)
  loop(cx, length, at, (index) => cx.emit({ kind: 'store', ...placeOf(array, sum(start, index)), value, at }))
  return variableOf(array, at)
}

/** `a.slice(start, end)`: a copy. */
function readSlice(cx: Context, node: es.CallExpression, owner: es.Expression): Expr {
  expectCount(cx, node, 'slice', 0, 2, 'a.slice(start, end)')
  const at = cx.span(node)
  const array = readArray(cx, owner)
  const [start, length] = partOf(cx, node.arguments, array, at)
  return copyPart(cx, node, array, start, length)
}

/** `a.subarray(start, end)`: a part, not copied. */
function readSubarray(cx: Context, node: es.CallExpression, owner: es.Expression): Expr {
  expectCount(cx, node, 'subarray', 0, 2, 'a.subarray(start, end)')
  const at = cx.span(node)
  const of = readArray(cx, owner)
  if (of.view)
    throw cx.error('unsupported', node, 'a part of a row', 'pass the row, and the bounds of the part beside it')
  const [start, length] = partOf(cx, node.arguments, of, at)
  const array = cx.made(at)
  cx.emit({ kind: 'view', array, of, start, length, at })
  return variableOf(array, at)
}

/** `a.at(-1)` */
function readAt(cx: Context, node: es.CallExpression, owner: es.Expression): Expr {
  expectCount(cx, node, 'at', 1, 1, 'a.at(index)')
  const at = cx.span(node)
  const array = readArray(cx, owner)
  const index = fromEnd(cx.spill(readExpression(cx, node.arguments[0])), lengthOf(array, at), at)
  return { kind: 'element', ...placeOf(array, index), at }
}

/** An index, counted from the end where it is negative. */
function fromEnd(value: Expr, length: Expr, at: Span): Expr {
  const counted: Expr = { kind: 'binary', op: '+', left: length, right: value, at }
  if (value.kind === 'number') return value.value < 0 ? counted : value
  const test: Expr = { kind: 'binary', op: '<', left: value, right: numberOf(0, at), at }
  return { kind: 'conditional', test, yes: counted, no: value, at }
}

/** The values that a callback gives for an element; it is passed the array, too, where it takes it. */
export function call(
  cx: Context,
  helper: Helper,
  values: readonly Expr[],
  node: es.CallExpression,
  array?: Variable,
): Result {
  const passed: Passed[] = values.map((value) => ({ value }))
  if (array) passed.push({ variable: array })
  try {
    return inlineWith(cx, helper, passed.slice(0, helper.node.params.length), node)
  } catch (error) {
    if (!(error instanceof Recursion)) throw error
    throw cx.error('unsupported', node.arguments[0], `'${error.helper.name}' calls itself`, 'call it in a loop instead')
  }
}

/** The number that a callback gives: an array or an object of one is none. */
export function oneOf(cx: Context, { values, single }: Result, node: es.CallExpression, name: string): Expr {
  if (single && values.length === 1) return values[0]
  throw cx.error(
    'type',
    node.arguments[0],
    values.length === 1 ? 'this function gives no number' : `this function gives ${counted(values.length, 'value')}`,
    `${name} needs one`,
  )
}

/** The array that a method with a callback runs over: what it is when the method is called. */
function steady(cx: Context, array: Variable, helper: Helper, at: Span): Variable {
  if (array.view || cx.growing.has(array) || !assignsName(helper.node.body, array.name)) return array
  const now: Variable = { name: array.name, kind: 'const', at }
  cx.sameKind(now, array)
  cx.emit({ kind: 'set', variable: now, value: variableOf(array, at), declares: true, at })
  return now
}

/** `a.map((x, i) => …)`: an array of the same dtype. */
function readMap(cx: Context, node: es.CallExpression, owner: es.Expression): Expr {
  expectCount(cx, node, 'map', 1, 1, 'a.map((x, i) => …)')
  const at = cx.span(node)
  const helper = callbackOf(cx, node, 'map')
  const array = steady(cx, readArray(cx, owner), helper, at)
  const length = lengthOf(array, at)
  // JavaScript's own array holds what it is given, and a typed one what its elements can be.
  const own = cx.isList(array)
  // A row may be a typed array of the caller's; those of numbers are float64.
  const mapped = allocate(cx, node, array.view?.array ?? (own ? 'float64' : array), [length], undefined)
  const { variable } = mapped as Extract<Expr, { kind: 'variable' }>
  if (own) cx.lists.add(variable)
  loop(cx, length, at, (index) => {
    const value = oneOf(
      cx,
      call(cx, helper, [{ kind: 'element', ...placeOf(array, index), at }, index], node, array),
      node,
      'map',
    )
    if (own) refuseCondition(cx, value, node.arguments[0])
    cx.emit({ kind: 'store', array: variable, index, value, at })
  })
  return mapped
}

/** `a.forEach((x, i) => …)` */
function readForEach(cx: Context, node: es.CallExpression, owner: es.Expression): undefined {
  expectCount(cx, node, 'forEach', 1, 1, 'a.forEach((x, i) => …)')
  const at = cx.span(node)
  const helper = callbackOf(cx, node, 'forEach')
  const array = steady(cx, readArray(cx, owner), helper, at)
  if (cx.tables.has(array)) {
    loop(cx, { kind: 'extent', array, of: 'shape', dim: 0, at }, at, (row) => {
      const variable: Variable = { name: array.name, kind: 'const', at, view: { array, row } }
      inlineWith(cx, helper, [{ variable }, { value: row }], node)
    })
    return
  }
  loop(cx, lengthOf(array, at), at, (index) => {
    const { values } = call(cx, helper, [{ kind: 'element', ...placeOf(array, index), at }, index], node, array)
    for (const value of values) cx.spill(value)
  })
}

/** `a.reduce((sum, x, i) => …, 0)` */
function readReduce(cx: Context, node: es.CallExpression, owner: es.Expression): Expr {
  expectCount(cx, node, 'reduce', 1, 2, 'a.reduce((sum, x, i) => …, 0)')
  if (node.arguments.length === 1)
    return called(cx, node, owner, 'reduceFirst', () => [{ called: callbackOf(cx, node, 'reduce') }])
  const at = cx.span(node)
  const helper = callbackOf(cx, node, 'reduce')
  const array = steady(cx, readArray(cx, owner), helper, at)
  const total: Variable = { name: 'total', kind: 'let', at }
  const set = (value: Expr, declares: boolean): Stmt => ({ kind: 'set', variable: total, value, declares, at })
  cx.emit(set(readExpression(cx, node.arguments[1]), true))
  loop(cx, lengthOf(array, at), at, (index) => {
    const element: Expr = { kind: 'element', ...placeOf(array, index), at }
    const given = call(cx, helper, [variableOf(total, at), element, index], node, array)
    cx.emit(set(oneOf(cx, given, node, 'reduce'), false))
  })
  return variableOf(total, at)
}

/** `a.reduceRight((sum, x, i) => …, 0)` */
function readReduceRight(cx: Context, node: es.CallExpression, owner: es.Expression): Expr {
  expectCount(cx, node, 'reduceRight', 1, 2, 'a.reduceRight((sum, x, i) => …, 0)')
  const combine = callbackOf(cx, node, 'reduceRight')
  if (node.arguments.length === 1) return called(cx, node, owner, 'reduceLast', () => [{ called: combine }])
  return called(cx, node, owner, 'reduceRight', (_, value) => [{ called: combine }, { value: value(1) }])
}

/** Calls a function of the library, whose first parameter is the array. `given` tells what the others are passed. */
function called(
  cx: Context,
  node: es.CallExpression,
  owner: es.Expression | Variable,
  name: LibraryName,
  given: (array: Variable, value: (argument: number) => Expr) => readonly Passed[],
): Expr {
  let variable = 'type' in owner ? readArray(cx, owner) : owner
  const helper = node.arguments[0] && functionIn(cx, node.arguments[0])
  if (helper) variable = steady(cx, variable, helper, cx.span(node))
  const passed = given(variable, (i) => cx.spill(readExpression(cx, node.arguments[i])))
  return inlineWith(cx, libraryHelper(name), [{ variable }, ...passed], node).values[0]
}

/** `a.indexOf(x)`, `a.includes(x, from)` */
function searched(name: 'indexOf' | 'includes'): ReadMethod {
  return (cx, node, owner) => {
    expectCount(cx, node, name, 1, 2, `a.${name}(x)`)
    const at = cx.span(node)
    return called(cx, node, owner, name, (array, value) => {
      const sought = value(0)
      return [
        { value: sought },
        { value: cx.spill(relative(cx, node.arguments[1], lengthOf(array, at), numberOf(0, at))) },
      ]
    })
  }
}

/** `a.lastIndexOf(x)`, `a.lastIndexOf(x, from)`: how many elements are looked at. */
function readLastIndexOf(cx: Context, node: es.CallExpression, owner: es.Expression): Expr {
  expectCount(cx, node, 'lastIndexOf', 1, 2, 'a.lastIndexOf(x)')
  const at = cx.span(node)
  return called(cx, node, owner, 'lastIndexOf', (array, value) => [
    { value: value(0) },
    { value: cx.spill(relative(cx, node.arguments[1], lengthOf(array, at), lengthOf(array, at), 1)) },
  ])
}

/** `a.every((x, i) => …)` */
function tested(name: 'find' | 'findLast' | 'findIndex' | 'findLastIndex' | 'every' | 'some' | 'filter'): ReadMethod {
  return (cx, node, owner) => {
    expectCount(cx, node, name, 1, 1, `a.${name}((x, i) => …)`)
    return called(cx, node, owner, name, () => [{ called: callbackOf(cx, node, name) }])
  }
}

/** `a.copyWithin(target, start, end)` */
function readCopyWithin(cx: Context, node: es.CallExpression, owner: es.Expression): Expr {
  expectCount(cx, node, 'copyWithin', 2, 3, 'a.copyWithin(target, start)')
  const at = cx.span(node)
  return called(cx, node, owner, 'copyWithin', (array) => {
    const length = lengthOf(array, at)
    const [target, start, end] = node.arguments
    return [target, start, end].map((bound, i) => ({
      value: cx.spill(relative(cx, bound, length, i === 2 ? length : numberOf(0, at))),
    }))
  })
}

/** A copy of an array, JavaScript's own where that is one. */
function copied(cx: Context, node: es.CallExpression, owner: es.Expression): Variable {
  const array = readArray(cx, owner)
  const length = cx.spill(lengthOf(array, cx.span(node)))
  return (copyPart(cx, node, array, numberOf(0, length.at), length) as VariableExpr).variable
}

/** `a.with(i, x)`: a copy with one other element, which must be there. */
function readWith(cx: Context, node: es.CallExpression, owner: es.Expression): Expr {
  expectCount(cx, node, 'with', 2, 2, 'a.with(index, value)')
  const at = cx.span(node)
  const array = readArray(cx, owner)
  const length = cx.spill(lengthOf(array, at))
  const [given, value] = cx.operands(node.arguments, (argument) => readExpression(cx, argument)).map((e) => cx.spill(e))
  const index = cx.spill(fromEnd(given, length, at))
  const inside: Expr = {
    kind: 'logical',
    op: '&&',
    left: { kind: 'binary', op: '>=', left: index, right: numberOf(0, at), at },
    right: { kind: 'binary', op: '<', left: index, right: length, at },
    at,
  }
  cx.emit({
    kind: 'if',
    test: { kind: 'unary', op: '!', value: inside, at },
    yes: [{ kind: 'throw', error: 'RangeError', text: ['Invalid typed array index'], values: [], at }],
    no: [],
    at,
  })
  const copy = copyPart(cx, node, array, numberOf(0, at), length) as VariableExpr
  cx.emit({ kind: 'store', array: copy.variable, index, value, at })
  return copy
}

/** `a.sort()` by value, as typed arrays do, `a.sort((x, y) => y - x)` by a function. */
function readSort(cx: Context, node: es.CallExpression, owner: es.Expression | Variable): Expr {
  expectCount(cx, node, 'sort', 0, 1, 'a.sort(), or a.sort((x, y) => y - x)')
  if (node.arguments.length === 1)
    return called(cx, node, owner, 'sortBy', () => [{ called: callbackOf(cx, node, 'sort') }])
  const array = 'type' in owner ? readArray(cx, owner) : owner
  if (cx.lists.has(array))
    throw cx.error(
      'unsupported',
      node,
      'JavaScript sorts an array literal by the text of its elements: 10 before 9',
      `write ${array.name}.sort((x, y) => x - y)`,
    )
  cx.sortsByValue = true
  return inlineWith(cx, libraryHelper('sort'), [{ variable: array }], node).values[0]
}
