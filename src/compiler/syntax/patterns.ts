import type * as es from 'acorn'
import { readDimensions } from './arrays.ts'
import type { Context } from './context.ts'
import { readResult } from './inline.ts'
import { readExpression } from './reader.ts'
import type { Expr } from './tree.ts'

/**
 * The targets of a destructuring pattern with the values that go to them, each evaluated before any is assigned, so that
 * `[a, b] = [b, a]` swaps.
 */
export function destructure(
  cx: Context,
  pattern: es.ArrayPattern | es.ObjectPattern,
  from: es.Expression,
): { target: es.Pattern; value: Expr }[] {
  const lengths = pattern.type === 'ArrayPattern' ? readDimensions(cx, from, pattern.elements.length) : undefined
  const result = lengths ? { values: lengths, keys: undefined, single: false } : readResult(cx, from)
  if (result.single)
    throw cx.error(
      'unsupported',
      from,
      'a kernel cannot destructure this',
      'destructure an array or object literal, or what a helper returns',
    )
  const values = result.values.map((value) => cx.spill(value))
  if (pattern.type === 'ArrayPattern')
    return pattern.elements.flatMap((target, i) => {
      if (target === null) return []
      // A default is for what is undefined, which no number is.
      if (target.type === 'AssignmentPattern' && !result.keys)
        return [{ target: target.left, value: values[i] ?? readExpression(cx, target.right) }]
      if (values[i] === undefined || result.keys)
        throw cx.error(
          'type',
          target,
          `there is no value for element ${i} of this pattern`,
          `the right side gives ${values.length}`,
        )
      return [{ target, value: values[i] }]
    })
  return pattern.properties.map((property) => {
    if (property.type !== 'Property' || property.computed || property.key.type !== 'Identifier')
      throw cx.error('unsupported', property, 'a pattern of this form', 'write { name } or { name: variable }')
    const at = result.keys?.indexOf(property.key.name) ?? -1
    const { value } = property
    if (value.type === 'AssignmentPattern' && result.keys)
      return { target: value.left, value: values[at] ?? readExpression(cx, value.right) }
    if (at < 0)
      throw cx.error(
        'type',
        property,
        `there is no property '${property.key.name}'`,
        `the right side has ${result.keys?.join(', ') ?? 'elements, not properties'}`,
      )
    return { target: property.value, value: values[at] }
  })
}
