/** What the text of a kernel says about an array of records: the fields of its elements, and what is done with them. */
import type * as es from 'acorn'
import type { Context } from './context.ts'
import type { FunctionNode } from './parse.ts'
import { isRecord } from './places.ts'
import { lengthIn } from './tables.ts'
import type { Records, Shape } from './tree.ts'
import { methodCall, nestedFunction, parentIn, usesOf } from './uses.ts'
import { constantKey, walk } from './walk.ts'

/** The fields of the elements of an array that is declared so; undefined where they are numbers, or arrays in memory. */
export function shapeOf(cx: Context, name: string, init: es.Expression): Shape | undefined {
  if (init.type === 'ArrayExpression') {
    const [first] = init.elements
    const shape = first ? literalShape(first) : pushedShape(cx, cx.body, name)
    // Rows that stay are an array of two dimensions.
    return shape?.shape === 'list' && first && !changesLength(cx.body, name) ? undefined : shape
  }
  if (init.type !== 'CallExpression' || init.arguments.length !== 2 || lengthIn(init.arguments[0]) === undefined)
    return undefined
  const { callee, arguments: given } = init
  const isFrom =
    callee.type === 'MemberExpression' &&
    callee.object.type === 'Identifier' &&
    callee.object.name === 'Array' &&
    constantKey(callee) === 'from'
  const [, each] = given
  if (!isFrom || each.type !== 'ArrowFunctionExpression') return undefined
  const named = each.params.every((param) => param.type === 'Identifier')
  const body = each.body.type === 'ParenthesizedExpression' ? each.body.expression : each.body
  return named && body.type !== 'BlockStatement' ? literalShape(body) : undefined
}

export function literalShape(node: es.Node): Shape | undefined {
  if (node.type === 'ParenthesizedExpression') return literalShape((node as es.ParenthesizedExpression).expression)
  if (node.type === 'ArrayExpression') {
    const { elements } = node as es.ArrayExpression
    const plain = elements.every((each) => each && each.type !== 'SpreadElement' && !isNested(each))
    return plain && elements.length > 0 ? { shape: 'list', keys: [...elements.keys()].map(String) } : undefined
  }
  if (node.type !== 'ObjectExpression') return undefined
  const { properties } = node as es.ObjectExpression
  const keys = properties.map((each): string[] | undefined => {
    if (each.type !== 'Property' || each.computed || each.key.type !== 'Identifier') return undefined
    const { name } = each.key
    if (!isNested(each.value)) return [name]
    return literalShape(each.value)?.keys.map((key) => `${name}.${key}`)
  })
  return keys.length > 0 && keys.every((key) => key !== undefined) ? { shape: 'object', keys: keys.flat() } : undefined
}

const isNested = ({ type }: es.Node): boolean =>
  ['ArrayExpression', 'ObjectExpression', 'ArrowFunctionExpression', 'NewExpression'].includes(type)

/** The fields of what is pushed: of a literal, or of one that a function is given which pushes it. */
function pushedShape(cx: Context, root: es.Node, name: string): Shape | undefined {
  for (const each of aliases(root, name))
    for (const use of usesOf(root, each))
      for (const value of methodCall(root, use, ['push', 'unshift'])?.call.arguments ?? []) {
        const shape = literalShape(value) ?? (value.type === 'Identifier' && passedShape(cx, root, value.name))
        if (shape) return shape
      }
  return undefined
}

/** The fields of what a name stands for: what it is declared as, an element of an array that is walked, or what is passed. */
function passedShape(cx: Context, root: es.Node, name: string): Shape | undefined {
  for (const { node, parent } of usesOf(root, name)) {
    const shape = shapeGiven(cx, root, node, parent)
    if (shape) return shape
  }
  return undefined
}

function shapeGiven(cx: Context, root: es.Node, node: es.Node, parent: es.Node | undefined): Shape | undefined {
  if (parent?.type === 'VariableDeclarator') {
    const { id, init } = parent as es.VariableDeclarator
    const declarator = parentIn(root, parent)
    const loop = parentIn(root, declarator)
    if ((id as es.Node) !== node) return undefined
    if (init) return literalShape(init) ?? elementShape(cx, init)
    return loop?.type === 'ForOfStatement' && (loop as es.ForOfStatement).left === declarator
      ? walkedShape(cx, loop as es.ForOfStatement)
      : undefined
  }
  if (parent?.type === 'ForOfStatement' && ((parent as es.ForOfStatement).left as es.Node) === node)
    return walkedShape(cx, parent as es.ForOfStatement)
  const { params } = (parent ?? {}) as FunctionNode
  const at = params?.indexOf(node as es.Pattern) ?? -1
  const called = at >= 0 ? nameOf(parent!, parentIn(root, parent)) : undefined
  if (called === undefined || nestedFunction(root, called) !== parent) return undefined
  for (const use of usesOf(root, called)) {
    const { callee, arguments: given } = (use.parent ?? {}) as es.CallExpression
    const shape =
      use.parent?.type === 'CallExpression' && (callee as es.Node) === use.node && given[at]
        ? literalShape(given[at])
        : undefined
    if (shape) return shape
  }
  return undefined
}

const walkedShape = (cx: Context, { right }: es.ForOfStatement): Shape | undefined =>
  right.type === 'Identifier' && !cx.isAhead(right.name) ? cx.records(right.name) : undefined

