import type * as es from 'acorn'
import type { Context } from './context.ts'

export type { ReadExpression, ReadStatement } from './context.ts'

import type { Expr, Result } from './tree.ts'
import { usesOf } from './uses.ts'

/** What may stand where an expression is read. */
export type Node = es.Expression | es.Super | es.PrivateIdentifier | es.SpreadElement | es.Pattern

/** Reads an expression; effects within it become statements before it. */
export function readExpression(cx: Context, node: Node): Expr {
  const read = cx.readers.expressions[node.type]
  if (read === undefined) {
    const hint = expressionHints[node.type] ?? 'use numbers, booleans and typed arrays'
    throw cx.error('unsupported', node, `a kernel cannot contain ${nameOf(node)}`, hint)
  }
  return read(cx, node as never)
}

/** Reads an expression that may give several values, as an array or an object of them. */
export function readResult(cx: Context, node: es.Expression): Result {
  return cx.readers.result(cx, node)
}

/** Reads an expression for its effect alone. */
export function readEffect(cx: Context, node: es.Expression): void {
  cx.readers.effect(cx, node)
}

/** Reads a statement into the current block. */
export function readStatement(cx: Context, node: es.Statement): void {
  const read = cx.readers.statements[node.type]
  if (read === undefined) {
    const start = { start: node.start, end: Math.min(node.end, node.start + 8) }
    const hint = statementHints[node.type] ?? 'use declarations, assignments, if, loops, switch and return'
    throw cx.error('unsupported', start, `a kernel cannot contain ${nameOf(node)}`, hint)
  }
  read(cx, node as never)
}

/** Reads the statements of a block. Functions are known in the whole of it, before their declaration too. */
export function readBlock(cx: Context, body: readonly (es.Statement | es.ModuleDeclaration)[]): void {
  reserveNames(cx, body)
  for (const statement of body)
    if (statement.type === 'FunctionDeclaration' && statement.id) cx.define(statement.id.name, statement)
  for (let i = 0; i < body.length; i++) {
    const exchange = rowExchange(cx, body.slice(i, i + 3))
    if (exchange) readEffect(cx, exchange)
    else readStatement(cx, body[i] as es.Statement)
    if (exchange) i += 2
  }
}

/** `const t = m[i]; m[i] = m[k]; m[k] = t` of the rows of an array of arrays, as an assignment. */
function rowExchange(cx: Context, body: readonly es.Node[]): es.AssignmentExpression | undefined {
  const [first, ...others] = body
  if (first?.type !== 'VariableDeclaration' || others.length < 2) return undefined
  const { declarations } = first as es.VariableDeclaration
  const [{ id, init }] = declarations
  const [second, third] = others.map((stmt) => {
    const { expression } = stmt as es.ExpressionStatement
    return stmt.type === 'ExpressionStatement' && expression.type === 'AssignmentExpression' ? expression : undefined
  })
  if (declarations.length > 1 || id.type !== 'Identifier' || init?.type !== 'MemberExpression' || !init.computed)
    return undefined
  if (second?.operator !== '=' || third?.operator !== '=' || init.object.type !== 'Identifier') return undefined
  const table = cx.lookup(init.object.name)
  if (table === undefined || !cx.tables.has(table)) return undefined
  const text = ({ start, end }: es.Node): string => cx.source.text.slice(start, end)
  const isExchange =
    text(second.left) === text(init) && text(third.left) === text(second.right) && text(third.right) === id.name
  if (!isExchange || usesOf(cx.body, id.name).length !== 2) return undefined
  const { start } = first
  const { end } = third
  const [left, right] = [
    [init, second.right],
    [second.right, init],
  ]
  return {
    type: 'AssignmentExpression',
    operator: '=',
    left: { type: 'ArrayPattern', elements: left as es.Pattern[], start, end },
    right: { type: 'ArrayExpression', elements: right, start, end },
    start,
    end,
  }
}

/** Makes known which names the `let`s and `const`s of a block declare. */
export function reserveNames(cx: Context, body: readonly es.Node[]): void {
  for (const statement of body)
    if (statement.type === 'VariableDeclaration') {
      const { kind, declarations } = statement as es.VariableDeclaration
      if (kind !== 'var') cx.reserve(declarations.flatMap(({ id }) => boundNames(id)))
    }
}

/** The names that a pattern binds. */
function boundNames(node: es.Pattern | null): es.Identifier[] {
  switch (node?.type) {
    case 'Identifier':
      return [node]
    case 'ArrayPattern':
      return node.elements.flatMap(boundNames)
    case 'ObjectPattern':
      return node.properties.flatMap((p) => boundNames(p.type === 'Property' ? p.value : p.argument))
    case 'AssignmentPattern':
      return boundNames(node.left)
    default:
      return []
  }
}

const nameOf = (node: es.Node): string =>
  plainNames[node.type] ?? `this ${node.type.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()}`

const plainNames: Readonly<Record<string, string | undefined>> = {
  ClassDeclaration: 'a class',
  ClassExpression: 'a class',
  TryStatement: 'try … catch',
  ForInStatement: 'for … in',
  ObjectExpression: 'an object here',
  ArrayExpression: 'an array literal here',
  ArrowFunctionExpression: 'a function here',
  FunctionExpression: 'a function here',
  ThisExpression: 'the keyword this',
  SpreadElement: 'a spread',
}

const statementHints: Readonly<Record<string, string>> = {
  ClassDeclaration: 'kernels have objects of fields and functions: write const p = { x, y }, and functions that take p',
  TryStatement: 'kernels do not catch errors; catch them around the call',
  ForInStatement: 'iterate with for (let i = 0; i < a.length; i++)',
}

const expressionHints: Readonly<Record<string, string>> = {
  ClassExpression: 'kernels have objects of fields and functions: write const p = { x, y }, and functions that take p',
  ObjectExpression: 'pass scalars and arrays as arguments of their own',
  ArrayExpression: 'make arrays outside the kernel, with zeros(…), and pass them in',
  TemplateLiteral: 'kernels compute with numbers and booleans; format text outside',
  ArrowFunctionExpression: 'give it a name: const f = (x) => …, and call it',
  FunctionExpression: 'give it a name: const f = (x) => …, and call it',
  ThisExpression: 'pass what the kernel needs as an argument',
  AwaitExpression: 'a kernel is synchronous; kernel.async(…) runs it without blocking',
  SpreadElement: 'pass each argument by itself, or write a loop over the array',
}
