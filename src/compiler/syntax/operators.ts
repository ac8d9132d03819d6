import type * as es from 'acorn'
import type { Context } from './context.ts'
import { readCoalesce, readComparison, readOrNumber, readThere } from './nothing.ts'
import { askedIn, chosenWhereGiven } from './optional.ts'
import { readExpression } from './reader.ts'
import type { BinaryOp, Expr, Span, Stmt, Variable } from './tree.ts'
import { asOperands, asTest, mayGiveNothing, orNaN } from './truth.ts'
import { unknownName } from './unknown.ts'

export function readLiteral(cx: Context, node: es.Literal): Expr {
  if (typeof node.value === 'number') return { kind: 'number', value: node.value, at: cx.span(node) }
  if (typeof node.value === 'bigint') return { kind: 'bigint', value: node.value, at: cx.span(node) }
  if (typeof node.value === 'boolean') return { kind: 'boolean', value: node.value, at: cx.span(node) }
  if (node.raw === 'null') throw unknownName(cx, node, 'null')
  throw cx.error(
    'unsupported',
    node,
    `a kernel cannot contain the literal ${node.raw ?? '?'}`,
    'kernels compute with numbers and booleans',
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

export function binaryOp(cx: Context, node: Span, operator: string): BinaryOp {
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

export function readBinary(cx: Context, node: es.BinaryExpression): Expr {
  const compared = readComparison(cx, node)
  if (compared) return compared
  const op = binaryOp(cx, node, node.operator)
  const [left, right] = cx.operands(asOperands(cx, node), (n) => readExpression(cx, n))
  return { kind: 'binary', op, left, right, at: cx.span(node) }
}

export function readUnary(cx: Context, node: es.UnaryExpression): Expr {
  const { operator } = node
  if (operator !== '-' && operator !== '+' && operator !== '!' && operator !== '~')
    throw cx.error(
      'unsupported',
      node,
      `a kernel cannot use ${operator}`,
      operator === 'typeof'
        ? 'types are known when the kernel is compiled'
        : 'use arithmetic and comparisons of numbers',
    )
  const argument = operator === '!' ? asTest(cx, node.argument) : node.argument
  const value = (operator === '!' && readThere(cx, argument)) || readExpression(cx, argument)
  if (operator === '-' && value.kind === 'number') return { kind: 'number', value: -value.value, at: cx.span(node) }
  if (operator === '-' && value.kind === 'bigint') return { ...value, value: -value.value, at: cx.span(node) }
  return { kind: 'unary', op: operator, value, at: cx.span(node) }
}

export function readLogical(cx: Context, node: es.LogicalExpression): Expr {
  const op = node.operator
  if (op === '??') return readCoalesce(cx, node)
  if (mayGiveNothing(cx, node.left)) return readLogical(cx, { ...node, left: orNaN(node.left) })
  const guarded = op === '||' ? readOrNumber(cx, node) : undefined
  if (guarded) return guarded
  const left = readThere(cx, node.left) ?? readExpression(cx, node.left)
  const { block, value: right } = cx.block(() => readExpression(cx, node.right))
  if (block.length === 0) return { kind: 'logical', op, left, right, at: cx.span(node) }
  // The right side has effects: they happen only where it is evaluated.
  const result = temp(cx, left)
  const test: Expr = op === '&&' ? result : { kind: 'unary', op: '!', value: result, at: left.at }
  block.push({ kind: 'set', variable: result.variable, value: right, declares: false, at: right.at })
  cx.emit({ kind: 'if', test, yes: block, no: [], at: cx.span(node) })
  return result
}

type VariableExpr = Extract<Expr, { kind: 'variable' }>

/** A fresh variable that later statements assign again. */
function temp(cx: Context, value: Expr): VariableExpr {
  const variable: Variable = { name: 'chosen', kind: 'let', at: value.at }
  cx.emit({ kind: 'set', variable, value, declares: true, at: value.at })
  return { kind: 'variable', variable, at: value.at }
}

/** A value as a condition. */
export function readTest(cx: Context, node: es.Expression): Expr {
  const test = asTest(cx, node)
  return readThere(cx, test) ?? readExpression(cx, test)
}

export function readConditional(cx: Context, node: es.ConditionalExpression): Expr {
  const asked = askedIn(cx, node.test)
  if (asked) {
    const [there, absent] = asked.there ? [node.consequent, node.alternate] : [node.alternate, node.consequent]
    return chosenWhereGiven(
      cx,
      asked.variable,
      node,
      () => readExpression(cx, there),
      () => readExpression(cx, absent),
    )
  }
  const test = readTest(cx, node.test)
  const yes = cx.block(() => readExpression(cx, node.consequent))
  const no = cx.block(() => readExpression(cx, node.alternate))
  return choose(cx, test, yes, no, cx.span(node))
}

/** A value that a block computes. */
interface Computed {
  readonly block: Stmt[]
  readonly value: Expr
}

/** One of two values, with its effects. */
export function choose(cx: Context, test: Expr, yes: Computed, no: Computed, at: Span): Expr {
  if (yes.block.length + no.block.length === 0) return { kind: 'conditional', test, yes: yes.value, no: no.value, at }
  const variable: Variable = { name: 'chosen', kind: 'let', at }
  yes.block.push({ kind: 'set', variable, value: yes.value, declares: true, at: yes.value.at })
  no.block.push({ kind: 'set', variable, value: no.value, declares: true, at: no.value.at })
  cx.emit({ kind: 'if', test, yes: yes.block, no: no.block, at })
  return { kind: 'variable', variable, at }
}
