/**
 * Arrays of objects or of short arrays, `[[x, y], …]`, `[{ x, y }, …]`: in memory one array, in which the values of each lie side by side. An
 * element is several values, as an object of the kernel is; under a name of its own it stands for its place in memory, where that stays its.
 */
import type * as es from 'acorn'
import type { CompileError } from '../../base/errors.ts'
import { allocate, refuseCondition } from './allocation.ts'
import { loop, numberOf } from './arrayParts.ts'
import { lengthOf } from './arrays.ts'
import type { Context } from './context.ts'
import { memberOf, part, partOf } from './groups.ts'
import { declareRows } from './growing.ts'
import { grows } from './growingUses.ts'
import { copyOf, isFixed, isRecord, rowTypeIn, valueAt } from './places.ts'
import { type Node, readExpression, readResult } from './reader.ts'
import { changesPlaces, elementsWritten, isFresh, shapeOf } from './recordUses.ts'
import { lengthIn } from './tables.ts'
import { type Expr, type Group, isShape, type Records, type Result, type Span, type Variable } from './tree.ts'
import { constantKey } from './walk.ts'

/** The array of records that a name stands for. */
export function recordsIn(cx: Context, node: Node | null | undefined): Records | undefined {
  if (node?.type === 'Identifier' && cx.records(node.name)) return cx.records(node.name)
  const of = rowTypeIn(cx, node)?.of
  if (of === undefined || !isShape(of)) return undefined
  const row = cx.readers.row(cx, node!)!
  return { memory: cx.readers.rowView(cx, row, node!), name: row.name, ...of, root: cx.body, moves: true }
}

const binary = (op: '+' | '-' | '*' | '>>' | '/' | '|', left: Expr, right: Expr): Expr => ({
  kind: 'binary',
  op,
  left,
  right,
  at: right.at,
})

/** The number of records. */
export function countOf(records: Records, at: Span): Expr {
  const length = lengthOf(records.memory, at)
  const width = records.keys.length
  if (width === 1) return length
  const shift = Math.log2(width)
  if (Number.isInteger(shift)) return binary('>>', length, numberOf(shift, at))
  return binary('|', binary('/', length, numberOf(width, at)), numberOf(0, at))
}

/** Whether an index is written as a whole number. */
function isWhole(expr: Expr): boolean {
  if (expr.kind === 'number') return Number.isInteger(expr.value)
  if (expr.kind !== 'binary') return false
  if (['|', '&', '>>', '>>>', '<<', '^'].includes(expr.op)) return true
  return ['+', '-', '*'].includes(expr.op) && isWhole(expr.left) && isWhole(expr.right)
}

/** Where a value of a record lies. */
export function indexOf({ keys }: Records, record: Expr, key: number, at: Span): Expr {
  const place = keys.length === 1 ? copyOf(record) : binary('*', copyOf(record), numberOf(keys.length, at))
  // A fraction of an index is no place of another value.
  const whole: Expr = { kind: 'call', name: 'Math.floor', args: [copyOf(record)], at }
  const first = keys.length === 1 || isWhole(record) ? place : binary('+', place, binary('-', copyOf(record), whole))
  return key === 0 ? first : binary('+', first, numberOf(key, at))
}

/** A record as several variables, which are places in memory. */
export function recordAt(cx: Context, records: Records, index: Expr, node: Span): Group {
  const record = isFixed(cx, index) ? index : cx.spill(index)
  const at = cx.span(node)
  const parts = new Map(
    records.keys.map((key, i): [string, Variable] => [
      key,
      {
        name: `${records.name}.${key}`,
        kind: 'let',
        at,
        place: { array: records.memory, index: indexOf(records, record, i, at) },
      },
    ]),
  )
  return { group: records.shape, name: records.name, parts, argument: false }
}

/** `points[i]` */
export function readRecord(cx: Context, node: es.MemberExpression): Group {
  return recordAt(cx, recordsIn(cx, node.object as Node)!, readExpression(cx, node.property), node)
}

