/** Which names of a function stand for arrays of arrays whose rows have lengths of their own, and what is in those, as the text says. */

import type * as es from 'acorn'
import { aliases, literalShape } from './recordUses.ts'
import { isUnfilled } from './says.ts'
import type { RowType, Shape } from './tree.ts'
import { elementAt, elementsAt, initOf, isObjectOf, methodCall, nestedFunction, usesOf } from './uses.ts'
import { constantKey } from './walk.ts'

/** Methods that only arrays with a length of their own have, and that change it. */
export const OF_LISTS: readonly string[] = ['push', 'pop', 'shift']

/** Levels that are looked at. */
const DEEP = 4

/** What is in an array that is declared so; undefined where it is none whose elements are arrays of their own lengths. */
export function rowTypeOf(root: es.Node, name: string, init: es.Expression): RowType | undefined {
  if (isTable(init) && !changesRows(root, name)) return undefined
  const first = levelOf(root, name, init, 0)
  const isRow = isElement(root, name) && isArrayLike(root, init)
  const grows = pushesWithin(root, name, 1) || (first.some((value) => isArrayLike(root, value)) && usesRows(root, name))
  if (!isRow && !grows && !first.some((value) => isRowValue(root, value))) return undefined
  return typeAt(root, name, init, 0)
}

/** What is in a list that functions which call themselves change. */
export function sharedType(root: es.Node, name: string, init: es.Expression): RowType {
  return typeAt(root, name, init, 0)
}

function typeAt(root: es.Node, name: string, init: es.Expression, level: number): RowType {
  const values = levelOf(root, name, init, level)
  const deeper =
    level < DEEP && (values.some((value) => isArrayLike(root, value)) || pushesWithin(root, name, level + 1))
  const shape = values.length > 0 ? sameShape(values) : undefined
  if (shape && (shape.shape === 'object' || level > 0) && !pushesWithin(root, name, level + 1)) return { of: shape }
  const typed = values.some((value) => value.type === 'NewExpression' && isTyped(value))
    ? ({ typed: true } as const)
    : {}
  if (!deeper) return { of: 'numbers' }
  return { of: { ...typeAt(root, name, init, level + 1), ...typed } }
}

function sameShape(values: readonly es.Node[]): Shape | undefined {
  const [first, ...others] = values.map((value) => literalShape(value))
  return first && others.every((other) => other?.keys.join() === first.keys.join()) ? first : undefined
}

/** What an array of that name holds, so many levels down: elements of literals, and what is pushed and stored. */
function levelOf(root: es.Node, name: string, init: es.Expression | undefined, level: number, depth = 0): es.Node[] {
  const found: es.Node[] = []
  if (depth > DEEP) return found
  const below = level > 0 ? levelOf(root, name, init, level - 1, depth + 1) : init ? [init] : []
  for (const value of below) found.push(...elementsOf(value))
  if (level > 0)
    for (const value of below)
      if (value.type === 'Identifier' && (value as es.Identifier).name !== name)
        found.push(
          ...levelOf(root, (value as es.Identifier).name, initOf(root, (value as es.Identifier).name), 0, depth + 1),
        )
  for (const each of aliases(root, name)) found.push(...putWithin(root, each, level))
  if (level > 0)
    for (const row of rowNames(root, name))
      if (row !== name) found.push(...levelOf(root, row, undefined, level - 1, depth + 1))
  return found
}

/** Whether all rows of what is declared have one length: an array of two dimensions. */
function isTable(init: es.Expression): boolean {
  const lengthOf = (row: es.Node | null): number => {
    const plain =
      row?.type === 'ArrayExpression' &&
      (row as es.ArrayExpression).elements.every((each) => each && each.type !== 'SpreadElement')
    return plain ? (row as es.ArrayExpression).elements.length : 0
  }
  if (init.type === 'ArrayExpression') {
    const [first, ...others] = init.elements.map(lengthOf)
    return first > 0 && others.every((length) => length === first)
  }
  const row = makerOf(init)
  if (row === undefined) return false
  const names = mapperOf(init)!.params.map((param) => (param.type === 'Identifier' ? param.name : ''))
  const fixed = names.every((each) => usesOf(row, each).length === 0)
  return fixed && (isTyped(row) || (row.type === 'CallExpression' && isFilled(row)))
}

