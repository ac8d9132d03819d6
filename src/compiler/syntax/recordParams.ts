/** Arguments that are arrays of objects, as the text of the function says: `particles[i].x`, `for (const p of particles) p.x += p.vx`. */
import type * as es from 'acorn'
import type { FindFunction } from './objects.ts'
import type { FunctionNode } from './parse.ts'
import { elementAt, isObjectOf, methodCall, nestedFunction, parentIn, type Use, usesOf } from './uses.ts'

/** Methods that give a function each element. */
const GIVING: Readonly<Record<string, number>> = {
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
  for (const use of usesOf(root, name)) {
    const element = elementAt(root, use, 1)
    if (element) ofElement(root, element, find, fields)
    else ofName(root, use, find, fields, seen)
  }
}

/** Adds the fields of an element where it is used. */
function ofElement(root: es.Node, element: Use, find: FindFunction, fields: Set<string>): void {
  const { node, parent } = element
  const path = pathOf(root, element)
  if (path) fields.add(path)
  if (parent?.type === 'VariableDeclarator' && ((parent as es.VariableDeclarator).init as es.Node | null) === node)
    ofTarget(root, (parent as es.VariableDeclarator).id, find, fields)
  if (parent?.type !== 'CallExpression') return
  const { callee, arguments: given } = parent as es.CallExpression
  ofParam(functionOf(root, callee, find), given.indexOf(node as es.Expression), find, fields)
}

/** Adds the fields of the elements of an array where its name is used. */
function ofName(root: es.Node, use: Use, find: FindFunction, fields: Set<string>, seen: Seen): void {
  const { node, parent } = use
  if (parent?.type === 'VariableDeclarator') {
    const { id, init } = parent as es.VariableDeclarator
    if ((init as es.Node | null) === node && id.type === 'Identifier') ofArray(root, id.name, find, fields, seen)
  }
  if (parent?.type === 'ForOfStatement') {
    const { left, right, body } = parent as es.ForOfStatement
    if ((right as es.Node) === node)
      ofTarget(body, left.type === 'VariableDeclaration' ? left.declarations[0].id : left, find, fields)
  }
  for (const [method, at] of Object.entries(GIVING)) {
    const [each] = methodCall(root, use, [method])?.call.arguments ?? []
    if (each) ofParam(functionOf(root, each, find), at, find, fields)
  }
  if (parent?.type !== 'CallExpression') return
  const { callee, arguments: given } = parent as es.CallExpression
  const called = functionOf(root, callee, find)
  const param = called?.params[given.indexOf(node as es.Expression)]
  if (param?.type === 'Identifier') ofArray(called!.body, param.name, find, fields, seen)
}

function functionOf(root: es.Node, node: es.Node, find: FindFunction): FunctionNode | undefined {
  if (node.type === 'ArrowFunctionExpression' || node.type === 'FunctionExpression') return node as FunctionNode
  if (node.type !== 'Identifier') return undefined
  const { name } = node as es.Identifier
  return nestedFunction(root, name) ?? find(name)
}

/** Adds the fields that a function uses of a parameter that is one object. */
function ofParam(fn: FunctionNode | undefined, at: number, find: FindFunction, fields: Set<string>, depth = 0): void {
  const param = fn?.params[at]
  if (param) ofTarget(fn.body, param, find, fields, depth)
}

function ofTarget(root: es.Node, to: es.Pattern, find: FindFunction, fields: Set<string>, depth = 0): void {
  if (to.type === 'ObjectPattern') ofPattern(to, fields, '')
  else if (to.type === 'Identifier') ofObject(root, to.name, find, fields, depth)
}

/** Adds the fields that are used of a name for one object. */
function ofObject(root: es.Node, name: string, find: FindFunction, fields: Set<string>, depth: number): void {
  for (const use of usesOf(root, name)) {
    const { node, parent } = use
    const path = pathOf(root, use)
    if (path) fields.add(path)
    if (parent?.type === 'VariableDeclarator') {
      const { id, init } = parent as es.VariableDeclarator
      if ((init as es.Node | null) === node && id.type === 'ObjectPattern') ofPattern(id, fields, '')
    }
    if (parent?.type === 'CallExpression' && depth < 8) {
      const { callee, arguments: given } = parent as es.CallExpression
      if (callee.type === 'Identifier')
        ofParam(functionOf(root, callee, find), given.indexOf(node), find, fields, depth + 1)
    }
  }
}

function ofPattern({ properties }: es.ObjectPattern, fields: Set<string>, before: string): void {
  for (const each of properties) {
    if (each.type !== 'Property' || each.computed || each.key.type !== 'Identifier') continue
    const target = each.value.type === 'AssignmentPattern' ? each.value.left : each.value
    if (target.type === 'ObjectPattern') ofPattern(target, fields, `${before}${each.key.name}.`)
    else fields.add(`${before}${each.key.name}`)
  }
}

/** `pos.x` of `p.pos.x`, where p is an object that is used. */
function pathOf(root: es.Node, { node, parent }: Use): string | undefined {
  const keys: string[] = []
  let [inner, outer] = [node, parent]
  while (isObjectOf(inner, outer) && !outer.computed && outer.property.type === 'Identifier') {
    keys.push(outer.property.name)
    ;[inner, outer] = [outer, parentIn(root, outer)]
  }
  return keys.length > 0 && !ARRAYS.has(keys[0]) ? keys.join('.') : undefined
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
