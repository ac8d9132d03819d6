/** What a piece of a program says of names. Each piece is read once, as much is asked about each name that it declares. */
import type * as es from 'acorn'
import type { FunctionNode } from './functionNode.ts'
import { constantKey, walk, writtenBy } from './walk.ts'

/** A name, or what it stands in, and the node around that. */
export interface Use<N extends es.Node = es.Node> {
  readonly node: N
  readonly parent: es.Node | undefined
}

interface Uses {
  /** The places where a name stands that is no key. */
  readonly names: ReadonlyMap<string, readonly Use<es.Identifier>[]>
  readonly assigned: ReadonlySet<string>
  readonly parents: ReadonlyMap<es.Node, es.Node | undefined>
}

const read = new WeakMap<object, Uses>()
const NONE: Uses = { names: new Map(), assigned: new Set(), parents: new Map() }

function usesIn(root: unknown): Uses {
  if (typeof root !== 'object' || root === null) return NONE
  let uses = read.get(root)
  if (uses === undefined) {
    uses = readUses(root)
    read.set(root, uses)
  }
  return uses
}

function readUses(root: object): Uses {
  const names = new Map<string, Use<es.Identifier>[]>()
  const assigned = new Set<string>()
  const parents = new Map<es.Node, es.Node | undefined>()
  walk(root, (node, parent) => {
    parents.set(node, parent)
    if (node.type === 'Identifier' && !isKey(node, parent)) {
      const { name } = node as es.Identifier
      const known = names.get(name)
      if (known) known.push({ node: node as es.Identifier, parent })
      else names.set(name, [{ node: node as es.Identifier, parent }])
    }
    const target = assignedBy(node)
    if (target && target.type !== 'MemberExpression')
      walk(target, (each) => {
        if (each.type === 'Identifier') assigned.add((each as es.Identifier).name)
        return true
      })
    return true
  })
  return { names, assigned, parents }
}

function isKey(node: es.Node, parent: es.Node | undefined): boolean {
  const { type, property, key, computed, shorthand } = (parent ?? {}) as Partial<
    es.MemberExpression & { key: es.Node; shorthand: boolean }
  > & { type?: string }
  if ((type as string) === 'Property') return (key as unknown) === node && !computed && !shorthand
  return type === 'MemberExpression' && (property as unknown) === node && !computed
}

function assignedBy(node: es.Node): es.Node | undefined {
  const { left } = node as es.ForOfStatement
  if (node.type === 'ForOfStatement') return left.type === 'VariableDeclaration' ? undefined : left
  return writtenBy(node)
}

/** The places where a piece of a program says a name that is no key, each with the node around it. */
export function usesOf(root: unknown, name: string): readonly Use<es.Identifier>[] {
  return usesIn(root).names.get(name) ?? []
}

/** Whether a piece of the program assigns a name. A variable that shadows it counts too, and costs a slower loop, no more. */
export function assignsName(root: unknown, name: string): boolean {
  return usesIn(root).assigned.has(name)
}

/** The node around a node of a piece of a program. */
export function parentIn(root: unknown, node: es.Node | undefined): es.Node | undefined {
  return node && usesIn(root).parents.get(node)
}

/** The element of an array that a use of its name is part of, so many levels down: `name[i][j]` of the second. */
export function elementAt(root: unknown, use: Use, level: number): Use | undefined {
  if (level === 0) return use
  const { node, parent } = use
  const isElement = isObjectOf(node, parent) && parent.computed
  return isElement ? elementAt(root, { node: parent, parent: parentIn(root, parent) }, level - 1) : undefined
}

/** The elements of an array of that name, so many levels down. */
export function elementsAt(root: unknown, name: string, level: number): Use[] {
  return usesOf(root, name).flatMap((use) => elementAt(root, use, level) ?? [])
}

/** Whether it is the `a` of `a[i]`, `a.x`. */
export function isObjectOf(node: es.Node, parent: es.Node | undefined): parent is es.MemberExpression {
  return parent?.type === 'MemberExpression' && ((parent as es.MemberExpression).object as es.Node) === node
}

/** The call of a method of these, `name.push(x)`, that a use of what has the method is part of. */
export function methodCall(
  root: unknown,
  { node, parent }: Use,
  methods: readonly string[],
): { readonly call: es.CallExpression; readonly parent: es.Node | undefined } | undefined {
  if (!isObjectOf(node, parent) || !methods.includes(constantKey(parent) ?? '')) return undefined
  const call = parentIn(root, parent)
  if (call?.type !== 'CallExpression' || ((call as es.CallExpression).callee as es.Node) !== parent) return undefined
  return { call: call as es.CallExpression, parent: parentIn(root, call) }
}

/** The initial value of a name that a piece of a program declares. */
export function initOf(root: unknown, name: string): es.Expression | undefined {
  for (const { node, parent } of usesOf(root, name)) {
    const { id, init } = (parent ?? {}) as es.VariableDeclarator
    if (parent?.type === 'VariableDeclarator' && (id as es.Node) === node && init) return init
  }
  return undefined
}

/** A function that is declared under a name within another. */
export function nestedFunction(root: unknown, name: string): FunctionNode | undefined {
  for (const { node, parent } of usesOf(root, name)) {
    const { id, init } = (parent ?? {}) as es.VariableDeclarator
    if ((id as es.Node | null | undefined) !== node) continue
    if (parent?.type === 'FunctionDeclaration') return parent as FunctionNode
    const isFunction = init?.type === 'ArrowFunctionExpression' || init?.type === 'FunctionExpression'
    if (parent?.type === 'VariableDeclarator' && isFunction) return init
  }
  return undefined
}
