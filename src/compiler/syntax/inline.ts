import type * as es from 'acorn'
import { CompileError } from '../../base/errors.ts'
import { counted } from '../../base/text.ts'
import { spreadsArrays } from './allocation.ts'
import { type Dictionary, type Helper, Recursion, sameHelper } from './bindings.ts'
import { functionIn } from './callbacks.ts'
import { compiledOnce, compileOnce, givesResult } from './callee.ts'
import type { Context } from './context.ts'
import { isDictionaryEffect } from './dictionaryEffects.ts'
import { declareGroup, groupIn, isConditionValue, isTakenApart, resultOf, standFor } from './groups.ts'
import { hoistVars } from './hoist.ts'
import { calleeName } from './names.ts'
import { leaveOut } from './nothing.ts'
import { bindNames, namesParameter } from './parameters.ts'
import { destructureResult } from './patterns.ts'
import { isRecord, rowTypeIn } from './places.ts'
import { readBlock, readEffect, readExpression, readResult } from './reader.ts'
import { namedRecord, readRecord, recordsIn, valuesOf } from './records.ts'
import { alwaysReturns, hasReturn, withoutReturns } from './returns.ts'
import {
  type Callee,
  type CallStmt,
  type Expr,
  type InvokeExpr,
  type Records,
  type Result,
  type Row,
  type Span,
  type Stmt,
  statements,
  type Variable,
} from './tree.ts'
import { assignsName } from './uses.ts'

/** Text that may be written out before helpers are compiled once instead, and at all. */
const MUCH_TEXT = 30_000
const MOST_TEXT = 2_000_000

/**
 * Calls a helper: its body is written out, so that its types, ranges and lanes are those of this call; where it calls itself, or much
 * has been written out already, it is compiled once.
 */
export function inlineCall(cx: Context, called: Helper, given: es.CallExpression): Result {
  const [helper, node] = restGathered(called, given)
  const known = compiledOnce(cx, helper, node)
  if (known) return invoke(cx, known, node, helper)
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
    if (callee) return invoke(cx, callee, node, helper)
  }
  try {
    return cx.attempt(() => writeOut(cx, helper, node))
  } catch (error) {
    if (!(error instanceof Recursion && sameHelper(error.helper, helper))) throw error
    return invoke(cx, recursive(cx, helper, node), node, helper)
  }
}

/** `(x, ...others) => …`: the last parameter is given an array of the arguments that are left. */
function restGathered(helper: Helper, node: es.CallExpression): [Helper, es.CallExpression] {
  const { params } = helper.node
  const last = params.at(-1)
  if (last?.type !== 'RestElement') return [helper, node]
  const before = params.slice(0, -1)
  const elements = node.arguments.slice(before.length)
  const { start, end } = node
  const rest: es.ArrayExpression = { type: 'ArrayExpression', elements, start: elements[0]?.start ?? start, end }
  return [
    { ...helper, node: { ...helper.node, params: [...before, last.argument] } as Helper['node'] },
    { ...node, arguments: [...node.arguments.slice(0, before.length), rest] },
  ]
}

