import type * as es from 'acorn'
import type { CompileError } from '../../base/errors.ts'
import { readConstant } from './constants.ts'
import type { Context } from './context.ts'
import { partOf } from './groups.ts'
import { copyOf, isFixed, isRecord, rowTypeIn } from './places.ts'
import { type Node, readExpression } from './reader.ts'
import { type Expr, expressions, type Group, isRowType, type Span, type Variable } from './tree.ts'

/** The variable that a name, or a name's part, stands for. */
export function namedVariable(cx: Context, node: Node): Variable | undefined {
  if (node.type === 'ParenthesizedExpression') return namedVariable(cx, node.expression)
  if (node.type === 'Identifier') return cx.lookup(node.name, node)
  if (node.type !== 'MemberExpression' || isRecord(cx, node.object)) return undefined
  const part = partOf(cx, node)
  return part?.place ? undefined : (part ?? imported(cx, node))
}

/** An array of the scope that a bundler reads from its module: `tables_1.WEIGHTS`. */
function imported(cx: Context, { object, property, computed }: es.MemberExpression): Variable | undefined {
  if (computed || property.type !== 'Identifier' || object.type !== 'Identifier') return undefined
  if (cx.lookup(object.name) || cx.group(object.name)) return undefined
  const variable = Object.hasOwn(cx.scope, property.name) ? cx.lookup(property.name) : undefined
  return variable && cx.isFrozen(variable) ? variable : undefined
}

/** Expressions that may give an array. */
const giving: ReadonlySet<string> = new Set([
  'CallExpression',
  'ConditionalExpression',
  'NewExpression',
  'ArrayExpression',
  'AssignmentExpression',
  'SequenceExpression',
])

/** The variable that an array expression names, or the row that it is; of one that chooses or makes an array, a variable for it. */
export function readArray(cx: Context, node: Node): Variable {
  const variable = namedVariable(cx, node)
  if (variable) return variable
  if (node.type === 'ParenthesizedExpression') return readArray(cx, node.expression)
  const row = tableRow(cx, node) ?? rowArray(cx, node) ?? cx.readers.elements(cx, node)
  if (row) return row
  if (node.type === 'Identifier') {
    const group = cx.group(node.name)
    if (group) throw notAnArray(cx, group, node)
    readConstant(cx, node, node.name)
  }
  if (node.type === 'CallExpression' && arrayMethod(cx, node) === 'row') return readRow(cx, node)
  const array = giving.has(node.type) ? arrayOf(cx, readExpression(cx, node)) : undefined
  if (array) return array
  throw cx.error(
    'unsupported',
    node,
    node.type === 'MemberExpression' ? 'this is no array' : 'only an array can be indexed',
    node.type === 'MemberExpression'
      ? 'arrays are parameters, fields of an object argument, and variables of the kernel; arrays of arrays become an n-d array, asarray(m), read as m.get(i, j)'
      : 'index an array by its name: a[i]',
  )
}

/** `m[i]` of an array of arrays: a name for a part of it. Its index is checked with each element. */
export function tableRow(cx: Context, node: Node): Variable | undefined {
  if (node.type !== 'MemberExpression' || !node.computed) return undefined
  const table = namedVariable(cx, node.object)
  if (table === undefined || !cx.tables.has(table)) return undefined
  const index = readExpression(cx, node.property)
  const at = cx.span(node)
  return {
    name: table.name,
    kind: 'const',
    at,
    view: { array: table, row: isFixed(cx, index) ? index : cx.spill(index) },
  }
}

/** The elements of an array of numbers among arrays of arrays, as they lie in memory now. */
export function rowArray(cx: Context, node: Node): Variable | undefined {
  if (rowTypeIn(cx, node) === undefined) return undefined
  const row = cx.readers.row(cx, node)!
  if (row.type.of === 'numbers') return cx.readers.rowView(cx, row, node)
  throw cx.error(
    'unsupported',
    node,
    `'${row.name}' is an array of ${isRowType(row.type.of) ? 'arrays' : 'records'} here, and this needs numbers`,
    'read its elements: rows[i][j]',
  )
}

