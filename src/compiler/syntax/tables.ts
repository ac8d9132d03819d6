import type * as es from 'acorn'
import { allocate, makeFilled, refuseCondition, typedArrayOf, unfilledLength } from './allocation.ts'
import { loop } from './arrayParts.ts'
import { lengthOf, placeOf, readArray } from './arrays.ts'
import type { Context } from './context.ts'
import { copyOf } from './places.ts'
import { readExpression } from './reader.ts'
import type { Expr, Span, Variable } from './tree.ts'
import { parentIn, usesOf } from './uses.ts'
import { constantKey } from './walk.ts'

/**
 * Arrays of arrays that are all of one length: in memory an array of two dimensions, whose rows are read as `m[i]` and elements as
 * `m[i][j]`.
 */
function asTable(cx: Context, table: Expr): Expr {
  if (table.kind === 'variable') {
    cx.tables.add(table.variable)
    cx.lists.add(table.variable)
  }
  return table
}

/** `[[1, 2], [3, 4]]`; undefined where the rows are no literals of one length. */
export function readTableLiteral(cx: Context, node: es.ArrayExpression): Expr | undefined {
  const rows = node.elements.map((row) => (row?.type === 'ArrayExpression' ? row.elements : undefined))
  const [first] = rows
  if (!first?.length || rows.some((row) => row?.length !== first.length)) return undefined
  const at = cx.span(node)
  const number = (value: number): Expr => ({ kind: 'number', value, at })
  const given = rows
    .flatMap((row) => row!)
    .map((element) => {
      if (element && element.type !== 'SpreadElement') return element
      throw cx.error('unsupported', element ?? node, 'an array with holes or spreads', 'give every element')
    })
  const values = cx.operands(given, (element) => readExpression(cx, element))
  values.forEach((value, i) => {
    refuseCondition(cx, value, given[i])
  })
  const lengths = [number(rows.length), number(first.length)]
  const table = asTable(cx, allocate(cx, node, 'float64', lengths, undefined))
  if (table.kind === 'variable')
    for (const [i, value] of values.entries()) {
      const indices = [number(Math.floor(i / first.length)), number(i % first.length)]
      const index: Expr = { kind: 'position', indices, at }
      cx.emit({ kind: 'store', array: table.variable, index, value, at: value.at })
    }
  return table
}

/**
 * `Array.from({ length: n }, () => new Float64Array(m))`, `new Array(n).fill(0).map(() => new Array(m).fill(0))`: a table whose elements are
 * all the same. Undefined for a call of another form.
 */
export function readTable(cx: Context, node: es.CallExpression): Expr | undefined {
  const rows = rowsOf(cx, node)
  const row = rows && rowOf(cx, rows.each)
  if (rows === undefined || row === undefined) return undefined
  const [n, m, fill] = cx.operands([rows.count, row.length, ...(row.fill ? [row.fill] : [])], (each) =>
    readExpression(cx, each),
  )
  if (!row.fill) {
    const table = asTable(cx, allocate(cx, node, row.dtype, [n, m], undefined))
    if (table.kind === 'variable') cx.typedRows.add(table.variable)
    return table
  }
  return asTable(cx, makeFilled(cx, node, [n, m], fill))
}

