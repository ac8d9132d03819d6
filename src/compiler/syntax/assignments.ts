import type * as es from 'acorn'
import { arrayMethod, placeOf, readArray, readSet } from './arrays.ts'
import type { Context } from './context.ts'
import { inlineCall } from './inline.ts'
import { methodOf } from './methods.ts'
import { calleeName } from './names.ts'
import { binaryOp } from './operators.ts'
import { destructure } from './patterns.ts'
import { type Node, readExpression } from './reader.ts'
import type { BinaryOp, Expr, Span, Stmt, Variable } from './tree.ts'

export function readSequence(cx: Context, node: es.SequenceExpression): Expr {
  const last = node.expressions.length - 1
  for (const expression of node.expressions.slice(0, last)) readEffect(cx, expression)
  return readExpression(cx, node.expressions[last])
}

/** Reads an expression for its effect alone. */
export function readEffect(cx: Context, node: es.Expression): void {
  if (node.type === 'AssignmentExpression') readAssignment(cx, node, false)
  else if (node.type === 'UpdateExpression') readUpdate(cx, node, false)
  else if (node.type === 'SequenceExpression') for (const part of node.expressions) readEffect(cx, part)
  else if (node.type === 'ParenthesizedExpression') readEffect(cx, node.expression)
  else if (node.type === 'ConditionalExpression') branch(cx, node, node.test, node.consequent, node.alternate)
  else if (node.type === 'LogicalExpression' && node.operator === '&&')
    branch(cx, node, node.left, node.right, undefined)
  else if (node.type === 'LogicalExpression' && node.operator === '||')
    branch(cx, node, node.left, undefined, node.right)
  else if (node.type === 'CallExpression' && arrayMethod(cx, node) === 'set') readSet(cx, node)
  else if (node.type === 'CallExpression' && methodOf(node)) {
    const { read, owner } = methodOf(node)!
    read(cx, node, owner)
  } else if (node.type === 'CallExpression' && isHelper(cx, node))
    inlineCall(cx, cx.helper(calleeName(cx, node.callee)!)!, node)
  else cx.spill(readExpression(cx, node))
}

/** `c && e`, `c || e` and `c ? e : f` for their effects, which minifiers make of an if. */
function branch(cx: Context, node: Span, test: es.Expression, yes?: es.Expression, no?: es.Expression): void {
  const value = readExpression(cx, test)
  const side = (effect?: es.Expression): Stmt[] => cx.block(() => effect && readEffect(cx, effect)).block
  cx.emit({ kind: 'if', test: value, yes: side(yes), no: side(no), at: cx.span(node) })
}

function isHelper(cx: Context, node: es.CallExpression): boolean {
  const name = calleeName(cx, node.callee)
  return name !== undefined && cx.helper(name) !== undefined
}

function target(cx: Context, node: Node): Variable {
  if (node.type !== 'Identifier')
    throw cx.error('unsupported', node, 'a kernel cannot assign to this', 'assign to a variable or to an element a[i]')
  const variable = cx.lookup(node.name, node)
  if (variable === undefined)
    throw cx.error(
      'free-name',
      node,
      `'${node.name}' is not declared inside the kernel`,
      'declare it with let, or pass an array and write to its elements',
    )
  if (variable.view)
    throw cx.error('unsupported', node, `'${node.name}' is a row of an array`, 'declare another const for another row')
  if (variable.kind === 'const') throw cx.error('type', node, `'${node.name}' is a const`, 'declare it with let')
  return variable
}

/** `x = e`, `x += e`, `a[i] = e`, `a[i] += e`; the value only where it is `used`. */
export function readAssignment(cx: Context, node: es.AssignmentExpression, used: boolean): Expr | undefined {
  const op = node.operator === '=' ? undefined : binaryOp(cx, node, node.operator.slice(0, -1))
  const left = node.left
  if (left.type === 'ArrayPattern' || left.type === 'ObjectPattern') {
    if (used)
      throw cx.error(
        'unsupported',
        node,
        'a kernel cannot use the value of a destructuring assignment',
        'make it a statement of its own',
      )
    assignParts(cx, node, left)
    return undefined
  }
  if (left.type === 'MemberExpression' && left.computed) {
    const array = readArray(cx, left.object)
    const index = readExpression(cx, left.property)
    return storeElement(cx, node, array, index, op, () => readExpression(cx, node.right), used)
  }
  const variable = target(cx, left)
  const before: Expr = { kind: 'variable', variable, at: cx.span(left) }
  const operands = cx.operands(op ? [undefined, node.right] : [node.right], (n) => (n ? readExpression(cx, n) : before))
  const value: Expr = op
    ? { kind: 'binary', op, left: operands[0], right: operands[1], at: cx.span(node) }
    : operands[0]
  cx.emit({ kind: 'set', variable, value, declares: false, at: cx.span(node) })
  return used ? { kind: 'variable', variable, at: cx.span(left) } : undefined
}

/** `[a[i], a[j]] = [a[j], a[i]]`: all values, then all stores, from left to right. */
function assignParts(cx: Context, node: es.AssignmentExpression, pattern: es.ArrayPattern | es.ObjectPattern): void {
  for (const { target: to, value } of destructure(cx, pattern, node.right)) {
    if (to.type === 'MemberExpression' && to.computed) {
      const array = readArray(cx, to.object)
      storeElement(cx, to, array, readExpression(cx, to.property), undefined, () => value, false)
    } else cx.emit({ kind: 'set', variable: target(cx, to), value, declares: false, at: cx.span(node) })
  }
}

function storeElement(
  cx: Context,
  node: Span,
  array: Variable,
  index: Expr,
  op: BinaryOp | undefined,
  read: () => Expr,
  used: boolean,
): Expr | undefined {
  const at = cx.span(node)
  const before: Expr[] = op ? [index, { kind: 'element', ...placeOf(array, index), at }] : [index]
  const mark = cx.mark
  const right = read()
  if (cx.mark > mark) cx.spillAll(before, mark)
  let value: Expr = op ? { kind: 'binary', op, left: before[1], right, at } : right
  if (used) value = cx.spill(value)
  cx.emit({ kind: 'store', ...placeOf(array, before[0]), value, at })
  return used ? value : undefined
}

/** `x++`, `--x`, `a[i]++`; the value only where it is `used`. */
export function readUpdate(cx: Context, node: es.UpdateExpression, used: boolean): Expr | undefined {
  const op: BinaryOp = node.operator === '++' ? '+' : '-'
  const one: Expr = { kind: 'number', value: 1, either: true, at: cx.span(node) }
  const argument = node.argument
  if (argument.type === 'MemberExpression' && argument.computed) {
    const array = readArray(cx, argument.object)
    const index = cx.spill(readExpression(cx, argument.property))
    if (node.prefix || !used) return storeElement(cx, node, array, index, op, () => one, used)
    const old = cx.spill({ kind: 'element', ...placeOf(array, index), at: cx.span(node) })
    cx.emit({
      kind: 'store',
      ...placeOf(array, index),
      value: { kind: 'binary', op, left: old, right: one, at: cx.span(node) },
      at: cx.span(node),
    })
    return old
  }
  const variable = target(cx, argument)
  const now: Expr = { kind: 'variable', variable, at: cx.span(argument) }
  const old = used && !node.prefix ? cx.spill(now) : undefined
  cx.emit({
    kind: 'set',
    variable,
    value: { kind: 'binary', op, left: now, right: one, at: cx.span(node) },
    declares: false,
    at: cx.span(node),
  })
  return old ?? (used ? now : undefined)
}
