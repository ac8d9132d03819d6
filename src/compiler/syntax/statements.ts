import type * as es from 'acorn'
import { listOf, makeFilled, spreadsArrays } from './allocation.ts'
import type { Context } from './context.ts'
import { declareDictionary } from './dictionaries.ts'
import { readForOf } from './forOf.ts'
import { declareChoice } from './functionChoice.ts'
import { declareGroup, groupIn, isTakenApart, keepsValue, standFor } from './groups.ts'
import { checkMoves, declareGrowing, growFrom, growingList } from './growing.ts'
import { grows, growsByIndex } from './growingUses.ts'
import { textsOf } from './log.ts'
import { attemptLoop, countedLoop } from './loops.ts'
import { calleeName, namedFunction } from './names.ts'
import { readReturned } from './nested.ts'
import { assignsNothing, leaveOut, type Nothing, nothingIn } from './nothing.ts'
import { readTest } from './operators.ts'
import { askedIn, whereGiven } from './optional.ts'
import type { FunctionNode } from './parse.ts'
import { destructure } from './patterns.ts'
import { isRecord } from './places.ts'
import {
  type ReadStatement,
  readBlock,
  readEffect,
  readExpression,
  readResult,
  readStatement,
  reserveNames,
} from './reader.ts'
import { declareRecords, namedRecord, readRecord, recordsIn } from './records.ts'
import { assignedShape } from './recordUses.ts'
import { declareRows } from './rows.ts'
import { readSwitch } from './switch.ts'
import type { Expr, Result, Span, Variable } from './tree.ts'
import { isFilledNext } from './unfilled.ts'

/** How each statement is read. */
export const statements: Readonly<Record<string, ReadStatement | undefined>> = {
  EmptyStatement: () => {},
  BlockStatement: ((cx: Context, node: es.BlockStatement) =>
    cx.nested(() => readBlock(cx, node.body))) as ReadStatement,
  ExpressionStatement: ((cx: Context, node: es.ExpressionStatement & { directive?: string }) => {
    const named = namedFunction(node.expression)
    const names = named?.type === 'Identifier' && cx.helper(named.name) !== undefined
    if (node.directive === undefined && !names) readEffect(cx, node.expression)
  }) as ReadStatement,
  VariableDeclaration: readDeclaration as ReadStatement,
  // Hoisted by readBlock.
  FunctionDeclaration: () => {},
  IfStatement: readIf as ReadStatement,
  ForStatement: readFor as ReadStatement,
  ForOfStatement: readForOf as ReadStatement,
  WhileStatement: ((cx: Context, node: es.WhileStatement) =>
    readWhile(
      cx,
      node,
      node.test,
      () => nestedStatement(cx, node.body),
      () => {},
    )) as ReadStatement,
  DoWhileStatement: readDoWhile as ReadStatement,
  SwitchStatement: readSwitch as ReadStatement,
  LabeledStatement: ((cx: Context, node: es.LabeledStatement) =>
    cx.jumps.labelled(node.label.name, () => readLabelled(cx, node.body))) as ReadStatement,
  BreakStatement: ((cx: Context, node: es.BreakStatement) =>
    cx.jumps.leave('break', node.label?.name, cx.span(node))) as ReadStatement,
  ContinueStatement: ((cx: Context, node: es.ContinueStatement) =>
    cx.jumps.leave('continue', node.label?.name, cx.span(node))) as ReadStatement,
  ThrowStatement: readThrow as ReadStatement,
  ReturnStatement: ((cx: Context, node: es.ReturnStatement) => {
    const apart = returnsApart(cx, node)
    if (apart) {
      readStatement(cx, apart)
      return
    }
    const absent = nothingIn(cx, node.argument)
    const result: Result =
      node.argument && !absent
        ? readReturned(cx, node.argument)
        : { values: [], keys: undefined, single: false, ...(absent && { absent }) }
    cx.emit({ kind: 'return', result: returned(cx, result, node), at: cx.span(node) })
  }) as ReadStatement,
}