/** Whether rows are added, taken away or replaced, or become longer or shorter. */
function changesRows(root: es.Node, name: string): boolean {
  return [...aliases(root, name)].some(
    (each) => pushesWithin(root, each, 0) || pushesWithin(root, each, 1) || putWithin(root, each, 0).length > 0,
  )
}

/** The elements that an expression makes an array of. */
function elementsOf(node: es.Node): es.Node[] {
  if (node.type === 'ArrayExpression')
    return (node as es.ArrayExpression).elements.filter(
      (each) => each !== null && each.type !== 'SpreadElement',
    ) as es.Node[]
  const made = makerOf(node)
  return made ? [made] : []
}

/** What `Array.from({ length: n }, () => e)` and `Array(n).fill().map(() => e)` put in the array. */
export function makerOf(node: es.Node): es.Expression | undefined {
  const each = mapperOf(node)
  if (each === undefined) return undefined
  const body = each.body.type === 'ParenthesizedExpression' ? each.body.expression : each.body
  return body.type === 'BlockStatement' ? undefined : body
}

/** The function that gives the elements of such an array. */
export function mapperOf(node: es.Node): es.ArrowFunctionExpression | undefined {
  if (node.type !== 'CallExpression') return undefined
  const { callee, arguments: given } = node as es.CallExpression
  if (callee.type !== 'MemberExpression') return undefined
  const key = constantKey(callee)
  const isFrom = key === 'from' && callee.object.type === 'Identifier' && callee.object.name === 'Array'
  const each = isFrom ? given[1] : key === 'map' && isFilled(callee.object) ? given[0] : undefined
  return each?.type === 'ArrowFunctionExpression' ? each : undefined
}

/** `Array(n).fill(0)`, `[...Array(n)]` */
function isFilled(node: es.Node): boolean {
  if (node.type === 'ArrayExpression') {
    const [first] = (node as es.ArrayExpression).elements
    return first?.type === 'SpreadElement' && isUnfilled(first.argument)
  }
  if (node.type !== 'CallExpression') return false
  const { callee } = node as es.CallExpression
  return callee.type === 'MemberExpression' && constantKey(callee) === 'fill' && isUnfilled(callee.object)
}

function isTyped(node: es.Node): boolean {
  if (node.type !== 'NewExpression') return false
  const { callee } = node as es.NewExpression
  return callee.type === 'Identifier' && callee.name.endsWith('Array') && callee.name !== 'Array'
}

/** `new Name(…)`, `Name.of(…)`, `Name.from(…)`, and a copy of what is made so. */
export function constructorIn(root: es.Node, node: es.Node): string | undefined {
  const { callee } = node as es.NewExpression | es.CallExpression
  if (node.type === 'NewExpression') return callee.type === 'Identifier' ? callee.name : undefined
  if (node.type !== 'CallExpression' || callee.type !== 'MemberExpression') return undefined
  const { object } = callee
  if (object.type !== 'Identifier') return constructorIn(root, object)
  const init = initOf(root, object.name)
  return init ? constructorIn(root, init) : object.name
}

