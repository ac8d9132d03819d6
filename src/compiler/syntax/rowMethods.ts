/** Methods and stores of arrays of arrays whose rows have lengths of their own. */
import type * as es from 'acorn'
import { allocate, refuseCondition } from './allocation.ts'
import { expectCount, loop, numberOf } from './arrayParts.ts'
import { callbackOf } from './callbacks.ts'
import type { Context } from './context.ts'
import { inlineWith } from './inline.ts'
import { libraryHelper } from './library.ts'
import { binaryOp } from './operators.ts'
import { copyOf, rowTypeIn } from './places.ts'
import { type Node, readExpression } from './reader.ts'
import { append, heapOf, makeRow, rowIn, sizeOf, takeFrom, valuesIn, viewOf } from './rows.ts'
import { OF_LISTS } from './rowTypes.ts'
import { type Expr, isRowType, isShape, type Result, type Row, type RowType, type Span, type Variable } from './tree.ts'
import { constantKey, walk, writtenBy } from './walk.ts'

/** `row.length` */
export function rowLength(cx: Context, node: es.MemberExpression): Expr | undefined {
  if (node.computed || constantKey(node) !== 'length' || rowTypeIn(cx, node.object) === undefined) return undefined
  const row = rowIn(cx, node.object as Node)!
  const at = cx.span(node)
  const size = cx.spill(sizeOf(cx, row, at))
  const width = isShape(row.type.of) ? row.type.of.keys.length : 1
  if (width === 1) return size
  const share: Expr = { kind: 'binary', op: '/', left: size, right: numberOf(width, at), at }
  return { kind: 'binary', op: '|', left: share, right: numberOf(0, at), at }
}

/** `row.push(x)`, `row.pop()`, `row.shift()`; undefined for any other call. */
export function readRowMethod(cx: Context, node: es.CallExpression): Result | undefined {
  const { callee } = node
  if (callee.type !== 'MemberExpression' || callee.computed) return undefined
  const type = rowTypeIn(cx, callee.object)
  if (type === undefined) return undefined
  const name = constantKey(callee) ?? ''
  const single = (value: Expr): Result => ({ values: [value], keys: undefined, single: true })
  if (name === 'push') {
    const row = rowIn(cx, callee.object as Node)!
    const values = node.arguments.flatMap((argument) => valuesIn(cx, row, argument).map((value) => cx.spill(value)))
    for (const value of values) append(cx, row, value, node)
    return single(cx.spill(sizeOf(cx, row, cx.span(node))))
  }
  if (name === 'pop' || name === 'shift') {
    expectCount(cx, node, name, 0, 0, `row.${name}()`)
    const values = takeFrom(cx, rowIn(cx, callee.object as Node)!, name, node)
    if (!isShape(type.of)) return single(values[0])
    return { values, keys: type.of.shape === 'object' ? type.of.keys : undefined, single: false }
  }
  if (isRowType(type.of) && (name === 'map' || name === 'forEach')) return overRows(cx, node, name)
  refuseMoves(cx, node)
  if (type.of === 'numbers' && !['unshift', 'splice'].includes(name)) return undefined
  if (isShape(type.of) && !['unshift', 'splice', 'sort'].includes(name)) return undefined
  throw cx.error(
    'unsupported',
    callee.property,
    `a kernel cannot call .${name} of ${isRowType(type.of) ? 'an array of arrays whose lengths differ' : 'a row of an array of arrays'}`,
    'it has push, pop, shift and length, elements, and for (const row of rows) …',
  )
}

/**
 * Refuses callbacks that make rows longer or shorter and write elements of rows: the row that is walked may move, and what is walked is then
 * as it was.
 */
function refuseMoves(cx: Context, node: es.CallExpression): void {
  for (const argument of node.arguments) {
    let [moves, writes] = [false, false]
    const isRow = (of: es.Node): boolean =>
      of.type === 'MemberExpression' && rowTypeIn(cx, (of as es.MemberExpression).object) !== undefined
    walk(argument.type === 'Identifier' ? cx.helper(argument.name)?.node : argument, (inner) => {
      const target = writtenBy(inner)
      moves ||= changesRow(cx, inner)
      if (target) writes ||= isRow(target)
      return true
    })
    if (moves && writes)
      throw cx.error(
        'unsupported',
        argument,
        'this function changes the length and the elements of rows while a method walks one',
        'write a loop: for (let i = 0; i < row.length; i++) …',
      )
  }
}

