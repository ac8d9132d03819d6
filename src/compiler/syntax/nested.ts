/** Objects of objects, and what a kernel returns that is more than an array or an object of single values. */
import type * as es from 'acorn'
import { type Nest, nestOf } from '../nest.ts'
import type { Context } from './context.ts'
import { rowTypeIn } from './places.ts'
import { type Node, readResult } from './reader.ts'
import { recordsIn, refuseMoving } from './records.ts'
import { heapOf, rowIn } from './rows.ts'
import type { Expr, Result } from './tree.ts'

/** What a return of the kernel gives. */
export function readReturned(cx: Context, node: es.Expression): Result {
  const found = cx.inHelper ? undefined : nested(cx, node)
  if (found) return found
  const result = readResult(cx, node)
  const isNested = !cx.inHelper && result.keys?.some((key) => key.includes('.'))
  return isNested ? { ...result, keys: undefined, nest: nestOf(result.keys!, 'object') } : result
}

/** The values of an array of arrays or of records, or of what holds one; undefined for anything else. */
function nested(cx: Context, node: es.Expression): Result | undefined {
  if (node.type === 'ParenthesizedExpression') return nested(cx, node.expression)
  const type = rowTypeIn(cx, node)
  const at = cx.span(node)
  if (type && type.of !== 'numbers') {
    const { pool, meta } = heapOf(cx)
    const { handle } = rowIn(cx, node as Node)!
    const arrays = [meta.list, pool.list].map((variable): Expr => ({ kind: 'variable', variable, at }))
    return { values: [handle, ...arrays], keys: undefined, single: false, nest: { rows: 0, of: type } }
  }
  const records = node.type === 'Identifier' ? recordsIn(cx, node) : undefined
  if (records) {
    refuseMoving(cx, records, node)
    const { memory: variable, shape, keys } = records
    const values: Expr[] = [{ kind: 'variable', variable, at }]
    return { values, keys: undefined, single: false, nest: { records: 0, of: { shape, keys } } }
  }
  if (!holdsNested(cx, node)) return undefined
  const entries = entriesOf(node)
  const keys = entries?.map(({ key }) => key)
  const results: Result[] = []
  const lists = cx.operandLists(entries ?? [], ({ value }) => {
    const result = nested(cx, value) ?? readResult(cx, value)
    results.push(result)
    return result.values
  })
  let first = 0
  const parts = results.map((result, i): Nest => {
    const from = first
    first += lists[i].length
    if (result.nest !== undefined) return shifted(result.nest, from)
    if (result.single) return from
    return nestOf(result.keys ?? result.values.map((_, k) => String(k)), result.keys ? 'object' : 'list', from)
  })
  const nest: Nest = node.type === 'ArrayExpression' ? { list: parts } : { keys: keys!, parts }
  return { values: lists.flat(), keys: undefined, single: false, nest }
}

function entriesOf(node: es.Expression): { key: string; value: es.Expression }[] | undefined {
  if (node.type === 'ArrayExpression') {
    const plain = node.elements.every((each) => each && each.type !== 'SpreadElement')
    return plain ? node.elements.map((value, i) => ({ key: String(i), value: value as es.Expression })) : undefined
  }
  if (node.type !== 'ObjectExpression') return undefined
  const all = node.properties.map((each) =>
    each.type === 'Property' && each.kind === 'init' && !each.computed && each.key.type === 'Identifier'
      ? { key: each.key.name, value: each.value }
      : undefined,
  )
  return all.every((each) => each !== undefined) ? all : undefined
}

/** Whether something within a literal is more than a single value. */
function holdsNested(cx: Context, node: es.Expression): boolean {
  return (entriesOf(node) ?? []).some(({ value }) => {
    if (value.type === 'ObjectExpression' || value.type === 'ArrayExpression')
      return value.type === 'ObjectExpression' || holdsNested(cx, value)
    const type = rowTypeIn(cx, value)
    if (type) return type.of !== 'numbers'
    return value.type === 'Identifier' && (cx.records(value.name) !== undefined || cx.group(value.name) !== undefined)
  })
}

function shifted(nest: Nest, by: number): Nest {
  if (typeof nest === 'number') return nest + by
  if ('keys' in nest) return { ...nest, parts: nest.parts.map((part) => shifted(part, by)) }
  if ('list' in nest) return { list: nest.list.map((part) => shifted(part, by)) }
  return 'records' in nest ? { ...nest, records: nest.records + by } : { ...nest, rows: nest.rows + by }
}
