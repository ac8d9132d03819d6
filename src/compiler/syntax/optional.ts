/** Parameters, and fields of object arguments, that the source asks for whether they are there. */
import type * as es from 'acorn'
import type { Context } from './context.ts'
import { partOf } from './groups.ts'
import type { Node } from './reader.ts'
import type { Expr, Span, Stmt, Variable } from './tree.ts'
import { usesOf } from './uses.ts'
import { walk, writtenBy } from './walk.ts'

/** The parameter that an expression names, or the field of an object that the kernel is passed, which the caller may leave out. */
export function optionalIn(cx: Context, node: Node): Variable | undefined {
  if (node.type === 'MemberExpression') {
    const part = !node.computed && node.object.type === 'Identifier' ? partOf(cx, node) : undefined
    return part?.kind === 'param' ? part : undefined
  }
  const variable = node.type === 'Identifier' ? cx.lookup(node.name) : undefined
  if (node.type !== 'Identifier' || variable?.kind !== 'param' || !isFirst(cx, node)) return undefined
  // A helper does not see what the kernel has assigned before.
  return cx.inHelper && cx.changes(variable) ? undefined : variable
}

/** Whether nothing assigns a parameter but one default: what is asked is whether the caller gave it. */
function isFirst(cx: Context, { name }: es.Identifier): boolean {
  let assigned = 0
  walk(cx.body, (node) => {
    const target = writtenBy(node)
    if (target && usesOf(target, name).length > 0 && target.type !== 'MemberExpression') assigned++
    return true
  })
  if (assigned === 0) return true
  const statements = cx.body.type === 'BlockStatement' ? (cx.body as es.BlockStatement).body : []
  const defaults = statements.filter((stmt) => isDefault(stmt, name)).length
  return assigned === 1 && defaults === 1 && asked(cx.body, name) === 1
}

/** `y = y ?? 4`, `y ??= 4`, `if (y === undefined) y = 4` */
function isDefault(stmt: es.Node, name: string): boolean {
  if (stmt.type === 'IfStatement') return asked((stmt as es.IfStatement).test, name) === 1
  const { expression } = stmt as es.ExpressionStatement
  if (stmt.type !== 'ExpressionStatement' || expression.type !== 'AssignmentExpression') return false
  return expression.left.type === 'Identifier' && expression.left.name === name && asked(expression, name) === 1
}

/** How often the source asks whether a name has a value. */
function asked(root: es.Node, name: string): number {
  let count = 0
  const isIt = (node: es.Node): boolean => node.type === 'Identifier' && (node as es.Identifier).name === name
  walk(root, (node) => {
    const { left, right, operator } = node as es.BinaryExpression
    if (node.type === 'LogicalExpression' && (operator as string) === '??' && isIt(left)) count++
    if (node.type === 'AssignmentExpression' && (operator as string) === '??=' && isIt(left)) count++
    if (node.type === 'BinaryExpression' && [left, right].some(isIt) && [left, right].some(isNothing)) count++
    return true
  })
  return count
}

const isNothing = (node: es.Node): boolean =>
  (node.type === 'Identifier' && (node as es.Identifier).name === 'undefined') ||
  (node.type === 'Literal' && (node as es.Literal).raw === 'null')

/** The one where the caller gives a parameter, the other where it leaves it out. */
export function whereGiven(cx: Context, variable: Variable, at: Span, yes: () => void, no: () => void): void {
  cx.optional.add(variable)
  const [given, absent] = [yes, no].map((read): Stmt[] => cx.block(read).block)
  cx.emit({ kind: 'given', variable, yes: given, no: absent, at: cx.span(at) })
}

/** One of two values so. */
export function chosenWhereGiven(cx: Context, variable: Variable, node: Span, yes: () => Expr, no: () => Expr): Expr {
  const at = cx.span(node)
  const chosen: Variable = { name: 'chosen', kind: 'let', at }
  const set = (value: Expr): void => cx.emit({ kind: 'set', variable: chosen, value, declares: true, at })
  whereGiven(
    cx,
    variable,
    node,
    () => set(yes()),
    () => set(no()),
  )
  return { kind: 'variable', variable: chosen, at }
}

/** What an `if` or a choice tests where it asks for a parameter: `y === undefined`, `y != null`. */
export function askedIn(cx: Context, test: es.Expression): { variable: Variable; there: boolean } | undefined {
  if (test.type === 'UnaryExpression' && test.operator === '!') {
    const inner = askedIn(cx, test.argument)
    return inner && { ...inner, there: !inner.there }
  }
  if (test.type === 'Identifier') {
    const array = isIndexed(cx, test.name) ? optionalIn(cx, test) : undefined
    return array && { variable: array, there: true }
  }
  if (test.type !== 'BinaryExpression' || !['===', '!==', '==', '!='].includes(test.operator)) return undefined
  const [left, right] = [test.left as Node, test.right]
  const other = isNothing(right) ? left : isNothing(left) ? right : undefined
  const variable = other && optionalIn(cx, other)
  // A number is never null.
  if (variable === undefined || (test.operator.length === 3 && (isNull(left) || isNull(right)))) return undefined
  return { variable, there: test.operator.startsWith('!') }
}

/** Whether a name is one of an array: it is there, or undefined. */
function isIndexed(cx: Context, name: string): boolean {
  return usesOf(cx.body, name).some(
    ({ node, parent }) =>
      parent?.type === 'MemberExpression' && ((parent as es.MemberExpression).object as es.Node) === node,
  )
}

const isNull = (node: Node): boolean => node.type === 'Literal'
