import type * as es from 'acorn'

const within = new WeakMap<object, readonly es.Node[]>()

/** The nodes in a node, in their order. They are asked for often. */
function childrenOf(node: object): readonly es.Node[] {
  let children = within.get(node)
  if (children === undefined) {
    const found: es.Node[] = []
    for (const value of Object.values(node)) addNodes(value, found)
    children = found
    within.set(node, children)
  }
  return children
}

function addNodes(value: unknown, found: es.Node[]): void {
  if (typeof value !== 'object' || value === null) return
  if (Array.isArray(value)) for (const item of value) addNodes(item, found)
  else if ('type' in value) found.push(value as es.Node)
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

/** The name of a property that is read by a constant: `p.x`, `p['x']`, `v[0]`. */
export function constantKey({ computed, property }: es.MemberExpression): string | undefined {
  if (!computed) return property.type === 'Identifier' ? property.name : undefined
  if (property.type !== 'Literal') return undefined
  const { value } = property
  return typeof value === 'string' || (typeof value === 'number' && Number.isInteger(value) && value >= 0)
    ? String(value)
    : undefined
}