/** `m.map((row) => row.slice())`, `m.map((row) => row.map((x) => 2 * x))`, `m.map((row) => row[0])`; undefined for any other call. */
export function readTableMap(cx: Context, node: es.CallExpression): Expr | undefined {
  const { callee, arguments: given } = node
  if (callee.type !== 'MemberExpression' || callee.computed || callee.object.type !== 'Identifier') return undefined
  const table = constantKey(callee) === 'map' ? cx.lookup(callee.object.name) : undefined
  const [each] = given
  if (table === undefined || !cx.tables.has(table) || each?.type !== 'ArrowFunctionExpression') return undefined
  const [first, second] = each.params
  const body = each.body.type === 'ParenthesizedExpression' ? each.body.expression : each.body
  const named = each.params.every((param) => param.type === 'Identifier') && each.params.length <= 2
  if (first?.type !== 'Identifier' || !named || body.type === 'BlockStatement') return undefined
  const at = cx.span(node)
  const extent = (dim: number): Expr => ({ kind: 'extent', array: table, of: 'shape', dim, at })
  const wide = keepsRow(body, first.name)
  const lengths = wide ? [extent(0), extent(1)] : [extent(0)]
  const typed = wide && cx.typedRows.has(table)
  const made = allocate(cx, node, wide ? table : 'float64', lengths, undefined)
  const { variable } = made as Extract<Expr, { kind: 'variable' }>
  if (typed) cx.typedRows.add(variable)
  if (!wide) cx.lists.add(variable)
  loop(cx, extent(0), at, (row) =>
    cx.nested(() => {
      cx.alias(first.name, { name: first.name, kind: 'const', at: cx.span(first), view: { array: table, row } })
      if (second?.type === 'Identifier') cx.alias(second.name, (row as Extract<Expr, { kind: 'variable' }>).variable)
      const value = readExpression(cx, body)
      if (!wide) {
        refuseCondition(cx, value, body)
        cx.emit({ kind: 'store', array: variable, index: copyOf(row), value, at })
        return
      }
      const array = (value as Extract<Expr, { kind: 'variable' }>).variable
      loop(cx, extent(1), at, (column) => {
        const index: Expr = { kind: 'position', indices: [copyOf(row), column], at }
        const element: Expr = { kind: 'element', array, index: copyOf(column), at }
        cx.emit({ kind: 'store', array: variable, index, value: element, at })
      })
    }),
  )
  return wide ? asTable(cx, made) : made
}

/**
 * `m[0].map((_, j) => m.map((row) => row[j]))`, `a.map((row) => b[0].map((_, j) => …))`: an array of arrays, one for each element, which are all
 * as long as another array. Undefined for any other call.
 */
export function readNestedMap(cx: Context, node: es.CallExpression): Expr | undefined {
  const outer = mapOf(node)
  const inner = outer && mapOf(outer.body)
  if (inner === undefined || mapOf(inner.body)) return undefined
  // The other array is the same for all elements.
  if (outer!.params.some((param) => usesOf(inner.over, param.name).length > 0)) return undefined
  const at = cx.span(node)
  const rows = readArray(cx, outer!.over)
  // A typed array holds no arrays.
  if (!cx.tables.has(rows) && !cx.isList(rows)) return undefined
  const columns = readArray(cx, inner.over)
  const [n, m] = [rows, columns].map((array) => cx.spill(countOf(cx, array, at)))
  const own = cx.tables.has(columns) || (cx.isList(columns) && columns.view === undefined)
  const made = allocate(cx, node, own ? 'float64' : (columns.view?.array ?? columns), [n, m], undefined)
  const { variable } = made as Extract<Expr, { kind: 'variable' }>
  loop(cx, copyOf(n), at, (i) =>
    cx.nested(() => {
      bindElement(cx, outer!.params, rows, i)
      loop(cx, copyOf(m), at, (j) =>
        cx.nested(() => {
          bindElement(cx, inner.params, columns, j)
          const value = readExpression(cx, inner.body)
          refuseCondition(cx, value, inner.body)
          const index: Expr = { kind: 'position', indices: [copyOf(i), copyOf(j)], at }
          cx.emit({ kind: 'store', array: variable, index, value, at })
        }),
      )
    }),
  )
  return asTable(cx, made)
}

interface Mapped {
  readonly over: es.Expression
  readonly params: readonly es.Identifier[]
  readonly body: es.Expression
}