/** `return c ? x : null` as two returns; undefined for any other. */
export function returnsApart(cx: Context, { argument, start, end }: es.ReturnStatement): es.IfStatement | undefined {
  const inner = argument?.type === 'ParenthesizedExpression' ? argument.expression : argument
  if (inner?.type !== 'ConditionalExpression' || !mayBeNothing(cx, inner)) return undefined
  const [consequent, alternate] = [inner.consequent, inner.alternate].map(
    (value): es.ReturnStatement => ({ type: 'ReturnStatement', argument: value, start: value.start, end: value.end }),
  )
  return { type: 'IfStatement', test: inner.test, consequent, alternate, start, end }
}

function mayBeNothing(cx: Context, node: es.Expression): boolean {
  if (node.type === 'ParenthesizedExpression') return mayBeNothing(cx, node.expression)
  if (node.type !== 'ConditionalExpression') return nothingIn(cx, node) !== undefined
  return mayBeNothing(cx, node.consequent) || mayBeNothing(cx, node.alternate)
}

/** What a label stands before: a loop or a switch has it itself; a block is as one that runs once. */
function readLabelled(cx: Context, body: es.Statement): void {
  if (/^(For|While|DoWhile|Switch|Labeled)/.test(body.type)) {
    readStatement(cx, body)
    return
  }
  const at = cx.span(body)
  const never: Expr = { kind: 'boolean', value: false, at }
  cx.jumps.breakable(
    'block',
    () => {},
    () => nestedStatement(cx, body),
    (block) => ({ kind: 'while', test: never, body: block, doFirst: true, at }),
  )
}

/** What is returned: a choice that may be one of arrays is held in a variable. */
export function returned(cx: Context, result: Result, node: Span): Result {
  const lists: number[] = []
  const typed: number[] = []
  const values = cx.operands([...result.values.entries()], ([i, value]) => {
    if (value.kind === 'variable' && cx.lists.has(value.variable)) lists.push(i)
    if (!cx.inHelper && value.kind === 'variable' && value.variable.flags)
      throw cx.error(
        'unsupported',
        node,
        'a kernel cannot return an array of booleans',
        'make it of numbers: new Uint8Array(n), or fill it with 0',
      )
    if (value.kind === 'variable' && cx.typedRows.has(value.variable)) typed.push(i)
    if (!cx.inHelper && value.kind === 'conditional' && holdsList(cx, value))
      throw cx.error(
        'unsupported',
        node,
        'this returns one of several array literals',
        'return each by itself, or make typed arrays',
      )
    return isChoice(value) ? cx.spill(value) : value
  })
  return { ...result, values, ...(lists.length > 0 && { lists }), ...(typed.length > 0 && { typed }) }
}

function holdsList(cx: Context, value: Expr): boolean {
  if (value.kind === 'variable') return cx.lists.has(value.variable)
  return value.kind === 'conditional' && (holdsList(cx, value.yes) || holdsList(cx, value.no))
}

/** Whether a value is one of several variables, which may be arrays. */
function isChoice(value: Expr): boolean {
  if (value.kind !== 'conditional') return false
  return [value.yes, value.no].every((side) => side.kind === 'variable' || isChoice(side))
}

const nestedStatement = (cx: Context, node: es.Statement): void => cx.nested(() => readStatement(cx, node))

