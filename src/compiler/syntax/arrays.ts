import type * as es from 'acorn'
import { readConstant } from './constants.ts'
import type { Context } from './context.ts'
import { type Node, readExpression } from './reader.ts'
import { type Expr, expressions, type Span, type Variable } from './tree.ts'

/** The parameter or variable that an array expression names, or the row that it is. */
export function readArray(cx: Context, node: Node): Variable {
  if (node.type === 'ParenthesizedExpression') return readArray(cx, node.expression)
  if (node.type === 'Identifier') {
    const variable = cx.lookup(node.name, node)
    if (variable) return variable
    if (!Object.hasOwn(cx.scope, node.name)) readConstant(cx, node, node.name)
  }
  if (node.type === 'CallExpression' && arrayMethod(cx, node) === 'row') return readRow(cx, node)
  throw cx.error(
    'unsupported',
    node,
    'only a parameter or a variable of the kernel can be indexed',
    'pass the array as an argument of its own; arrays of arrays become an n-d array, asarray(m), read as m.get(i, j)',
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
  if (object.type === 'CallExpression') refuseView(cx, object)
  const owns = object.type === 'Identifier' ? cx.lookup(object.name, object) !== undefined : isRow(cx, object)
  return owns ? methods.find((method) => method === name) : undefined
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

/** Whether an expression has the same value wherever its variables are seen. */
function isFixed(cx: Context, expr: Expr): boolean {
  if (expr.kind === 'variable')
    return expr.variable.kind === 'const' || expr.variable.kind === 'temp' || cx.fixed.has(expr.variable)
  if (expr.kind === 'binary') return isFixed(cx, expr.left) && isFixed(cx, expr.right)
  return expr.kind === 'number'
}

/** The same expression once more: what is known of an expression is known of one place. */
function copyOf(expr: Expr): Expr {
  return expr.kind === 'binary' ? { ...expr, left: copyOf(expr.left), right: copyOf(expr.right) } : { ...expr }
}

type Of = Extract<Expr, { kind: 'extent' }>['of']

/** The array and which of its lists a member expression reads: `a.shape`, `a.strides`. */
function listOf(cx: Context, node: Node): { array: Variable; of: Of } | undefined {
  if (node.type !== 'MemberExpression' || node.computed || node.property.type !== 'Identifier') return undefined
  const { name } = node.property
  if ((name !== 'shape' && name !== 'strides') || node.object.type !== 'Identifier') return undefined
  const array = cx.lookup(node.object.name, node.object)
  if (array === undefined) return undefined
  if (array.view)
    throw cx.error(
      'type',
      node,
      `'${node.object.name}' is a row, and has no ${name}`,
      `read ${node.object.name}.length`,
    )
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
