/**
 * Arrays of arrays whose rows have lengths of their own: adjacency lists, triangles, rows that are pushed. All rows of a kernel lie in one list
 * of numbers, the pool; a second list says of each where it begins, how many elements it has and room for how many. What a name stands for,
 * or an element that is an array, is a row's number: so two names of one row are one row, as in JavaScript.
 */

import type * as es from 'acorn'
import { dtypeOfConstructor, refuseCondition } from './allocation.ts'
import { loop, numberOf, variableOf } from './arrayParts.ts'
import { lengthOf } from './arrays.ts'
import type { Heap } from './bindings.ts'
import type { Context } from './context.ts'
import { inlineWith } from './inline.ts'
import { type LibraryName, libraryHelper } from './library.ts'
import { changesAny } from './loops.ts'
import { copyOf, rowTypeIn } from './places.ts'
import { type Node, readExpression } from './reader.ts'
import { valuesFor } from './records.ts'
import { constructorIn, mapperOf, rowTypeOf, sharedType } from './rowTypes.ts'
import { isUnfilled } from './says.ts'
import { lengthIn } from './tables.ts'
import {
  type Expr,
  isRowType,
  isShape,
  type Records,
  type Row,
  type RowType,
  type Span,
  type Stmt,
  statements,
  type Variable,
} from './tree.ts'
import { walk } from './walk.ts'

const FIELDS = 3
const ROOM = 64

/** The lists in which rows lie, made where the kernel begins. */
export function heapOf(cx: Context): Heap {
  cx.heap ??= isFixed(cx)
    ? { pool: makeArray(cx, 'rows', 'float64', MOST), meta: makeArray(cx, 'rows_meta', 'int32', FIELDS * MOST_ROWS) }
    : { pool: makeList(cx, 'rows', 'float64'), meta: makeList(cx, 'rows_meta', 'int32') }
  return cx.heap
}

/** Elements and rows that there may be where functions that call themselves add some. */
const MOST = 2 ** 20
const MOST_ROWS = 2 ** 17

/** Whether the heap has one length, as functions that call themselves put rows in it. */
function isFixed(cx: Context): boolean {
  return cx.shared.size > 0
}

function makeArray(cx: Context, name: string, dtype: 'float64' | 'int32', length: number): Heap['pool'] {
  const at = cx.span({ start: 0, end: 1 })
  const list: Variable = { name, kind: 'const', at }
  return {
    list,
    made: [{ kind: 'allocate', array: list, dtype, lengths: [numberOf(length, at)], fill: undefined, at }],
  }
}

/** Whether statements may make a row longer, or shorter. */
export function changesHeap(cx: Context, body: readonly Stmt[]): boolean {
  const { pool, meta } = heapOf(cx)
  if (!isFixed(cx)) return changesAny(body, new Set([pool.list]))
  return statements(body).some((stmt) => stmt.kind === 'call' || (stmt.kind === 'store' && stmt.array === meta.list))
}

function makeList(cx: Context, name: string, dtype: 'float64' | 'int32'): Heap['pool'] {
  const at = cx.span({ start: 0, end: 1 })
  const list: Variable = { name, kind: 'const', at }
  const buffer: Variable = { name: `${name}_buffer`, kind: 'let', at }
  const start: Variable = { name: `${name}_start`, kind: 'let', at }
  cx.growing.set(list, { buffer, start, constant: true })
  const made: Stmt[] = [
    { kind: 'set', variable: start, value: numberOf(0, at), declares: true, at },
    { kind: 'allocate', array: buffer, dtype, lengths: [numberOf(ROOM, at)], fill: undefined, at },
    { kind: 'view', array: list, of: buffer, start: numberOf(0, at), length: numberOf(0, at), at },
  ]
  return { list, made }
}

/** What makes the heap, where there is one. */
export function heapMade(cx: Context): readonly Stmt[] {
  return cx.heap ? [...cx.heap.pool.made, ...cx.heap.meta.made] : []
}

/** Reads an iteration of a parallel loop; gives what makes the heap of its own rows, where there are none outside. */
export function withOwnHeap(cx: Context, read: () => void): readonly Stmt[] {
  const outer = cx.heap
  read()
  if (outer !== undefined || isFixed(cx)) return []
  const made = heapMade(cx)
  cx.heap = undefined
  return made
}

/** The row that an expression is. */
export function rowIn(cx: Context, node: Node): Row | undefined {
  if (node.type === 'ParenthesizedExpression') return rowIn(cx, node.expression)
  const type = rowTypeIn(cx, node)
  if (type === undefined) return undefined
  if (node.type === 'Identifier') {
    const rows = cx.rows(node.name)!
    return { type, handle: variableOf(rows.handle, cx.span(node)), name: node.name }
  }
  if (node.type === 'CallExpression') {
    const { callee } = node
    const { object, property } = callee as es.MemberExpression
    const values = takeFrom(cx, rowIn(cx, object as Node)!, (property as es.Identifier).name as 'pop', node)
    return { type, handle: values[0], name: 'row' }
  }
  const { object, property } = node as es.MemberExpression
  refuseEffects(cx, property)
  const outer = rowIn(cx, object as Node)!
  const index = readExpression(cx, property)
  const at = cx.span(node)
  const element: Expr = { kind: 'element', array: viewOf(cx, outer, object), index, at }
  const handle = cx.spill({ kind: 'binary', op: '|', left: element, right: numberOf(0, at), at })
  return { type, handle, name: outer.name }
}