/** Whether an expression is written as an array. */
function isArrayLike(root: es.Node, node: es.Node, depth = 0): boolean {
  switch (node.type) {
    case 'ArrayExpression':
      return true
    case 'ParenthesizedExpression':
      return isArrayLike(root, (node as es.ParenthesizedExpression).expression, depth)
    case 'NewExpression':
      return isUnfilled(node) || isTyped(node)
    case 'CallExpression': {
      const { callee } = node as es.CallExpression
      if (callee.type !== 'MemberExpression') return isUnfilled(node)
      const key = constantKey(callee)
      if (key === 'from' || key === 'of')
        return callee.object.type === 'Identifier' && callee.object.name.endsWith('Array')
      return ['fill', 'slice', 'map', 'filter', 'concat', 'toSorted', 'toReversed'].includes(key ?? '')
    }
    case 'Identifier': {
      const init = depth < DEEP ? initOf(root, (node as es.Identifier).name) : undefined
      return init !== undefined && isArrayLike(root, init, depth + 1)
    }
    default:
      return false
  }
}

/** Whether it is a row: an array that is no record. */
function isRowValue(root: es.Node, node: es.Node): boolean {
  return isArrayLike(root, node) && literalShape(node) === undefined
}

/** `name[i].push(x)`, `name[i][j] = x`: what is put in so many levels down. */
function putWithin(root: es.Node, name: string, level: number): es.Node[] {
  return usesOf(root, name).flatMap((use): es.Node[] => {
    const holder = elementAt(root, use, level)
    const pushed = holder && methodCall(root, holder, ['push', 'unshift'])
    if (pushed) return pushed.call.arguments
    const { node, parent } = (holder && elementAt(root, holder, 1)) ?? {}
    const { left, right, operator } = (parent ?? {}) as es.AssignmentExpression
    const isStored = parent?.type === 'AssignmentExpression' && operator === '=' && (left as es.Node) === node
    return isStored ? [right] : []
  })
}

/** Whether a method that only arrays with a length of their own have is called so many levels down. */
function pushesWithin(root: es.Node, name: string, level: number): boolean {
  return elementsAt(root, name, level).some((holder) => methodCall(root, holder, OF_LISTS) !== undefined)
}

/** Whether rows are used as arrays, and not as records: `name[i][j]`, `name[i].length`. */
function usesRows(root: es.Node, name: string): boolean {
  const rows = [...elementsAt(root, name, 1), ...rowNames(root, name).flatMap((row) => usesOf(root, row))]
  return rows.some(({ node, parent }) => {
    const key = isObjectOf(node, parent) ? constantKey(parent) : '0'
    return key === undefined || !/^\d+$/.test(key)
  })
}

/** The names of rows: `const row = name[i]`, `const row = name.pop()`, `for (const row of name)`. */
function rowNames(root: es.Node, name: string): string[] {
  return usesOf(root, name).flatMap((use): string[] => {
    const { node, parent } = use
    if (parent?.type === 'ForOfStatement') {
      const { left, right } = parent as es.ForOfStatement
      const target = left.type === 'VariableDeclaration' ? left.declarations[0].id : left
      return target.type === 'Identifier' && (right as es.Node) === node ? [target.name] : []
    }
    const taken = methodCall(root, use, ['pop', 'shift'])
    const row = taken ? { node: taken.call, parent: taken.parent } : elementAt(root, use, 1)
    const { id, init } = (row?.parent ?? {}) as es.VariableDeclarator
    const isNamed = row?.parent?.type === 'VariableDeclarator' && (init as es.Node | null) === row.node
    return isNamed && id.type === 'Identifier' ? [id.name] : []
  })
}

/** Whether a name is put into another array: `rows.push(name)`, `rows[i] = name`. */
function isElement(root: es.Node, name: string): boolean {
  return usesOf(root, name).some(({ node, parent }) => {
    if (parent?.type === 'AssignmentExpression') {
      const { left, right } = parent as es.AssignmentExpression
      return (right as es.Node) === node && left.type === 'MemberExpression' && left.computed
    }
    if (parent?.type !== 'CallExpression') return false
    const { callee, arguments: given } = parent as es.CallExpression
    const isPush = callee.type === 'MemberExpression' && constantKey(callee) === 'push'
    return isPush && given.includes(node) && nestedFunction(root, name) === undefined
  })
}