export function readDeclaration(cx: Context, node: es.VariableDeclaration): void {
  const kind = node.kind === 'const' ? 'const' : 'let'
  for (const declarator of node.declarations) {
    const { id, init } = declarator
    if (id.type === 'ArrayPattern' || id.type === 'ObjectPattern') {
      const fresh = !cx.hoisted.has(declarator) && node.kind !== 'var'
      const assign = (target: es.Pattern, value: Expr): void => declareValue(cx, target, kind, value)
      if (init) destructure(cx, id, init, { assign, fresh })
    } else if (id.type === 'Identifier' && functionOf(init)) cx.define(id.name, functionOf(init)!)
    else if (id.type === 'Identifier' && init && declareChoice(cx, id, init)) continue
    else if (id.type === 'Identifier' && nothingIn(cx, init)) declareAbsent(cx, id, kind, nothingIn(cx, init)!)
    else if (id.type === 'Identifier' && init && declareDictionary(cx, id, init, kind === 'const')) continue
    else if (id.type === 'Identifier' && init && isRows(cx, id, init, kind)) continue
    else if (id.type === 'Identifier' && init && namesRecords(cx, id, init)) continue
    else if (id.type === 'Identifier' && init && groupIn(cx, init)) standFor(cx, id.name, groupIn(cx, init)!, init)
    else if (
      id.type === 'Identifier' &&
      init?.type === 'ArrayExpression' &&
      (grows(cx.body, id.name) || growsByIndex(cx.body, id.name, init))
    )
      declareGrowing(cx, id, init, keepsValue(cx, id.name, kind === 'const'))
    else {
      // The initial value does not see the name that it initialises.
      const value = init ? readValue(cx, init, id) : undefined
      if (id.type === 'Identifier' && value?.single && growsFrom(cx, id, value.values[0])) continue
      if (value && !value.single && id.type === 'Identifier') declareGroup(cx, id.name, value, id)
      else declareValue(cx, id, kind, value?.values[0])
    }
  }
}

/** `const adj = Array.from({ length: n }, () => [])`, `const row = rows[i]` */
function isRows(cx: Context, id: es.Identifier, init: es.Expression, kind: 'const' | 'let'): boolean {
  if (cx.hoisted.has(id)) return false
  return declareRows(cx, id, init, keepsValue(cx, id.name, kind === 'const'))
}

/** `const points = [[x, y]]`, `const p = points[i]`, `const q = points`. */
function namesRecords(cx: Context, id: es.Identifier, init: es.Expression): boolean {
  const records = recordsIn(cx, init)
  if (records && keepsValue(cx, id.name, false)) {
    cx.keep(id.name, records)
    return true
  }
  if (!isRecord(cx, init)) return declareRecords(cx, id, init)
  const of = recordsIn(cx, init.object)!
  const constant = keepsValue(cx, id.name, false)
  declareGroup(cx, id.name, namedRecord(cx, id.name, of, readRecord(cx, init), init, constant), id)
  return true
}

/** Declares a list that grows by one that was just made. */
function growsFrom(cx: Context, id: es.Identifier, value: Expr): boolean {
  if (value.kind !== 'variable' || !cx.lists.has(value.variable) || value.variable.flags) return false
  if (cx.tables.has(value.variable) || !grows(cx.body, id.name) || !cx.nameMade(value.variable, id.name)) return false
  growFrom(cx, id, value.variable, keepsValue(cx, id.name, false))
  return true
}

/** One value, or several of an object or a call. An array literal is several where it can be taken apart. */
function readValue(cx: Context, init: es.Expression, id: es.Pattern): Result {
  const inMemory =
    init.type === 'ArrayExpression' &&
    (spreadsArrays(cx, init) || !(id.type === 'Identifier' && isTakenApart(cx, cx.body, id.name)))
  if (inMemory) return { values: [readExpression(cx, init)], keys: undefined, single: true }
  if (id.type === 'Identifier' && isFilledNext(cx.body, id.name, init)) {
    const length = readExpression(cx, (init as es.NewExpression).arguments[0] as es.Expression)
    const fill: Expr = { kind: 'number', value: 0, at: cx.span(init) }
    return { values: [makeFilled(cx, init, [length], fill)], keys: undefined, single: true }
  }
  const result = readResult(cx, init)
  const isList =
    init.type === 'CallExpression' && !result.single && result.keys === undefined && result.values.length > 0
  if (isList && id.type === 'Identifier' && !isTakenApart(cx, cx.body, id.name))
    return { values: [listOf(cx, init, result.values)], keys: undefined, single: true }
  if (result.values.length > 0) return result
  throw cx.error('type', init, 'this gives no value', 'return a value from it, or call it as a statement')
}

