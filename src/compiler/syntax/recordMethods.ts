/** Methods of arrays of objects. */
import type * as es from 'acorn'
import { allocate } from './allocation.ts'
import { expectCount, numberOf } from './arrayParts.ts'
import type { Helper } from './bindings.ts'
import { callbackOf } from './callbacks.ts'
import type { Context } from './context.ts'
import { append, takeOff } from './growing.ts'
import { inlineWith, type Passed } from './inline.ts'
import { type LibraryName, libraryHelper } from './library.ts'
import { readExpression } from './reader.ts'
import { countOf, recordAt, recordsIn, refuseMoving, valuesFor, valuesOf } from './records.ts'
import type { Expr, Records, Result, Span, Variable } from './tree.ts'
import { constantKey } from './walk.ts'

type Read = (cx: Context, node: es.CallExpression, records: Records) => Result

const nothing: Result = { values: [], keys: undefined, single: false }
const single = (value: Expr): Result => ({ values: [value], keys: undefined, single: true })

const methods: Readonly<Record<string, Read | undefined>> = {
  push: (cx, node, records) => {
    refuseFixed(cx, node, records)
    const values = node.arguments.map((argument) => valuesFor(cx, records, argument))
    for (const each of values) append(cx, records.memory, each, cx.span(node))
    return single(cx.spill(countOf(records, cx.span(node))))
  },
  pop: (cx, node, records) => taken(cx, node, records, 'pop'),
  shift: (cx, node, records) => taken(cx, node, records, 'shift'),
  at: (cx, node, records) => {
    expectCount(cx, node, 'at', 1, 1, 'a.at(index)')
    const at = cx.span(node)
    const value = cx.spill(readExpression(cx, node.arguments[0]))
    const fromEnd: Expr = { kind: 'binary', op: '+', left: countOf(records, at), right: value, at }
    const test: Expr = { kind: 'binary', op: '<', left: value, right: numberOf(0, at), at }
    return valuesOf(cx, recordAt(cx, records, { kind: 'conditional', test, yes: fromEnd, no: value, at }, node), node)
  },
  forEach: (cx, node, records) => {
    run(cx, node, records, 'forEach', [{ called: callback(cx, node, 'forEach') }])
    return nothing
  },
  map: (cx, node, records) => {
    const made = allocate(cx, node, 'float64', [cx.spill(countOf(records, cx.span(node)))], undefined)
    const { variable } = made as { variable: Variable } & Expr
    cx.lists.add(variable)
    run(cx, node, records, 'mapInto', [{ called: callback(cx, node, 'map') }, { variable }])
    return single(made)
  },
  reduce: (cx, node, records) => {
    expectCount(cx, node, 'reduce', 2, 2, 'a.reduce((sum, p) => …, 0)')
    const first = cx.spill(readExpression(cx, node.arguments[1]))
    return run(cx, node, records, 'reduce', [{ called: callbackOf(cx, node, 'reduce') }, { value: first }])
  },
  some: (cx, node, records) => run(cx, node, records, 'some', [{ called: callback(cx, node, 'some') }]),
  every: (cx, node, records) => run(cx, node, records, 'every', [{ called: callback(cx, node, 'every') }]),
  findIndex: (cx, node, records) => run(cx, node, records, 'findIndex', [{ called: callback(cx, node, 'findIndex') }]),
  sort: (cx, node, records) => {
    refuseMoving(cx, records, node)
    const count = cx.spill(countOf(records, cx.span(node)))
    const order = (allocate(cx, node, 'int32', [count], undefined) as { variable: Variable } & Expr).variable
    const passed = [{ called: callback(cx, node, 'sort') }, { variable: order }, { variable: records.memory }]
    run(cx, node, records, 'sortRecords', passed)
    return nothing
  },
}

function callback(cx: Context, node: es.CallExpression, name: string): Helper {
  expectCount(cx, node, name, 1, 1, `a.${name}((p) => …)`)
  return callbackOf(cx, node, name)
}

function run(
  cx: Context,
  node: es.CallExpression,
  records: Records,
  name: LibraryName,
  passed: readonly Passed[],
): Result {
  return inlineWith(cx, libraryHelper(name), [{ records }, ...passed], node)
}

function taken(cx: Context, node: es.CallExpression, records: Records, which: 'pop' | 'shift'): Result {
  refuseFixed(cx, node, records)
  expectCount(cx, node, which, 0, 0, `list.${which}()`)
  const { keys, memory, shape } = records
  const values = takeOff(cx, memory, keys.length, which, cx.span(node))
  return { values, keys: shape === 'object' ? keys : undefined, single: false }
}

function refuseFixed(cx: Context, node: es.CallExpression, records: Records): void {
  if (!cx.growing.has(records.memory))
    throw cx.error(
      'unsupported',
      node.callee as Span,
      `'${records.name}' is an array of a fixed length here`,
      'make a list that grows: const list = []',
    )
}

/** A call of a method of an array of records; undefined for any other call. */
export function readRecordMethod(cx: Context, node: es.CallExpression): Result | undefined {
  const { callee } = node
  if (callee.type !== 'MemberExpression') return undefined
  const records = recordsIn(cx, callee.object)
  if (records === undefined) return undefined
  const name = constantKey(callee) ?? ''
  const read = Object.hasOwn(methods, name) ? methods[name] : undefined
  if (read) return read(cx, node, records)
  throw cx.error(
    'unsupported',
    callee.property,
    `a kernel cannot call .${name} of an array of ${records.shape === 'object' ? 'objects' : 'arrays'}`,
    `it has ${Object.keys(methods).join(', ')}`,
  )
}
