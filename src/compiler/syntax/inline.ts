import type * as es from 'acorn'
import { CompileError } from '../../base/errors.ts'
import { counted } from '../../base/text.ts'
import { compiledOnce, compileOnce } from './callee.ts'
import { type Context, type Helper, Recursion, sameHelper } from './context.ts'
import { hoistVars } from './hoist.ts'
import { assignsName } from './loops.ts'
import { calleeName } from './names.ts'
import { bindNames, namesParameter } from './parameters.ts'
import { readBlock, readExpression } from './reader.ts'
import { alwaysReturns, hasReturn, withoutReturns } from './returns.ts'
import type { Callee, Expr, InvokeExpr, Result, Stmt, Variable } from './tree.ts'

/** Text that may be written out before helpers are compiled once instead, and at all. */
const MUCH_TEXT = 30_000
const MOST_TEXT = 2_000_000

/**
 * Calls a helper: its body is written out, so that its types, ranges and lanes are those of this call; where it calls itself, or much
 * has been written out already, it is compiled once.
 */
export function inlineCall(cx: Context, helper: Helper, node: es.CallExpression): Result {
  const known = compiledOnce(cx, helper, node)
  if (known) return invoke(cx, known, node)
  cx.writtenOut += helper.node.end - helper.node.start
  if (cx.writtenOut > MOST_TEXT)
    throw cx.error(
      'unsupported',
      node,
      `the helpers of this kernel, written out where they are called, are too large`,
      'call helpers that use arrays or return several values in fewer places, or in a loop',
    )
  if (cx.writtenOut > MUCH_TEXT) {
    const callee = cx.attempt(() => largeCallee(cx, helper, node))
    if (callee) return invoke(cx, callee, node)
  }
  try {
    return cx.attempt(() => writeOut(cx, helper, node))
  } catch (error) {
    if (!(error instanceof Recursion && sameHelper(error.helper, helper))) throw error
    return invoke(cx, compileOnce(cx, helper, node, readResult), node)
  }
}

function largeCallee(cx: Context, helper: Helper, node: es.CallExpression): Callee | undefined {
  try {
    return compileOnce(cx, helper, node, readResult)
  } catch (error) {
    // It uses arrays, or returns several values.
    if (error instanceof CompileError) return undefined
    throw error
  }
}

function invoke(cx: Context, callee: Callee, node: es.CallExpression): Result {
  const args = cx.operands(node.arguments, (argument) => readExpression(cx, argument))
  const expr: InvokeExpr = { kind: 'invoke', callee, args, captured: [], at: cx.span(node) }
  cx.invokes.push(expr)
  return { values: [expr], keys: undefined, single: true }
}

/**
 * Writes a helper's body out where it is called. Arguments are evaluated once, from left to right; a plain variable that the helper does
 * not assign is passed as it is, so that arrays can be. Gives what it returns.
 */
function writeOut(cx: Context, helper: Helper, node: es.CallExpression): Result {
  const { body } = helper.node
  const names = helper.names ? undefined : namesParameter(helper.node, helper.scope)
  const params = helper.node.params.slice(0, names ? -1 : undefined)
  const at = cx.span(node)
  if (node.arguments.length > params.length)
    throw cx.error(
      'type',
      node,
      `'${helper.name}' got ${counted(node.arguments.length, 'argument')} and takes ${params.length}`,
      'leave the others out',
    )
  const passed = passArguments(cx, helper, params, node)
  return cx.inside(helper, at, () => {
    if (names) bindNames(cx, names)
    for (const [i, param] of params.entries()) bindParameter(cx, param, passed[i], helper, at)
    if (body.type !== 'BlockStatement') return readResult(cx, body)
    const { block } = cx.block(() =>
      cx.nested(() => {
        hoistVars(cx, helper.node)
        readBlock(cx, body.body)
      }),
    )
    return emitBody(cx, block, helper, node)
  })
}

/** What goes to a parameter: a variable as it is, or a value. */
type Passed = { readonly variable: Variable } | { readonly value: Expr }

/** What is passed for each parameter; undefined where it is left out. */
function passArguments(
  cx: Context,
  helper: Helper,
  params: readonly es.Pattern[],
  node: es.CallExpression,
): (Passed | undefined)[] {
  const values = cx.operands(node.arguments, (argument): Expr => {
    // An array's name is no value: it is looked up, not read.
    const variable = argument.type === 'Identifier' ? cx.lookup(argument.name, argument) : undefined
    return variable ? { kind: 'variable', variable, at: cx.span(argument) } : readExpression(cx, argument)
  })
  const { body } = helper.node
  return params.map((param, i): Passed | undefined => {
    const value = values[i]
    if (value === undefined) return undefined
    if (value.kind !== 'variable' || param.type !== 'Identifier' || assignsName(body, param.name)) return { value }
    // A nested function may assign the variable that it is passed.
    return helper.names && assignsName(body, value.variable.name) ? { value } : { variable: value.variable }
  })
}

function bindParameter(
  cx: Context,
  param: es.Pattern,
  passed: Passed | undefined,
  helper: Helper,
  at: Expr['at'],
): void {
  const target = param.type === 'AssignmentPattern' ? param.left : param
  if (target.type !== 'Identifier')
    throw cx.error('unsupported', param, `a parameter of '${helper.name}' is a pattern`, 'name each parameter')
  if (passed && 'variable' in passed) {
    cx.alias(target.name, passed.variable)
    return
  }
  if (passed === undefined && param.type !== 'AssignmentPattern')
    throw cx.error(
      'type',
      param,
      `'${helper.name}' is called without its argument '${target.name}'`,
      `pass it, or give it a default: ${target.name} = 0`,
    )
  const value = passed?.value ?? readExpression(cx, (param as es.AssignmentPattern).right)
  const variable = cx.declare(target.name, 'let', target)
  cx.emit({ kind: 'set', variable, value, declares: true, at })
}

