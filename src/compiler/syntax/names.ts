import type { Expression, Super } from 'acorn'
import type { Context } from './context.ts'

/**
 * The name of what is called. Bundlers and test runners rewrite calls (`(0, x.prange)(n)`, `__vi_import_0__.prange(n)`), so a
 * callee is known by its last name; `Math` and `Number` keep theirs in front.
 */
export function calleeName(cx: Context, callee: Expression | Super): string | undefined {
  switch (callee.type) {
    case 'Identifier':
      return cx.meaning(callee.name)
    case 'SequenceExpression':
      return calleeName(cx, callee.expressions[callee.expressions.length - 1])
    case 'ParenthesizedExpression':
      return calleeName(cx, callee.expression)
    case 'MemberExpression': {
      if (callee.computed || callee.property.type !== 'Identifier') return undefined
      const { name } = callee.property
      const owner = callee.object.type === 'Identifier' ? callee.object.name : undefined
      return owner === 'Math' || owner === 'Number' || owner === 'BigInt' ? `${owner}.${name}` : name
    }
    default:
      return undefined
  }
}

/**
 * The function in `__name(fn, 'name')`, which esbuild writes around functions to keep their names; undefined for anything else. A
 * minifier renames the call itself, so it is known by its form.
 */
export function namedFunction(node: Expression): Expression | undefined {
  if (node.type !== 'CallExpression' || node.arguments.length !== 2) return undefined
  const [named, name] = node.arguments
  if (name.type !== 'Literal' || typeof name.value !== 'string') return undefined
  const isFunction = ['ArrowFunctionExpression', 'FunctionExpression', 'Identifier'].includes(named.type)
  return isFunction ? (named as Expression) : undefined
}

/** Numeric constants that a kernel may name. */
export const constants: ReadonlyMap<string, number> = new Map<string, number>([
  ['Infinity', Number.POSITIVE_INFINITY],
  ['NaN', Number.NaN],
  ['Math.PI', Math.PI],
  ['Math.E', Math.E],
  ['Math.LN2', Math.LN2],
  ['Math.LN10', Math.LN10],
  ['Math.LOG2E', Math.LOG2E],
  ['Math.LOG10E', Math.LOG10E],
  ['Math.SQRT2', Math.SQRT2],
  ['Math.SQRT1_2', Math.SQRT1_2],
  ['Number.EPSILON', Number.EPSILON],
  ['Number.MAX_VALUE', Number.MAX_VALUE],
  ['Number.MIN_VALUE', Number.MIN_VALUE],
  ['Number.MAX_SAFE_INTEGER', Number.MAX_SAFE_INTEGER],
  ['Number.MIN_SAFE_INTEGER', Number.MIN_SAFE_INTEGER],
  ['Number.POSITIVE_INFINITY', Number.POSITIVE_INFINITY],
  ['Number.NEGATIVE_INFINITY', Number.NEGATIVE_INFINITY],
  ['Number.NaN', Number.NaN],
])