/** `over.map((x, i) => body)` */
function mapOf(node: es.Node): Mapped | undefined {
  if (node.type === 'ParenthesizedExpression') return mapOf((node as es.ParenthesizedExpression).expression)
  const { callee, arguments: given } = node as es.CallExpression
  if (node.type !== 'CallExpression' || callee.type !== 'MemberExpression' || constantKey(callee) !== 'map')
    return undefined
  const [each] = given
  if (each?.type !== 'ArrowFunctionExpression' || each.body.type === 'BlockStatement' || callee.object.type === 'Super')
    return undefined
  const named = each.params.every((param) => param.type === 'Identifier') && each.params.length <= 2
  return named ? { over: callee.object, params: each.params as es.Identifier[], body: each.body } : undefined
}

function countOf(cx: Context, array: Variable, at: Span): Expr {
  return cx.tables.has(array) ? { kind: 'extent', array, of: 'shape', dim: 0, at } : lengthOf(array, at)
}

/** The names of an element, or a row, and its index. */
function bindElement(cx: Context, [element, index]: readonly es.Identifier[], array: Variable, at: Expr): void {
  if (element && cx.tables.has(array))
    cx.alias(element.name, {
      name: element.name,
      kind: 'const',
      at: cx.span(element),
      view: { array, row: copyOf(at) },
    })
  else if (element) {
    const variable = cx.declare(element.name, 'let', element)
    const value: Expr = { kind: 'element', ...placeOf(array, copyOf(at)), at: cx.span(element) }
    cx.emit({ kind: 'set', variable, value, declares: true, at: cx.span(element) })
  }
  if (index) cx.alias(index.name, (at as Extract<Expr, { kind: 'variable' }>).variable)
}

/** Whether an expression gives an array as long as the row: `row.slice()`, `[...row]`, `row.map(…)`. */
function keepsRow(body: es.Expression, row: string): boolean {
  const isRow = (node: es.Node): boolean => node.type === 'Identifier' && (node as es.Identifier).name === row
  if (body.type === 'ArrayExpression') {
    const [only, ...others] = body.elements
    return only?.type === 'SpreadElement' && others.length === 0 && isRow(only.argument)
  }
  if (body.type !== 'CallExpression') return false
  const { callee, arguments: given } = body
  if (callee.type !== 'MemberExpression') return false
  const key = constantKey(callee)
  return isRow(callee.object) && (key === 'map' || (key === 'slice' && given.length === 0))
}

interface Rows {
  readonly count: es.Expression
  /** Makes each of them. */
  readonly each: es.Expression | es.SpreadElement
}

function rowsOf(cx: Context, { callee, arguments: given }: es.CallExpression): Rows | undefined {
  if (callee.type !== 'MemberExpression' || callee.computed || callee.property.type !== 'Identifier') return undefined
  const { object, property } = callee
  if (object.type === 'Super') return undefined
  if (property.name === 'from' && given.length === 2 && object.type === 'Identifier' && object.name === 'Array') {
    const count = lengthIn(given[0])
    return count && { count, each: given[1] }
  }
  const filled = property.name === 'map' && given.length === 1 ? filledLength(cx, object) : undefined
  return filled && { count: filled, each: given[0] }
}

/** `[m[i], m[k]] = [m[k], m[i]]` of the rows of an array of arrays: their elements change places. False for any other assignment. */
export function exchangesRows(cx: Context, node: es.AssignmentExpression): boolean {
  const { left, right } = node
  if (left.type !== 'ArrayPattern' || right.type !== 'ArrayExpression' || left.elements.length !== 2) return false
  const [a, b] = left.elements
  const [first, second] = [a, b].map((each) => rowIn(cx, each))
  if (first === undefined || first.table !== second?.table || right.elements.length !== 2) return false
  const text = (part: es.Node | null | undefined): string => (part ? cx.source.text.slice(part.start, part.end) : '')
  if (text(right.elements[0]) !== text(b) || text(right.elements[1]) !== text(a)) return false
  const at = cx.span(node)
  const [i, k] = [first, second].map(({ index }) => cx.spill(readExpression(cx, index)))
  const { table } = first
  loop(cx, { kind: 'extent', array: table, of: 'shape', dim: 1, at }, at, (column) => {
    const place = (row: Expr): Expr => ({ kind: 'position', indices: [{ ...row }, column], at })
    const [x, y] = [i, k].map((row) => cx.spill({ kind: 'element', array: table, index: place(row), at }))
    cx.emit({ kind: 'store', array: table, index: place(i), value: y, at })
    cx.emit({ kind: 'store', array: table, index: place(k), value: x, at })
  })
  return true
}

