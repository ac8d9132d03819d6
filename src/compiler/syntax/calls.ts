import type * as es from 'acorn'
import { counted } from '../../base/text.ts'
import { bigFunctions } from '../../ops/big.ts'
import { functions } from '../../ops/table.ts'
import { makesArray, readMaker } from './allocation.ts'
import { arrayMethod, readGet, readRow, refuseView } from './arrays.ts'
import type { Context } from './context.ts'
import { inlineCall } from './inline.ts'
import { calleeName } from './names.ts'
import { isPredicate, readPredicate } from './predicates.ts'
import { readExpression } from './reader.ts'
import type { Expr } from './tree.ts'
import { unknownCall } from './unknown.ts'

export function readCall(cx: Context, node: es.CallExpression): Expr {
  const name = calleeName(cx, node.callee)
  if (name === undefined)
    throw cx.error('unsupported', node.callee, 'a kernel cannot call this expression', 'call a function by its name')
  refuseView(cx, node)
  const method = arrayMethod(cx, node)
  if (method === 'get') return readGet(cx, node)
  if (method === 'row') return { kind: 'variable', variable: readRow(cx, node), at: cx.span(node) }
  if (method === 'set')
    throw cx.error('type', node, 'set gives no value', 'make it a statement of its own: a.set(i, j, value)')
  if (name === 'Math.random')
    throw cx.error(
      'unsupported',
      node,
      'Math.random() has no seed and differs on every thread',
      'fill an array with random(shape, { seed }) and pass it in',
    )
  if (name === 'prange' || name === 'range')
    throw cx.error(
      'unsupported',
      node,
      `${name}(…) stands only in the head of a loop`,
      `write for (const i of ${name}(n)) { … }`,
    )
  const helper = cx.helper(name)
  if (helper) {
    const result = inlineCall(cx, helper, node)
    if (result.values.length === 1 && result.keys === undefined) return result.values[0]
    throw cx.error(
      'type',
      node,
      `'${name}' returns ${counted(result.values.length, 'value')}, and one is needed here`,
      'destructure them: const [a, b] = …',
    )
  }
  if (makesArray(name)) return readMaker(cx, node, name)
  if (isPredicate(name)) return readPredicate(cx, node, name)
  const converts = name === 'Number' || bigFunctions.has(name)
  const known = converts || name === 'Math.fround' || name === 'f32' || name === 'Math.pow' || functions.includes(name)
  if (!known) throw unknownCall(cx, node.callee, name)
  const args = cx.operands(node.arguments, (n) => readExpression(cx, n))
  const at = cx.span(node)
  if (name === 'Math.pow' && args.length === 2) return { kind: 'binary', op: '**', left: args[0], right: args[1], at }
  if (name === 'Math.hypot' && args.length === 1) return { kind: 'call', name: 'Math.abs', args, at }
  return { kind: 'call', name: name === 'f32' ? 'Math.fround' : name, args, at }
}
