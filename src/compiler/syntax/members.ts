import type * as es from 'acorn'
import { functions } from '../../ops/table.ts'
import type { Context } from './context.ts'
import { calleeName, constants } from './names.ts'
import { type Node, readExpression } from './reader.ts'
import type { Expr, Span, Variable } from './tree.ts'

export function readIdentifier(cx: Context, node: es.Identifier): Expr {
  const variable = cx.lookup(node.name)
  if (variable) return { kind: 'variable', variable, at: cx.span(node) }
  return readConstant(cx, node, node.name)
}

function readConstant(cx: Context, node: Span, name: string): Expr {
  const known = Object.hasOwn(cx.scope, name) ? cx.scope[name] : constants.get(name)
  if (typeof known === 'number') return { kind: 'number', value: known, at: cx.span(node) }
  if (known !== undefined || cx.helper(name))
    throw cx.error('unsupported', node, `'${name}' is a function, and a number is needed here`, `call it: ${name}(…)`)
  if (name.startsWith('Math.') || name.startsWith('Number.'))
    throw cx.error('unsupported', node, `${name} is not supported in a kernel`, `supported are ${functions.join(', ')}`)
  const hint = name.length <= 2 ? ' (a minifier may have renamed it: minified kernels are not supported)' : ''
  throw cx.error(
    'free-name',
    node,
    `'${name}' is not defined inside the kernel${hint}`,
    `pass it as an argument, or as a constant: jit(fn, { scope: { ${name} } })`,
  )
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
  if (!node.computed) {
    const qualified = calleeName(node)
    if (qualified?.includes('.')) return readConstant(cx, node, qualified)
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
