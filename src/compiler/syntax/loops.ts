import type * as es from 'acorn'
import type { Context } from './context.ts'
import { readExpression } from './expressions.ts'
import { assigned, type Expr, expressions, reads, type Stmt } from './tree.ts'

const flipped: Readonly<Record<string, string>> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=' }

/**
 * Reads a plain `for` as a counted loop where it is one: `i` is tested against a bound that the body does not change, stepped by a
 * constant towards it, and not assigned in the body. Its declaration has been read. Returns whether it was one.
 */
export function readCounted(cx: Context, node: es.ForStatement, readBody: () => Stmt[]): boolean {
  const step = node.update ? stepOf(node.update) : undefined
  const { test } = node
  if (step === undefined || test?.type !== 'BinaryExpression' || node.init?.type !== 'VariableDeclaration') return false
  let { left, right, operator } = test as { left: es.Expression; right: es.Expression; operator: string }
  if (!(left.type === 'Identifier' && left.name === step.name))
    [left, right, operator] = [right, left, flipped[operator]]
  if (left.type !== 'Identifier' || left.name !== step.name) return false
  if (step.by > 0 ? operator !== '<' && operator !== '<=' : operator !== '>' && operator !== '>=') return false
  const variable = cx.lookup(step.name)
  if (
    variable === undefined ||
    !node.init.declarations.some((d) => d.id.type === 'Identifier' && d.id.name === step.name)
  )
    return false

  const head = cx.block(() => readExpression(cx, right))
  const stop = head.value
  if (head.block.length > 0 || [...expressions(stop)].some((e) => e.kind === 'element')) return false
  const body = readBody()
  const changed = assigned(body)
  if (changed.has(variable) || [...reads(stop)].some((v) => changed.has(v) || v === variable)) {
    // Not a counted loop after all, and the body is read: finish it as a while loop.
    const now: Expr = { kind: 'variable', variable, at: { start: left.start, end: left.end } }
    const at = { start: test.start, end: test.end }
    const update: Stmt = {
      kind: 'set',
      variable,
      value: { kind: 'binary', op: '+', left: now, right: { kind: 'number', value: step.by, at }, at },
      declares: false,
      at,
    }
    const op = operator as '<' | '<=' | '>' | '>='
    cx.emit({
      kind: 'while',
      test: { kind: 'binary', op, left: now, right: stop, at },
      body: [...body, update],
      at: { start: node.start, end: node.end },
    })
    return true
  }
  const at = { start: node.start, end: node.end }
  cx.emit({
    kind: 'for',
    parallel: false,
    counter: variable,
    start: cx.takeBack(variable) ?? { kind: 'variable', variable, at: variable.at },
    stop,
    step: { kind: 'number', value: step.by, at },
    inclusive: operator === '<=' || operator === '>=',
    body,
    at,
  })
  return true
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