/** An index may be read more than once. */
function refuseEffects(cx: Context, node: Node): void {
  let found = false
  walk(node, (each) => {
    found ||= each.type === 'AssignmentExpression' || each.type === 'UpdateExpression'
    return !found
  })
  if (found) throw cx.error('unsupported', node, 'the index of a row has an effect', 'compute it before')
}

function field({ handle }: Row, which: number, at: Span): Expr {
  const first: Expr = { kind: 'binary', op: '*', left: copyOf(handle), right: numberOf(FIELDS, at), at }
  return which === 0 ? first : { kind: 'binary', op: '+', left: first, right: numberOf(which, at), at }
}

/** The number of values that lie in a row. */
export function sizeOf(cx: Context, row: Row, at: Span): Expr {
  return { kind: 'element', array: heapOf(cx).meta.list, index: field(row, 1, at), at }
}

/** The elements of a row as they lie in the pool, till that grows. */
export function viewOf(cx: Context, row: Row, node: Span): Variable {
  const at = cx.span(node)
  const { pool, meta } = heapOf(cx)
  const { of } = row.type
  const width = isShape(of) ? { width: of.keys.length } : {}
  const array: Variable = { name: row.name, kind: 'temp', ...width, at }
  const start: Expr = { kind: 'element', array: meta.list, index: field(row, 0, at), at }
  cx.emit({ kind: 'view', array, of: pool.list, start: cx.spill(start), length: cx.spill(sizeOf(cx, row, at)), at })
  cx.lists.add(array)
  return array
}

function run(cx: Context, name: LibraryName, node: es.Node, ...values: readonly Expr[]): Expr {
  const { pool, meta } = heapOf(cx)
  const passed = values.map((value) => ({ value }))
  const call = node as es.CallExpression
  const result = inlineWith(
    cx,
    libraryHelper(name),
    [{ variable: meta.list }, { variable: pool.list }, ...passed],
    call,
  )
  return result.values[0]
}

/** A row without elements. */
export function newRow(cx: Context, type: RowType, node: es.Node): Row {
  return { type, handle: cx.spill(run(cx, isFixed(cx) ? 'rowNewFixed' : 'rowNew', node)), name: 'row' }
}

/** Puts a value at the end of a row. */
export function append(cx: Context, row: Row, value: Expr, node: es.Node): void {
  run(cx, isFixed(cx) ? 'rowPushFixed' : 'rowPush', node, copyOf(row.handle), cx.spill(value))
}

/** `row.pop()`, `row.shift()`: the values of an element, which must be there. */
export function takeFrom(cx: Context, row: Row, which: 'pop' | 'shift', node: es.Node): Expr[] {
  const width = isShape(row.type.of) ? row.type.of.keys.length : 1
  const at = cx.span(node)
  const array = viewOf(cx, row, node)
  const end: Expr = cx.spill({ kind: 'binary', op: '-', left: lengthOf(array, at), right: numberOf(width, at), at })
  const values = Array.from({ length: width }, (_, i): Expr => {
    const index: Expr =
      which === 'shift' ? numberOf(i, at) : { kind: 'binary', op: '+', left: copyOf(end), right: numberOf(i, at), at }
    const element: Expr = { kind: 'element', array, index, at }
    return cx.spill(
      isRowType(row.type.of) ? { kind: 'binary', op: '|', left: element, right: numberOf(0, at), at } : element,
    )
  })
  run(
    cx,
    which === 'pop' ? 'rowShorten' : 'rowShift',
    node,
    copyOf(row.handle),
    which === 'pop' ? end : numberOf(width, at),
  )
  return values
}

/** The values that an element of a row is given. */
export function valuesIn(cx: Context, { type, name }: Row, node: es.Expression | es.SpreadElement): Expr[] {
  if (node.type === 'SpreadElement')
    throw cx.error('unsupported', node, 'a kernel cannot spread this', 'push them in a loop')
  if (isRowType(type.of)) return [makeRow(cx, type.of, node).handle]
  if (isShape(type.of)) {
    const draft: Records = { memory: heapOf(cx).pool.list, name, ...type.of, root: cx.body, moves: true }
    return valuesFor(cx, draft, node)
  }
  const value = readExpression(cx, node)
  refuseCondition(cx, value, node)
  return [value]
}