/** The name of a function that is declared so. */
function nameOf(fn: es.Node, parent: es.Node | undefined): string | undefined {
  const id = fn.type === 'FunctionDeclaration' ? (fn as es.FunctionDeclaration).id : undefined
  const named = id ?? (parent?.type === 'VariableDeclarator' ? (parent as es.VariableDeclarator).id : undefined)
  return named?.type === 'Identifier' ? named.name : undefined
}

/** The fields of the first literal that a name is assigned. */
export function assignedShape(root: es.Node, name: string): Shape | undefined {
  for (const { node, parent } of usesOf(root, name)) {
    const { left, right } = (parent ?? {}) as es.AssignmentExpression
    const isAssigned = parent?.type === 'AssignmentExpression' && (left as es.Node) === node
    const shape = isAssigned ? literalShape(right) : undefined
    if (shape) return shape
  }
  return undefined
}

/** Stands for names in other texts. */
const ELSEWHERE = ''

/** The fields of `points[i]`. */
function elementShape(cx: Context, node: es.Expression): Shape | undefined {
  if (node.type === 'ConditionalExpression') return elementShape(cx, node.consequent)
  return isRecord(cx, node) ? cx.records((node.object as es.Identifier).name) : undefined
}

/** A name, and those of the parameters that it is passed for. */
export function aliases(root: es.Node, name: string): Set<string> {
  const found = new Set([name])
  for (const each of found)
    for (const { node, parent } of usesOf(root, each)) {
      if (parent?.type !== 'CallExpression') continue
      const { callee, arguments: given } = parent as es.CallExpression
      const called = callee.type === 'Identifier' ? nestedFunction(root, callee.name) : undefined
      const param = called?.params[given.indexOf(node)]
      if (param?.type === 'Identifier') found.add(param.name)
      if (called === undefined && given.includes(node)) found.add(ELSEWHERE)
    }
  return found
}

const changing: readonly string[] = ['pop', 'shift', 'splice', 'unshift', 'sort', 'reverse']

function changesLength(root: es.Node, name: string): boolean {
  return called(root, aliases(root, name), ['push', ...changing])
}

/** Whether a method of these is called of one of the names. */
function called(root: es.Node, names: ReadonlySet<string>, methods: readonly string[]): boolean {
  return [...names].some((name) => usesOf(root, name).some((use) => methodCall(root, use, methods) !== undefined))
}

/** Whether records move: one is taken off or replaced, or all are put in order. */
export function changesPlaces({ name, root, moves }: Records): boolean {
  if (moves) return true
  const names = aliases(root, name)
  if (names.has(ELSEWHERE) || called(root, names, changing)) return true
  let found = false
  eachTarget(root, (target) => {
    if (target.type === 'Identifier' && names.has(target.name)) found = true
    if (target.type !== 'MemberExpression' || target.object.type !== 'Identifier') return
    if (names.has(target.object.name)) found = true
  })
  return found
}

/** Whether a field of a record may be assigned, under whichever name. */
export function elementsWritten(cx: Context, { name, keys, root, moves }: Records): boolean {
  const names = aliases(root, name)
  let found = names.has(ELSEWHERE)
  eachTarget(root, (target) => {
    if (target.type !== 'MemberExpression') return
    const { object } = target
    const ofRecord =
      object.type === 'MemberExpression' && object.object.type === 'Identifier' && names.has(object.object.name)
    const key = constantKey(target)
    if (key === undefined || !keys.includes(key)) return
    const ofName = object.type === 'Identifier' && !names.has(object.name) && !cx.isVariable(object.name)
    const ofRow = moves && object.type === 'MemberExpression' && object.computed
    if (ofRecord || ofName || ofRow) found = true
  })
  return found
}

/** Whether an expression gives an object that nothing else holds. */
export function isFresh(cx: Context, node: es.Node): boolean {
  if (node.type === 'ArrayExpression' || node.type === 'ObjectExpression') return true
  if (node.type === 'ParenthesizedExpression') return isFresh(cx, (node as es.ParenthesizedExpression).expression)
  if (node.type !== 'CallExpression') return false
  const { callee } = node as es.CallExpression
  if (callee.type === 'MemberExpression') return ['pop', 'shift'].includes(constantKey(callee) ?? '')
  const helper = callee.type === 'Identifier' ? cx.helper(callee.name) : undefined
  if (helper === undefined) return false
  if (helper.node.body.type !== 'BlockStatement') return isFresh(cx, helper.node.body)
  let fresh = true
  walk(helper.node.body, (each) => {
    const { argument } = each as es.ReturnStatement
    if (each.type === 'ReturnStatement' && argument && !['ArrayExpression', 'ObjectExpression'].includes(argument.type))
      fresh = false
    return fresh
  })
  return fresh
}

function eachTarget(root: es.Node, visit: (target: es.Pattern) => void): void {
  const patterns = (target: es.Pattern | null): void => {
    if (target?.type === 'ArrayPattern') target.elements.forEach(patterns)
    else if (target) visit(target)
  }
  walk(root, (node) => {
    if (node.type === 'AssignmentExpression') patterns((node as es.AssignmentExpression).left)
    if (node.type === 'UpdateExpression') visit((node as es.UpdateExpression).argument as es.Pattern)
    return true
  })
}
