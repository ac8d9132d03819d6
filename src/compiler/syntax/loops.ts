import type * as es from 'acorn'
import type { Context } from './context.ts'
import { readExpression } from './reader.ts'
import { type Expr, expressions, reads, type Stmt } from './tree.ts'
import { assignsName } from './walk.ts'

const flipped: Readonly<Record<string, string>> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=' }

/**
 * A plain `for` as a counted loop where it looks like one: `i` is tested against a bound without elements, and stepped by a constant
 * towards it, and the body assigns neither. Its declaration has been read. The result makes the loop of its body.
 */
export function countedLoop(cx: Context, node: es.ForStatement): ((body: Stmt[]) => Stmt) | undefined {
  const step = node.update ? stepOf(node.update) : undefined
  const { test } = node
  if (step === undefined || test?.type !== 'BinaryExpression' || node.init?.type !== 'VariableDeclaration')
    return undefined
  let { left, right, operator } = test as { left: es.Expression; right: es.Expression; operator: string }
  if (!(left.type === 'Identifier' && left.name === step.name))
    [left, right, operator] = [right, left, flipped[operator]]
  if (left.type !== 'Identifier' || left.name !== step.name) return undefined
  if (step.by > 0 ? operator !== '<' && operator !== '<=' : operator !== '>' && operator !== '>=') return undefined
  const variable = cx.lookup(step.name)
  if (
    variable === undefined ||
    !node.init.declarations.some((d) => d.id.type === 'Identifier' && d.id.name === step.name && !cx.hoisted.has(d.id))
  )
    return undefined
  if (assignsName(node.body, step.name)) return undefined

  const head = cx.block(() => readExpression(cx, right))
  const stop = head.value
  if (head.block.length > 0 || [...expressions(stop)].some((e) => e.kind === 'element')) return undefined
  const at = { start: node.start, end: node.end }
  const bounds = [...reads(stop)]
  if (bounds.includes(variable) || bounds.some((v) => assignsName(node.body, v.name))) return undefined
  cx.fixed.add(variable)
  const start: Expr = cx.takeBack(variable) ?? { kind: 'variable', variable, at: variable.at }
  const either = node.update?.type === 'UpdateExpression' ? { either: true as const } : {}
  const by: Expr = { kind: 'number', value: step.by, ...either, at }
  const inclusive = operator === '<=' || operator === '>='
  return (body) => ({ kind: 'for', parallel: false, counter: variable, start, stop, step: by, inclusive, body, at })
}

/** `i++`, `i += 2`, `i -= 1`, `i = i + 2`. */
function stepOf(update: es.Expression): { name: string; by: number } | undefined {
  if (update.type === 'UpdateExpression' && update.argument.type === 'Identifier')
    return { name: update.argument.name, by: update.operator === '++' ? 1 : -1 }
  if (update.type !== 'AssignmentExpression' || update.left.type !== 'Identifier') return undefined
  const { name } = update.left
  const { right } = update
  if (update.operator === '+=' || update.operator === '-=') return signed(name, right, update.operator === '-=')
  if (update.operator !== '=' || right.type !== 'BinaryExpression') return undefined
  if (right.operator !== '+' && right.operator !== '-') return undefined
  if (right.left.type !== 'Identifier' || right.left.name !== name) return undefined
  return signed(name, right.right, right.operator === '-')
}

function signed(name: string, by: es.Expression, minus: boolean): { name: string; by: number } | undefined {
  if (by.type !== 'Literal' || typeof by.value !== 'number' || !Number.isInteger(by.value) || by.value === 0)
    return undefined
  return { name, by: minus ? -by.value : by.value }
}
