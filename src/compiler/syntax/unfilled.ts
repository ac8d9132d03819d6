/** `new Array(n)`, whose elements have no values, where the loop that follows gives each of them one. */
import type * as es from 'acorn'
import { isName, isNumber, isSame, isUnfilled, leaves, namesIn } from './says.ts'
import { usesOf } from './uses.ts'
import { walk, writtenBy } from './walk.ts'

/**
 * Whether an array of that name is filled before it is read: the next statement that says its name is a loop over all of its indices, each of
 * whose iterations assigns its element first.
 */
export function isFilledNext(root: es.Node, name: string, init: es.Expression): boolean {
  if (!isUnfilled(init)) return false
  const [length] = (init as es.NewExpression).arguments
  const block = blockOf(root, init)
  const at = block?.findIndex((stmt) => stmt.start <= init.start && stmt.end >= init.end) ?? -1
  if (block === undefined || at < 0) return false
  const next = block.slice(at + 1).find((stmt) => usesOf(stmt, name).length > 0)
  if (next?.type !== 'ForStatement') return false
  const between = block.slice(at + 1, block.indexOf(next))
  const names = namesIn(length)
  // What the length is made of stays what it is.
  if (between.concat(next).some((stmt) => names.some((each) => assigns(stmt, each)))) return false
  const counter = counterOf(next as es.ForStatement, name, length as es.Expression)
  return counter !== undefined && storesFirst((next as es.ForStatement).body, name, counter)
}

function blockOf(root: es.Node, inner: es.Node): readonly es.Node[] | undefined {
  let found: readonly es.Node[] | undefined
  walk(root, (node) => {
    if (node.start > inner.start || node.end < inner.end) return false
    if (node.type === 'BlockStatement') found = (node as es.BlockStatement).body
    return true
  })
  return found
}

function assigns(root: es.Node, name: string): boolean {
  let found = false
  walk(root, (node) => {
    const target = writtenBy(node)
    if (target?.type === 'Identifier') found ||= target.name === name
    else if (target && target.type !== 'MemberExpression') found ||= usesOf(target, name).length > 0
    return !found
  })
  return found
}

/** `for (let i = 0; i < n; i++)` over `new Array(n)`, `i <= n` over `new Array(n + 1)`, `i < name.length`. */
function counterOf(
  { init, test, update, body }: es.ForStatement,
  name: string,
  length: es.Expression,
): string | undefined {
  const [declared] = init?.type === 'VariableDeclaration' && init.declarations.length === 1 ? init.declarations : []
  if (declared?.id.type !== 'Identifier' || !isNumber(declared.init, 0)) return undefined
  const counter = declared.id.name
  if (update?.type !== 'UpdateExpression' || update.operator !== '++' || !isName(update.argument, counter))
    return undefined
  if (test?.type !== 'BinaryExpression' || !isName(test.left, counter) || assigns(body, counter)) return undefined
  const { operator, right } = test
  const isLength =
    right.type === 'MemberExpression' &&
    isName(right.object, name) &&
    !right.computed &&
    isName(right.property, 'length')
  if (operator === '<') return isLength || isSame(right, length) ? counter : undefined
  const more =
    operator === '<=' && length.type === 'BinaryExpression' && length.operator === '+' && isNumber(length.right, 1)
  return more && isSame(right, length.left) ? counter : undefined
}

/** Whether the body assigns `name[counter]` before it says the name otherwise, or leaves. */
function storesFirst(body: es.Statement, name: string, counter: string): boolean {
  const statements = body.type === 'BlockStatement' ? body.body : [body]
  for (const stmt of statements) {
    const { expression } = stmt as es.ExpressionStatement
    if (
      stmt.type === 'ExpressionStatement' &&
      expression.type === 'AssignmentExpression' &&
      expression.operator === '='
    ) {
      const { left, right } = expression
      const isElement =
        left.type === 'MemberExpression' && left.computed && isName(left.object, name) && isName(left.property, counter)
      if (isElement) return usesOf(right, name).length === 0
    }
    if (usesOf(stmt, name).length > 0 || leaves(stmt)) return false
  }
  return false
}
