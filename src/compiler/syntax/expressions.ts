import type * as es from 'acorn'
import { functions } from '../../ops/table.ts'
import type { Context } from './context.ts'
import { calleeName, constants } from './names.ts'
import type { BinaryOp, Expr, Span, Variable } from './tree.ts'

type Node = es.Expression | es.Super | es.PrivateIdentifier | es.SpreadElement | es.Pattern

const span = (node: Span): Span => ({ start: node.start, end: node.end })

/** Reads an expression; effects within it become statements before it. */
export function readExpression(cx: Context, node: Node): Expr {
  const handler = handlers[node.type]
  if (handler === undefined) throw unsupported(cx, node)
  return handler(cx, node as never)
}

type Handler = (cx: Context, node: never) => Expr

/** A map from node type to a small handler. */
const handlers: Readonly<Record<string, Handler | undefined>> = {
  Literal: readLiteral as Handler,
  Identifier: readIdentifier as Handler,
  BinaryExpression: readBinary as Handler,
  UnaryExpression: readUnary as Handler,
  LogicalExpression: readLogical as Handler,
  ConditionalExpression: readConditional as Handler,
  MemberExpression: readMember as Handler,
  CallExpression: readCall as Handler,
  AssignmentExpression: ((cx: Context, node: es.AssignmentExpression) => readAssignment(cx, node, true)!) as Handler,
  UpdateExpression: ((cx: Context, node: es.UpdateExpression) => readUpdate(cx, node, true)!) as Handler,
  SequenceExpression: readSequence as Handler,
  ParenthesizedExpression: ((cx: Context, node: es.ParenthesizedExpression) =>
    readExpression(cx, node.expression)) as Handler,
}

const hints: Readonly<Record<string, string>> = {
  ObjectExpression: 'pass scalars and arrays as arguments of their own',
  ArrayExpression: 'make arrays outside the kernel, with zeros(…), and pass them in',
  TemplateLiteral: 'kernels compute with numbers and booleans; format text outside',
  NewExpression: 'make arrays outside the kernel, with zeros(…), and pass them in',
  ArrowFunctionExpression: 'write the body where it is used',
  FunctionExpression: 'write the body where it is used',
  ThisExpression: 'pass what the kernel needs as an argument',
  AwaitExpression: 'a kernel is synchronous; kernel.async(…) runs it without blocking',
  ChainExpression: 'arguments are never undefined in a kernel; write x.y',
  SpreadElement: 'pass the elements as arguments of their own',
}

function unsupported(cx: Context, node: Node): Error {
  const name = node.type.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()
  return cx.error(
    'unsupported',
    node,
    `a kernel cannot contain this ${name}`,
    hints[node.type] ?? 'use numbers, booleans and typed arrays',
  )
}

function readLiteral(cx: Context, node: es.Literal): Expr {
  if (typeof node.value === 'number') return { kind: 'number', value: node.value, at: span(node) }
  if (typeof node.value === 'boolean') return { kind: 'boolean', value: node.value, at: span(node) }
  throw cx.error(
    'unsupported',
    node,
    `a kernel cannot contain the literal ${node.raw ?? '?'}`,
    'kernels compute with numbers and booleans',
  )
}

function readIdentifier(cx: Context, node: es.Identifier): Expr {
  const variable = cx.lookup(node.name)
  if (variable) return { kind: 'variable', variable, at: span(node) }
  return readConstant(cx, node, node.name)
}

function readConstant(cx: Context, node: Span, name: string): Expr {
  const known = Object.hasOwn(cx.scope, name) ? cx.scope[name] : constants.get(name)
  if (known !== undefined) return { kind: 'number', value: known, at: span(node) }
  if (name.startsWith('Math.') || name.startsWith('Number.'))
    throw cx.error('unsupported', node, `${name} is not supported in a kernel`, `supported are ${functions.join(', ')}`)
  const hint = name.length <= 2 ? ' (a minifier may have renamed it: minified kernels are not supported)' : ''
  throw cx.error(
    'free-name',
    node,
    `'${name}' is not defined inside the kernel${hint}`,
    `pass it as an argument, or as a constant: jit(fn, { scope: { ${name} } })`,
  )
}

const binaryOps: Readonly<Record<string, BinaryOp | undefined>> = {
  '+': '+',
  '-': '-',
  '*': '*',
  '/': '/',
  '%': '%',
  '**': '**',
  '&': '&',
  '|': '|',
  '^': '^',
  '<<': '<<',
  '>>': '>>',
  '>>>': '>>>',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
  '===': '===',
  '!==': '!==',
  '==': '===',
  '!=': '!==',
}

