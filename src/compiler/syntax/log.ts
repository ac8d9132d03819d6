import type * as es from 'acorn'
import type { Context } from './context.ts'
import { type Node, readExpression } from './reader.ts'
import type { Expr, Text } from './tree.ts'

/** What a kernel may call of `console`. */
const logging: ReadonlySet<string> = new Set(['log', 'info', 'warn', 'error', 'debug'])

/** `console.log(…)` of numbers, texts and templates. False for any other call. */
export function readLog(cx: Context, node: es.CallExpression): boolean {
  const { callee } = node
  if (callee.type !== 'MemberExpression' || callee.object.type !== 'Identifier' || callee.object.name !== 'console')
    return false
  if (cx.lookup('console')) return false
  const method = !callee.computed && callee.property.type === 'Identifier' ? callee.property.name : ''
  if (!logging.has(method))
    throw cx.error(
      'unsupported',
      callee,
      `a kernel cannot call console.${method}`,
      `it may call ${[...logging].map((name) => `console.${name}`).join(', ')}`,
    )
  const values: Expr[] = []
  const args = textsOf(cx, node.arguments, values)
  cx.emit({ kind: 'log', method, args, values, at: cx.span(node) })
  return true
}

/** Arguments as texts, or values by number; the values are added to `values`, evaluated from left to right. */
export function textsOf(cx: Context, nodes: readonly Node[], values: Expr[]): (Text | number)[] {
  const parts = nodes.map((node) => partsOf(node))
  const reads = parts.flat().filter((part): part is Node => typeof part !== 'string')
  const first = values.length
  values.push(...cx.operands(reads, (node) => readExpression(cx, node)))
  let next = first
  return parts.map((own, i) => {
    if (own.length === 1 && own[0] === nodes[i]) return next++
    return own.map((part) => (typeof part === 'string' ? part : next++))
  })
}

/** A text and the expressions in it; an expression alone is itself. */
function partsOf(node: Node): (string | Node)[] {
  if (node.type === 'Literal' && typeof node.value === 'string') return [node.value]
  if (node.type === 'TemplateLiteral')
    return node.quasis.flatMap(({ value }, i) => [
      value.cooked ?? value.raw,
      ...(node.expressions[i] ? [node.expressions[i]] : []),
    ])
  // 'n is ' + n
  if (node.type === 'BinaryExpression' && node.operator === '+' && [node.left, node.right].some(isText))
    return [...partsOf(node.left as Node), ...partsOf(node.right as Node)]
  return [node]
}

function isText(node: es.Node): boolean {
  if (node.type === 'Literal') return typeof (node as es.Literal).value === 'string'
  if (node.type === 'TemplateLiteral') return true
  const { operator, left, right } = node as es.BinaryExpression
  return node.type === 'BinaryExpression' && operator === '+' && (isText(left) || isText(right))
}
