import type * as es from 'acorn'
import { readElements, refuseCondition } from './allocation.ts'
import { overElements } from './arrays.ts'
import type { Growing } from './bindings.ts'
import type { Context } from './context.ts'
import { growsByIndex } from './growingUses.ts'
import { copyOf } from './places.ts'
import { readExpression } from './reader.ts'
import type { Expr, Span, Variable } from './tree.ts'
import { usesOf } from './uses.ts'
import { walk } from './walk.ts'

/** Elements that a list has room for at first. */
const ROOM = 16

const variableOf = (variable: Variable, at: Span): Expr => ({ kind: 'variable', variable, at })
const numberOf = (value: number, at: Span): Expr => ({ kind: 'number', value, at })
const sum = (left: Expr, right: Expr): Expr => ({ kind: 'binary', op: '+', left, right, at: right.at })
const lengthOf = (array: Variable, at: Span): Expr => ({ kind: 'length', array, at })

/** `const list = []`, `let stack = [0]`: of numbers, which JavaScript holds as float64. */
export function declareGrowing(cx: Context, id: es.Identifier, init: es.ArrayExpression, constant: boolean): void {
  const at = cx.span(init)
  const given = readElements(cx, init, init.elements)
  const { list, buffer } = declareList(cx, id, constant, growsByIndex(cx.body, id.name, init))
  const room: Expr =
    given.count.kind === 'number'
      ? numberOf(Math.max(ROOM, 2 * given.count.value), at)
      : sum({ kind: 'binary', op: '*', left: given.count, right: numberOf(2, at), at }, numberOf(ROOM, at))
  cx.emit({ kind: 'allocate', array: buffer, dtype: 'float64', lengths: [room], fill: undefined, at })
  given.store((index, value) => cx.emit({ kind: 'store', array: buffer, index, value, at: value.at }))
  cx.emit({ kind: 'view', array: list, of: buffer, start: numberOf(0, at), length: given.count, at })
}

function declareList(
  cx: Context,
  id: es.Identifier,
  constant: boolean,
  byIndex = false,
): Growing & { readonly list: Variable } {
  const at = cx.span(id)
  const list = cx.declare(id.name, 'const', id)
  const buffer: Variable = { name: `${id.name}_buffer`, kind: 'let', at }
  const start: Variable = { name: `${id.name}_start`, kind: 'let', at }
  cx.growing.set(list, { buffer, start, constant, byIndex })
  cx.lists.add(list)
  cx.emit({ kind: 'set', variable: start, value: numberOf(0, at), declares: true, at })
  return { list, buffer, start, constant }
}

/** The list that begins with the elements of an array, and grows; no name stands for it yet. */
export function declareRows(cx: Context, id: es.Identifier, made: Variable): Variable {
  const at = cx.span(id)
  const list: Variable = { name: id.name, kind: 'const', at }
  const buffer: Variable = { name: `${id.name}_buffer`, kind: 'let', at }
  const start: Variable = { name: `${id.name}_start`, kind: 'let', at }
  cx.growing.set(list, { buffer, start, constant: true })
  cx.emit({ kind: 'set', variable: buffer, value: variableOf(made, at), declares: true, at })
  cx.emit({ kind: 'set', variable: start, value: numberOf(0, at), declares: true, at })
  cx.emit({ kind: 'view', array: list, of: buffer, start: numberOf(0, at), length: lengthOf(buffer, at), at })
  return list
}

/** `const list = Array.from(a)`: an array of JavaScript's own that was just made, and grows later. */
export function growFrom(cx: Context, id: es.Identifier, made: Variable, constant: boolean): void {
  const at = cx.span(id)
  const { list, buffer } = declareList(cx, id, constant)
  const whole: Expr = variableOf(made, at)
  cx.emit({ kind: 'set', variable: buffer, value: whole, declares: true, at })
  cx.emit({ kind: 'view', array: list, of: buffer, start: numberOf(0, at), length: lengthOf(buffer, at), at })
}

export function growingOf(cx: Context, node: es.CallExpression, list: Variable, name: string): Growing {
  const growing = cx.growing.get(list)
  if (growing) return growing
  throw cx.error(
    'unsupported',
    node.callee,
    `a kernel cannot call .${name} of an array of a fixed length`,
    'make a list that grows, const list = [], or an array as long as it may become, and keep a count: a[count++] = x',
  )
}

/**
 * Whether a name may be given the list of another: nothing says the other name afterwards in the block that declares it, so that nobody sees
 * that both are one.
 */
function mayMove(cx: Context, name: string, at: es.Node): boolean {
  let block: es.Node | undefined
  walk(cx.body, (node) => {
    if (node.start > at.start || node.end < at.end) return false
    const { body } = node as es.BlockStatement
    if (node.type !== 'BlockStatement') {
      // Between the declaration and this place lies a loop or a function.
      if (block && /^(For|While|DoWhile|Function|Arrow)/.test(node.type)) block = undefined
      return true
    }
    if (body.some((stmt) => declares(stmt, name))) block = node
    return true
  })
  return block !== undefined && !usesOf(block, name).some(({ node }) => node.start >= at.end)
}