function binaryOp(cx: Context, node: Span, operator: string): BinaryOp {
  const op = binaryOps[operator]
  if (op === undefined)
    throw cx.error(
      'unsupported',
      node,
      `a kernel cannot use the operator ${operator}`,
      'use arithmetic and comparisons of numbers',
    )
  return op
}

function readBinary(cx: Context, node: es.BinaryExpression): Expr {
  const op = binaryOp(cx, node, node.operator)
  const [left, right] = cx.operands([node.left, node.right], (n) => readExpression(cx, n))
  return { kind: 'binary', op, left, right, at: span(node) }
}

function readUnary(cx: Context, node: es.UnaryExpression): Expr {
  const { operator } = node
  if (operator !== '-' && operator !== '+' && operator !== '!' && operator !== '~')
    throw cx.error(
      'unsupported',
      node,
      `a kernel cannot use ${operator}`,
      'types are known when the kernel is compiled',
    )
  const value = readExpression(cx, node.argument)
  if (operator === '-' && value.kind === 'number') return { kind: 'number', value: -value.value, at: span(node) }
  return { kind: 'unary', op: operator, value, at: span(node) }
}

function readLogical(cx: Context, node: es.LogicalExpression): Expr {
  const op = node.operator
  if (op === '??')
    throw cx.error('unsupported', node, 'a kernel cannot use ??', 'numbers are never null or undefined in a kernel')
  const left = readExpression(cx, node.left)
  const { block, value: right } = cx.block(() => readExpression(cx, node.right))
  if (block.length === 0) return { kind: 'logical', op, left, right, at: span(node) }
  // The right side has effects: they happen only where it is evaluated.
  const result = temp(cx, left)
  const test: Expr = op === '&&' ? result : { kind: 'unary', op: '!', value: result, at: left.at }
  block.push({ kind: 'set', variable: result.variable, value: right, declares: false, at: right.at })
  cx.emit({ kind: 'if', test, yes: block, no: [], at: span(node) })
  return result
}

type VariableExpr = Extract<Expr, { kind: 'variable' }>

/** A fresh variable that later statements assign again. */
function temp(cx: Context, value: Expr): VariableExpr {
  const variable: Variable = { name: 'chosen', kind: 'let', at: value.at }
  cx.emit({ kind: 'set', variable, value, declares: true, at: value.at })
  return { kind: 'variable', variable, at: value.at }
}

function readConditional(cx: Context, node: es.ConditionalExpression): Expr {
  const test = readExpression(cx, node.test)
  const yes = cx.block(() => readExpression(cx, node.consequent))
  const no = cx.block(() => readExpression(cx, node.alternate))
  if (yes.block.length + no.block.length === 0)
    return { kind: 'conditional', test, yes: yes.value, no: no.value, at: span(node) }
  const variable: Variable = { name: 'chosen', kind: 'let', at: span(node) }
  yes.block.push({ kind: 'set', variable, value: yes.value, declares: true, at: yes.value.at })
  no.block.push({ kind: 'set', variable, value: no.value, declares: true, at: no.value.at })
  cx.emit({ kind: 'if', test, yes: yes.block, no: no.block, at: span(node) })
  return { kind: 'variable', variable, at: span(node) }
}

/** The parameter or variable that an array expression names. */
export function readArray(cx: Context, node: Node): Variable {
  if (node.type === 'Identifier') {
    const variable = cx.lookup(node.name)
    if (variable) return variable
    if (!Object.hasOwn(cx.scope, node.name)) readConstant(cx, node, node.name)
  }
  throw cx.error(
    'unsupported',
    node,
    'only a parameter of the kernel can be indexed',
    'pass the array as an argument of its own',
  )
}

function readMember(cx: Context, node: es.MemberExpression): Expr {
  if (!node.computed) {
    const qualified = calleeName(node)
    if (qualified?.includes('.')) return readConstant(cx, node, qualified)
    if (node.property.type === 'Identifier' && node.property.name === 'length')
      return { kind: 'length', array: readArray(cx, node.object), at: span(node) }
    const name = node.property.type === 'Identifier' ? node.property.name : '?'
    throw cx.error(
      'unsupported',
      node.property,
      `a kernel cannot read the property .${name}`,
      'arrays have .length and elements a[i]',
    )
  }
  const array = readArray(cx, node.object)
  return { kind: 'element', array, index: readExpression(cx, node.property), at: span(node) }
}