/** `rows.map((row, i) => row.length)`, to a list of numbers, and `rows.forEach((row) => …)`. */
function overRows(cx: Context, node: es.CallExpression, name: 'map' | 'forEach'): Result {
  expectCount(cx, node, name, 1, 1, `rows.${name}((row, i) => …)`)
  const helper = callbackOf(cx, node, name)
  const rows = rowIn(cx, (node.callee as es.MemberExpression).object as Node)!
  const type = rows.type.of as RowType
  const at = cx.span(node)
  const count = cx.spill(sizeOf(cx, rows, at))
  const made = name === 'map' ? allocate(cx, node, 'float64', [count], undefined) : undefined
  const { variable } = (made ?? {}) as { variable?: Variable }
  if (variable) cx.lists.add(variable)
  loop(cx, count, at, (index) => {
    const element: Expr = { kind: 'element', array: viewOf(cx, rows, node), index: copyOf(index), at }
    const handle = cx.spill({ kind: 'binary', op: '|', left: element, right: numberOf(0, at), at })
    const passed = [{ row: { type, handle, name: rows.name } }, { value: index }].slice(0, helper.node.params.length)
    const { values, single } = inlineWith(cx, helper, passed, node)
    if (variable === undefined) return
    if (!single || values.length !== 1)
      throw cx.error('type', node.arguments[0], 'this function gives no number', 'map needs one')
    refuseCondition(cx, values[0], node.arguments[0])
    cx.emit({ kind: 'store', array: variable, index: copyOf(index), value: values[0], at })
  })
  return made ? { values: [made], keys: undefined, single: true } : { values: [], keys: undefined, single: false }
}

/** `rows[i] = [1, 2]`, `rows[i][j] = x`, `row = rows[i]`; false for any other assignment. */
export function assignsRow(cx: Context, node: es.AssignmentExpression): boolean {
  const { left, right, operator } = node
  refuseMovedRecord(cx, left, right)
  if (operator !== '=') return updates(cx, node)
  if (left.type === 'Identifier') return assignsName(cx, node, left)
  if (left.type === 'ArrayPattern') return exchanges(cx, node, left)
  if (left.type !== 'MemberExpression' || rowTypeIn(cx, left.object) === undefined) return false
  if (!left.computed) {
    if (constantKey(left) !== 'length') return false
    const row = rowIn(cx, left.object as Node)!
    const width = isShape(row.type.of) ? row.type.of.keys.length : 1
    const at = cx.span(node)
    const count: Expr = { kind: 'binary', op: '*', left: readExpression(cx, right), right: numberOf(width, at), at }
    run(cx, 'rowShorten', node, copyOf(row.handle), cx.spill(count))
    return true
  }
  const row = rowIn(cx, left.object as Node)!
  if (isShape(row.type.of)) return false
  const index = cx.spill(readExpression(cx, left.property))
  const [given] = valuesIn(cx, row, right)
  put(cx, row, index, cx.spill(given), node)
  return true
}

/** Refuses `rows[i][j].x = f()` where `f` changes lengths of rows: the record may lie elsewhere afterwards. */
function refuseMovedRecord(cx: Context, left: es.Node, right: es.Expression): void {
  const record = left.type === 'MemberExpression' ? (left as es.MemberExpression).object : undefined
  const of = record?.type === 'MemberExpression' ? rowTypeIn(cx, record.object)?.of : undefined
  if (of === undefined || !isShape(of) || !changesLengths(cx, right, new Set())) return
  throw cx.error(
    'unsupported',
    right,
    'this changes the lengths of rows while an object in one is assigned to',
    'take the value first: const value = …, and then assign it',
  )
}

/** Whether it is a call that makes a row longer or shorter. */
function changesRow(cx: Context, node: es.Node): boolean {
  const { callee } = node as es.CallExpression
  if (node.type !== 'CallExpression' || callee.type !== 'MemberExpression') return false
  return OF_LISTS.includes(constantKey(callee) ?? '') && rowTypeIn(cx, callee.object) !== undefined
}

