/** Methods that change the length of a list, or join lists. */
import type * as es from 'acorn'
import { refuseCondition } from './allocation.ts'
import { copyPart, expectCount, numberOf, relative, sum } from './arrayParts.ts'
import { lengthOf, readArray } from './arrays.ts'
import type { Context } from './context.ts'
import { growingOf } from './growing.ts'
import { inlineWith } from './inline.ts'
import { type LibraryName, libraryHelper } from './library.ts'
import { readExpression } from './reader.ts'
import type { Expr, Variable } from './tree.ts'

/** `list.unshift(x)`: its new length. */
export function readUnshift(cx: Context, node: es.CallExpression, owner: es.Expression): Expr {
  expectCount(cx, node, 'unshift', 1, 1, 'list.unshift(x), one element at a time')
  const list = readArray(cx, owner)
  growingOf(cx, node, list, 'unshift')
  const value = cx.spill(readExpression(cx, node.arguments[0]))
  refuseCondition(cx, value, node.arguments[0])
  return inlineWith(cx, libraryHelper('unshift'), [{ variable: list }, { value }], node).values[0]
}

/** `list.splice(start, count, ...elements)`: a list of what is taken out. */
export function readSplice(cx: Context, node: es.CallExpression, owner: es.Expression): Expr {
  expectCount(cx, node, 'splice', 1, 10, 'list.splice(start, count)')
  const at = cx.span(node)
  const list = readArray(cx, owner)
  growingOf(cx, node, list, 'splice')
  const [first, many, ...given] = node.arguments
  const length = cx.spill(lengthOf(list, at))
  const start = cx.spill(relative(cx, first, length, numberOf(0, at)))
  const rest: Expr = { kind: 'binary', op: '-', left: length, right: start, at }
  // Fewer than none are none.
  const asked: Expr | undefined = many && {
    kind: 'call',
    name: 'Math.max',
    args: [{ kind: 'logical', op: '||', left: readExpression(cx, many), right: numberOf(0, at), at }, numberOf(0, at)],
    at,
  }
  const whole = (value: Expr): Expr => ({ kind: 'call', name: 'Math.trunc', args: [value], at })
  const count = cx.spill(asked ? { kind: 'call', name: 'Math.min', args: [whole(asked), rest], at } : rest)
  const values = given.map((each) => cx.spill(readExpression(cx, each)))
  for (const [i, value] of values.entries()) refuseCondition(cx, value, given[i])
  const removed = copyPart(cx, node, list, start, count)
  const run = (name: LibraryName, ...passed: readonly Expr[]): void => {
    inlineWith(cx, libraryHelper(name), [{ variable: list }, ...passed.map((value) => ({ value }))], node)
  }
  run('remove', start, count)
  for (const [i, value] of values.entries()) run('insert', cx.spill(sum(numberOf(i, at), start)), value)
  return removed
}

/** `list.concat(other, x)`: a new list of the elements of both. */
export function readConcat(cx: Context, node: es.CallExpression, owner: es.Expression): Expr {
  const spread = (argument: es.Expression): es.SpreadElement => ({
    type: 'SpreadElement',
    argument,
    start: argument.start,
    end: argument.end,
  })
  const elements = node.arguments.map((argument) => {
    if (argument.type === 'SpreadElement') return argument
    const isList =
      argument.type === 'ArrayExpression' ||
      (argument.type === 'Identifier' && cx.lists.has(cx.lookup(argument.name) as Variable))
    if (isList || argument.type === 'Literal' || argument.type === 'BinaryExpression')
      return isList ? spread(argument) : argument
    throw cx.error(
      'unsupported',
      argument,
      'concat takes single values and typed arrays as elements, and arrays for what is in them',
      'write [...a, ...b] for the elements of both, or [...a, x]',
    )
  })
  return readExpression(cx, {
    type: 'ArrayExpression',
    elements: [spread(owner), ...elements],
    start: node.start,
    end: node.end,
  })
}
