import type * as es from 'acorn'
import type { Context } from './context.ts'
import { isTableField } from './objects.ts'
import { isRecord, valueAt } from './places.ts'
import type { Node } from './reader.ts'
import type { Expr, Group, Result, Span, Variable } from './tree.ts'
import { assignsName, isObjectOf, parentIn, usesOf } from './uses.ts'
import { constantKey, walk, writtenBy } from './walk.ts'

/** The group that a name stands for. */
export function groupIn(cx: Context, node: Node): Group | undefined {
  if (node.type === 'ParenthesizedExpression') return groupIn(cx, node.expression)
  if (node.type === 'MemberExpression') return groupWithin(cx, node)
  return node.type === 'Identifier' ? cx.group(node.name) : undefined
}

/** `p.pos` of an object of objects: the parts whose keys begin so. */
function groupWithin(cx: Context, node: es.MemberExpression): Group | undefined {
  const key = constantKey(node)
  const outer = key === undefined || node.object.type === 'Super' ? undefined : groupIn(cx, node.object)
  if (outer === undefined || outer.argument) return undefined
  return partsUnder(outer, key!)
}

/** The parts of a group whose keys begin with another: an object within it, or an array. */
export function partsUnder({ name, parts }: Group, key: string): Group | undefined {
  const within = [...parts].filter(([each]) => each.startsWith(`${key}.`))
  if (within.length === 0) return undefined
  const own = within.map(([each, variable]) => [each.slice(key.length + 1), variable] as const)
  const isList = own.every(([each]) => /^\d+(\.|$)/.test(each))
  return { group: isList ? 'list' : 'object', name: `${name}.${key}`, parts: new Map(own), argument: false }
}

/** The variable of `p.x` or `v[0]`, where the name before it stands for several values. */
export function partOf(cx: Context, node: es.MemberExpression): Variable | undefined {
  if (node.object.type === 'Super') return undefined
  const group = groupIn(cx, node.object)
  return group && memberOf(cx, group, node)
}

export function memberOf(cx: Context, group: Group, node: es.MemberExpression): Variable | undefined {
  const key = constantKey(node)
  if (key === undefined)
    throw cx.error(
      'unsupported',
      node.property,
      `'${group.name}' is ${group.group === 'list' ? 'an array of single values' : 'an object'}, and this key is not constant`,
      group.group === 'list' ? 'read its elements by number, v[0]' : 'read its fields by name, p.x',
    )
  // The length of a list is no part of it.
  return group.group === 'list' && key === 'length' ? undefined : part(cx, group, key, node.property)
}

/** The variable of a key. Those of an argument are found as they are read. */
export function part(cx: Context, group: Group, key: string, at: Span, name?: string): Variable {
  const known = group.parts.get(key)
  if (known) return known
  if (!group.argument)
    throw cx.error(
      'type',
      at,
      group.group === 'list'
        ? `'${group.name}' has ${group.parts.size} elements, and none at ${key}`
        : `'${group.name}' has no property '${key}'`,
      `it has ${[...group.parts.keys()].join(', ')}`,
    )
  const variable: Variable = { name: name ?? `${group.name}.${key}`, kind: 'param', at: cx.span(at) }
  if (isTableField(cx.body, group.name, key, name ?? key)) {
    cx.tables.add(variable)
    cx.lists.add(variable)
  }
  group.parts.set(key, variable)
  return variable
}

/** The number of values of a list whose length is read. */
export function listLength(cx: Context, node: es.MemberExpression): number | undefined {
  const group = node.object.type === 'Super' ? undefined : groupIn(cx, node.object)
  return group?.group === 'list' && constantKey(node) === 'length' ? group.parts.size : undefined
}

/** The values of a group, as a function returns them. */
export function resultOf(cx: Context, group: Group, at: Span): Result {
  if (group.argument)
    throw cx.error(
      'unsupported',
      at,
      `'${group.name}' is an object that the kernel is passed, and this needs all of it`,
      'read its fields',
    )
  const values = [...group.parts.values()].map((variable) => valueAt(variable, cx.span(at)))
  const keys = group.group === 'list' ? undefined : [...group.parts.keys()]
  return { values, keys, single: false, group }
}

/** Binds a name to values, each a fresh variable; one that stands for a group already stands for the same one. */
export function declareGroup(cx: Context, name: string, result: Result, at: Span): void {
  if (result.group) {
    cx.gather(name, result.group)
    return
  }
  const { values, keys } = result
  const parts = new Map<string, Variable>()
  values.forEach((value, i) => {
    const key = keys?.[i] ?? String(i)
    const variable: Variable = {
      name: keys ? `${name}.${key}` : `${name}[${key}]`,
      kind: 'let',
      at: cx.span(at),
    }
    parts.set(key, variable)
    const standing =
      value.kind === 'variable' &&
      (cx.nameMade(value.variable, variable.name) || cx.growing.get(value.variable)?.constant || value.variable.fresh)
    if (standing) parts.set(key, value.variable)
    else cx.emit({ kind: 'set', variable, value, declares: true, at: cx.span(at) })
  })
  cx.gather(name, { group: keys ? 'object' : 'list', name, parts, argument: false })
}