/** What a name for a record stands for: its place, or its values where its place may become another’s; `constant`: it is given no other. */
export function namedRecord(
  cx: Context,
  name: string,
  records: Records,
  record: Group,
  node: es.Node,
  constant = true,
): Result {
  if (constant && !changesPlaces(records)) return { values: [], keys: undefined, single: false, group: record }
  if (!elementsWritten(cx, records)) return valuesOf(cx, record, node)
  throw cx.error(
    'unsupported',
    node,
    `'${name}' and an element of '${records.name}' would be one object, whose place changes`,
    `take it apart: const ${records.shape === 'object' ? `{ ${records.keys.join(', ')} }` : `[${records.keys.map((key) => `v${key}`).join(', ')}]`} = …`,
  )
}

/** The variable or place of `p.x`, `points[i].x`. */
export function partIn(cx: Context, node: es.MemberExpression): Variable | undefined {
  if (isRecord(cx, node.object)) return memberOf(cx, readRecord(cx, node.object), node)
  const deep = pathIn(cx, node)
  return deep ? part(cx, readRecord(cx, deep.record), deep.key, node.property) : partOf(cx, node)
}

/** `bodies[i].pos.x` */
function pathIn(cx: Context, node: es.MemberExpression): { record: es.MemberExpression; key: string } | undefined {
  const key = constantKey(node)
  const { object } = node
  if (key === undefined || object.type !== 'MemberExpression') return undefined
  if (isRecord(cx, object)) return { record: object, key }
  const outer = pathIn(cx, object)
  return outer && { record: outer.record, key: `${outer.key}.${key}` }
}

/** The values of a record as they are now. */
export function valuesOf(cx: Context, record: Group, node: Span): Result {
  const values = [...record.parts.values()].map((part): Expr => valueAt(part, cx.span(node)))
  return { values, keys: record.group === 'object' ? [...record.parts.keys()] : undefined, single: false }
}

/** The values that a record is given, in the order of its keys, each evaluated. */
export function valuesFor(cx: Context, records: Records, node: es.Expression | es.SpreadElement): Expr[] {
  if (node.type === 'SpreadElement')
    throw cx.error('unsupported', node, 'a kernel cannot spread records', 'push them in a loop')
  if (!isFresh(cx, node) && elementsWritten(cx, records))
    throw cx.error(
      'unsupported',
      node,
      `an element of '${records.name}' and this would be one object, and its values are assigned`,
      `copy it: ${records.shape === 'object' ? '{ ...p }' : '[...p]'}`,
    )
  return held(cx, records, readResult(cx, node), node)
}

function held(cx: Context, records: Records, result: Result, node: es.Node): Expr[] {
  const keys = result.keys ?? [...result.values.keys()].map(String)
  const same =
    !result.single &&
    (result.keys !== undefined) === (records.shape === 'object') &&
    keys.length === records.keys.length &&
    keys.every((key) => records.keys.includes(key))
  if (!same)
    throw cx.error(
      'type',
      node,
      `the elements of '${records.name}' have ${records.keys.join(', ')}, and this is something else`,
      'let all elements have the same fields',
    )
  const values = result.values.map((value) => cx.spill(value))
  for (const value of values) refuseCondition(cx, value, node)
  return records.keys.map((key) => values[keys.indexOf(key)])
}

/** `points[i] = { x, y }` */
export function storeRecord(cx: Context, records: Records, index: Expr, values: readonly Expr[], node: Span): void {
  const at = cx.span(node)
  const record = isFixed(cx, index) ? index : cx.spill(index)
  values.forEach((value, i) => {
    cx.emit({ kind: 'store', array: records.memory, index: indexOf(records, record, i, at), value, at })
  })
}

