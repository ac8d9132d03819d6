import type * as es from 'acorn'
import type { Context } from './context.ts'
import { part } from './groups.ts'
import { isObject, isTable } from './objects.ts'
import { isOwnName } from './own.ts'
import type { FunctionNode } from './parse.ts'
import { destructureFields, destructureResult } from './patterns.ts'
import { readExpression } from './reader.ts'
import { fieldsOfElements } from './recordParams.ts'
import type { Scope } from './scope.ts'
import type { Expr, Group, Variable } from './tree.ts'
import { usesOf } from './uses.ts'

/**
 * The destructured last parameter from which a kernel takes its names, `(a, { prange, helper }) => …`: minifiers rename what a function
 * calls, but not the keys of a pattern. Each key is one of wamba's names or of the scope's.
 */
export function namesParameter(node: FunctionNode, scope: Scope): es.ObjectPattern | undefined {
  const last = node.params.at(-1)
  if (last?.type !== 'ObjectPattern') return undefined
  // An object of numbers may have a field `gamma` too: what is called is no field.
  const gives = (property: es.AssignmentProperty | es.RestElement): boolean => {
    const key = property.type === 'Property' ? keyOf(property) : undefined
    if (key === undefined) return false
    if (Object.hasOwn(scope, key)) return true
    const local = property.type === 'Property' && property.value.type === 'Identifier' ? property.value.name : undefined
    return isOwnName(key) && local !== undefined && calls(node.body, local)
  }
  return last.properties.some(gives) ? last : undefined
}

function calls(root: es.Node, name: string): boolean {
  return usesOf(root, name).some(
    ({ node, parent }) =>
      parent?.type === 'CallExpression' && ((parent as es.CallExpression).callee as es.Node) === node,
  )
}

/** A parameter of the kernel as it is read: its name for messages, and what runs before the body. */
interface Parameter {
  readonly name: string
  /** The variables that the caller gives values to, each with the field it is of, where the argument is an object. */
  readonly variables: () => {
    readonly variable: Variable
    readonly field?: string
    readonly records?: readonly string[]
    readonly optional: boolean
  }[]
}

/**
 * Declares a kernel's parameters: names, objects that are taken apart, and arrays whose first elements are. What they need before the
 * body, defaults among it, is emitted.
 */
export function declareParameters(cx: Context, node: FunctionNode, params: readonly es.Pattern[]): Parameter[] {
  const find = (name: string): FunctionNode | undefined => cx.helper(name)?.node
  const declared = params.map((param, i) => {
    const target = param.type === 'AssignmentPattern' ? param.left : param
    if (target.type === 'Identifier') {
      const keys = fieldsOfElements(node, target.name, find)
      if (keys.length > 0) {
        const variable: Variable = { name: target.name, kind: 'param', width: keys.length, at: cx.span(target) }
        const root = node.body
        cx.keep(target.name, { memory: variable, name: target.name, shape: 'object', keys, root, argument: true })
        return { param, target, name: target.name, variable, group: undefined, records: keys }
      }
      if (!isObject(node, target.name, find)) {
        const variable = cx.declare(target.name, 'param', target)
        if (isTable(node, target.name, find)) {
          cx.tables.add(variable)
          cx.lists.add(variable)
        }
        return { param, target, name: target.name, variable, group: undefined }
      }
      return { param, target, name: target.name, variable: undefined, group: argument(target.name) }
    }
    const name = `argument ${i + 1}`
    if (target.type === 'ObjectPattern') return { param, target, name, variable: undefined, group: argument(name) }
    if (target.type === 'ArrayPattern') {
      const variable: Variable = { name: `argument_${i + 1}`, kind: 'param', at: cx.span(target) }
      return { param, target, name, variable, group: undefined }
    }
    throw cx.error(
      'unsupported',
      param,
      'a kernel cannot take the rest of its arguments',
      'name each scalar and array as a parameter of its own',
    )
  })
  return declared.map(({ param, target, name, variable, group, records }) => {
    const optional = param.type === 'AssignmentPattern'
    if (group) {
      if (optional) checkEmpty(cx, param)
      if (target.type === 'Identifier') cx.gather(target.name, group)
      else if (target.type === 'ObjectPattern') takeFields(cx, target, group)
      return { name, variables: () => fieldsOf(cx, group, optional) }
    }
    if (optional) {
      const place = cx.span(param)
      const { block: no } = cx.block(() => {
        const value = readExpression(cx, param.right)
        if (value.kind !== 'variable' || !cx.renameArray(value.variable, variable!))
          cx.emit({ kind: 'set', variable: variable!, value, declares: true, at: place })
      })
      cx.emit({ kind: 'given', variable: variable!, yes: [], no, at: place })
    }
    if (target.type === 'ArrayPattern') {
      const value: Expr = { kind: 'variable', variable: variable!, at: cx.span(target) }
      const assign = (to: es.Pattern, given: Expr): void => takeValue(cx, to, given)
      destructureResult(cx, target, { values: [value], keys: undefined, single: true }, target, { assign, fresh: true })
    }
    const isOptional = (): boolean => optional || cx.optional.has(variable!)
    return { name, variables: () => [{ variable: variable!, optional: isOptional(), ...(records && { records }) }] }
  })
}