/** The variable of a value that may be an array: one of several is held in a variable of its own. */
export function arrayOf(cx: Context, value: Expr): Variable | undefined {
  if (value.kind === 'variable') return value.variable
  if (value.kind !== 'conditional') return undefined
  const chosen = cx.spill(value)
  return chosen.kind === 'variable' ? chosen.variable : undefined
}

function notAnArray(cx: Context, group: Group, node: Span): CompileError {
  return cx.error(
    'type',
    node,
    `'${group.name}' is ${group.group === 'list' ? 'an array of single values' : 'an object'}, and an array in memory is needed here`,
    group.group === 'list' ? 'make it new Float64Array(n)' : 'name the field that is the array',
  )
}

/** Where an element lies: of a row, in the array that it is a row of. */
export function placeOf(array: Variable, index: Expr): { array: Variable; index: Expr } {
  const { view } = array
  if (view === undefined) return { array, index }
  const indices = [copyOf(view.row), ...(index.kind === 'position' ? index.indices : [index])]
  return { array: view.array, index: { kind: 'position', indices, at: index.at } }
}

/** The number of elements. */
export function lengthOf(array: Variable, at: Span): Expr {
  if (array.view) return { kind: 'extent', array: array.view.array, of: 'shape', dim: 1, at }
  return { kind: 'length', array, at }
}

const methods = ['get', 'set', 'row'] as const

/** Which method of an array a call is: `a.get(i, j)`, `a.row(i).get(j)`. */
export function arrayMethod(cx: Context, node: es.CallExpression): (typeof methods)[number] | undefined {
  const { callee } = node
  if (callee.type !== 'MemberExpression' || callee.computed || callee.property.type !== 'Identifier') return undefined
  const { name } = callee.property
  const { object } = callee
  const method = methods.find((each) => each === name)
  if (method === undefined || object.type === 'Super') return undefined
  if (object.type === 'CallExpression') refuseView(cx, object)
  return namedVariable(cx, object) !== undefined || isRow(cx, object) ? method : undefined
}

const views: ReadonlySet<string> = new Set(['transpose', 'slice', 'reshape'])

/** Views are made by the caller. */
export function refuseView(cx: Context, { callee }: es.CallExpression): void {
  if (callee.type !== 'MemberExpression' || callee.computed || callee.property.type !== 'Identifier') return
  if (!views.has(callee.property.name) || callee.object.type !== 'Identifier' || !cx.lookup(callee.object.name)) return
  throw cx.error(
    'unsupported',
    callee.property,
    `a kernel cannot call ${callee.property.name}`,
    `make the view outside and pass it: kernel(${callee.object.name}.${callee.property.name}(…)); a kernel takes rows, a.row(i)`,
  )
}

function isRow(cx: Context, node: es.Expression | es.Super): boolean {
  return node.type === 'CallExpression' && arrayMethod(cx, node) === 'row'
}

/** `a.get(i, j)` */
export function readGet(cx: Context, node: es.CallExpression): Expr {
  const array = readArray(cx, (node.callee as es.MemberExpression).object)
  return { kind: 'element', ...placeOf(array, readPosition(cx, node, node.arguments)), at: cx.span(node) }
}

/** `a.set(i, j, value)`: the indices, then the value, then the element. */
export function readSet(cx: Context, node: es.CallExpression): void {
  const array = readArray(cx, (node.callee as es.MemberExpression).object)
  if (node.arguments.length < 2)
    throw cx.error('type', node, 'set needs indices and a value', `write ${array.name}.set(i, j, value)`)
  const values = cx.operands(node.arguments, (n) => readExpression(cx, n))
  const at = cx.span(node)
  const index: Expr = { kind: 'position', indices: inOrder(cx, values.slice(0, -1)), at }
  cx.emit({ kind: 'store', ...placeOf(array, index), value: values[values.length - 1], at })
}

function readPosition(cx: Context, node: Span, nodes: readonly (es.Expression | es.SpreadElement)[]): Expr {
  const indices = cx.operands(nodes, (n) => readExpression(cx, n))
  return { kind: 'position', indices: inOrder(cx, indices), at: cx.span(node) }
}

