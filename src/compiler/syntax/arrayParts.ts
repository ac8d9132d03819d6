/** What methods of arrays have in common: loops over parts of them. */
import type * as es from 'acorn'
import { counted } from '../../base/text.ts'
import { allocate } from './allocation.ts'
import { lengthOf, placeOf } from './arrays.ts'
import type { Context } from './context.ts'
import { readExpression } from './reader.ts'
import type { Expr, Span, Variable } from './tree.ts'

export const variableOf = (variable: Variable, at: Span): Expr => ({ kind: 'variable', variable, at })
export const numberOf = (value: number, at: Span): Expr => ({ kind: 'number', value, at })

/** A loop over the indices from 0 to before `stop`. */
export function loop(cx: Context, stop: Expr, at: Span, body: (index: Expr) => void): void {
  const counter: Variable = { name: 'at', kind: 'const', at }
  const { block } = cx.block(() => body(variableOf(counter, at)))
  cx.emit({
    kind: 'for',
    parallel: false,
    counter,
    start: numberOf(0, at),
    stop,
    step: numberOf(1, at),
    inclusive: false,
    body: block,
    at,
  })
}

export function expectCount(
  cx: Context,
  node: es.CallExpression,
  name: string,
  least: number,
  most: number,
  form: string,
): void {
  const { length } = node.arguments
  if (length >= least && length <= most) return
  throw cx.error('unsupported', node, `${name} got ${counted(length, 'argument')}`, `write ${form}`)
}

/**
 * An end of a part as JavaScript takes it: counted from the end where it is negative, and within the array; `after` is added to it before it is
 * cut.
 */
export function relative(
  cx: Context,
  node: es.Expression | es.SpreadElement | undefined,
  length: Expr,
  whole: Expr,
  after = 0,
): Expr {
  if (node === undefined) return whole
  const at = cx.span(node)
  const call = (name: string, ...args: Expr[]): Expr => ({ kind: 'call', name, args, at })
  const value = readExpression(cx, node)
  const fromEnd = (by: Expr): Expr =>
    call('Math.max', { kind: 'binary', op: '+', left: length, right: by, at }, numberOf(0, at))
  if (value.kind === 'number') {
    const cut = Math.trunc(value.value) || 0
    if (cut < 0) return fromEnd(numberOf(cut + after, at))
    return cut + after === 0 ? numberOf(0, at) : call('Math.min', numberOf(cut + after, at), length)
  }
  const cut = cx.spill({ kind: 'logical', op: '||', left: call('Math.trunc', value), right: numberOf(0, at), at })
  const end: Expr = after === 0 ? cut : { kind: 'binary', op: '+', left: cut, right: numberOf(after, at), at }
  const test: Expr = { kind: 'binary', op: '<', left: cut, right: numberOf(0, at), at }
  return { kind: 'conditional', test, yes: fromEnd(end), no: call('Math.min', end, length), at }
}

/** The part of an array that two arguments name: its start, and its length. */
export function partOf(
  cx: Context,
  nodes: readonly (es.Expression | es.SpreadElement)[],
  array: Variable,
  at: Span,
): [Expr, Expr] {
  const length = lengthOf(array, at)
  if (nodes.length === 0) return [numberOf(0, at), length]
  const start = cx.spill(relative(cx, nodes[0], length, numberOf(0, at)))
  const end = relative(cx, nodes[1], length, length)
  if (start.kind === 'number' && start.value === 0) return [start, cx.spill(end)]
  const args: Expr[] = [{ kind: 'binary', op: '-', left: end, right: start, at }, numberOf(0, at)]
  return [start, cx.spill({ kind: 'call', name: 'Math.max', args, at })]
}

export function sum(left: Expr, right: Expr): Expr {
  if (left.kind === 'number' && left.value === 0) return right
  return { kind: 'binary', op: '+', left, right, at: right.at }
}

export type VariableExpr = Extract<Expr, { kind: 'variable' }>

/** A copy of a part of an array, JavaScript's own where that is one. */
export function copyPart(cx: Context, node: es.CallExpression, array: Variable, start: Expr, length: Expr): Expr {
  const at = cx.span(node)
  const copy = allocate(cx, node, array.view?.array ?? array, [length], undefined)
  const { variable } = copy as VariableExpr
  if (cx.isList(array)) cx.lists.add(variable)
  cx.sameKind(variable, array)
  loop(cx, length, at, (index) => {
    const value: Expr = { kind: 'element', ...placeOf(array, sum(start, index)), at }
    cx.emit({ kind: 'store', array: variable, index, value, at })
  })
  return copy
}