function declares(stmt: es.Node, name: string): boolean {
  if (stmt.type !== 'VariableDeclaration') return false
  return (stmt as es.VariableDeclaration).declarations.some(({ id }) => id.type === 'Identifier' && id.name === name)
}

/** The list that grows which a value is. */
export function growingList(cx: Context, value: Expr | undefined): Variable | undefined {
  return value?.kind === 'variable' && cx.growing.has(value.variable) ? value.variable : undefined
}

/** @throws CompileError where a second name for a list that grows would see it as it is now */
export function checkMoves(cx: Context, list: Variable, name: string, at: es.Node): void {
  if (mayMove(cx, list.name, at)) return
  throw cx.error(
    'unsupported',
    at,
    `'${name}' and '${list.name}' would be one list, which grows`,
    `copy it: [...${list.name}]`,
  )
}

/** `list = other`, `list = []`: what it held before is gone. */
export function assignList(cx: Context, list: Variable, node: es.AssignmentExpression): void {
  const { buffer, start, constant } = cx.growing.get(list)!
  const at = cx.span(node)
  if (constant) throw cx.error('type', node.left, `'${list.name}' is a const`, 'declare it with let')
  const value = readExpression(cx, node.right)
  const other = growingList(cx, value)
  if (other) {
    checkMoves(cx, other, list.name, node)
    moveLists(cx, [list], [other], at)
    return
  }
  if (value.kind !== 'variable' || !cx.lists.has(value.variable) || !cx.nameMade(value.variable, list.name))
    throw cx.error(
      'unsupported',
      node.right,
      `'${list.name}' is a list that grows, and this is none of its own`,
      `copy it: [...a]`,
    )
  cx.emit({ kind: 'set', variable: buffer, value, declares: false, at })
  cx.emit({ kind: 'set', variable: start, value: numberOf(0, at), declares: false, at })
  cx.emit({ kind: 'view', array: list, of: buffer, start: numberOf(0, at), length: lengthOf(buffer, at), at })
}

/** Gives each list what another holds; they may be the same in another order. */
export function moveLists(cx: Context, lists: readonly Variable[], others: readonly Variable[], at: Span): void {
  const held = others.map((other) => {
    const { buffer, start } = cx.growing.get(other)!
    const [now, from, length] = [variableOf(buffer, at), variableOf(start, at), lengthOf(other, at)]
    return { now: cx.spill(now), from: cx.spill(from), length: cx.spill(length) }
  })
  lists.forEach((list, i) => {
    const { buffer, start } = cx.growing.get(list)!
    cx.emit({ kind: 'set', variable: buffer, value: held[i].now, declares: false, at })
    cx.emit({ kind: 'set', variable: start, value: held[i].from, declares: false, at })
    cx.emit({ kind: 'view', array: list, of: buffer, start: variableOf(start, at), length: held[i].length, at })
  })
}

/** `[a, b] = [b, a]` of lists that grow; false where this is something else. */
export function exchangesLists(cx: Context, node: es.AssignmentExpression): boolean {
  const { left, right } = node
  if (left.type !== 'ArrayPattern' || right.type !== 'ArrayExpression') return false
  const [targets, values] = [left.elements, right.elements].map((side) =>
    side.map((each) => growingList(cx, each?.type === 'Identifier' ? namedList(cx, each) : undefined)),
  )
  if (!targets.every((list) => list && values.includes(list)) || values.length !== targets.length) return false
  for (const [i, list] of targets.entries())
    if (cx.growing.get(list!)!.constant)
      throw cx.error('type', left.elements[i]!, `'${list!.name}' is a const`, 'declare it with let')
  moveLists(cx, targets as Variable[], values as Variable[], cx.span(node))
  return true
}

function namedList(cx: Context, node: es.Identifier): Expr | undefined {
  const variable = cx.lookup(node.name, node)
  return variable && variableOf(variable, cx.span(node))
}

/** `list.push(x)`: its new length. */
export function push(cx: Context, node: es.CallExpression, list: Variable): Expr {
  growingOf(cx, node, list, 'push')
  const at = cx.span(node)
  const spreads = node.arguments.some(({ type }) => type === 'SpreadElement')
  if (spreads) {
    // The elements are those of an array that is made first: the list may be among what is spread.
    const elements = node.arguments
    const made = readExpression(cx, { type: 'ArrayExpression', elements, start: node.start, end: node.end })
    const { variable } = made as Extract<Expr, { kind: 'variable' }>
    overElements(cx, variable, at, (element) => append(cx, list, [element], at))
    return cx.spill(lengthOf(list, at))
  }
  const given = cx.operands(node.arguments, (argument) => readExpression(cx, argument))
  for (const [i, value] of given.entries()) refuseCondition(cx, value, node.arguments[i])
  append(
    cx,
    list,
    given.map((each) => cx.spill(each)),
    at,
  )
  return cx.spill(lengthOf(list, at))
}

/** `list[list.length] = x`: makes room for one more where a list becomes longer so. */
export function reach(cx: Context, list: Variable, index: Expr, at: Span): void {
  const { block } = cx.block(() => append(cx, list, [numberOf(0, at)], at))
  const test: Expr = { kind: 'binary', op: '===', left: copyOf(index), right: lengthOf(list, at), at }
  cx.emit({ kind: 'if', test, yes: block, no: [], at })
}

