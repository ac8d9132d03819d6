import type * as es from 'acorn'
import { allocate } from './allocation.ts'
import { loop, numberOf, sum } from './arrayParts.ts'
import { lengthOf, placeOf, readArray } from './arrays.ts'
import type { Context } from './context.ts'
import { readExpression } from './reader.ts'
import type { Expr, Span, Variable } from './tree.ts'

/** `a.set(b, offset)`: the elements of another array. They are read before any is written, as one may lie over the other. */
export function readSetArray(cx: Context, node: es.CallExpression, array: Variable, from: es.Expression): void {
  const at = cx.span(node)
  const source = readArray(cx, from)
  const offset = node.arguments[1] ? cx.spill(readExpression(cx, node.arguments[1])) : numberOf(0, at)
  const length = lengthOf(source, at)
  const beyond: Expr = { kind: 'binary', op: '>', left: sum(offset, length), right: lengthOf(array, at), at }
  const before: Expr = { kind: 'binary', op: '<', left: offset, right: numberOf(0, at), at }
  const test: Expr =
    offset.kind === 'number' && offset.value >= 0
      ? beyond
      : { kind: 'logical', op: '||', left: before, right: beyond, at }
  const message = 'offset is out of bounds'
  cx.emit({
    kind: 'if',
    test,
    yes: [{ kind: 'throw', error: 'RangeError', text: [message], values: [], at }],
    no: [],
    at,
  })
  const copied = source !== array && (cx.owns(source) || cx.owns(array)) ? source : copyOf(cx, node, source)
  loop(cx, length, at, (index) => {
    const value: Expr = { kind: 'element', ...placeOf(copied, index), at }
    cx.emit({ kind: 'store', ...placeOf(array, sum(offset, index)), value, at })
  })
}

function copyOf(cx: Context, node: Span, source: Variable): Variable {
  const at = cx.span(node)
  const length = lengthOf(source, at)
  const copy = allocate(cx, node, source.view?.array ?? source, [length], undefined)
  const { variable } = copy as Extract<Expr, { kind: 'variable' }>
  loop(cx, length, at, (index) => {
    cx.emit({ kind: 'store', array: variable, index, value: { kind: 'element', ...placeOf(source, index), at }, at })
  })
  return variable
}
