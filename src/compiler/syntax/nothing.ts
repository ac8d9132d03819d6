/** `undefined` and `null`: a variable that may have no value has a flag beside it, which says whether it has one. */
import type * as es from 'acorn'
import { nestOf } from '../nest.ts'
import { lengthOf, placeOf, readArray } from './arrays.ts'
import type { Context } from './context.ts'
import { groupIn, isConditionValue } from './groups.ts'
import { chosenWhereGiven, optionalIn } from './optional.ts'
import { copyOf, isRecord } from './places.ts'
import { type Node, readExpression } from './reader.ts'
import { alwaysReturns, mapReturns } from './returns.ts'
import { type Expr, type Group, type Result, type Span, type Stmt, statements, type Variable } from './tree.ts'
import { usesOf } from './uses.ts'

export type Nothing = 'undefined' | 'null'

/** Which of them an expression is written as. */
export function nothingIn(cx: Context, node: Node | null | undefined): Nothing | undefined {
  if (node?.type === 'Literal' && node.raw === 'null') return 'null'
  if (node?.type === 'Identifier' && node.name === 'undefined' && !cx.isVariable('undefined')) return 'undefined'
  if (node?.type === 'UnaryExpression' && node.operator === 'void' && node.argument.type === 'Literal')
    return 'undefined'
  return undefined
}

/** Which of them a name of the function that is being read is assigned. */
export function assignsNothing(cx: Context, name: string): Nothing | undefined {
  for (const { node, parent } of usesOf(cx.body, name)) {
    const { left, right, operator } = (parent ?? {}) as es.AssignmentExpression
    const isAssigned = parent?.type === 'AssignmentExpression' && operator === '=' && (left as es.Node) === node
    const nothing = isAssigned ? nothingIn(cx, right) : undefined
    if (nothing) return nothing
  }
  return undefined
}

/** Notes that a variable has none of its values here, and is one of the two instead. */
export function leaveOut(cx: Context, variable: Variable, nothing: Nothing): void {
  cx.leaveUnset(variable)
  cx.absent.set(variable, nothing)
}

/** `x = undefined`, of a variable that may have no value. */
export function takeAway(cx: Context, node: es.AssignmentExpression, variable: Variable, nothing: Nothing): void {
  const flag = cx.unset.get(variable)
  if (flag === undefined || (cx.absent.get(variable) ?? nothing) !== nothing)
    throw cx.error(
      'unsupported',
      node.right,
      flag ? `'${variable.name}' is undefined in one place, and null in another` : `a kernel has no ${nothing} here`,
      flag ? 'take the same in both' : 'use NaN for a missing number, or -1 for a missing index',
    )
  cx.absent.set(variable, nothing)
  const value: Expr = { kind: 'boolean', value: false, at: cx.span(node) }
  cx.emit({ kind: 'set', variable: flag, value, declares: false, at: value.at })
}

/** Whether a value is there, where it may not be: a flag. What is neither a variable nor a group of them is a number, and there. */
function presence(
  cx: Context,
  node: Node,
): { readonly flag: Expr; readonly nothing: Nothing; readonly value: Result } | undefined {
  const group = node.type === 'Super' ? undefined : groupIn(cx, node)
  if (group) return ofGroup(cx, group, cx.span(node))
  if (node.type === 'ChainExpression') return presence(cx, node.expression)
  const element = node.type === 'MemberExpression' ? ofElement(cx, node) : undefined
  if (element) return element
  if (node.type !== 'Identifier' && node.type !== 'CallExpression' && node.type !== 'ParenthesizedExpression')
    return undefined
  const value = readExpression(cx, node)
  return value.kind === 'variable'
    ? ofVariable(cx, value.variable, { values: [value], keys: undefined, single: true })
    : undefined
}

/** An element of an array is there where its index lies within. */
function ofElement(cx: Context, node: es.MemberExpression): ReturnType<typeof presence> {
  const isNumber = !isRecord(cx, node as Node) && node.computed && node.object.type !== 'Super'
  if (!isNumber || groupIn(cx, node.object)) return undefined
  const array = readArray(cx, node.object)
  const at = cx.span(node)
  if (array.flags || cx.tables.has(array)) return undefined
  const index = cx.spill(readExpression(cx, node.property))
  const call = (name: string): Expr => ({ kind: 'call', name, args: [copyOf(index)], at })
  const compare = (op: '>=' | '<' | '===', right: Expr): Expr => ({
    kind: 'binary',
    op,
    left: copyOf(index),
    right,
    at,
  })
  const and = (left: Expr, right: Expr): Expr => ({ kind: 'logical', op: '&&', left, right, at })
  const within = and(compare('>=', { kind: 'number', value: 0, at }), compare('<', lengthOf(array, at)))
  const flag = cx.spill(and(within, compare('===', call('Math.floor'))))
  const value: Expr = { kind: 'element', ...placeOf(array, copyOf(index)), at }
  return { flag, nothing: 'undefined', value: { values: [value], keys: undefined, single: true } }
}

