/** Arguments that are arrays of objects, as the text of the function says: `particles[i].x`, `for (const p of particles) p.x += p.vx`. */
import type * as es from 'acorn'
import { type FindFunction, nestedFunction } from './objects.ts'
import type { FunctionNode } from './parse.ts'
import { constantKey, usesOf, walk } from './walk.ts'

/** Methods that give a function each element. */
const GIVING: Readonly<Record<string, number | undefined>> = {
  forEach: 0,
  map: 0,
  some: 0,
  every: 0,
  findIndex: 0,
  reduce: 1,
}

/** The fields that a function uses of the elements of a parameter; none where these are no objects. */
export function fieldsOfElements(node: FunctionNode, name: string, find: FindFunction): readonly string[] {
  const fields = new Set<string>()
  ofArray(node.body, name, find, fields, new Set())
  return [...fields]
}

/** Functions that are looked at, each by its place: the text of one from the scope is parsed anew. */
type Seen = ReadonlySet<string>

/** Adds the fields of what a name is an array of. */
function ofArray(root: es.Node, name: string, find: FindFunction, fields: Set<string>, before: Seen): void {
  const place = `${name} ${root.start} ${root.end}`
  if (before.has(place)) return
  const seen = new Set([...before, place])
  const isElement = (node: es.Node | null | undefined): boolean => {
    if (node?.type !== 'MemberExpression') return false
    const { object, computed } = node as es.MemberExpression
    return computed && object.type === 'Identifier' && object.name === name
  }
  const take = (target: es.Pattern, within: es.Node): void => {
    if (target.type === 'ObjectPattern') ofPattern(target, fields, '')
    else if (target.type === 'Identifier') ofObject(within, target.name, find, fields)
  }
  walk(root, (node) => {
    if (node.type === 'VariableDeclarator') {
      const { id, init } = node as es.VariableDeclarator
      if (isElement(init)) take(id, root)
      if (init?.type === 'Identifier' && init.name === name && id.type === 'Identifier')
        ofArray(root, id.name, find, fields, seen)
    }
    if (node.type === 'ForOfStatement') {
      const { left, right, body } = node as es.ForOfStatement
      if (right.type === 'Identifier' && right.name === name)
        take(left.type === 'VariableDeclaration' ? left.declarations[0].id : left, body)
    }
    if (node.type === 'MemberExpression') {
      const path = pathOf(node as es.MemberExpression, isElement)
      if (path) fields.add(path)
      return path === undefined
    }
    if (node.type === 'CallExpression') ofCall(root, node as es.CallExpression, name, isElement, find, fields, seen)
    return true
  })
}

function ofCall(
  root: es.Node,
  { callee, arguments: given }: es.CallExpression,
  name: string,
  isElement: (node: es.Node) => boolean,
  find: FindFunction,
  fields: Set<string>,
  seen: Seen,
): void {
  const of = (each: FunctionNode | undefined, at: number): void => {
    const param = each?.params[at]
    if (each && param?.type === 'ObjectPattern') ofPattern(param, fields, '')
    else if (each && param?.type === 'Identifier') ofObject(each.body, param.name, find, fields)
  }
  const functionOf = (node: es.Node | undefined): FunctionNode | undefined => {
    if (node?.type === 'ArrowFunctionExpression' || node?.type === 'FunctionExpression')
      return node as es.Node as FunctionNode
    return node?.type === 'Identifier'
      ? (nestedFunction(root, (node as es.Identifier).name) ?? find((node as es.Identifier).name))
      : undefined
  }
  if (callee.type === 'MemberExpression' && callee.object.type === 'Identifier' && callee.object.name === name) {
    const key = constantKey(callee) ?? ''
    if (Object.hasOwn(GIVING, key)) of(functionOf(given[0]), GIVING[key]!)
  }
  if (callee.type !== 'Identifier') return
  const called = functionOf(callee)
  given.forEach((argument, i) => {
    if (isElement(argument)) of(called, i)
    const param = called?.params[i]
    if (called && argument.type === 'Identifier' && argument.name === name && param?.type === 'Identifier')
      ofArray(called.body, param.name, find, fields, seen)
  })
}

/** Adds the fields that are used of a name for one object. */
function ofObject(root: es.Node, name: string, find: FindFunction, fields: Set<string>, depth = 0): void {
  const isIt = (node: es.Node): boolean => node.type === 'Identifier' && (node as es.Identifier).name === name
  for (const { node, parent } of usesOf(root, name)) {
    if (parent?.type === 'VariableDeclarator') {
      const { id, init } = parent as es.VariableDeclarator
      if ((init as es.Node | null) === node && id.type === 'ObjectPattern') ofPattern(id, fields, '')
    }
    if (parent?.type === 'CallExpression' && depth < 8) {
      const { callee, arguments: given } = parent as es.CallExpression
      const called = callee.type === 'Identifier' ? (nestedFunction(root, callee.name) ?? find(callee.name)) : undefined
      const param = called?.params[given.indexOf(node)]
      if (called && param?.type === 'ObjectPattern') ofPattern(param, fields, '')
      else if (called && param?.type === 'Identifier') ofObject(called.body, param.name, find, fields, depth + 1)
    }
  }
  walk(root, (node) => {
    if (node.type !== 'MemberExpression') return true
    const path = pathOf(node as es.MemberExpression, isIt)
    if (path) fields.add(path)
    return path === undefined
  })
}

function ofPattern({ properties }: es.ObjectPattern, fields: Set<string>, before: string): void {
  for (const each of properties) {
    if (each.type !== 'Property' || each.computed || each.key.type !== 'Identifier') continue
    const target = each.value.type === 'AssignmentPattern' ? each.value.left : each.value
    if (target.type === 'ObjectPattern') ofPattern(target, fields, `${before}${each.key.name}.`)
    else fields.add(`${before}${each.key.name}`)
  }
}

/** `pos.x` of `p.pos.x`, where p is what is asked for. */
function pathOf(node: es.MemberExpression, isIt: (node: es.Node) => boolean): string | undefined {
  if (node.computed || node.property.type !== 'Identifier') return undefined
  const { name } = node.property
  if (isIt(node.object)) return ARRAYS.has(name) ? undefined : name
  const outer = node.object.type === 'MemberExpression' ? pathOf(node.object, isIt) : undefined
  return outer && `${outer}.${name}`
}

/** What the elements of an array of arrays have. */
const ARRAYS: ReadonlySet<string> = new Set([
  ...[
    'length',
    'push',
    'pop',
    'shift',
    'unshift',
    'splice',
    'slice',
    'map',
    'forEach',
    'reduce',
    'fill',
    'sort',
    'reverse',
  ],
  ...[
    'indexOf',
    'includes',
    'filter',
    'concat',
    'every',
    'some',
    'find',
    'findIndex',
    'at',
    'subarray',
    'set',
    'entries',
  ],
  ...['keys', 'values', 'join', 'flat', 'shape', 'get', 'row', 'toFixed', 'toString'],
])