/** The function that an initial value is. */
function functionOf(init: es.Expression | null | undefined): FunctionNode | undefined {
  const value = init && (namedFunction(init) ?? init)
  return value?.type === 'ArrowFunctionExpression' || value?.type === 'FunctionExpression' ? value : undefined
}

function declareValue(cx: Context, target: es.Pattern, kind: 'const' | 'let', value: Expr | undefined): void {
  if (target.type === 'Identifier' && value?.kind === 'variable' && mayStandFor(cx, target, kind, value.variable)) {
    cx.alias(target.name, value.variable)
    return
  }
  if (target.type !== 'Identifier')
    throw cx.error('unsupported', target, 'a kernel cannot destructure here', 'declare one variable after the other')
  const list = growingList(cx, value)
  if (list) checkMoves(cx, list, target.name, target)
  const variable = cx.hoisted.get(target) ?? cx.declare(target.name, kind, target)
  if (value?.kind === 'variable') cx.sameKind(variable, value.variable)
  if (value?.kind === 'variable' && cx.renameArray(value.variable, variable)) return
  const nothing = assignsNothing(cx, target.name)
  if (nothing && !variable.outlives) leaveOut(cx, variable, nothing)
  if (value) cx.emit({ kind: 'set', variable, value, declares: !nothing, at: cx.span(target) })
  else if (!variable.outlives && !nothing) cx.leaveUnset(variable)
}

/** `let best = null`: a number, or an object of which the first one that it is given tells the fields. */
function declareAbsent(cx: Context, id: es.Identifier, kind: 'const' | 'let', nothing: Nothing): void {
  const keys = cx.hoisted.has(id) ? undefined : assignedShape(cx.body, id.name)
  if (keys === undefined) {
    const variable = cx.hoisted.get(id) ?? cx.declare(id.name, kind, id)
    if (variable.outlives) cx.absent.set(variable, nothing)
    else leaveOut(cx, variable, nothing)
    return
  }
  const parts = new Map(
    keys.keys.map((key): [string, Variable] => [key, { name: `${id.name}.${key}`, kind: 'let', at: cx.span(id) }]),
  )
  for (const part of parts.values()) leaveOut(cx, part, nothing)
  cx.gather(id.name, { group: keys.shape, name: id.name, parts, argument: false })
}

/** Whether a name may stand for a variable that exists: neither is assigned later. */
function mayStandFor(cx: Context, target: es.Identifier, kind: 'const' | 'let', variable: Variable): boolean {
  if (variable.view) return true
  // What a function returns on some of its paths is of this call alone.
  if (cx.unset.has(variable) && variable.fresh && !cx.hoisted.has(target)) return true
  if (cx.growing.get(variable)?.constant && keepsValue(cx, target.name, kind === 'const')) return true
  if (cx.hoisted.has(target) || !keepsValue(cx, target.name, kind === 'const')) return false
  // An array that was made for this name, or a parameter that keeps its value.
  return cx.nameMade(variable, target.name) || (variable.kind === 'param' && !cx.changes(variable))
}

