/** Numbers that may be missing, `m.get(k)` and `a.find(f)`, where JavaScript takes undefined as false or as NaN. */
import type * as es from 'acorn'
import type { Context } from './context.ts'
import { constantKey } from './walk.ts'

/** `m.get(k)`, `a.find(f)` */
export function mayGiveNothing(cx: Context, node: es.Expression | es.PrivateIdentifier): boolean {
  if (node.type === 'ParenthesizedExpression') return mayGiveNothing(cx, node.expression)
  if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') return false
  const name = constantKey(node.callee)
  const { object } = node.callee
  if (name === 'get')
    return object.type === 'Identifier' && !cx.isAhead(object.name) && cx.dictionary(object.name) !== undefined
  return name === 'find' || name === 'findLast'
}

/** A variable that was given such a number. */
function isMissing(cx: Context, node: es.Expression): boolean {
  if (node.type !== 'Identifier' || cx.isAhead(node.name)) return false
  const variable = cx.lookup(node.name)
  return variable !== undefined && cx.absent.get(variable) !== undefined && cx.unset.has(variable)
}

/** What is there, or NaN: as a condition, and in arithmetic, that is the same as undefined. */
export function orNaN(left: es.Expression): es.LogicalExpression {
  const { start, end } = left
  const right: es.Literal = { type: 'Literal', value: Number.NaN, raw: 'NaN', start, end }
  return { type: 'LogicalExpression', operator: '??', left, right, start, end }
}

/** A test in which undefined is false. */
export function asTest(cx: Context, node: es.Expression): es.Expression {
  if (node.type === 'ParenthesizedExpression') return asTest(cx, node.expression)
  if (mayGiveNothing(cx, node) || isMissing(cx, node)) return orNaN(node)
  if (node.type === 'UnaryExpression' && node.operator === '!') {
    const argument = asTest(cx, node.argument)
    return argument === node.argument ? node : { ...node, argument }
  }
  if (node.type !== 'LogicalExpression' || node.operator === '??') return node
  const [left, right] = [asTest(cx, node.left), asTest(cx, node.right)]
  return left === node.left && right === node.right ? node : { ...node, left, right }
}

/** The operands of an operator that takes undefined as NaN: one of the two sides of `===`, of which the other is there. */
export function asOperands(cx: Context, node: es.BinaryExpression): readonly es.Expression[] {
  const sides = [node.left as es.Expression, node.right]
  const missing = sides.map((side) => mayGiveNothing(cx, side))
  if (['===', '!==', '==', '!='].includes(node.operator) && missing.every(Boolean)) return sides
  return sides.map((side, i) => (missing[i] ? orNaN(side) : side))
}