/** Emits a body of statements, and gives its results as variables, or as the expressions of a return at its end. */
function emitBody(cx: Context, block: Stmt[], helper: Helper, node: es.CallExpression): Result {
  const last = block.at(-1)
  if (!hasReturn(block)) {
    for (const stmt of block) cx.emit(stmt)
    return { values: [], keys: undefined, single: false }
  }
  if (last?.kind === 'return' && !hasReturn(block.slice(0, -1))) {
    for (const stmt of block.slice(0, -1)) cx.emit(stmt)
    return last.result
  }
  if (!alwaysReturns(block))
    throw cx.error(
      'type',
      helper.node,
      `'${helper.name}' returns a value on some paths only`,
      'return a value on every path',
    )
  const at = cx.span(node)
  let shape: Result | undefined
  const variables: Variable[] = []
  const body = withoutReturns(
    block,
    ({ result, at: place }) => {
      shape ??= result
      if (shape.values.length !== result.values.length)
        throw cx.error(
          'type',
          place,
          `'${helper.name}' returns ${counted(result.values.length, 'value')} here and ${shape.values.length} elsewhere`,
          'return as many on every path',
        )
      return result.values.map((value, i): Stmt => {
        variables[i] ??= { name: `${helper.name}_result`, kind: 'let', at }
        return { kind: 'set', variable: variables[i], value, declares: false, at: place }
      })
    },
    at,
  )
  // Where a flag says that a value is there, analysis cannot see it: the variable starts as something of its kind.
  variables.forEach((variable, i) => {
    const value: Expr = isCondition(shape!.values[i])
      ? { kind: 'boolean', value: false, at }
      : { kind: 'number', value: 0, either: true, at }
    if (body[0]?.kind === 'set' && body[0].variable.name === 'returned')
      cx.emit({ kind: 'set', variable, value, declares: true, at })
  })
  for (const stmt of body) cx.emit(stmt)
  return { ...shape!, values: variables.map((variable): Expr => ({ kind: 'variable', variable, at })) }
}

function isCondition(expr: Expr): boolean {
  if (expr.kind === 'boolean') return true
  if (expr.kind === 'unary') return expr.op === '!'
  if (expr.kind === 'logical') return isCondition(expr.left) && isCondition(expr.right)
  return expr.kind === 'binary' && ['<', '<=', '>', '>=', '===', '!=='].includes(expr.op)
}

/** What is returned: a number, or several as an array or an object of them. */
export function readResult(cx: Context, node: es.Expression): Result {
  const empty =
    (node.type === 'ArrayExpression' && node.elements.length === 0) ||
    (node.type === 'ObjectExpression' && node.properties.length === 0)
  if (empty)
    throw cx.error(
      'unsupported',
      node,
      'a kernel cannot return nothing in an array or an object',
      'leave out the return',
    )
  if (node.type === 'ArrayExpression') {
    const elements = node.elements.map((element) => {
      if (element) return element
      throw cx.error('unsupported', node, 'an array with holes', 'give every element')
    })
    return { values: cx.operands(elements, (n) => readExpression(cx, n)), keys: undefined, single: false }
  }
  if (node.type === 'ObjectExpression') {
    const properties = node.properties.map((property) => {
      if (property.type === 'Property' && !property.computed && property.key.type === 'Identifier')
        return { key: property.key.name, value: property.value }
      throw cx.error('unsupported', property, 'a property of this form', 'write { name: value }')
    })
    return {
      values: cx.operands(properties, (p) => readExpression(cx, p.value)),
      keys: properties.map((p) => p.key),
      single: false,
    }
  }
  if (node.type === 'ParenthesizedExpression') return readResult(cx, node.expression)
  if (node.type === 'ConditionalExpression' && [node.consequent, node.alternate].some(isSeveral))
    return readChoice(cx, node)
  if (node.type === 'CallExpression') {
    const name = calleeName(cx, node.callee)
    const helper = name === undefined ? undefined : cx.helper(name)
    if (helper) return inlineCall(cx, helper, node)
  }
  return { values: [readExpression(cx, node)], keys: undefined, single: true }
}

function isSeveral(node: es.Expression): boolean {
  return node.type === 'ArrayExpression' || node.type === 'ObjectExpression'
}

/** `c ? [a, b] : [b, a]`: each value is chosen by itself. */
function readChoice(cx: Context, node: es.ConditionalExpression): Result {
  const at = cx.span(node)
  const test = readExpression(cx, node.test)
  const yes = cx.block(() => readResult(cx, node.consequent))
  const no = cx.block(() => readResult(cx, node.alternate))
  if (yes.value.values.length !== no.value.values.length || yes.value.keys?.join() !== no.value.keys?.join())
    throw cx.error(
      'type',
      node,
      'the two sides of this choice give different values',
      'give as many, under the same names, on both sides',
    )
  const variables = yes.value.values.map((): Variable => ({ name: 'chosen', kind: 'let', at }))
  variables.forEach((variable, i) => {
    yes.block.push({ kind: 'set', variable, value: yes.value.values[i], declares: true, at })
    no.block.push({ kind: 'set', variable, value: no.value.values[i], declares: true, at })
  })
  cx.emit({ kind: 'if', test, yes: yes.block, no: no.block, at })
  return { ...yes.value, values: variables.map((variable): Expr => ({ kind: 'variable', variable, at })) }
}
