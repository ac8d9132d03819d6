import type * as es from 'acorn'
import type { Helper } from './bindings.ts'
import type { Context } from './context.ts'
import { calleeName, namedFunction } from './names.ts'

/** The function that an argument is. */
export function functionIn(
  cx: Context,
  argument: es.Expression | es.SpreadElement,
  param?: es.Pattern,
): Helper | undefined {
  const given = argument.type === 'SpreadElement' ? undefined : (namedFunction(argument) ?? argument)
  const name = param?.type === 'Identifier' ? param.name : 'function'
  if (given?.type === 'ArrowFunctionExpression' || given?.type === 'FunctionExpression') return cx.helperOf(name, given)
  if (given?.type === 'Identifier' && cx.lookup(given.name)) return undefined
  const known = given?.type === 'Identifier' ? cx.helper(given.name) : undefined
  return known ?? (given && isUnary(cx, given) ? cx.helperOf(name, callOf(given)) : undefined)
}

/** Functions of one argument that are named alone. */
const unary: ReadonlySet<string> = new Set([
  ...['isNaN', 'isFinite', 'Number', 'Boolean', 'f32', 'i32'],
  ...['erf', 'erfc', 'exp2', 'gamma', 'lgamma'],
])

/** Whether an expression names one of JavaScript's or wamba's functions that looks at its first argument alone: `Math.sqrt`. */
function isUnary(cx: Context, node: es.Expression): boolean {
  if (node.type !== 'Identifier' && node.type !== 'MemberExpression') return false
  const name = calleeName(cx, node)
  if (name === undefined || unary.has(name)) return name !== undefined
  const [owner, key] = name.split('.')
  const object = owner === 'Math' ? Math : owner === 'Number' ? Number : {}
  const found = key !== undefined && Object.hasOwn(object, key) ? object[key as keyof typeof object] : undefined
  return typeof found === 'function' && (found as (x: number) => unknown).length === 1
}

/** `(x) => Math.sqrt(x)` */
function callOf(callee: es.Expression): es.ArrowFunctionExpression {
  const { start, end } = callee
  const x: es.Identifier = { type: 'Identifier', name: 'x', start, end }
  const body: es.CallExpression = { type: 'CallExpression', callee, arguments: [x], optional: false, start, end }
  const is = { expression: true, generator: false, async: false }
  return { type: 'ArrowFunctionExpression', ...is, id: null, params: [x], body, start, end }
}

/** The function that a method calls for each element. */
export function callbackOf(cx: Context, node: es.CallExpression, name: string): Helper {
  const [given] = node.arguments
  const helper = given && functionIn(cx, given)
  if (helper) return { ...helper, callback: true }
  throw cx.error('type', given ?? node, `${name} needs a function`, `write a.${name}((x, i) => …)`)
}
