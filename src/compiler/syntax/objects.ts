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

/**
 * Whether a parameter of that name is an array of arrays: an element of it is indexed, or taken apart, or has a length, under a name of its own
 * too; or it is passed to a function that does that.
 */
export function isTable({ body }: FunctionNode, name: string, find: FindFunction, depth = 0): boolean {
  let found = false
  const isElement = (node: es.Node | null | undefined): boolean => {
    if (node?.type !== 'MemberExpression') return false
    const { object, computed } = node as es.MemberExpression
    return computed && object.type === 'Identifier' && object.name === name
  }
  const isRow = (id: es.Pattern, within: es.Node): boolean =>
    id.type === 'ArrayPattern' ||
    (id.type === 'Identifier' &&
      usesOf(within, id.name).some(({ node, parent }) => {
        if (parent?.type !== 'MemberExpression') return false
        const { object, property, computed } = parent as es.MemberExpression
        const isLength = property.type === 'Identifier' && property.name === 'length'
        return (object as es.Node) === node && (computed || isLength)
      }))
  // `m.map((row) => row[0])`
  const takesRows = ({ object, property }: es.MemberExpression, each: es.Node | undefined): boolean => {
    if (object.type !== 'Identifier' || object.name !== name || property.type !== 'Identifier') return false
    if (!['map', 'forEach'].includes(property.name) || each?.type !== 'ArrowFunctionExpression') return false
    const { params, body: within } = each as es.ArrowFunctionExpression
    const uses = params[0]?.type === 'Identifier' ? usesOf(within, params[0].name) : []
    return params[0]?.type === 'ArrayPattern' || uses.some(({ node, parent }) => isArrayUse(node, parent))
  }
  walk(body, (node) => {
    if (node.type === 'MemberExpression') found ||= isElement((node as es.MemberExpression).object)
    if (node.type === 'VariableDeclarator') {
      const { id, init } = node as es.VariableDeclarator
      found ||= isElement(init) && isRow(id, body)
    }
    if (node.type === 'ForOfStatement') {
      const { left, right, body: inner } = node as es.ForOfStatement
      const id = left.type === 'VariableDeclaration' ? left.declarations[0].id : left
      found ||= right.type === 'Identifier' && right.name === name && isRow(id, inner)
    }
    if (node.type === 'CallExpression' && depth < 8) {
      const { callee, arguments: args } = node as es.CallExpression
      found ||= callee.type === 'MemberExpression' && isElement(callee.object)
      found ||= callee.type === 'MemberExpression' && takesRows(callee, args[0])
      const called = callee.type === 'Identifier' ? (nestedFunction(body, callee.name) ?? find(callee.name)) : undefined
      args.forEach((argument, i) => {
        const param = called?.params[i]
        if (argument.type === 'Identifier' && argument.name === name && param?.type === 'Identifier')
          found ||= isTable(called!, param.name, find, depth + 1)
      })
    }
    return !found
  })
  return found
}

/** A name that is indexed, spread, or has a method called. */
function isArrayUse(node: es.Node, parent: es.Node | undefined): boolean {
  if (parent?.type === 'SpreadElement') return true
  return parent?.type === 'MemberExpression' && ((parent as es.MemberExpression).object as es.Node) === node
}

/** Whether a field of an object argument is one: `p.grid[i][j]`, or `grid[i][j]` under the name that a pattern gives it. */
export function isTableField(root: es.Node, object: string, field: string, name: string): boolean {
  const isIt = (node: es.Node): boolean => {
    if (node.type === 'Identifier') return (node as es.Identifier).name === name
    const { object: owner, property, computed } = node as es.MemberExpression
    const named = node.type === 'MemberExpression' && !computed && property.type === 'Identifier'
    return named && property.name === field && owner.type === 'Identifier' && owner.name === object
  }
  let found = false
  walk(root, (node) => {
    const row = node.type === 'MemberExpression' ? (node as es.MemberExpression).object : undefined
    if (row?.type === 'MemberExpression' && row.computed) found ||= isIt(row.object)
    return !found
  })
  return found
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
