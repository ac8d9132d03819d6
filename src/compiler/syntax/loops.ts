import type * as es from 'acorn'
import type { Context } from './context.ts'
import { readExpression } from './reader.ts'
import { assigned, type Callee, type Expr, expressions, reads, type Stmt, statements, type Variable } from './tree.ts'
import { assignsName, usesOf } from './uses.ts'

/** What is added to a counter where it is compared, at most: no sum of it leaves the integers that doubles hold. */
const MOST_AHEAD = 2 ** 30

const flipped: Readonly<Record<string, string>> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=' }

/**
 * A plain `for` as a counted loop where it looks like one: `i` is tested against a bound without elements, and stepped by a constant
 * towards it, and the body assigns neither. Its declaration has been read. What else is updated, `i += 4, j++`, is an end of the body.
 */
export function countedLoop(cx: Context, node: es.ForStatement): Counted | undefined {
  const { test } = node
  if (test?.type !== 'BinaryExpression' || node.init?.type !== 'VariableDeclaration') return undefined
  const updates =
    node.update?.type === 'SequenceExpression' ? node.update.expressions : node.update ? [node.update] : []
  const own = updates.find((update) => usesOf(test, stepOf(update)?.name ?? '').length > 0)
  const step = own && stepOf(own)
  if (step === undefined) return undefined
  const others = updates.filter((update) => update !== own)
  if (usesOf(others, step.name).length > 0) return undefined
  const assigns = (name: string): boolean => assignsName([node.body, ...others], name)
  let { left, right, operator } = test as { left: es.Expression; right: es.Expression; operator: string }
  let ahead = aheadOf(left, step.name)
  if (ahead === undefined) {
    ;[left, right, operator] = [right, left, flipped[operator]]
    ahead = aheadOf(left, step.name)
  }
  if (ahead === undefined) return undefined
  if (step.by > 0 ? operator !== '<' && operator !== '<=' : operator !== '>' && operator !== '>=') return undefined
  const variable = cx.lookup(step.name)
  if (
    variable === undefined ||
    !node.init.declarations.some((d) => d.id.type === 'Identifier' && d.id.name === step.name && !cx.hoisted.has(d.id))
  )
    return undefined
  if (assigns(step.name)) return undefined

  const head = cx.block(() => readExpression(cx, right))
  const stop = head.value
  if (head.block.length > 0 || [...expressions(stop)].some((e) => e.kind === 'element')) return undefined
  const at = { start: node.start, end: node.end }
  const bounds = reads(stop)
  if (bounds.has(variable) || [...bounds].some((v) => assigns(v.name))) return undefined
  cx.fixed.add(variable)
  const first = cx.takeBack(variable)
  const start: Expr = first ?? { kind: 'variable', variable, at: variable.at }
  const either = own?.type === 'UpdateExpression' ? { either: true as const } : {}
  const by: Expr = { kind: 'number', value: step.by, ...either, at }
  const inclusive = operator === '<=' || operator === '>='
  const range = ahead === 0 ? {} : { ahead }
  return {
    others,
    make: (body) => {
      if (changesAny(body, bounds)) throw new Changing()
      return { kind: 'for', parallel: false, counter: variable, start, stop, step: by, inclusive, ...range, body, at }
    },
    undo: () => {
      cx.fixed.delete(variable)
      if (first) cx.emit({ kind: 'set', variable, value: first, declares: true, at: variable.at })
    },
  }
}

/** A loop that looks like a counted one. */
export interface Counted {
  /** What it updates beside the counter. */
  readonly others: readonly es.Expression[]
  /** @throws Changing where the body changes the bound after all: by what it calls, or as a list grows */
  readonly make: (body: Stmt[]) => Stmt
  /** Gives the counter its first value again. */
  readonly undo: () => void
}

/** The body of a loop changes what it runs over. */
export class Changing extends Error {}

/** Whether statements, or the functions that they call, change variables. */
export function changesAny(
  block: readonly Stmt[],
  variables: ReadonlySet<Variable>,
  seen: Set<Callee> = new Set(),
): boolean {
  if ([...assigned(block)].some((variable) => variables.has(variable))) return true
  return statements(block).some((stmt) => {
    if (stmt.kind !== 'call' || seen.has(stmt.callee)) return false
    seen.add(stmt.callee)
    // One that is being read may change what is no constant.
    if (stmt.callee.body.length === 0) return [...variables].some((variable) => variable.kind === 'let')
    return changesAny(stmt.callee.body, variables, seen)
  })
}

/** How much `i`, `i + 2`, `2 + i` and `i - 2` are more than i. */
function aheadOf(expr: es.Expression | es.PrivateIdentifier, name: string): number | undefined {
  const isIt = (e: es.Expression | es.PrivateIdentifier): boolean => e.type === 'Identifier' && e.name === name
  if (isIt(expr)) return 0
  if (expr.type !== 'BinaryExpression' || (expr.operator !== '+' && expr.operator !== '-')) return undefined
  const { left, right, operator } = expr
  const by = isIt(left) ? right : isIt(right) && operator === '+' ? left : undefined
  if (by?.type !== 'Literal' || typeof by.value !== 'number') return undefined
  if (!Number.isInteger(by.value) || by.value > MOST_AHEAD) return undefined
  return operator === '-' ? -by.value : by.value
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

/** Reads a loop; false where its body turns out to change what it runs over. */
export function attemptLoop(cx: Context, read: () => void): boolean {
  try {
    cx.attempt(read)
    return true
  } catch (error) {
    if (error instanceof Changing) return false
    throw error
  }
}