function rowIn(cx: Context, node: es.Pattern | null): { table: Variable; index: es.Expression } | undefined {
  if (node?.type !== 'MemberExpression' || !node.computed || node.object.type !== 'Identifier') return undefined
  const { name } = node.object
  const table = cx.lookup(name)
  // A row with a name of its own would go with it.
  const isNamed = usesOf(cx.body, name).some(({ parent }) => isRowNamed(cx, parent))
  if (table === undefined || !cx.tables.has(table) || isNamed) return undefined
  return { table, index: node.property as es.Expression }
}

function isRowNamed(cx: Context, row: es.Node | undefined): boolean {
  const parent = parentIn(cx.body, row)
  const { id, init } = (parent ?? {}) as es.VariableDeclarator
  return parent?.type === 'VariableDeclarator' && (init as es.Node | null) === row && !isHeldOnly(cx, id)
}

/** Whether a name of a row is only put back: `t` of `const t = m[i]; m[i] = m[k]; m[k] = t`. */
function isHeldOnly(cx: Context, id: es.Pattern): boolean {
  if (id.type !== 'Identifier') return false
  const uses = usesOf(cx.body, id.name).filter(({ node }) => node.start !== id.start)
  return uses.every(({ node, parent }) => {
    if (parent?.type !== 'AssignmentExpression') return false
    const { left, right } = parent as es.AssignmentExpression
    return (right as es.Node) === node && left.type === 'MemberExpression'
  })
}

/** `{ length: n }` */
export function lengthIn(node: es.Expression | es.SpreadElement): es.Expression | undefined {
  if (node.type !== 'ObjectExpression' || node.properties.length !== 1) return undefined
  const [property] = node.properties
  const isLength = property.type === 'Property' && property.key.type === 'Identifier' && property.key.name === 'length'
  return isLength && !property.computed ? (property.value as es.Expression) : undefined
}

/** The length of `Array(n).fill(…)`, `[...Array(n)]`. */
function filledLength(cx: Context, node: es.Expression): es.Expression | undefined {
  if (node.type === 'ArrayExpression' && node.elements.length === 1 && node.elements[0]?.type === 'SpreadElement')
    return unfilledLength(cx, node.elements[0].argument)
  return filling(cx, node)?.length
}

/** `Array(m).fill(value)` */
function filling(
  cx: Context,
  node: es.Expression,
): { length: es.Expression; value: es.Expression | undefined } | undefined {
  if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression' || node.arguments.length > 1)
    return undefined
  const { object, property, computed } = node.callee
  if (computed || property.type !== 'Identifier' || property.name !== 'fill' || object.type === 'Super')
    return undefined
  const length = unfilledLength(cx, object)
  const [value] = node.arguments
  return length && value?.type !== 'SpreadElement' ? { length, value } : undefined
}

/** The row that a function makes, the same at each call: its parameters do not count. */
function rowOf(cx: Context, each: es.Expression | es.SpreadElement) {
  if (each.type !== 'ArrowFunctionExpression' || each.body.type === 'BlockStatement') return undefined
  const names = each.params.map((param) => (param.type === 'Identifier' ? param.name : undefined))
  const { body } = each
  if (names.some((name) => name === undefined || usesOf(body, name).length > 0)) return undefined
  const typed = typedArrayOf(cx, body)
  if (typed) return { dtype: typed.dtype, length: typed.length, fill: undefined }
  const filled = filling(cx, body)
  return filled?.value && { dtype: 'float64' as const, length: filled.length, fill: filled.value }
}
