/** Which array literals of a function become longer, as its text says. */
import type * as es from 'acorn'
import { elementsAt, isObjectOf, nestedFunction, parentIn, type Use, usesOf } from './uses.ts'
import { constantKey } from './walk.ts'

const growth: ReadonlySet<string> = new Set(['push', 'pop', 'shift', 'unshift', 'splice'])

/** Whether an array literal of that name is one that grows: `name.push(x)` stands somewhere, or it is given to a name that grows, or is one. */
export function grows(root: es.Node, name: string): boolean {
  const found = aliasesOf(root, name)
  return [...found].some((each) => isPushed(root, each) || isShortened(root, each))
}

function aliasesOf(root: es.Node, name: string): Set<string> {
  const found = new Set([name])
  for (const each of found) for (const other of exchanged(root, each)) found.add(other)
  return found
}

const isPushed = (root: es.Node, name: string): boolean => usesOf(root, name).some(growsAt)

/**
 * Whether an array literal of that name becomes longer by stores behind its end: it has one element or none, no method makes it longer, and an
 * element is assigned that may be a further one.
 */
export function growsByIndex(root: es.Node, name: string, { elements }: es.ArrayExpression): boolean {
  if (elements.length > 1 || elements.some((each) => each?.type === 'SpreadElement')) return false
  const names = aliasesOf(root, name)
  return ![...names].some((each) => isPushed(root, each)) && [...names].some((each) => isStored(root, each))
}

/** `name[i] = x` */
function isStored(root: es.Node, name: string): boolean {
  return elementsAt(root, name, 1).some(({ node, parent }) => {
    const { left, operator } = (parent ?? {}) as es.AssignmentExpression
    const { property } = node as es.MemberExpression
    const isAssigned = parent?.type === 'AssignmentExpression' && operator === '=' && (left as es.Node) === node
    return isAssigned && (property.type !== 'Literal' || property.value !== 0)
  })
}

/** `name.length = 0` */
function isShortened(root: es.Node, name: string): boolean {
  return usesOf(root, name).some(({ node, parent }) => {
    if (!isObjectOf(node, parent) || constantKey(parent) !== 'length') return false
    const outer = parentIn(root, parent)
    return outer?.type === 'AssignmentExpression' && ((outer as es.AssignmentExpression).left as es.Node) === parent
  })
}

function growsAt({ node, parent }: Use): boolean {
  if (!isObjectOf(node, parent)) return false
  const { property, computed } = parent
  return !computed && property.type === 'Identifier' && growth.has(property.name)
}

/** The names that a name is assigned from or to: `name = other`, `[name, other] = [other, name]`, and those of parameters it is passed for. */
function exchanged(root: es.Node, name: string): string[] {
  return usesOf(root, name).flatMap(({ node, parent }): string[] => {
    if (parent?.type === 'CallExpression') {
      const { callee, arguments: given } = parent as es.CallExpression
      const param =
        callee.type === 'Identifier' ? nestedFunction(root, callee.name)?.params[given.indexOf(node)] : undefined
      return param?.type === 'Identifier' ? [param.name] : []
    }
    const inList = parent?.type === 'ArrayPattern' || parent?.type === 'ArrayExpression'
    const outer = inList ? parentIn(root, parent) : parent
    if (outer?.type !== 'AssignmentExpression') return []
    const { left, right } = outer as es.AssignmentExpression
    const [targets, values] = [left, right].map((side): readonly (es.Node | null)[] =>
      side.type === 'ArrayPattern' || side.type === 'ArrayExpression' ? side.elements : [side],
    )
    return targets.flatMap((target, i) => {
      const other = target === node ? values[i] : values[i] === node ? target : undefined
      return other?.type === 'Identifier' ? [(other as es.Identifier).name] : []
    })
  })
}
