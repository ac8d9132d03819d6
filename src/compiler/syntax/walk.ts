import type * as es from 'acorn'

const within = new WeakMap<object, readonly es.Node[]>()

/** The nodes in a node, in their order. They are asked for often. */
function childrenOf(node: object): readonly es.Node[] {
  let children = within.get(node)
  if (children === undefined) {
    children = Object.values(node).flatMap(nodesIn)
    within.set(node, children)
  }
  return children
}

function nodesIn(value: unknown): es.Node[] {
  if (Array.isArray(value)) return value.flatMap(nodesIn)
  return typeof value === 'object' && value !== null && 'type' in value ? [value as es.Node] : []
}

/** Visits nodes with the one around each, outer before inner, as long as `visit` says that it goes on within. */
export function walk(
  node: unknown,
  visit: (node: es.Node, parent: es.Node | undefined) => boolean,
  parent?: es.Node,
): void {
  if (Array.isArray(node)) for (const item of node) walk(item, visit, parent)
  if (typeof node !== 'object' || node === null || !('type' in node)) return
  if (!visit(node as es.Node, parent)) return
  for (const child of childrenOf(node)) walk(child, visit, node as es.Node)
}

/** What a node assigns or steps, if it does. */
export function writtenBy(node: es.Node): es.Pattern | es.Expression | undefined {
  if (node.type === 'AssignmentExpression') return (node as es.AssignmentExpression).left
  return node.type === 'UpdateExpression' ? (node as es.UpdateExpression).argument : undefined
}

/** The places where a piece of a program says a name that is no key, each with the node around it. */
export function usesOf(root: unknown, name: string): { node: es.Identifier; parent: es.Node | undefined }[] {
  const found: { node: es.Identifier; parent: es.Node | undefined }[] = []
  walk(root, (node, parent) => {
    if (node.type !== 'Identifier' || (node as es.Identifier).name !== name) return true
    const { type, property, key, computed, shorthand } = (parent ?? {}) as Partial<
      es.MemberExpression & { key: es.Node; shorthand: boolean }
    > & { type?: string }
    const isKey = (type as string) === 'Property' && (key as unknown) === node && !computed && !shorthand
    if (!isKey && !(type === 'MemberExpression' && (property as unknown) === node && !computed))
      found.push({ node: node as es.Identifier, parent })
    return true
  })
  return found
}

/** The name of a property that is read by a constant: `p.x`, `p['x']`, `v[0]`. */
export function constantKey({ computed, property }: es.MemberExpression): string | undefined {
  if (!computed) return property.type === 'Identifier' ? property.name : undefined
  if (property.type !== 'Literal') return undefined
  const { value } = property
  return typeof value === 'string' || (typeof value === 'number' && Number.isInteger(value) && value >= 0)
    ? String(value)
    : undefined
}

/** Whether a piece of the program assigns a name. A variable that shadows it counts too, and costs a slower loop, no more. */
export function assignsName(node: unknown, name: string): boolean {
  if (Array.isArray(node)) return node.some((item) => assignsName(item, name))
  if (typeof node !== 'object' || node === null) return false
  const { type, left, argument } = node as { type?: string; left?: es.Node; argument?: es.Node }
  const assigns = type === 'AssignmentExpression' || (type === 'ForOfStatement' && left?.type !== 'VariableDeclaration')
  const target = assigns ? left : type === 'UpdateExpression' ? argument : undefined
  if (target && target.type !== 'MemberExpression' && assignsPattern(target, name)) return true
  return childrenOf(node).some((child) => assignsName(child, name))
}

/** `[a, b] = …` assigns the names in it. */
function assignsPattern(node: unknown, name: string): boolean {
  if (Array.isArray(node)) return node.some((item) => assignsPattern(item, name))
  if (typeof node !== 'object' || node === null) return false
  const identifier = node as { type?: string; name?: string }
  if (identifier.type === 'Identifier') return identifier.name === name
  return Object.values(node).some((value) => typeof value === 'object' && assignsPattern(value, name))
}
