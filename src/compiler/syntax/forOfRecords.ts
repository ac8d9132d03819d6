/** `for … of` over arrays of arrays and of objects. */
import type * as es from 'acorn'
import type { Context } from './context.ts'
import { declareGroup } from './groups.ts'
import { nestedStatement, takeApart, whileElements } from './iterate.ts'
import { attemptLoop, Changing, changesAny } from './loops.ts'
import type { Node } from './reader.ts'
import { countOf, namedRecord, recordAt, valuesOf } from './records.ts'
import { changesHeap, rowIn, sizeOf, viewOf } from './rows.ts'
import { type Expr, isRowType, isShape, type Records, type Row, type Variable } from './tree.ts'
import { assignsName } from './uses.ts'

/** `for (const row of m)` of an array of arrays: the name stands for each row in its turn. */
export function overTable(cx: Context, node: es.ForOfStatement, target: es.Pattern, table: Variable): void {
  const at = cx.span(node)
  const name = target.type === 'Identifier' ? target.name : table.name
  const counter: Variable = { name: `${name}_index`, kind: 'const', at: cx.span(target) }
  const number = (value: number): Expr => ({ kind: 'number', value, at })
  cx.nested(() => {
    const index: Expr = { kind: 'variable', variable: counter, at }
    const row: Variable = { name, kind: 'const', at: cx.span(target), view: { array: table, row: index } }
    if (target.type === 'Identifier') cx.alias(name, row)
    cx.jumps.breakable(
      'loop',
      () => {},
      () => {
        const values: Expr[] = [{ kind: 'variable', variable: row, at: row.at }]
        if (target.type === 'ArrayPattern') takeApart(cx, node, target, { values, keys: undefined, single: true })
        else if (target.type !== 'Identifier')
          throw cx.error('type', target, 'a row of an array of arrays has elements, and no fields', 'write [x, y]')
        nestedStatement(cx, node.body)
      },
      (body) => ({
        kind: 'for',
        parallel: false,
        counter,
        start: number(0),
        stop: { kind: 'extent', array: table, of: 'shape', dim: 0, at },
        step: number(1),
        inclusive: false,
        body,
        at,
      }),
    )
  })
}

/** `for (const p of points)`, `for (const [x, y] of points)`: the name stands for each record in its turn. */
export function overRecords(cx: Context, node: es.ForOfStatement, target: es.Pattern, records: Records): void {
  const at = cx.span(node)
  const number = (value: number): Expr => ({ kind: 'number', value, at })
  const each = (counter: Variable): void => {
    eachRecord(cx, node, target, records, counter)
    nestedStatement(cx, node.body)
  }
  const counted = (): void => {
    const counter: Variable = { name: `${records.name}_index`, kind: 'const', at }
    const loop = { kind: 'for', parallel: false, counter, start: number(0), stop: countOf(records, at) } as const
    cx.jumps.breakable(
      'loop',
      () => {},
      () => each(counter),
      (body) => {
        if (changesAny(body, new Set([records.memory]))) throw new Changing()
        return { ...loop, step: number(1), inclusive: false, body, at }
      },
    )
  }
  if (attemptLoop(cx, () => cx.nested(counted))) return
  cx.nested(() => whileElements(cx, node, `${records.name}_index`, () => countOf(records, at), each))
}

/** A record under the name, or its values. */
function eachRecord(
  cx: Context,
  node: es.ForOfStatement,
  target: es.Pattern,
  records: Records,
  counter: Variable,
): void {
  const record = recordAt(cx, records, { kind: 'variable', variable: counter, at: cx.span(node) }, node.right)
  if (target.type === 'Identifier') {
    const constant = !assignsName(node.body, target.name)
    declareGroup(cx, target.name, namedRecord(cx, target.name, records, record, node.right, constant), target)
  } else takeApart(cx, node, target as es.ArrayPattern | es.ObjectPattern, valuesOf(cx, record, target))
}

/** `for (const v of adj[u])`: the name stands for each element in its turn, those that are added meanwhile among them. */
export function overRow(cx: Context, node: es.ForOfStatement, target: es.Pattern): void {
  const at = cx.span(node)
  const found = rowIn(cx, node.right as Node)!
  const row: Row = { ...found, handle: cx.spill(found.handle) }
  const { of } = row.type
  const width = isShape(of) ? of.keys.length : 1
  const number = (value: number): Expr => ({ kind: 'number', value, at })
  const count = (size: Expr): Expr => {
    if (width === 1) return size
    const share: Expr = { kind: 'binary', op: '/', left: size, right: number(width), at }
    return { kind: 'binary', op: '|', left: share, right: number(0), at }
  }
  const each = (array: Variable, counter: Variable): void => {
    const index: Expr = { kind: 'variable', variable: counter, at }
    const value: Expr = { kind: 'element', array, index, at }
    if (isShape(of))
      eachRecord(cx, node, target, { memory: array, name: row.name, ...of, root: cx.body, moves: true }, counter)
    else if (isRowType(of)) eachRow(cx, node, target, { type: of, handle: value, name: row.name })
    else if (target.type === 'Identifier') {
      const variable = cx.hoisted.get(target) ?? cx.declare(target.name, 'let', target)
      cx.emit({ kind: 'set', variable, value, declares: true, at: cx.span(target) })
    } else throw cx.error('type', target, 'the elements of this are numbers', 'give them one name')
    nestedStatement(cx, node.body)
  }
  const counter: Variable = { name: `${row.name}_index`, kind: 'const', at }
  const counted = (): void => {
    const array = viewOf(cx, row, node.right)
    const stop = count({ kind: 'length', array, at })
    cx.jumps.breakable(
      'loop',
      () => {},
      () => each(array, counter),
      (body) => {
        if (changesHeap(cx, body)) throw new Changing()
        return {
          kind: 'for',
          parallel: false,
          counter,
          start: number(0),
          stop,
          step: number(1),
          inclusive: false,
          body,
          at,
        }
      },
    )
  }
  if (attemptLoop(cx, () => cx.nested(counted))) return
  cx.nested(() =>
    whileElements(
      cx,
      node,
      counter.name,
      () => count(sizeOf(cx, row, at)),
      (now) => each(viewOf(cx, row, node.right), now),
    ),
  )
}

/** A row under the name, or its elements. */
function eachRow(cx: Context, node: es.ForOfStatement, target: es.Pattern, row: Row): void {
  const at = cx.span(target)
  const handle: Expr = { kind: 'binary', op: '|', left: row.handle, right: { kind: 'number', value: 0, at }, at }
  if (target.type === 'Identifier') {
    cx.keepRow(target.name, { ...row, handle }, target, !assignsName(node.body, target.name))
    return
  }
  if (row.type.of !== 'numbers' || target.type !== 'ArrayPattern')
    throw cx.error('unsupported', target, 'a kernel cannot destructure here', 'give the row a name')
  const variable = viewOf(cx, { ...row, handle: cx.spill(handle) }, target)
  takeApart(cx, node, target, { values: [{ kind: 'variable', variable, at }], keys: undefined, single: true })
}
