/** Values that lie in memory, and expressions that may be said more than once. */
import type * as es from 'acorn'
import type { Context } from './context.ts'
import type { Node } from './reader.ts'
import { type Expr, isRowType, isShape, type RowType, type Span, type Variable } from './tree.ts'

/** Whether an expression is an element of an array of records: `points[i]`. */
export function isRecord(cx: Context, node: Node): node is es.MemberExpression {
  if (node.type !== 'MemberExpression' || !node.computed) return false
  const of = rowTypeIn(cx, node.object)?.of
  if (of && isShape(of)) return true
  return node.object.type === 'Identifier' && cx.records(node.object.name) !== undefined
}

/** What kind of row an expression is; undefined where it is none. Emits nothing. */
export function rowTypeIn(cx: Context, node: Node | null | undefined): RowType | undefined {
  if (node?.type === 'ParenthesizedExpression') return rowTypeIn(cx, node.expression)
  if (node?.type === 'Identifier') return cx.rows(node.name)?.type
  if (node?.type === 'CallExpression') {
    const { callee } = node
    const taken = callee.type === 'MemberExpression' && !callee.computed && callee.property.type === 'Identifier'
    if (!taken || !['pop', 'shift'].includes((callee.property as es.Identifier).name)) return undefined
    const of = rowTypeIn(cx, callee.object)?.of
    return of && isRowType(of) ? of : undefined
  }
  if (node?.type !== 'MemberExpression' || !node.computed) return undefined
  const of = rowTypeIn(cx, node.object)?.of
  return of && isRowType(of) ? of : undefined
}

/** The value of a variable, or of what lies in memory. */
export function valueAt(variable: Variable, at: Span): Expr {
  const { place } = variable
  if (place === undefined) return { kind: 'variable', variable, at }
  return { kind: 'element', array: place.array, index: copyOf(place.index), at }
}

/** Whether an expression has the same value wherever its variables are seen. */
export function isFixed(cx: Context, expr: Expr): boolean {
  if (expr.kind === 'variable')
    return expr.variable.kind === 'const' || expr.variable.kind === 'temp' || cx.fixed.has(expr.variable)
  if (expr.kind === 'binary') return isFixed(cx, expr.left) && isFixed(cx, expr.right)
  return expr.kind === 'number'
}

/** The same expression once more: what is known of an expression is known of one place. */
export function copyOf(expr: Expr): Expr {
  return expr.kind === 'binary' ? { ...expr, left: copyOf(expr.left), right: copyOf(expr.right) } : { ...expr }
}