/** A function that calls itself: of numbers, or where that cannot be one that may use arrays. */
function recursive(cx: Context, helper: Helper, node: es.CallExpression): Callee {
  try {
    return cx.attempt(() => compileOnce(cx, helper, node, readResult))
  } catch (error) {
    if (!(error instanceof CompileError)) throw error
    return compileOnce(cx, helper, node, readResult, true)
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

function invoke(cx: Context, callee: Callee, node: es.CallExpression, helper: Helper): Result {
  const args = cx.operands(node.arguments, (argument) => readExpression(cx, argument))
  if (callee.effects) {
    const flags = args.find((arg) => arg.kind === 'variable' && arg.variable.flags)
    if (flags)
      throw cx.error(
        'unsupported',
        node,
        `'${helper.name}' calls itself, and is given an array of booleans`,
        'let it use the array around it, or make that of numbers: fill it with 0',
      )
    const into: Variable = { name: helper.name, kind: 'temp', at: cx.span(node) }
    const call: CallStmt = { kind: 'call', callee, args, captured: [], into, at: into.at }
    cx.invokes.push(call)
    cx.emit(call)
    if (!givesResult(helper)) return NOTHING
    return { values: [{ kind: 'variable', variable: into, at: into.at }], keys: undefined, single: true }
  }
  const expr: InvokeExpr = { kind: 'invoke', callee, args, captured: [], at: cx.span(node) }
  cx.invokes.push(expr)
  return { values: [expr], keys: undefined, single: true }
}

/**
 * Writes a helper's body out where it is called. Arguments are evaluated once, from left to right; a plain variable that the helper does
 * not assign is passed as it is, so that arrays can be. Gives what it returns.
 */
function writeOut(cx: Context, helper: Helper, node: es.CallExpression): Result {
  const names = helper.names ? undefined : namesParameter(helper.node, helper.scope)
  const params = helper.node.params.slice(0, names ? -1 : undefined)
  if (node.arguments.length > params.length && !helper.callback)
    throw cx.error(
      'type',
      node,
      `'${helper.name}' got ${counted(node.arguments.length, 'argument')} and takes ${params.length}`,
      'leave the others out',
    )
  return inlineWith(cx, helper, passArguments(cx, helper, params, node), node)
}

/** The same for arguments that are read already. */
export function inlineWith(
  cx: Context,
  helper: Helper,
  passed: readonly (Passed | undefined)[],
  node: es.CallExpression,
): Result {
  const { body } = helper.node
  const names = helper.names ? undefined : namesParameter(helper.node, helper.scope)
  const params = helper.node.params.slice(0, names ? -1 : undefined)
  const at = cx.span(node)
  return cx.inside(helper, at, () => {
    if (names) bindNames(cx, names)
    for (const [i, param] of params.entries()) bindParameter(cx, param, passed[i], helper, at)
    if (body.type !== 'BlockStatement' && isDictionaryEffect(cx, body)) {
      readEffect(cx, body)
      return { values: [], keys: undefined, single: false }
    }
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

/** What goes to a parameter: a variable as it is, a value, several, or a function. */
export type Passed =
  | { readonly variable: Variable }
  | { readonly value: Expr }
  | { readonly several: Result }
  | { readonly called: Helper }
  | { readonly records: Records }
  | { readonly row: Row }
  | { readonly dictionary: Dictionary }

/** What is passed for each parameter; undefined where it is left out. */
function passArguments(
  cx: Context,
  helper: Helper,
  params: readonly es.Pattern[],
  node: es.CallExpression,
): (Passed | undefined)[] {
  const results: Result[] = []
  const rows = new Map<es.Node, Row>()
  const functions = node.arguments.map((argument, i) => functionIn(cx, argument, params[i]))
  const values = cx.operandLists(node.arguments.slice(0, params.length), (argument) => {
    const row = rowTypeIn(cx, argument) ? cx.readers.row(cx, argument) : undefined
    if (row) rows.set(argument, row)
    const called =
      functions[results.length] !== undefined ||
      row ||
      dictionaryNamed(cx, argument) ||
      recordsIn(cx, argument) !== undefined
    const result = called ? NOTHING : readArgument(cx, helper, params[results.length], argument)
    results.push(result)
    return result.values
  })
  const { body } = helper.node
  return params.map((param, i): Passed | undefined => {
    const result = results[i]
    if (result === undefined) return undefined
    const called = functions[i]
    if (called) return { called }
    const row = rows.get(node.arguments[i])
    if (row) return { row }
    const dictionary = dictionaryNamed(cx, node.arguments[i])
    if (dictionary) return { dictionary }
    const records = recordsIn(cx, node.arguments[i])
    if (records) return { records }
    if (!result.single) return { several: { ...result, values: values[i] } }
    const [value] = values[i]
    if (value.kind !== 'variable' || param.type !== 'Identifier' || assignsName(body, param.name)) return { value }
    // A nested function may assign the variable that it is passed.
    return helper.names && assignsName(body, value.variable.name) ? { value } : { variable: value.variable }
  })
}

/** The Map or Set that an argument is. */
function dictionaryNamed(cx: Context, argument: es.Node): Dictionary | undefined {
  return argument.type === 'Identifier' ? cx.dictionary((argument as es.Identifier).name) : undefined
}

const NOTHING: Result = { values: [], keys: undefined, single: false }

/** An argument: several values where the parameter takes them apart. */
function readArgument(
  cx: Context,
  helper: Helper,
  param: es.Pattern,
  argument: es.Expression | es.SpreadElement,
): Result {
  const one = (value: Expr): Result => ({ values: [value], keys: undefined, single: true })
  const target = param.type === 'AssignmentPattern' ? param.left : param
  // An array's name is no value: it is looked up, not read.
  const variable = argument.type === 'Identifier' ? cx.lookup(argument.name, argument) : undefined
  if (variable) return one({ kind: 'variable', variable, at: cx.span(argument) })
  const group = argument.type === 'SpreadElement' ? undefined : groupIn(cx, argument)
  if (group && target.type !== 'Identifier' && !group.argument)
    return { ...resultOf(cx, group, argument), group: undefined }
  if (group) return { values: [], keys: undefined, single: false, group }
  if (isRecord(cx, argument)) {
    const records = recordsIn(cx, argument.object)!
    const record = readRecord(cx, argument)
    if (target.type !== 'Identifier') return valuesOf(cx, record, argument)
    return namedRecord(cx, target.name, records, record, argument, !assignsName(helper.node.body, target.name))
  }
  const apart = target.type !== 'Identifier' || isTakenApart(cx, helper.node.body, target.name)
  if (argument.type === 'ArrayExpression' && (!apart || argument.elements.length === 0 || spreadsArrays(cx, argument)))
    return one(readExpression(cx, argument))
  if (argument.type === 'SpreadElement') return one(readExpression(cx, argument))
  const result = readResult(cx, argument)
  if (result.values.length > 0) return result
  throw cx.error('type', argument, 'this gives no value', 'return a value from it')
}

function bindParameter(
  cx: Context,
  param: es.Pattern,
  passed: Passed | undefined,
  helper: Helper,
  at: Expr['at'],
): void {
  const target = param.type === 'AssignmentPattern' ? param.left : param
  if (passed === undefined && param.type !== 'AssignmentPattern')
    throw cx.error(
      'type',
      param,
      `'${helper.name}' is called without its argument${target.type === 'Identifier' ? ` '${target.name}'` : ''}`,
      `pass it, or give it a default${target.type === 'Identifier' ? `: ${target.name} = 0` : ''}`,
    )
  const given = passed ?? byDefault(cx, param as es.AssignmentPattern)
  if ('called' in given) {
    if (target.type !== 'Identifier')
      throw cx.error('type', param, 'this parameter is a pattern, and is given a function', 'name it')
    cx.call(target.name, given.called)
    return
  }
  if ('records' in given) {
    if (target.type !== 'Identifier')
      throw cx.error('type', param, 'this parameter is a pattern, and is given an array of objects', 'name it')
    cx.keep(target.name, given.records)
    return
  }
  if ('dictionary' in given) {
    if (target.type !== 'Identifier')
      throw cx.error('type', param, 'this parameter is a pattern, and is given a Map or Set', 'name it')
    // The parameter may be given another one, which is not the argument.
    cx.keepDictionary(target.name, { ...given.dictionary, constant: true })
    return
  }
  if ('row' in given) {
    if (target.type !== 'Identifier')
      throw cx.error('type', param, 'this parameter is a pattern, and is given an array of arrays', 'name it')
    cx.keepRow(target.name, given.row, target, !assignsName(helper.node.body, target.name))
    return
  }
  if (target.type === 'ArrayPattern' || target.type === 'ObjectPattern') {
    const result: Result =
      'several' in given ? given.several : { values: [oneOf(given, at)], keys: undefined, single: true }
    const assign = (name: es.Pattern, value: Expr): void => bindValue(cx, name, value, at)
    destructureResult(cx, target, result, param, { assign, fresh: true })
  } else if (target.type === 'Identifier' && 'several' in given) bindSeveral(cx, target, given.several, helper)
  else if (target.type === 'Identifier' && 'variable' in given) cx.alias(target.name, given.variable)
  else bindValue(cx, target, oneOf(given, at), at)
}

function byDefault(cx: Context, { right }: es.AssignmentPattern): Passed {
  const result = readResult(cx, right)
  return result.single ? { value: result.values[0] } : { several: result }
}

function oneOf(
  given: Exclude<Passed, { called: Helper } | { records: Records } | { row: Row } | { dictionary: Dictionary }>,
  at: Span,
): Expr {
  if ('variable' in given) return { kind: 'variable', variable: given.variable, at }
  if ('value' in given) return given.value
  throw new Error('several values where one was expected')
}

function bindValue(cx: Context, target: es.Pattern, value: Expr, at: Span): void {
  if (target.type !== 'Identifier')
    throw cx.error('unsupported', target, 'a parameter of this form', 'name each parameter')
  if (value.kind === 'variable' && cx.nameMade(value.variable, target.name)) {
    cx.alias(target.name, value.variable)
    return
  }
  const variable = cx.declare(target.name, 'let', target)
  cx.emit({ kind: 'set', variable, value, declares: true, at })
}

/** A parameter that stands for several values: for those of the caller, so that what is written to them stays. */
function bindSeveral(cx: Context, target: es.Identifier, result: Result, helper: Helper): void {
  if (!assignsName(helper.node.body, target.name)) declareGroup(cx, target.name, result, target)
  else if (result.group) standFor(cx, target.name, result.group, target)
  else declareGroup(cx, target.name, result, target)
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
  const at = cx.span(node)
  const returns = statements(block).filter((stmt) => stmt.kind === 'return')
  const partial =
    givesValues(block) && (!alwaysReturns(block) || returns.some(({ result }) => result.values.length === 0))
  let shape: Result | undefined
  const variables: Variable[] = []
  const body = withoutReturns(
    block,
    ({ result, at: place }) => {
      if (partial && result.values.length === 0) return []
      shape ??= { ...result, group: undefined }
      if (shape.keys?.join() !== result.keys?.join())
        throw cx.error(
          'type',
          place,
          `'${helper.name}' returns other properties here than elsewhere`,
          'return the same on every path',
        )
      if (shape.values.length !== result.values.length)
        throw cx.error(
          'type',
          place,
          `'${helper.name}' returns ${counted(result.values.length, 'value')} here and ${shape.values.length} elsewhere`,
          'return as many on every path',
        )
      return result.values.map((value, i): Stmt => {
        variables[i] ??= { name: `${helper.name}_result`, kind: 'let', at, ...(partial && { fresh: true }) }
        if (value.kind === 'variable') cx.sameKind(variables[i], value.variable)
        return { kind: 'set', variable: variables[i], value, declares: false, at: place }
      })
    },
    at,
  )
  // Where a flag says that a value is there, analysis cannot see it: the variable starts as something of its kind.
  variables.forEach((variable, i) => {
    const value: Expr = isConditionValue(shape!.values[i])
      ? { kind: 'boolean', value: false, at }
      : { kind: 'number', value: 0, either: true, at }
    if (partial) {
      const absent = returns.find(({ result }) => result.values.length === 0)?.result.absent
      leaveOut(cx, variable, absent ?? 'undefined')
    } else if (body[0]?.kind === 'set' && body[0].variable.name === 'returned')
      cx.emit({ kind: 'set', variable, value, declares: true, like: shape!.values[i], at })
  })
  for (const stmt of body) cx.emit(stmt)
  return { ...shape!, values: variables.map((variable): Expr => ({ kind: 'variable', variable, at })) }
}

function givesValues(block: readonly Stmt[]): boolean {
  return statements(block).some((stmt) => stmt.kind === 'return' && stmt.result.values.length > 0)
}

/** The function that a call calls: one by name, or one that is written where it is called. */
export function calledHelper(cx: Context, node: es.CallExpression): Helper | undefined {
  const { callee } = node
  const inner = callee.type === 'ParenthesizedExpression' ? callee.expression : callee
  if (inner.type === 'ArrowFunctionExpression' || inner.type === 'FunctionExpression')
    return cx.helperOf('function', inner)
  if (isOfVariable(cx, inner)) return undefined
  const name = calleeName(cx, callee)
  return name === undefined ? undefined : cx.helper(name)
}

/** Whether a callee is a method of something that the kernel names, and no function of a module. */
function isOfVariable(cx: Context, callee: es.Expression | es.Super): boolean {
  if (callee.type !== 'MemberExpression') return false
  const { object } = callee
  if (object.type === 'MemberExpression') return isOfVariable(cx, object)
  if (object.type === 'Identifier') return cx.lookup(object.name) !== undefined || cx.group(object.name) !== undefined
  return object.type === 'CallExpression' || object.type === 'ArrayExpression'
}
