/** Which array literals of a function become longer, as its text says. */
import type * as es from 'acorn'
import { nestedFunction } from './objects.ts'
import { constantKey, usesOf, walk } from './walk.ts'

const growth: ReadonlySet<string> = new Set(['push', 'pop', 'shift', 'unshift', 'splice'])

/** Whether an array literal of that name is one that grows: `name.push(x)` stands somewhere, or it is given to a name that grows, or is one. */
export function grows(root: es.Node, name: string): boolean {
  const found = aliasesOf(root, name)
  return [...found].some((each) => isPushed(root, each) || isShortened(root, each))
}

function aliasesOf(root: es.Node, name: string): Set<string> {
  const found = new Set([name])
  for (const each of found) for (const other of exchanged(root, each)) found.add(other)
  return found
}

const isPushed = (root: es.Node, name: string): boolean =>
  usesOf(root, name).some(({ node, parent }) => growsAt(node, parent))

/**
 * Whether an array literal of that name becomes longer by stores behind its end: it has one element or none, no method makes it longer, and an
 * element is assigned that may be a further one.
 */
export function growsByIndex(root: es.Node, name: string, { elements }: es.ArrayExpression): boolean {
  if (elements.length > 1 || elements.some((each) => each?.type === 'SpreadElement')) return false
  const names = aliasesOf(root, name)
  return ![...names].some((each) => isPushed(root, each)) && [...names].some((each) => isStored(root, each))
}

/** `name[i] = x` */
function isStored(root: es.Node, name: string): boolean {
  let found = false
  walk(root, (node) => {
    const { left, operator } = node as es.AssignmentExpression
    if (node.type !== 'AssignmentExpression' || operator !== '=' || left.type !== 'MemberExpression') return !found
    const { object, computed, property } = left
    if (computed && object.type === 'Identifier' && object.name === name)
      found ||= property.type !== 'Literal' || property.value !== 0
    return !found
  })
  return found
}

/** `name.length = 0` */
function isShortened(root: es.Node, name: string): boolean {
  let found = false
  walk(root, (node) => {
    const { left } = node as es.AssignmentExpression
    if (node.type === 'AssignmentExpression' && left.type === 'MemberExpression' && left.object.type === 'Identifier')
      found ||= left.object.name === name && constantKey(left) === 'length'
    return !found
  })
  return found
}

function growsAt(node: es.Node, parent: es.Node | undefined): boolean {
  if (parent?.type !== 'MemberExpression') return false
  const { object, property, computed } = parent as es.MemberExpression
  return (object as es.Node) === node && !computed && property.type === 'Identifier' && growth.has(property.name)
}

/** The names that a name is assigned from or to: `name = other`, `[name, other] = [other, name]`, and those of parameters it is passed for. */
function exchanged(root: es.Node, name: string): string[] {
  const found: string[] = []
  walk(root, (node) => {
    if (node.type === 'AssignmentExpression') {
      const { left, right } = node as es.AssignmentExpression
      const [targets, values] = [left, right].map((side) =>
        side.type === 'ArrayPattern' || side.type === 'ArrayExpression' ? side.elements : [side],
      )
      targets.forEach((target, i) => {
        const value = values[i]
        if (target?.type !== 'Identifier' || value?.type !== 'Identifier') return
        if (target.name === name) found.push(value.name)
        if (value.name === name) found.push(target.name)
      })
    }
    if (node.type === 'CallExpression') {
      const { callee, arguments: given } = node as es.CallExpression
      const at = given.findIndex((argument) => argument.type === 'Identifier' && argument.name === name)
      const param = at >= 0 && callee.type === 'Identifier' ? nestedFunction(root, callee.name)?.params[at] : undefined
      if (param?.type === 'Identifier') found.push(param.name)
    }
    return true
  })
  return found
}
