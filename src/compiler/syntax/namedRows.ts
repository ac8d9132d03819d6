/** `return Array.from({ length: n }, (_, i) => [i, i * i])` as what gives the rows a name first: `{ const rows = …; return rows }`. */
import type * as es from 'acorn'
import { namesIn } from './says.ts'
import { constantKey } from './walk.ts'

/** The function with names for the arrays of arrays that it returns. */
export function withNamedRows<N extends es.Node>(root: N): N {
  const { body } = root as es.Node as es.ArrowFunctionExpression
  const names = new Set(namesIn(root))
  let name = 'rows'
  while (names.has(name)) name += '_'
  if (body.type !== 'BlockStatement') {
    const made = inner(body)
    return makesRows(made) ? { ...root, expression: false, body: named(name, made) } : root
  }
  const renamed = inStatement(body, name)
  return renamed === body ? root : { ...root, body: renamed }
}

function inner(node: es.Expression): es.Expression {
  return node.type === 'ParenthesizedExpression' ? inner(node.expression) : node
}

/** The same of the statements within one, but not of functions there. */
function inStatement<N>(node: N, name: string): N {
  if (Array.isArray(node)) {
    const parts = node.map((part) => inStatement(part, name))
    return parts.every((part, i) => part === node[i]) ? node : (parts as N)
  }
  const { type, argument } = (node ?? {}) as es.ReturnStatement
  if (type === 'ReturnStatement' && argument && makesRows(inner(argument))) return named(name, inner(argument)) as N
  if (typeof type !== 'string' || !/Statement$|^Switch/.test(type)) return node
  const parts = Object.entries(node as object).map(([key, part]) => [key, part, inStatement(part, name)])
  if (parts.every(([, part, other]) => part === other)) return node
  return { ...node, ...Object.fromEntries(parts.map(([key, , other]) => [key, other])) }
}

/** `Array.from({ length: n }, () => [0, 1])`, `Array.from({ length: n }, () => Array.from(…))` */
function makesRows(node: es.Node): boolean {
  const each = fromArguments(node)[1] as es.Expression | undefined
  if (each?.type !== 'ArrowFunctionExpression' || each.body.type === 'BlockStatement') return false
  const row = inner(each.body)
  return row.type === 'ArrayExpression' || fromArguments(row).length === 2
}

function fromArguments(node: es.Node): readonly es.Node[] {
  const { type, callee, arguments: given } = node as es.CallExpression
  if (type !== 'CallExpression' || callee.type !== 'MemberExpression' || constantKey(callee) !== 'from') return []
  return callee.object.type === 'Identifier' && callee.object.name === 'Array' ? given : []
}

function named(name: string, init: es.Expression): es.BlockStatement {
  const { start, end } = init
  const id: es.Identifier = { type: 'Identifier', name, start, end }
  const declared: es.VariableDeclarator = { type: 'VariableDeclarator', id, init, start, end }
  const declaration: es.VariableDeclaration = {
    type: 'VariableDeclaration',
    kind: 'const',
    declarations: [declared],
    start,
    end,
  }
  const result: es.ReturnStatement = { type: 'ReturnStatement', argument: { ...id }, start, end }
  return { type: 'BlockStatement', body: [declaration, result], start, end }
}