/** Puts values at the end of a list. */
export function append(cx: Context, list: Variable, values: readonly Expr[], at: Span): void {
  const { buffer, start } = cx.growing.get(list)!
  const count = values.length
  if (count > ROOM) {
    append(cx, list, values.slice(0, ROOM), at)
    append(cx, list, values.slice(ROOM), at)
    return
  }
  const length = cx.spill(lengthOf(list, at))
  const end = cx.spill(sum(variableOf(start, at), length))
  const full: Expr = {
    kind: 'binary',
    op: '>',
    left: count === 0 ? end : sum(end, numberOf(count, at)),
    right: lengthOf(buffer, at),
    at,
  }
  const { block } = cx.block(() => enlarge(cx, list, { buffer, start }, length, at))
  cx.emit({ kind: 'if', test: full, yes: block, no: [], at })
  const more = sum(length, numberOf(count, at))
  cx.emit({ kind: 'view', array: list, of: buffer, start: variableOf(start, at), length: more, at })
  values.forEach((value, i) => {
    const index = i === 0 ? length : sum(length, numberOf(i, at))
    cx.emit({ kind: 'store', array: list, index, value, at })
  })
}

/** Takes values off the end of a list, or its start; they must be there. */
export function takeOff(cx: Context, list: Variable, count: number, which: 'pop' | 'shift', at: Span): Expr[] {
  const { buffer, start } = cx.growing.get(list)!
  const less = cx.spill({ kind: 'binary', op: '-', left: lengthOf(list, at), right: numberOf(count, at), at })
  const first = which === 'pop' ? less : numberOf(0, at)
  const values = Array.from({ length: count }, (_, i): Expr => {
    const index = i === 0 ? first : sum(first, numberOf(i, at))
    return cx.spill({ kind: 'element', array: list, index, at })
  })
  if (which === 'shift') {
    const more = sum(variableOf(start, at), numberOf(count, at))
    cx.emit({ kind: 'set', variable: start, value: more, declares: false, at })
  }
  cx.emit({ kind: 'view', array: list, of: buffer, start: variableOf(start, at), length: less, at })
  return values
}

/** A buffer with room for twice the elements, which begin at its start. */
function enlarge(
  cx: Context,
  list: Variable,
  { buffer, start }: Pick<Growing, 'buffer' | 'start'>,
  length: Expr,
  at: Span,
): void {
  const larger: Variable = { name: buffer.name, kind: 'temp', at }
  const room = sum({ kind: 'binary', op: '*', left: length, right: numberOf(2, at), at }, numberOf(ROOM, at))
  cx.emit({ kind: 'allocate', array: larger, dtype: buffer, lengths: [room], fill: undefined, at })
  const counter: Variable = { name: 'at', kind: 'const', at }
  const index = (): Expr => variableOf(counter, at)
  const value: Expr = { kind: 'element', array: list, index: index(), at }
  cx.emit({
    kind: 'for',
    parallel: false,
    counter,
    start: numberOf(0, at),
    stop: lengthOf(list, at),
    step: numberOf(1, at),
    inclusive: false,
    body: [{ kind: 'store', array: larger, index: index(), value, at }],
    at,
  })
  cx.emit({ kind: 'set', variable: buffer, value: variableOf(larger, at), declares: false, at })
  cx.emit({ kind: 'set', variable: start, value: numberOf(0, at), declares: false, at })
}

/** `list.pop()`, `list.shift()`: the element, which must be there. */
export function take(cx: Context, node: es.CallExpression, list: Variable, which: 'pop' | 'shift'): Expr {
  growingOf(cx, node, list, which)
  if (node.arguments.length > 0)
    throw cx.error('unsupported', node, `${which} got an argument`, `write list.${which}()`)
  return takeOff(cx, list, 1, which, cx.span(node))[0]
}

/** `list.length = 0`: fewer elements, and never more, which would have no values. */
export function shorten(cx: Context, list: Variable, node: es.Expression, size = 1): Expr {
  const { buffer, start } = cx.growing.get(list)!
  const at = cx.span(node)
  const given = cx.spill(readExpression(cx, node))
  const length: Expr =
    size === 1 ? given : cx.spill({ kind: 'binary', op: '*', left: given, right: numberOf(size, at), at })
  const above: Expr = { kind: 'binary', op: '<=', left: length, right: lengthOf(list, at), at }
  const below: Expr = { kind: 'binary', op: '>=', left: length, right: numberOf(0, at), at }
  const fits: Expr = { kind: 'logical', op: '&&', left: below, right: above, at }
  const text = [`the length of '${list.name}' can only become less, and would be `, 0]
  cx.emit({
    kind: 'if',
    test: { kind: 'unary', op: '!', value: fits, at },
    yes: [{ kind: 'throw', error: 'RangeError', text, values: [given], at }],
    no: [],
    at,
  })
  cx.emit({ kind: 'view', array: list, of: buffer, start: variableOf(start, at), length, at })
  return given
}