/** Whether an expression, or a function that it calls, does. */
function changesLengths(cx: Context, root: unknown, seen: Set<unknown>): boolean {
  let found = false
  walk(root, (node) => {
    const { callee } = node as es.CallExpression
    if (found || node.type !== 'CallExpression') return !found
    found = changesRow(cx, node)
    const called = callee.type === 'Identifier' ? cx.helper(callee.name)?.node : undefined
    if (called && !seen.has(called)) found ||= changesLengths(cx, called, seen.add(called))
    return !found
  })
  return found
}

/** `rows[i][j] += x`: where the value makes rows longer, the element lies elsewhere afterwards. */
function updates(cx: Context, node: es.AssignmentExpression): boolean {
  const { left, right } = node
  const logical = ['&&=', '||=', '??='].includes(node.operator)
  if (logical || left.type !== 'MemberExpression' || !left.computed) return false
  if (rowTypeIn(cx, left.object)?.of !== 'numbers') return false
  const op = binaryOp(cx, node, node.operator.slice(0, -1))
  const at = cx.span(node)
  const row = rowIn(cx, left.object as Node)!
  const index = cx.spill(readExpression(cx, left.property))
  const before = cx.spill({
    kind: 'element',
    array: viewOf(cx, row, left.object),
    index: copyOf(index),
    at: cx.span(left),
  })
  const value = cx.spill({ kind: 'binary', op, left: before, right: readExpression(cx, right), at })
  cx.emit({ kind: 'store', array: viewOf(cx, row, left.object), index: copyOf(index), value, at })
  return true
}

/** Stores an element, be it one behind the end. */
function put(cx: Context, row: Row, index: Expr, value: Expr, node: es.Node): void {
  const at = cx.span(node)
  if (!row.type.typed) {
    const { block } = cx.block(() => append(cx, row, numberOf(0, at), node))
    const test: Expr = { kind: 'binary', op: '===', left: copyOf(index), right: sizeOf(cx, row, at), at }
    cx.emit({ kind: 'if', test, yes: block, no: [], at })
  }
  cx.emit({ kind: 'store', array: viewOf(cx, row, node), index: copyOf(index), value, at })
}

function assignsName(cx: Context, node: es.AssignmentExpression, { name }: es.Identifier): boolean {
  const rows = cx.rows(name)
  if (rows === undefined) return false
  const { handle } = makeRow(cx, rows.type, node.right)
  cx.emit({ kind: 'set', variable: rows.handle, value: copyOf(handle), declares: false, at: cx.span(node) })
  return true
}

/** `[rows[i], rows[j]] = [rows[j], rows[i]]`, `[a, b] = [b, a]` of rows. */
function exchanges(cx: Context, node: es.AssignmentExpression, { elements }: es.ArrayPattern): boolean {
  const { right } = node
  if (right.type !== 'ArrayExpression' || right.elements.length !== elements.length) return false
  if (!elements.every((target) => target && rowTypeIn(cx, target as Node))) return false
  if (!right.elements.every((value) => value && rowTypeIn(cx, value))) return false
  const values = right.elements.map((value) =>
    cx.spill(copyOf(cx.spill(held(cx, rowIn(cx, value as Node)!, value as Span)))),
  )
  elements.forEach((target, i) => {
    const name = target!.type === 'Identifier' ? cx.rows(target!.name)! : undefined
    if (name) {
      cx.emit({ kind: 'set', variable: name.handle, value: values[i], declares: false, at: cx.span(node) })
      return
    }
    const { object, property } = target as es.MemberExpression
    put(cx, rowIn(cx, object as Node)!, cx.spill(readExpression(cx, property)), values[i], node)
  })
  return true
}

/** A row's number as it is now. */
function held(cx: Context, { handle }: Row, node: Span): Expr {
  const at = cx.span(node)
  return { kind: 'binary', op: '|', left: copyOf(handle), right: numberOf(0, at), at }
}

function run(cx: Context, name: 'rowShorten', node: es.Node, ...values: readonly Expr[]): void {
  const { pool, meta } = heapOf(cx)
  const passed = values.map((value) => ({ value }))
  inlineWith(
    cx,
    libraryHelper(name),
    [{ variable: meta.list }, { variable: pool.list }, ...passed],
    node as es.CallExpression,
  )
}