/** `points[i] = …`, `[points[i], points[j]] = [points[j], points[i]]`; false for an assignment of anything else. */
export function assignsRecords(cx: Context, node: es.AssignmentExpression): boolean {
  const { left, right } = node
  if (node.operator !== '=') return false
  if (left.type === 'MemberExpression' && isRecord(cx, left)) {
    const records = recordsIn(cx, left.object as Node)!
    refuseMoving(cx, records, node)
    const index = cx.spill(readExpression(cx, left.property))
    storeRecord(cx, records, index, valuesFor(cx, records, right), node)
    return true
  }
  if (left.type !== 'ArrayPattern' || right.type !== 'ArrayExpression') return false
  if (!left.elements.every((target) => target?.type === 'MemberExpression' && isRecord(cx, target))) return false
  const targets = left.elements as es.MemberExpression[]
  if (right.elements.length !== targets.length) return false
  // Where they change places each stays one.
  const texts = [targets, right.elements as es.Expression[]].map((side) => side.map((each) => textOf(cx, each)).sort())
  const moves = texts[0].join() === texts[1].join()
  const all = targets.map((target, i) => {
    const records = recordsIn(cx, target.object as Node)!
    refuseMoving(cx, records, node)
    const from = right.elements[i]!
    const values = moves ? held(cx, records, readResult(cx, from as es.Expression), from) : valuesFor(cx, records, from)
    return { records, target, values }
  })
  for (const { records, target, values } of all)
    storeRecord(cx, records, cx.spill(readExpression(cx, target.property)), values, node)
  return true
}

/** @throws CompileError where objects of the caller's would be others afterwards: what is in them is copied alone */
export function refuseMoving(cx: Context, { name, argument, keys }: Records, at: Span): void {
  if (!argument) return
  throw cx.error(
    'unsupported',
    at,
    `'${name}' is an array of the caller's objects, of which a kernel changes the fields alone`,
    `assign the fields, ${name}[i].${keys[0]} = …, or put the objects in order outside`,
  )
}

const textOf = (cx: Context, { start, end }: Span): string => cx.source.text.slice(start, end)

/** Declares `const points = [[1, 2], …]`, `[]` or `Array.from({ length: n }, () => ({ … }))`; false for another initial value. */
export function declareRecords(cx: Context, id: es.Identifier, init: es.Expression): boolean {
  const shape = shapeOf(cx, id.name, init)
  if (shape === undefined) return false
  const at = cx.span(init)
  const made = init.type === 'CallExpression' ? init : undefined
  const count = made ? cx.spill(readExpression(cx, lengthIn(made.arguments[0])!)) : undefined
  const given = init.type === 'ArrayExpression' ? init.elements : []
  const growing = grows(cx.body, id.name)
  const draft: Records = { memory: { name: id.name, kind: 'const', at }, name: id.name, ...shape, root: cx.body }
  const values = given.flatMap((element) => valuesFor(cx, draft, element!))
  const width = shape.keys.length
  const length = count ? cx.spill(binary('*', count, numberOf(width, at))) : numberOf(values.length, at)
  const array = (allocate(cx, init, 'float64', [length], undefined) as Extract<Expr, { kind: 'variable' }>).variable
  cx.nameMade(array, id.name)
  widen(array, width)
  values.forEach((value, i) => {
    cx.emit({ kind: 'store', array, index: numberOf(i, at), value, at })
  })
  if (made && count) fillRecords(cx, { ...draft, memory: array }, made, count)
  const memory = growing ? declareRows(cx, id, array) : array
  widen(memory, width)
  cx.keep(id.name, { ...draft, memory })
  return true
}

/** Notes that objects of so many values lie in an array. */
function widen(array: Variable, width: number): void {
  ;(array as { width?: number }).width = width
}

/** The records that a function makes of their index. */
function fillRecords(cx: Context, records: Records, node: es.CallExpression, count: Expr): void {
  const at = cx.span(node)
  const each = node.arguments[1] as es.ArrowFunctionExpression
  loop(cx, count, at, (index) =>
    cx.nested(() => {
      const [first, second] = each.params as es.Identifier[]
      if (first) cx.alias(first.name, { name: first.name, kind: 'const', at: cx.span(first) })
      if (second?.type === 'Identifier') {
        const variable = cx.declare(second.name, 'let', second)
        cx.emit({ kind: 'set', variable, value: index, declares: true, at })
      }
      storeRecord(cx, records, index, valuesFor(cx, records, each.body as es.Expression), node)
    }),
  )
}

/** The error where a record, or all of them, stand for a number. */
export function refuseWhole(cx: Context, records: Records, at: Span): CompileError {
  const { name, shape, keys } = records
  return cx.error(
    'unsupported',
    at,
    `'${name}' is an array of ${shape === 'object' ? 'objects' : 'arrays'}, and this needs numbers`,
    `read a value of an element: ${name}[i]${shape === 'object' ? `.${keys[0]}` : '[0]'}; to return them, make an array of each`,
  )
}
