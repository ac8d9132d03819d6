import type * as es from 'acorn'
import type { FunctionNode } from './parse.ts'
import { usesOf, walk } from './walk.ts'

/** What arrays have under a name, so that reading it says nothing about what an argument is. */
const OF_ARRAYS: ReadonlySet<string> = new Set([
  'length',
  'size',
  'shape',
  'strides',
  'byteLength',
  'BYTES_PER_ELEMENT',
])

/** Finds the functions that a function calls by name; undefined where it knows none. */
export type FindFunction = (name: string) => FunctionNode | undefined

/**
 * Whether a parameter of that name is an object: a field of it is read that arrays do not have, it is destructured by name, or it is
 * passed to a function that does either; and it is not indexed as an array.
 */
export function isObject({ body }: FunctionNode, name: string, find: FindFunction, depth = 0): boolean {
  const uses = usesOf(body, name)
  if (uses.some(({ node, parent }) => indexes(node, parent))) return false
  return uses.some(({ node, parent }) => {
    switch (parent?.type) {
      case 'MemberExpression': {
        const { object, property, computed } = parent as es.MemberExpression
        if ((object as es.Node) !== node || isCallee(body, parent)) return false
        if (computed) return property.type === 'Literal' && typeof property.value === 'string'
        return property.type === 'Identifier' && !OF_ARRAYS.has(property.name)
      }
      case 'VariableDeclarator':
        return (parent as es.VariableDeclarator).id.type === 'ObjectPattern'
      case 'AssignmentExpression':
        return (parent as es.AssignmentExpression).left.type === 'ObjectPattern'
      case 'CallExpression': {
        const { callee, arguments: args } = parent as es.CallExpression
        const position = args.indexOf(node)
        if (position < 0 || callee.type !== 'Identifier' || depth > 8) return false
        const called = nestedFunction(body, callee.name) ?? find(callee.name)
        const param = called?.params[position]
        if (called === undefined || param === undefined) return false
        const target = param.type === 'AssignmentPattern' ? param.left : param
        if (target.type === 'ObjectPattern') return true
        return target.type === 'Identifier' && isObject(called, target.name, find, depth + 1)
      }
      default:
        return false
    }
  })
}

/** `a[i]` */
function indexes(node: es.Node, parent: es.Node | undefined): boolean {
  if (parent?.type !== 'MemberExpression') return false
  const { object, property, computed } = parent as es.MemberExpression
  return (
    (object as es.Node) === node && computed && !(property.type === 'Literal' && typeof property.value === 'string')
  )
}

function isCallee(root: es.Node, member: es.Node): boolean {
  let found = false
  walk(root, (node) => {
    if (node.type === 'CallExpression' && ((node as es.CallExpression).callee as es.Node) === member) found = true
    return !found
  })
  return found
}

/** A function that is declared under a name within another. */
export function nestedFunction(root: es.Node, name: string): FunctionNode | undefined {
  let found: FunctionNode | undefined
  walk(root, (node) => {
    if (node.type === 'FunctionDeclaration' && (node as es.FunctionDeclaration).id?.name === name)
      found ??= node as es.Node as FunctionNode
    if (node.type === 'VariableDeclarator') {
      const { id, init } = node as es.VariableDeclarator
      const isFunction = init?.type === 'ArrowFunctionExpression' || init?.type === 'FunctionExpression'
      if (id.type === 'Identifier' && id.name === name && isFunction) found ??= init
    }
    return found === undefined
  })
  return found
}