/** `p = { … }`: the same parts with other values. All are evaluated first. */
export function assignGroup(cx: Context, group: Group, result: Result, node: Span, name: string): void {
  const { values, keys } = result
  const same = keys
    ? group.group === 'object' && keys.length === group.parts.size && keys.every((key) => group.parts.has(key))
    : group.group === 'list' && !result.single && values.length === group.parts.size
  if (group.argument || !same)
    throw cx.error(
      'type',
      node,
      `'${name}' stands for ${group.argument ? 'an object that the kernel is passed' : `values under ${[...group.parts.keys()].join(', ')}`}, and this is something else`,
      'use a name for each',
    )
  if (result.group && result.group !== group) assertApart(cx, group, result.group, node)
  const held = values.map((value) => cx.spill(value))
  held.forEach((value, i) => {
    const variable = group.parts.get(keys?.[i] ?? String(i))!
    cx.emit({ kind: 'set', variable, value, declares: false, at: cx.span(node) })
  })
}

/** `const q = p`: another name for the same values, or for a copy where nobody can tell the two apart. */
export function standFor(cx: Context, name: string, group: Group, node: Span): void {
  if (keepsValue(cx, name, false) && (group.argument || staysObject(cx, group))) cx.gather(name, group)
  else {
    const { values, keys } = resultOf(cx, group, node)
    declareGroup(cx, name, { values, keys, single: false }, node)
    assertApart(cx, group, cx.group(name)!, node)
  }
}

/** Whether a name, or a field of it that is an object, keeps the object that it is first given. */
function staysObject(cx: Context, { name }: Group): boolean {
  const [root, ...path] = name.split('.')
  return keepsValue(cx, root, false) && !writesAny(cx.body, path)
}

function assertApart(cx: Context, a: Group, b: Group, node: Span): void {
  const within = a.name.includes('.') && writesAny(cx.body, [...a.parts.keys()])
  if (!within && ![a.name, b.name].some((each) => writesParts(cx.body, each))) return
  throw cx.error(
    'unsupported',
    node,
    `'${a.name}' and '${b.name}' would be one object, and its fields are assigned`,
    `copy it: ${a.group === 'list' ? `[...${b.name}]` : `{ ...${b.name} }`}`,
  )
}

/** Whether a field of one of these names is assigned anywhere. */
export function writesAny(root: es.Node, keys: readonly string[]): boolean {
  let found = false
  walk(root, (node) => {
    const target = writtenBy(node)
    if (target?.type === 'MemberExpression') found ||= keys.some((key) => key.split('.').at(-1) === constantKey(target))
    return !found
  })
  return found
}

/** Whether `p.x = …` stands anywhere. */
function writesParts(root: es.Node, name: string): boolean {
  return usesOf(root, name).some(({ node, parent }) => {
    const outer = isObjectOf(node, parent) ? parentIn(root, parent) : undefined
    return outer !== undefined && (writtenBy(outer) as es.Node | undefined) === parent
  })
}

/**
 * Whether an array literal of that name may be taken apart: each of its elements is named by a constant, or all are destructured or
 * returned. Else it is an array in memory.
 */
export function isTakenApart(cx: Context, root: es.Node, name: string): boolean {
  return usesOf(root, name).every(({ node, parent }) => {
    switch (parent?.type) {
      case 'VariableDeclarator': {
        const { id } = parent as es.VariableDeclarator
        return (id as es.Node) === node || id.type === 'ArrayPattern'
      }
      case 'MemberExpression': {
        const member = parent as es.MemberExpression
        const key = constantKey(member)
        return (member.object as es.Node) === node && (key === 'length' || (key !== undefined && /^\d+$/.test(key)))
      }
      case 'AssignmentExpression': {
        const { left, right } = parent as es.AssignmentExpression
        if (left.type === 'MemberExpression') return isRecord(cx, left)
        return left.type === 'ArrayPattern' || ((left as es.Node) === node && right.type !== 'Identifier')
      }
      case 'ReturnStatement':
      case 'SpreadElement':
      case 'ArrayPattern':
        return true
      case 'CallExpression':
        return pushesRecord(cx, parent as es.CallExpression)
      default:
        return false
    }
  })
}

/** `points.push(p)` of an array of records, which takes the values. */
function pushesRecord(cx: Context, { callee }: es.CallExpression): boolean {
  if (callee.type !== 'MemberExpression' || callee.object.type !== 'Identifier') return false
  return constantKey(callee) === 'push' && cx.records(callee.object.name) !== undefined
}

/** Whether a name of the function that is being read keeps the value that it is declared with. */
export function keepsValue(cx: Context, name: string, constant: boolean): boolean {
  return constant || !assignsName(cx.body, name)
}

/** Whether an expression is written as several values. */
export function isSeveral(cx: Context, node: es.Expression): boolean {
  const literal = node.type === 'ArrayExpression' || node.type === 'ObjectExpression'
  return literal || isRecord(cx, node) || groupIn(cx, node) !== undefined
}

/** Whether an expression can be seen to be a boolean. */
export function isConditionValue(expr: Expr): boolean {
  if (expr.kind === 'boolean') return true
  if (expr.kind === 'unary') return expr.op === '!'
  if (expr.kind === 'logical') return isConditionValue(expr.left) && isConditionValue(expr.right)
  return expr.kind === 'binary' && ['<', '<=', '>', '>=', '===', '!=='].includes(expr.op)
}
