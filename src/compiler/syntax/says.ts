/** What pieces of a program say, by their text alone. */
import type * as es from 'acorn'
import { walk } from './walk.ts'

export const isName = (node: es.Node | null | undefined, name: string): boolean =>
  node?.type === 'Identifier' && (node as es.Identifier).name === name

export const isNumber = (node: es.Node | null | undefined, value: number): boolean =>
  node?.type === 'Literal' && (node as es.Literal).value === value

/** Whether two expressions say the same. */
export function isSame(a: es.Node, b: es.Node): boolean {
  if (a.type !== b.type) return false
  if (a.type === 'Identifier') return isName(b, (a as es.Identifier).name)
  if (a.type === 'Literal') return (a as es.Literal).value === (b as es.Literal).value
  if (a.type === 'BinaryExpression') {
    const [x, y] = [a as es.BinaryExpression, b as es.BinaryExpression]
    return x.operator === y.operator && isSame(x.left, y.left) && isSame(x.right, y.right)
  }
  if (a.type !== 'MemberExpression') return false
  const [x, y] = [a as es.MemberExpression, b as es.MemberExpression]
  return x.computed === y.computed && isSame(x.object, y.object) && isSame(x.property, y.property)
}

/** All names in a piece of a program. */
export function namesIn(node: es.Node): string[] {
  const found: string[] = []
  walk(node, (each) => {
    if (each.type === 'Identifier') found.push((each as es.Identifier).name)
    return true
  })
  return found
}

/** Whether something in it leaves a loop or the function, or goes on to the next iteration. */
export function leaves(stmt: es.Node): boolean {
  let found = false
  walk(stmt, (node) => {
    found ||= ['BreakStatement', 'ContinueStatement', 'ReturnStatement'].includes(node.type)
    return !found
  })
  return found
}

/** `Array(n)`, `new Array(n)` */
export function isUnfilled(node: es.Node): boolean {
  if (node.type !== 'NewExpression' && node.type !== 'CallExpression') return false
  const { callee, arguments: given } = node as es.CallExpression
  return callee.type === 'Identifier' && callee.name === 'Array' && given.length === 1
}