/** All indices are evaluated before any is checked: where a later one may throw, each is evaluated first. */
function inOrder(cx: Context, indices: readonly Expr[]): readonly Expr[] {
  const throws = indices.slice(1).some((index) => [...expressions(index)].some((e) => e.kind === 'element'))
  return throws ? indices.map((index) => cx.spill(index)) : indices
}

/**
 * `a.row(i)`: a name for a part of `a`, which `placeOf` resolves. The index is checked here, and must keep the value that it
 * has here.
 */
export function readRow(cx: Context, node: es.CallExpression): Variable {
  const array = readArray(cx, (node.callee as es.MemberExpression).object)
  const at = cx.span(node)
  if (array.view || node.arguments.length !== 1)
    throw cx.error(
      'type',
      node,
      array.view ? `'${array.name}' is a row already` : `row got ${node.arguments.length} arguments and takes 1`,
      'write a.row(i) of an array of two dimensions',
    )
  const index = readExpression(cx, node.arguments[0])
  const row = isFixed(cx, index) ? index : cx.spill(index)
  cx.emit({ kind: 'check', array, index: copyOf(row), at })
  return { name: `${array.name}_row`, kind: 'const', at, view: { array, row } }
}

type Of = Extract<Expr, { kind: 'extent' }>['of']

/** The array and which of its lists a member expression reads: `a.shape`, `a.strides`. */
function listOf(cx: Context, node: Node): { array: Variable; of: Of } | undefined {
  if (node.type !== 'MemberExpression' || node.computed || node.property.type !== 'Identifier') return undefined
  const { name } = node.property
  if ((name !== 'shape' && name !== 'strides') || node.object.type === 'Super') return undefined
  const array = namedVariable(cx, node.object)
  if (array === undefined) return undefined
  if (array.view)
    throw cx.error('type', node, `'${array.name}' is a row, and has no ${name}`, `read ${array.name}.length`)
  return { array, of: name }
}

/** `a.shape[0]`, `a.strides[1]`, `a.shape.length`. */
export function readDimension(cx: Context, node: es.MemberExpression): Expr | undefined {
  const at = cx.span(node)
  const { object, property } = node
  if (listOf(cx, node))
    throw cx.error(
      'unsupported',
      node,
      'a kernel cannot use this list as a whole',
      'read its elements, a.shape[0], or destructure it: const [n, m] = a.shape',
    )
  const list = listOf(cx, object)
  if (list === undefined) return undefined
  if (!node.computed && property.type === 'Identifier' && property.name === 'length')
    return { kind: 'extent', ...list, of: 'rank', dim: 0, at }
  const dim = property.type === 'Literal' ? property.value : undefined
  if (!node.computed || typeof dim !== 'number' || !Number.isInteger(dim) || dim < 0)
    throw cx.error(
      'unsupported',
      property,
      'the dimension must be a constant',
      'write a.shape[0], or choose between them with a condition',
    )
  return { kind: 'extent', ...list, dim, at }
}

/** `[n, m] = a.shape`: as many lengths as are asked for. Undefined where the right side is no such list. */
export function readDimensions(cx: Context, node: es.Expression, count: number): Expr[] | undefined {
  const list = listOf(cx, node)
  return list && Array.from({ length: count }, (_, dim): Expr => ({ kind: 'extent', ...list, dim, at: cx.span(node) }))
}

/** Emits a loop over the elements of an array. */
export function overElements(cx: Context, array: Variable, at: Span, body: (element: Expr, index: Expr) => void): void {
  const counter: Variable = { name: 'at', kind: 'const', at }
  const index: Expr = { kind: 'variable', variable: counter, at }
  const { block } = cx.block(() => body({ kind: 'element', ...placeOf(array, index), at }, index))
  const number = (value: number): Expr => ({ kind: 'number', value, at })
  cx.emit({
    kind: 'for',
    parallel: false,
    counter,
    start: number(0),
    stop: lengthOf(array, at),
    step: number(1),
    inclusive: false,
    body: block,
    at,
  })
}