/** The row that an expression is, or makes. */
export function makeRow(cx: Context, type: RowType, node: es.Expression): Row {
  const known = rowIn(cx, node)
  if (known) return known
  if (node.type === 'ParenthesizedExpression') return makeRow(cx, type, node.expression)
  const at = cx.span(node)
  const each = mapperOf(node)
  const maps = each && !isUniform(type)
  if (node.type === 'ArrayExpression' || maps || isUnfilled(node)) {
    const row = newRow(cx, type, node)
    if (node.type === 'ArrayExpression') fill(cx, row, node)
    else if (maps) fillBy(cx, row, node as es.CallExpression, each)
    else {
      const [count] = (node as es.CallExpression).arguments
      // Elements that are no rows yet.
      loop(cx, cx.spill(readExpression(cx, count as es.Expression)), at, () => append(cx, row, numberOf(-1, at), node))
    }
    return row
  }
  if (type.of === 'numbers') {
    refuseOtherTyped(cx, node)
    const value = readExpression(cx, node)
    if (value.kind === 'variable' && cx.nameMade(value.variable, 'row')) return copied(cx, type, value.variable, node)
  }
  throw cx.error(
    'unsupported',
    node,
    'this is an element of an array of arrays, and no array of its own',
    'make it where it is put in: rows.push([...a]), rows[i] = a.slice()',
  )
}

/** Elements of rows are float64: those of other typed arrays would be rounded where they are stored. */
function refuseOtherTyped(cx: Context, node: es.Expression): void {
  const name = constructorIn(cx.body, node)
  const dtype = name === undefined || cx.lookup(name) ? undefined : dtypeOfConstructor(name)
  if (dtype === undefined || dtype === 'float64') return
  throw cx.error(
    'unsupported',
    node,
    `this is a ${name}, and arrays of arrays that grow hold float64`,
    `make it a Float64Array, or all rows at once: Array.from({ length: n }, () => new ${name}(m))`,
  )
}

const isUniform = (type: RowType): boolean => type.of === 'numbers'

function copied(cx: Context, type: RowType, array: Variable, node: es.Node): Row {
  const at = cx.span(node)
  const row = newRow(cx, type, node)
  loop(cx, lengthOf(array, at), at, (index) => append(cx, row, { kind: 'element', array, index, at }, node))
  return row
}

function fill(cx: Context, row: Row, { elements }: es.ArrayExpression): void {
  for (const element of elements) {
    if (element === null)
      throw cx.error(
        'unsupported',
        cx.span(elements[0] ?? { start: 0, end: 1 }),
        'an array with holes',
        'give every element',
      )
    if (element.type === 'SpreadElement' && row.type.of === 'numbers') {
      const array = readExpression(cx, {
        type: 'ArrayExpression',
        elements: [element],
        start: element.start,
        end: element.end,
      })
      const at = cx.span(element)
      if (array.kind === 'variable')
        loop(cx, lengthOf(array.variable, at), at, (index) =>
          append(cx, row, { kind: 'element', array: array.variable, index, at }, element),
        )
    } else for (const value of valuesIn(cx, row, element)) append(cx, row, value, element)
  }
}

/** The elements that a function makes of their index. */
function fillBy(cx: Context, row: Row, node: es.CallExpression, each: es.ArrowFunctionExpression): void {
  const at = cx.span(node)
  const count = countIn(node)
  const [first, second] = each.params
  const body = each.body.type === 'ParenthesizedExpression' ? each.body.expression : each.body
  if (
    count === undefined ||
    each.params.length > 2 ||
    body.type === 'BlockStatement' ||
    (first && first.type !== 'Identifier')
  )
    throw cx.error(
      'unsupported',
      each,
      'this function makes rows in a way that is not known',
      'write a loop: rows.push([…])',
    )
  loop(cx, cx.spill(readExpression(cx, count)), at, (index) =>
    cx.nested(() => {
      if (second?.type === 'Identifier') {
        const variable = cx.declare(second.name, 'let', second)
        cx.emit({ kind: 'set', variable, value: index, declares: true, at })
      }
      for (const value of valuesIn(cx, row, body)) append(cx, row, value, node)
    }),
  )
}

/** How many there are of `Array.from({ length: n }, …)`, `Array(n).fill().map(…)`. */
function countIn({ callee, arguments: given }: es.CallExpression): es.Expression | undefined {
  const { object } = callee as es.MemberExpression
  if (object.type === 'Identifier') return lengthIn(given[0])
  const unfilled =
    object.type === 'ArrayExpression'
      ? (object.elements[0] as es.SpreadElement).argument
      : ((object as es.CallExpression).callee as es.MemberExpression).object
  return (unfilled as es.CallExpression).arguments[0] as es.Expression
}

/** `const adj = Array.from({ length: n }, () => [])`, `const row = rows[i]`; false for any other declaration. */
export function declareRows(cx: Context, id: es.Identifier, init: es.Expression, constant: boolean): boolean {
  const of = rowTypeIn(cx, init)
  const own = cx.shared.has(id.name) && init.type === 'ArrayExpression' ? sharedType(cx.body, id.name, init) : undefined
  const type = of ?? own ?? (init.type === 'Identifier' ? undefined : rowTypeOf(cx.body, id.name, init))
  if (type === undefined) return false
  const row = of ? rowIn(cx, init)! : makeRow(cx, type, init)
  cx.keepRow(id.name, { ...row, type }, id, constant)
  return true
}
