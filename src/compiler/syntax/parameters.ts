import type * as es from 'acorn'
import type { Context, Scope } from './context.ts'
import { isOwnName } from './own.ts'
import type { FunctionNode } from './parse.ts'

/**
 * The destructured last parameter from which a kernel takes its names, `(a, { prange, helper }) => …`: minifiers rename what a function
 * calls, but not the keys of a pattern. Each key is one of wamba's names or of the scope's.
 */
export function namesParameter(node: FunctionNode, scope: Scope): es.ObjectPattern | undefined {
  const last = node.params.at(-1)
  if (last?.type !== 'ObjectPattern') return undefined
  return namesOf(last).some((name) => isOwnName(name) || Object.hasOwn(scope, name)) ? last : undefined
}

/** The keys of a pattern. */
export function namesOf(pattern: es.ObjectPattern): string[] {
  return pattern.properties.flatMap((property) => (property.type === 'Property' ? (keyOf(property) ?? []) : []))
}

function keyOf({ computed, key }: es.AssignmentProperty): string | undefined {
  if (!computed && key.type === 'Identifier') return key.name
  return key.type === 'Literal' && typeof key.value === 'string' ? key.value : undefined
}

/** Makes the names that such a parameter takes known under those that it gives them. */
export function bindNames(cx: Context, pattern: es.ObjectPattern): void {
  for (const property of pattern.properties) {
    const key = property.type === 'Property' ? keyOf(property) : undefined
    if (property.type !== 'Property' || key === undefined || property.value.type !== 'Identifier')
      throw cx.error(
        'unsupported',
        property,
        'a kernel cannot take this from its last parameter',
        'write { name } or { name: other }',
      )
    if (!isOwnName(key) && !Object.hasOwn(cx.scope, key))
      throw cx.error(
        'free-name',
        property,
        `'${key}' is no name of wamba's, and the scope does not give it`,
        `add it: jit(fn, { scope: { ${key} } })`,
      )
    cx.know(property.value.name, key)
  }
}