function readCall(cx: Context, node: es.CallExpression): Expr {
  const name = calleeName(node.callee)
  if (name === undefined)
    throw cx.error('unsupported', node.callee, 'a kernel cannot call this expression', 'call a function by its name')
  if (name === 'Math.random')
    throw cx.error(
      'unsupported',
      node,
      'Math.random() has no seed and differs on every thread',
      'fill an array with random(shape, { seed }) and pass it in',
    )
  if (name === 'prange' || name === 'range')
    throw cx.error(
      'unsupported',
      node,
      `${name}(…) stands only in the head of a loop`,
      `write for (const i of ${name}(n)) { … }`,
    )
  const known = name === 'Math.fround' || name === 'f32' || functions.includes(name)
  if (!known)
    throw cx.error(
      'unsupported',
      node.callee,
      `a kernel cannot call ${name}`,
      `supported are ${functions.join(', ')}, Math.fround`,
    )
  const args = cx.operands(node.arguments, (n) => readExpression(cx, n))
  return { kind: 'call', name: name === 'f32' ? 'Math.fround' : name, args, at: span(node) }
}

function readSequence(cx: Context, node: es.SequenceExpression): Expr {
  const last = node.expressions.length - 1
  for (const expression of node.expressions.slice(0, last)) readEffect(cx, expression)
  return readExpression(cx, node.expressions[last])
}

/** Reads an expression for its effect alone. */
export function readEffect(cx: Context, node: es.Expression): void {
  if (node.type === 'AssignmentExpression') readAssignment(cx, node, false)
  else if (node.type === 'UpdateExpression') readUpdate(cx, node, false)
  else if (node.type === 'SequenceExpression') for (const part of node.expressions) readEffect(cx, part)
  else cx.spill(readExpression(cx, node))
}

function target(cx: Context, node: Node): Variable {
  if (node.type !== 'Identifier')
    throw cx.error('unsupported', node, 'a kernel cannot assign to this', 'assign to a variable or to an element a[i]')
  const variable = cx.lookup(node.name)
  if (variable === undefined)
    throw cx.error(
      'free-name',
      node,
      `'${node.name}' is not declared inside the kernel`,
      'declare it with let, or pass an array and write to its elements',
    )
  if (variable.kind === 'const') throw cx.error('type', node, `'${node.name}' is a const`, 'declare it with let')
  return variable
}

/** `x = e`, `x += e`, `a[i] = e`, `a[i] += e`; the value only where it is `used`. */
function readAssignment(cx: Context, node: es.AssignmentExpression, used: boolean): Expr | undefined {
  const op = node.operator === '=' ? undefined : binaryOp(cx, node, node.operator.slice(0, -1))
  const left = node.left
  if (left.type === 'MemberExpression' && left.computed) {
    const array = readArray(cx, left.object)
    const index = readExpression(cx, left.property)
    return storeElement(cx, node, array, index, op, () => readExpression(cx, node.right), used)
  }
  const variable = target(cx, left)
  const before: Expr = { kind: 'variable', variable, at: span(left) }
  const operands = cx.operands(op ? [undefined, node.right] : [node.right], (n) => (n ? readExpression(cx, n) : before))
  const value: Expr = op ? { kind: 'binary', op, left: operands[0], right: operands[1], at: span(node) } : operands[0]
  cx.emit({ kind: 'set', variable, value, declares: false, at: span(node) })
  return used ? { kind: 'variable', variable, at: span(left) } : undefined
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
  const at = span(node)
  const before: Expr[] = op ? [index, { kind: 'element', array, index, at }] : [index]
  const mark = cx.mark
  const right = read()
  if (cx.mark > mark) cx.spillAll(before, mark)
  let value: Expr = op ? { kind: 'binary', op, left: before[1], right, at } : right
  if (used) value = cx.spill(value)
  cx.emit({ kind: 'store', array, index: before[0], value, at })
  return used ? value : undefined
}

/** `x++`, `--x`, `a[i]++`; the value only where it is `used`. */
function readUpdate(cx: Context, node: es.UpdateExpression, used: boolean): Expr | undefined {
  const op: BinaryOp = node.operator === '++' ? '+' : '-'
  const one: Expr = { kind: 'number', value: 1, at: span(node) }
  const argument = node.argument
  if (argument.type === 'MemberExpression' && argument.computed) {
    const array = readArray(cx, argument.object)
    const index = cx.spill(readExpression(cx, argument.property))
    if (node.prefix || !used) return storeElement(cx, node, array, index, op, () => one, used)
    const old = cx.spill({ kind: 'element', array, index, at: span(node) })
    cx.emit({
      kind: 'store',
      array,
      index,
      value: { kind: 'binary', op, left: old, right: one, at: span(node) },
      at: span(node),
    })
    return old
  }
  const variable = target(cx, argument)
  const now: Expr = { kind: 'variable', variable, at: span(argument) }
  const old = used && !node.prefix ? cx.spill(now) : undefined
  cx.emit({
    kind: 'set',
    variable,
    value: { kind: 'binary', op, left: now, right: one, at: span(node) },
    declares: false,
    at: span(node),
  })
  return old ?? (used ? now : undefined)
}
