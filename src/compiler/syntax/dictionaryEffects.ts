/** What Maps and Sets are called for without a value: `x => seen.add(x)`. */
import type { Context } from './context.ts'
import type { Node } from './reader.ts'
import { constantKey } from './walk.ts'

/** Whether an expression changes or walks a Map or Set and gives no number. */
export function isDictionaryEffect(cx: Context, node: Node): boolean {
  if (node.type === 'ParenthesizedExpression') return isDictionaryEffect(cx, node.expression)
  if (node.type === 'LogicalExpression') return isDictionaryEffect(cx, node.right)
  if (node.type === 'ConditionalExpression')
    return isDictionaryEffect(cx, node.consequent) || isDictionaryEffect(cx, node.alternate)
  if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') return false
  if (!['add', 'set', 'clear', 'forEach'].includes(constantKey(node.callee) ?? '')) return false
  const { object } = node.callee
  if (object.type !== 'Identifier') return isDictionaryEffect(cx, object as Node)
  return !cx.isAhead(object.name) && cx.dictionary(object.name) !== undefined
}
