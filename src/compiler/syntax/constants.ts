import { functions } from '../../ops/table.ts'
import type { Context } from './context.ts'
import { constants } from './names.ts'
import type { Expr, Span } from './tree.ts'
import { unknownName } from './unknown.ts'

/** A name that is no variable: a constant of the scope or of the language. */
export function readConstant(cx: Context, node: Span, name: string): Expr {
  const known = Object.hasOwn(cx.scope, name) ? cx.scope[name] : constants.get(name)
  if (typeof known === 'number') return { kind: 'number', value: known, at: cx.span(node) }
  if (typeof known === 'boolean') return { kind: 'boolean', value: known, at: cx.span(node) }
  if (typeof known === 'bigint') return { kind: 'bigint', value: known, at: cx.span(node) }
  if (typeof known === 'object' && 'frozen' in known)
    throw cx.error(
      'type',
      node,
      `'${name}' is an array, and a number is needed here`,
      `read an element of it: ${name}[i]`,
    )
  if (known !== undefined || cx.helper(name))
    throw cx.error('unsupported', node, `'${name}' is a function, and a number is needed here`, `call it: ${name}(…)`)
  if (functions.includes(name))
    throw cx.error('unsupported', node, `${name} is a function, and a number is needed here`, `call it: ${name}(…)`)
  if (name.startsWith('Math.') || name.startsWith('Number.'))
    throw cx.error('unsupported', node, `a kernel has no ${name}`, `it has ${[...constants.keys()].join(', ')}`)
  throw unknownName(cx, node, name)
}