/** `throw new RangeError('…')`, whose text may tell numbers. */
function readThrow(cx: Context, node: es.ThrowStatement): void {
  const { argument } = node
  const made = argument.type === 'NewExpression' || argument.type === 'CallExpression' ? argument : undefined
  const name = made && calleeName(cx, made.callee)
  const known = name === 'Error' || name === 'RangeError' || name === 'TypeError'
  if (!known || made === undefined || made.arguments.length > 1)
    throw cx.error(
      'unsupported',
      node,
      'a kernel cannot throw this',
      "write throw new RangeError('…'), TypeError or Error, with a text in quotes or a template of numbers",
    )
  const values: Expr[] = []
  const [text] = textsOf(cx, made.arguments, values)
  if (typeof text === 'number')
    throw cx.error(
      'unsupported',
      made.arguments[0],
      'the text of this error is no text',
      "write throw new RangeError('…')",
    )
  cx.emit({ kind: 'throw', error: name, text: text ?? [], values, at: cx.span(node) })
}

function readIf(cx: Context, node: es.IfStatement): void {
  const asked = askedIn(cx, node.test)
  if (asked) {
    const yes = (): void => nestedStatement(cx, node.consequent)
    const no = (): void => {
      if (node.alternate) nestedStatement(cx, node.alternate)
    }
    whereGiven(cx, asked.variable, node, asked.there ? yes : no, asked.there ? no : yes)
    return
  }
  const test = readTest(cx, node.test)
  const yes = cx.block(() => nestedStatement(cx, node.consequent)).block
  const no = cx.block(() => node.alternate && nestedStatement(cx, node.alternate)).block
  cx.emit({ kind: 'if', test, yes, no, at: cx.span(node) })
}

/** A loop that tests before each iteration; `update` runs between them. */
function readWhile(
  cx: Context,
  node: Span,
  test: es.Expression | null | undefined,
  readBody: () => void,
  update: () => void,
): void {
  const at = cx.span(node)
  const always: Expr = { kind: 'boolean', value: true, at }
  const head = cx.block(() => (test ? readTest(cx, test) : always))
  const effects = head.block.length > 0
  const read = (): void => {
    // A test with effects runs at the head of the body.
    if (effects) leaveUnless(cx, test!)
    readBody()
    update()
  }
  cx.jumps.breakable('loop', update, read, (body) => ({
    kind: 'while',
    test: effects ? always : head.value,
    body,
    doFirst: false,
    at,
  }))
}

function leaveUnless(cx: Context, test: es.Expression): void {
  const value = readTest(cx, test)
  const at = cx.span(test)
  cx.emit({ kind: 'if', test: value, yes: [], no: [{ kind: 'break', at }], at })
}

function readDoWhile(cx: Context, node: es.DoWhileStatement): void {
  const at = cx.span(node)
  const head = cx.block(() => readTest(cx, node.test))
  const body = (): void => nestedStatement(cx, node.body)
  if (head.block.length === 0) {
    cx.jumps.breakable(
      'loop',
      () => {},
      body,
      (block) => ({ kind: 'while', test: head.value, body: block, doFirst: true, at }),
    )
    return
  }
  // A test with effects runs at the end of each iteration, and before each continue.
  const update = (): void => leaveUnless(cx, node.test)
  const read = (): void => {
    body()
    update()
  }
  const always: Expr = { kind: 'boolean', value: true, at }
  cx.jumps.breakable('loop', update, read, (block) => ({
    kind: 'while',
    test: always,
    body: block,
    doFirst: false,
    at,
  }))
}

function readFor(cx: Context, node: es.ForStatement): void {
  cx.nested(() => {
    if (node.init) reserveNames(cx, [node.init])
    if (node.init?.type === 'VariableDeclaration') readDeclaration(cx, node.init)
    else if (node.init) readEffect(cx, node.init)
    const body = (): void => nestedStatement(cx, node.body)
    const counted = countedLoop(cx, node)
    if (counted) {
      const update = (): void => counted.others.forEach((each) => void readEffect(cx, each))
      const read = (): void => {
        body()
        update()
      }
      if (attemptLoop(cx, () => cx.jumps.breakable('loop', update, read, counted.make))) return
      counted.undo()
    }
    readWhile(cx, node, node.test, body, () => node.update && readEffect(cx, node.update))
  })
}
