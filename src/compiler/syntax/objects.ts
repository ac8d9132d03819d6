import type * as es from 'acorn'
import type { FunctionNode } from './parse.ts'
import { elementAt, elementsAt, isObjectOf, methodCall, nestedFunction, parentIn, type Use, usesOf } from './uses.ts'

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
        if ((object as es.Node) !== node || isCallee(parent, parentIn(body, parent))) return false
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
  const isRow = (id: es.Pattern, within: es.Node): boolean =>
    id.type === 'ArrayPattern' || (id.type === 'Identifier' && usesOf(within, id.name).some(isRowUse))
  const holds = ({ node, parent }: Use): boolean => {
    if (isObjectOf(node, parent) || parent?.type === 'SpreadElement') return true
    if (parent?.type === 'ForOfStatement') return ((parent as es.ForOfStatement).right as es.Node) === node
    // `sum(m[i])` of a function that takes an array.
    if (parent?.type === 'CallExpression') {
      const { callee, arguments: args } = parent as es.CallExpression
      const called = callee.type === 'Identifier' ? (nestedFunction(body, callee.name) ?? find(callee.name)) : undefined
      const param = called?.params[args.indexOf(node as es.Expression)]
      return param?.type === 'Identifier' && takesArray(called!.body, param.name)
    }
    const { id, init } = (parent ?? {}) as es.VariableDeclarator
    return parent?.type === 'VariableDeclarator' && (init as es.Node | null) === node && isRow(id, body)
  }
  return (
    elementsAt(body, name, 1).some(holds) ||
    usesOf(body, name).some((use) => {
      const { node, parent } = use
      // `m.map((row) => row[0])`
      const each = methodCall(body, use, ['map', 'forEach'])?.call.arguments[0]
      if (each && takesRows(each)) return true
      if (parent?.type === 'ForOfStatement') {
        const { left, right, body: inner } = parent as es.ForOfStatement
        const id = left.type === 'VariableDeclaration' ? left.declarations[0].id : left
        return (right as es.Node) === node && isRow(id, inner)
      }
      if (parent?.type !== 'CallExpression' || depth >= 8) return false
      const { callee, arguments: args } = parent as es.CallExpression
      const called = callee.type === 'Identifier' ? (nestedFunction(body, callee.name) ?? find(callee.name)) : undefined
      const param = called?.params[args.indexOf(node)]
      return param?.type === 'Identifier' && isTable(called!, param.name, find, depth + 1)
    })
  )
}

/** A row that is indexed or iterated over, or has a length. */
function isRowUse({ node, parent }: Use): boolean {
  if (parent?.type === 'ForOfStatement') return ((parent as es.ForOfStatement).right as es.Node) === node
  if (parent?.type !== 'MemberExpression') return false
  const { object, property, computed } = parent as es.MemberExpression
  const isLength = property.type === 'Identifier' && property.name === 'length'
  return (object as es.Node) === node && (computed || isLength)
}

function takesRows(each: es.Node): boolean {
  if (each.type !== 'ArrowFunctionExpression') return false
  const { params, body } = each as es.ArrowFunctionExpression
  const [first] = params
  return first?.type === 'ArrayPattern' || (first?.type === 'Identifier' && takesArray(body, first.name))
}

/** Whether what a name stands for is used as an array. */
function takesArray(body: es.Node, name: string): boolean {
  return usesOf(body, name).some(({ node, parent }) => {
    if (parent?.type === 'ForOfStatement') return ((parent as es.ForOfStatement).right as es.Node) === node
    return isArrayUse(node, parent)
  })
}

/** A name that is indexed, spread, or has a method called. */
function isArrayUse(node: es.Node, parent: es.Node | undefined): boolean {
  if (parent?.type === 'SpreadElement') return true
  return parent?.type === 'MemberExpression' && ((parent as es.MemberExpression).object as es.Node) === node
}

/** Whether a field of an object argument is one: `p.grid[i][j]`, or `grid[i][j]` under the name that a pattern gives it. */
export function isTableField(root: es.Node, object: string, field: string, name: string): boolean {
  const isRow = (use: Use | undefined): boolean => use !== undefined && isObjectOf(use.node, use.parent)
  if (elementsAt(root, name, 1).some(isRow)) return true
  return usesOf(root, object).some(({ node, parent }) => {
    const { property, computed, object: owner } = (parent ?? {}) as es.MemberExpression
    const isField = parent?.type === 'MemberExpression' && !computed && (owner as es.Node) === node
    if (!isField || property.type !== 'Identifier' || property.name !== field) return false
    return isRow(elementAt(root, { node: parent, parent: parentIn(root, parent) }, 1))
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

function isCallee(member: es.Node, parent: es.Node | undefined): boolean {
  return parent?.type === 'CallExpression' && ((parent as es.CallExpression).callee as es.Node) === member
}
