import type * as es from 'acorn'
import type { Helper } from './bindings.ts'
import type { Context } from './context.ts'
import { namedFunction } from './names.ts'

/** The function that an argument is. */
export function functionIn(
  cx: Context,
  argument: es.Expression | es.SpreadElement,
  param?: es.Pattern,
): Helper | undefined {
  const given = argument.type === 'SpreadElement' ? undefined : (namedFunction(argument) ?? argument)
  const name = param?.type === 'Identifier' ? param.name : 'function'
  if (given?.type === 'ArrowFunctionExpression' || given?.type === 'FunctionExpression') return cx.helperOf(name, given)
  return given?.type === 'Identifier' && !cx.lookup(given.name) ? cx.helper(given.name) : undefined
}

/** The function that a method calls for each element. */
export function callbackOf(cx: Context, node: es.CallExpression, name: string): Helper {
  const [given] = node.arguments
  const helper = given && functionIn(cx, given)
  if (helper) return { ...helper, callback: true }
  throw cx.error('type', given ?? node, `${name} needs a function`, `write a.${name}((x, i) => …)`)
}
