import type * as es from 'acorn'
import { functions } from '../../ops/table.ts'
import type { Context } from './context.ts'
import { calleeName, constants } from './names.ts'
import { type Node, readExpression } from './reader.ts'
import type { Expr, Span, Variable } from './tree.ts'
import { unknownName } from './unknown.ts'

export function readIdentifier(cx: Context, node: es.Identifier): Expr {
  const variable = cx.lookup(node.name)
  if (variable) return { kind: 'variable', variable, at: cx.span(node) }
  return readConstant(cx, node, cx.meaning(node.name))
}

function readConstant(cx: Context, node: Span, name: string): Expr {
  const known = Object.hasOwn(cx.scope, name) ? cx.scope[name] : constants.get(name)
  if (typeof known === 'number') return { kind: 'number', value: known, at: cx.span(node) }
  if (known !== undefined || cx.helper(name))
    throw cx.error('unsupported', node, `'${name}' is a function, and a number is needed here`, `call it: ${name}(…)`)
  if (functions.includes(name))
    throw cx.error('unsupported', node, `${name} is a function, and a number is needed here`, `call it: ${name}(…)`)
  if (name.startsWith('Math.') || name.startsWith('Number.'))
    throw cx.error('unsupported', node, `a kernel has no ${name}`, `it has ${[...constants.keys()].join(', ')}`)
  throw unknownName(cx, node, name)
}

/** The parameter or variable that an array expression names. */
export function readArray(cx: Context, node: Node): Variable {
  if (node.type === 'Identifier') {
    const variable = cx.lookup(node.name)
    if (variable) return variable
    if (!Object.hasOwn(cx.scope, node.name)) readConstant(cx, node, node.name)
  }
  throw cx.error(
    'unsupported',
    node,
    'only a parameter of the kernel can be indexed',
    'pass the array as an argument of its own',
  )
}

export function readMember(cx: Context, node: es.MemberExpression): Expr {
  // The hint for `this` says what to do instead.
  if (node.object.type === 'ThisExpression') return readExpression(cx, node.object)
  if (!node.computed) {
    const qualified = calleeName(cx, node)
    if (qualified?.includes('.')) return readConstant(cx, node, qualified)
    // An import that a bundler reads from its module: `constants_1.K`.
    if (
      node.object.type === 'Identifier' &&
      !cx.lookup(node.object.name) &&
      qualified &&
      Object.hasOwn(cx.scope, qualified)
    )
      return readConstant(cx, node, qualified)
    if (node.property.type === 'Identifier' && node.property.name === 'length')
      return { kind: 'length', array: readArray(cx, node.object), at: cx.span(node) }
    const name = node.property.type === 'Identifier' ? node.property.name : '?'
    throw cx.error(
      'unsupported',
      node.property,
      `a kernel cannot read the property .${name}`,
      'arrays have .length and elements a[i]',
    )
  }
  const array = readArray(cx, node.object)
  return { kind: 'element', array, index: readExpression(cx, node.property), at: cx.span(node) }
}