/** `a[i - 1] || 0`, of an element that may lie outside of its array. */
export function readOrNumber(cx: Context, node: es.LogicalExpression): Expr | undefined {
  const { left, right } = node
  if (right.type !== 'Literal' || typeof right.value !== 'number' || left.type !== 'MemberExpression') return undefined
  if (!left.computed || left.property.type !== 'BinaryExpression') return undefined
  const found = ofElement(cx, left)
  if (found === undefined) return undefined
  const at = cx.span(node)
  const other = (): Expr => ({ kind: 'number', value: right.value as number, at })
  const yes: Expr = { kind: 'logical', op: '||', left: found.value.values[0], right: other(), at }
  return { kind: 'conditional', test: found.flag, yes, no: other(), at }
}

function ofGroup(cx: Context, group: Group, at: Span): ReturnType<typeof presence> {
  const [first] = group.parts.values()
  const values = [...group.parts.values()].map((variable): Expr => ({ kind: 'variable', variable, at }))
  return first && ofVariable(cx, first, { values, keys: undefined, single: false, group })
}

function ofVariable(cx: Context, variable: Variable, value: Result): ReturnType<typeof presence> {
  const flag = cx.unset.get(variable)
  if (flag === undefined) return undefined
  const { at } = value.values[0]
  if (!cx.absent.has(variable)) cx.absent.set(variable, 'undefined')
  return { flag: { kind: 'variable', variable: flag, at }, nothing: cx.absent.get(variable)!, value }
}

/** `x = y` where both may have no value: then x has none, too. False where that is not so. */
export function assignsAbsent(cx: Context, variable: Variable, value: Expr, at: Span): boolean {
  const from = value.kind === 'variable' ? value.variable : undefined
  const flags = [variable, from].map((each) => each && cx.unset.get(each))
  const [own, other] = flags
  if (from === undefined || own === undefined || other === undefined || !(cx.absent.has(from) || from.fresh))
    return false
  const nothing = cx.absent.get(from) ?? 'undefined'
  if ((cx.absent.get(variable) ?? nothing) !== nothing) return false
  cx.absent.set(variable, nothing)
  const yes: Stmt[] = [{ kind: 'set', variable, value, declares: false, at }]
  const no: Stmt[] = [{ kind: 'set', variable: own, value: { kind: 'boolean', value: false, at }, declares: false, at }]
  cx.emit({ kind: 'if', test: { kind: 'variable', variable: other, at }, yes, no, at })
  return true
}

const not = (value: Expr): Expr => ({ kind: 'unary', op: '!', value, at: value.at })

/** `x === undefined`, `x != null`; undefined where neither side is one of the two. */
export function readComparison(cx: Context, node: es.BinaryExpression): Expr | undefined {
  const { operator } = node
  if (!['===', '!==', '==', '!='].includes(operator)) return undefined
  const right = nothingIn(cx, node.right)
  const nothing = right ?? nothingIn(cx, node.left as Node)
  const other = right ? (node.left as es.Expression) : node.right
  if (nothing === undefined) return undefined
  const found = presence(cx, other)
  const at = cx.span(node)
  if (found === undefined)
    throw cx.error(
      'unsupported',
      right ? node.right : node.left,
      `a kernel has no ${nothing} here`,
      'numbers always have a value: only a variable that is declared without one, or what a function returns, may be missing',
    )
  if (operator.length === 3 && found.nothing !== nothing) return { kind: 'boolean', value: operator === '!==', at }
  return operator.startsWith('!') ? found.flag : not(found.flag)
}

/** The parameter of `y ?? 4`, `a?.length ?? 4`, `options.rate ?? 4`. */
function optionalBase(cx: Context, node: es.Expression): Variable | undefined {
  if (node.type === 'ParenthesizedExpression') return optionalBase(cx, node.expression)
  if (node.type !== 'ChainExpression') return optionalIn(cx, node)
  const { expression } = node
  return expression.type === 'MemberExpression' && expression.optional && !expression.computed
    ? optionalIn(cx, expression.object)
    : undefined
}

/** `x ?? y` */
export function readCoalesce(cx: Context, node: es.LogicalExpression): Expr {
  const at = cx.span(node)
  const given = optionalBase(cx, node.left)
  if (given)
    return chosenWhereGiven(
      cx,
      given,
      node,
      () => readExpression(cx, node.left),
      () => readExpression(cx, node.right),
    )
  const found = presence(cx, node.left)
  if (found === undefined || !found.value.single)
    throw cx.error(
      'unsupported',
      node,
      'a kernel cannot use ?? here',
      'numbers always have a value: only a variable that is declared without one, or what a function returns, may be missing',
    )
  const chosen: Variable = { name: 'chosen', kind: 'let', at }
  const side = (value: () => Expr): Stmt[] =>
    cx.block(() => cx.emit({ kind: 'set', variable: chosen, value: value(), declares: true, at })).block
  const yes = side(() => found.value.values[0])
  const no = side(() => readExpression(cx, node.right))
  cx.emit({ kind: 'if', test: found.flag, yes, no, at })
  return { kind: 'variable', variable: chosen, at }
}