function argument(name: string): Group {
  return { group: 'object', name, parts: new Map(), argument: true }
}

/** An object that may be left out counts as one without fields. */
function checkEmpty(cx: Context, { right }: es.AssignmentPattern): void {
  if (right.type === 'ObjectExpression' && right.properties.length === 0) return
  throw cx.error(
    'unsupported',
    right,
    'the default of an object can only be {}',
    'give each field a default: ({ dt = 0.1, steps = 10 } = {}) => …',
  )
}

/** `({ dt, mass = 1 }) => …`: each name is the field itself. */
function takeFields(cx: Context, pattern: es.ObjectPattern, group: Group): void {
  const plain = pattern.properties.filter(
    (property): property is es.AssignmentProperty =>
      property.type === 'Property' && keyOf(property) !== undefined && property.value.type === 'Identifier',
  )
  for (const property of plain) {
    const { name } = property.value as es.Identifier
    cx.alias(name, part(cx, group, keyOf(property)!, property.value, name))
  }
  const others = pattern.properties.filter((property) => !plain.includes(property as es.AssignmentProperty))
  const assign = (to: es.Pattern, given: Expr): void => takeValue(cx, to, given)
  if (others.length > 0) destructureFields(cx, { ...pattern, properties: others }, group, { assign, fresh: true })
}

function takeValue(cx: Context, to: es.Pattern, value: Expr): void {
  if (to.type !== 'Identifier') throw cx.error('unsupported', to, 'a parameter of this form', 'name each parameter')
  const variable = cx.declare(to.name, 'let', to)
  cx.emit({ kind: 'set', variable, value, declares: true, at: cx.span(to) })
}

function fieldsOf(cx: Context, group: Group, optional: boolean): ReturnType<Parameter['variables']> {
  return [...group.parts].map(([field, variable]) => ({
    variable,
    field,
    optional: optional || cx.optional.has(variable),
  }))
}

/** The keys of a pattern. */
export function namesOf(pattern: es.ObjectPattern): string[] {
  return pattern.properties.flatMap((property) => (property.type === 'Property' ? (keyOf(property) ?? []) : []))
}

function keyOf({ computed, key }: es.AssignmentProperty): string | undefined {
  if (!computed && key.type === 'Identifier') return key.name
  return key.type === 'Literal' && typeof key.value === 'string' ? key.value : undefined
}

/** Makes the names that such a parameter takes known under those that it gives them. */
export function bindNames(cx: Context, pattern: es.ObjectPattern): void {
  for (const property of pattern.properties) {
    const key = property.type === 'Property' ? keyOf(property) : undefined
    if (property.type !== 'Property' || key === undefined || property.value.type !== 'Identifier')
      throw cx.error(
        'unsupported',
        property,
        'a kernel cannot take this from its last parameter',
        'write { name } or { name: other }',
      )
    if (!isOwnName(key) && !Object.hasOwn(cx.scope, key))
      throw cx.error(
        'free-name',
        property,
        `'${key}' is no name of wamba's, and the scope does not give it`,
        `add it: jit(fn, { scope: { ${key} } })`,
      )
    cx.know(property.value.name, key)
  }
}