/** The test that an object is as a condition: whether it is there. */
export function readThere(cx: Context, node: es.Expression): Expr | undefined {
  const group = groupIn(cx, node)
  return group && ofGroup(cx, group, cx.span(node))?.flag
}

/**
 * The body of a kernel that gives a number on some paths, and undefined or null on others: each return gives two values, of which the second
 * says whether the first is there.
 */
export function withAbsent(cx: Context, body: readonly Stmt[], at: Span): readonly Stmt[] {
  const returns = statements(body).filter((stmt) => stmt.kind === 'return')
  const given = returns.filter(({ result }) => result.values.length > 0)
  const single = given.every(({ result }) => result.single && !result.lists)
  if (given.length > 0 && !single) return withoutSeveral(cx, body, at)
  const may = ({ result: { values } }: (typeof returns)[number]): Nothing | undefined =>
    values[0]?.kind === 'variable' ? cx.absent.get(values[0].variable) : undefined
  const ends = !alwaysReturns(body)
  if (given.length === 0 || !single || !(ends || returns.length > given.length || given.some(may))) return body
  const kinds = new Set<Nothing>([
    ...returns.flatMap(
      (stmt) => may(stmt) ?? (stmt.result.values.length === 0 ? (stmt.result.absent ?? 'undefined') : []),
    ),
    ...(ends ? (['undefined'] as const) : []),
  ])
  const absent = theOne(cx, kinds, at)
  const boolean = (value: boolean): Expr => ({ kind: 'boolean', value, at })
  const isTest = given.some(({ result }) => isConditionValue(result.values[0]))
  const none: Expr = isTest ? boolean(false) : { kind: 'number', value: 0, either: true, at }
  const two = (value: Expr, there: Expr, place: Span): Stmt => ({
    kind: 'return',
    result: { values: [value, there], keys: undefined, single: false, absent },
    at: place,
  })
  const told = mapReturns(body, (stmt) => {
    const [value] = stmt.result.values
    const flag = value?.kind === 'variable' && may(stmt) ? cx.unset.get(value.variable) : undefined
    if (value === undefined) return [two(none, boolean(false), stmt.at)]
    if (flag === undefined) return [two(value, boolean(true), stmt.at)]
    const test: Expr = { kind: 'variable', variable: flag, at: stmt.at }
    const yes = [two(value, boolean(true), stmt.at)]
    return [{ kind: 'if', test, yes, no: [two(none, boolean(false), stmt.at)], at: stmt.at }]
  })
  return ends ? [...told, two(none, boolean(false), at)] : told
}

/** What a function gives where it gives nothing: the same everywhere. */
function theOne(cx: Context, kinds: ReadonlySet<Nothing>, at: Span): Nothing {
  if (kinds.size > 1)
    throw cx.error(
      'type',
      at,
      'the function returns undefined on some paths, and null on others',
      'take the same on all',
    )
  const [absent] = kinds
  return absent
}

/** The same of one that gives several values, a list or rows, each return of which gives one value more: whether they are there. */
function withoutSeveral(cx: Context, body: readonly Stmt[], at: Span): readonly Stmt[] {
  const returns = statements(body).flatMap((stmt) => (stmt.kind === 'return' ? [stmt.result] : []))
  const [shape] = returns.filter(({ values }) => values.length > 0)
  const ends = !alwaysReturns(body)
  if (!ends && returns.every(({ values }) => values.length > 0)) return body
  const kinds = new Set(returns.flatMap(({ values, absent }) => (values.length === 0 ? [absent ?? 'undefined'] : [])))
  if (ends) kinds.add('undefined')
  const absent = theOne(cx, kinds, at)
  const { keys, single, nest, lists } = shape
  const own = single ? 0 : nestOf(keys ?? shape.values.map((_, i) => String(i)), keys ? 'object' : 'list')
  const rest = { keys: undefined, single: false, nest: nest ?? own, absent, ...(lists && { lists }) }
  const whole = (values: readonly Expr[], there: boolean, place: Span): Stmt => ({
    kind: 'return',
    result: { values: [...values, { kind: 'boolean', value: there, at: place }], ...rest },
    at: place,
  })
  // Something of the kind of each.
  const none = (place: Span): Stmt[] => {
    const made: Stmt[] = []
    const values = shape.values.map((value, i): Expr => {
      if (isConditionValue(value)) return { kind: 'boolean', value: false, at: place }
      if (value.kind === 'variable' && cx.growing.has(value.variable) && !lists?.includes(i))
        return { ...value, at: place }
      if (!lists?.includes(i)) return { kind: 'number', value: 0, either: true, at: place }
      const array: Variable = { name: 'none', kind: 'temp', at: place }
      const lengths: Expr[] = [{ kind: 'number', value: 0, at: place }]
      made.push({ kind: 'allocate', array, dtype: 'float64', lengths, fill: undefined, at: place })
      return { kind: 'variable', variable: array, at: place }
    })
    return [...made, whole(values, false, place)]
  }
  const told = mapReturns(body, ({ result, at: place }) =>
    result.values.length === 0 ? none(place) : [whole(result.values, true, place)],
  )
  return ends ? [...told, ...none(at)] : told
}
