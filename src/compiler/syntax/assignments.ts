import type * as es from 'acorn'
import { listOf } from './allocation.ts'
import { arrayMethod, namedVariable, placeOf, readArray, readSet } from './arrays.ts'
import type { Context } from './context.ts'
import { assignsDictionary, readDictionaryMethod } from './dictionaries.ts'
import { chosenCall } from './functionChoice.ts'
import { assignGroup, groupIn, resultOf } from './groups.ts'
import { assignList, checkMoves, exchangesLists, growingList, reach, shorten } from './growing.ts'
import { calledHelper, inlineCall } from './inline.ts'
import { readLog } from './log.ts'
import { methodOf } from './methods.ts'
import { assignsAbsent, nothingIn, takeAway } from './nothing.ts'
import { binaryOp, readTest } from './operators.ts'
import { destructure } from './patterns.ts'
import { copyOf, isRecord, valueAt } from './places.ts'
import { type Node, readEffect, readExpression, readResult } from './reader.ts'
import { readRecordMethod } from './recordMethods.ts'
import { assignsRecords, partIn, recordsIn } from './records.ts'
import { assignsRow, readRowMethod } from './rowMethods.ts'
import { readSetArray } from './setArray.ts'
import { exchangesRows } from './tables.ts'
import type { BinaryOp, Expr, Span, Stmt, Variable } from './tree.ts'

export function readSequence(cx: Context, node: es.SequenceExpression): Expr {
  const last = node.expressions.length - 1
  for (const expression of node.expressions.slice(0, last)) readEffect(cx, expression)
  return readExpression(cx, node.expressions[last])
}

/** Reads an expression for its effect alone. */
export function readForEffect(cx: Context, node: es.Expression): void {
  if (node.type === 'AssignmentExpression') readAssignment(cx, node, false)
  else if (node.type === 'UpdateExpression') readUpdate(cx, node, false)
  else if (node.type === 'SequenceExpression') for (const part of node.expressions) readEffect(cx, part)
  else if (node.type === 'ParenthesizedExpression') readEffect(cx, node.expression)
  else if (node.type === 'ConditionalExpression') branch(cx, node, node.test, node.consequent, node.alternate)
  else if (node.type === 'LogicalExpression' && node.operator === '&&')
    branch(cx, node, node.left, node.right, undefined)
  else if (node.type === 'LogicalExpression' && node.operator === '||')
    branch(cx, node, node.left, undefined, node.right)
  else if (node.type === 'CallExpression' && chosenCall(cx, node)) readEffect(cx, chosenCall(cx, node)!)
  else if (
    node.type === 'CallExpression' &&
    (readDictionaryMethod(cx, node) !== undefined ||
      readRowMethod(cx, node) ||
      readRecordMethod(cx, node) ||
      readLog(cx, node))
  )
    return
  else if (node.type === 'CallExpression' && arrayMethod(cx, node) === 'set') readSetCall(cx, node)
  else if (node.type === 'CallExpression' && methodOf(cx, node)) {
    const { read, owner } = methodOf(cx, node)!
    read(cx, node, owner)
  } else if (node.type === 'CallExpression' && calledHelper(cx, node)) inlineCall(cx, calledHelper(cx, node)!, node)
  else cx.spill(readExpression(cx, node))
}

/** `a.set(i, j, value)`, or of an array of one dimension `a.set(b, offset)`. */
function readSetCall(cx: Context, node: es.CallExpression): void {
  const [first, second] = node.arguments
  const array = readArray(cx, (node.callee as es.MemberExpression).object)
  const copies = first && first.type !== 'SpreadElement' && (second === undefined || isArray(cx, first))
  const variable = first?.type === 'Identifier' && node.arguments.length === 2 ? cx.lookup(first.name) : undefined
  if (copies && node.arguments.length <= 2) readSetArray(cx, node, array, first)
  else if (variable?.kind === 'param' && first?.type === 'Identifier') {
    const { block: yes } = cx.block(() => readSetArray(cx, node, array, first))
    const { block: no } = cx.block(() => readSet(cx, node))
    cx.emit({ kind: 'given', variable, array: true, yes, no, at: cx.span(node) })
  } else readSet(cx, node)
}

/** Whether an expression is a row of an array of arrays: `m[i]`. */
function isRow(cx: Context, { computed, object }: es.MemberExpression): boolean {
  const table = computed ? namedVariable(cx, object) : undefined
  return table !== undefined && cx.tables.has(table)
}

/** Whether an expression is written as an array: its name is indexed, or it makes one. */
function isArray(cx: Context, node: es.Expression): boolean {
  if (node.type === 'NewExpression' || node.type === 'ArrayExpression') return true
  if (node.type === 'MemberExpression') return isRow(cx, node)
  if (node.type === 'CallExpression') return methodOf(cx, node) !== undefined || arrayMethod(cx, node) === 'row'
  const array = node.type === 'Identifier' ? cx.lookup(node.name) : undefined
  return array !== undefined && (cx.owns(array) || cx.isFrozen(array) || array.view !== undefined)
}

/** `c && e`, `c || e` and `c ? e : f` for their effects, which minifiers make of an if. */
function branch(cx: Context, node: Span, test: es.Expression, yes?: es.Expression, no?: es.Expression): void {
  const value = readTest(cx, test)
  const side = (effect?: es.Expression): Stmt[] => cx.block(() => effect && readEffect(cx, effect)).block
  cx.emit({ kind: 'if', test: value, yes: side(yes), no: side(no), at: cx.span(node) })
}

/** The variable that an assignment to a name or a part of one is to. */
export function assignable(cx: Context, node: Node): Variable {
  if (node.type === 'ParenthesizedExpression') return assignable(cx, node.expression)
  const part = node.type === 'MemberExpression' ? partIn(cx, node) : undefined
  if (part) {
    if (part.kind !== 'param') return part
    throw cx.error(
      'unsupported',
      node,
      `the caller's object would not see this: '${part.name}' is a copy`,
      'return the value, or pass an array of one element and write that',
    )
  }
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
  if (cx.isFrozen(variable))
    throw cx.error(
      'unsupported',
      node,
      `'${node.name}' is an array of the scope, and stays what it is`,
      `declare a variable for it: let array = ${node.name}`,
    )
  if (variable.view)
    throw cx.error('unsupported', node, `'${node.name}' is a row of an array`, 'declare another const for another row')
  if (variable.kind === 'const') throw cx.error('type', node, `'${node.name}' is a const`, 'declare it with let')
  return variable
}

/** `x = e`, `x += e`, `a[i] = e`, `a[i] += e`; the value only where it is `used`. */
export function readAssignment(cx: Context, node: es.AssignmentExpression, used: boolean): Expr | undefined {
  const left = node.left
  if (node.operator === '??=') return assignDefault(cx, node, used)
  const logical = ['&&=', '||='].includes(node.operator)
  if (logical) return assignWhere(cx, node, left, used)
  if (!used && node.operator === '=' && assignsDictionary(cx, node)) return undefined
  if (!used && (assignsRow(cx, node) || assignsRecords(cx, node))) return undefined
  const nothing = node.operator === '=' ? nothingIn(cx, node.right) : undefined
  if (nothing && !used && left.type === 'Identifier') {
    const given = cx.group(left.name)
    for (const each of given ? given.parts.values() : [assignable(cx, left)]) takeAway(cx, node, each, nothing)
    return undefined
  }
  const group = left.type === 'Identifier' || left.type === 'MemberExpression' ? groupIn(cx, left) : undefined
  if (group && !used && node.operator === '=') {
    const same = groupIn(cx, node.right)
    assignGroup(cx, group, same ? resultOf(cx, same, node.right) : readResult(cx, node.right), node, group.name)
    return undefined
  }
  if (left.type === 'ArrayPattern' || left.type === 'ObjectPattern') {
    if (used)
      throw cx.error(
        'unsupported',
        node,
        'a kernel cannot use the value of a destructuring assignment',
        'make it a statement of its own',
      )
    if (!exchangesLists(cx, node) && !exchangesRows(cx, node)) assignParts(cx, node, left)
    return undefined
  }
  const grown = left.type === 'Identifier' ? cx.lookup(left.name, left) : undefined
  if (grown && cx.growing.has(grown) && node.operator === '=') {
    assignList(cx, grown, node)
    return used ? { kind: 'variable', variable: grown, at: cx.span(node) } : undefined
  }
  const op = node.operator === '=' ? undefined : binaryOp(cx, node, node.operator.slice(0, -1))
  const records = left.type === 'MemberExpression' && !left.computed ? recordsIn(cx, left.object) : undefined
  if (records && op === undefined && cx.growing.has(records.memory)) {
    const length = shorten(cx, records.memory, node.right, records.keys.length)
    return used ? length : undefined
  }
  if (isElement(cx, left)) {
    const array = readArray(cx, left.object)
    const index = readExpression(cx, left.property)
    const { property, object } = left
    const behind = cx.growing.get(array)?.byIndex || isLengthOf(property, object)
    const longer = op === undefined && cx.growing.has(array) && behind
    return storeElement(cx, node, array, index, op, () => readExpression(cx, node.right), used, longer)
  }
  if (op === undefined && shortened(cx, left)) {
    const length = shorten(cx, shortened(cx, left)!, node.right)
    return used ? length : undefined
  }
  const variable = assignable(cx, left)
  const before = valueAt(variable, cx.span(left))
  const operands = cx.operands(op ? [undefined, node.right] : [node.right], (n) => (n ? readAssigned(cx, n) : before))
  const value: Expr = op
    ? { kind: 'binary', op, left: operands[0], right: operands[1], at: cx.span(node) }
    : operands[0]
  const list = growingList(cx, value)
  if (list) checkMoves(cx, list, variable.name, node)
  if (value.kind === 'variable') cx.sameKind(variable, value.variable)
  if (!assignsAbsent(cx, variable, value, cx.span(node)))
    cx.emit({ kind: 'set', variable, value, declares: false, at: cx.span(node) })
  return used ? valueAt(variable, cx.span(left)) : undefined
}

/** `list.length`, as the index of a store to the list. */
function isLengthOf(index: Node, list: Node): boolean {
  if (index.type !== 'MemberExpression' || index.computed || index.object.type !== 'Identifier') return false
  const isLength = index.property.type === 'Identifier' && index.property.name === 'length'
  return isLength && list.type === 'Identifier' && list.name === index.object.name
}

/** A value that is assigned: the several that a function returns are an array in memory. */
function readAssigned(cx: Context, node: es.Expression): Expr {
  if (node.type !== 'CallExpression' || calledHelper(cx, node) === undefined) return readExpression(cx, node)
  const result = readResult(cx, node)
  if (result.single) return result.values[0]
  return result.keys || result.values.length === 0 ? readExpression(cx, node) : listOf(cx, node, result.values)
}

/** The list whose length a target is. */
function shortened(cx: Context, left: Node): Variable | undefined {
  if (left.type !== 'MemberExpression' || left.computed || left.object.type !== 'Identifier') return undefined
  const list = left.property.type === 'Identifier' && left.property.name === 'length' && cx.lookup(left.object.name)
  return list && cx.growing.has(list) ? list : undefined
}

/** Whether a target is an element of an array in memory. */
function isElement(cx: Context, node: Node): node is es.MemberExpression {
  if (node.type !== 'MemberExpression' || !node.computed) return false
  return groupIn(cx, node.object) === undefined && !isRecord(cx, node.object)
}

/** `x ??= e`: as `x = x ?? e`. */
function assignDefault(cx: Context, node: es.AssignmentExpression, used: boolean): Expr | undefined {
  const { left, right, start, end } = node
  const value: es.LogicalExpression = {
    type: 'LogicalExpression',
    operator: '??',
    left: left as es.Expression,
    right,
    start,
    end,
  }
  return readAssignment(cx, { ...node, operator: '=', right: value }, used)
}

/** `x &&= e` and `x ||= e` assign only where they must. */
function assignWhere(cx: Context, node: es.AssignmentExpression, left: Node, used: boolean): Expr | undefined {
  const at = cx.span(node)
  const element = isElement(cx, left)
    ? { array: readArray(cx, left.object), index: cx.spill(readExpression(cx, left.property)) }
    : undefined
  const variable = element ? undefined : assignable(cx, left)
  const now: Expr = element ? { kind: 'element', ...placeOf(element.array, element.index), at } : valueAt(variable!, at)
  const assign = (value: Expr): void => {
    if (element) cx.emit({ kind: 'store', ...placeOf(element.array, element.index), value, at })
    else cx.emit({ kind: 'set', variable: variable!, value, declares: false, at })
  }
  const held = element && used ? cx.spill(now) : now
  const result: Variable = { name: 'chosen', kind: 'let', at }
  if (element && used) cx.emit({ kind: 'set', variable: result, value: held, declares: true, at })
  const { block } = cx.block(() => {
    const value = element && used ? cx.spill(readExpression(cx, node.right)) : readExpression(cx, node.right)
    assign(value)
    if (element && used) cx.emit({ kind: 'set', variable: result, value, declares: false, at })
  })
  const test: Expr = node.operator === '&&=' ? held : { kind: 'unary', op: '!', value: held, at }
  cx.emit({ kind: 'if', test, yes: block, no: [], at })
  if (!used) return undefined
  return element ? { kind: 'variable', variable: result, at } : now
}

/** `[a[i], a[j]] = [a[j], a[i]]`: all values, then all stores, from left to right. */
function assignParts(cx: Context, node: es.AssignmentExpression, pattern: es.ArrayPattern | es.ObjectPattern): void {
  const assign = (to: es.Pattern, value: Expr): void => {
    if (isElement(cx, to)) {
      const array = readArray(cx, to.object)
      storeElement(cx, to, array, readExpression(cx, to.property), undefined, () => value, false)
    } else {
      const variable = assignable(cx, to)
      const list = growingList(cx, value)
      if (list) checkMoves(cx, list, variable.name, node)
      cx.emit({ kind: 'set', variable, value, declares: false, at: cx.span(node) })
    }
  }
  destructure(cx, pattern, node.right, { assign, fresh: false })
}

function storeElement(
  cx: Context,
  node: Span,
  array: Variable,
  index: Expr,
  op: BinaryOp | undefined,
  read: () => Expr,
  used: boolean,
  longer = false,
): Expr | undefined {
  const at = cx.span(node)
  const before: Expr[] = op ? [index, { kind: 'element', ...placeOf(array, index), at }] : [index]
  const mark = cx.mark
  const right = read()
  // A value that is used is evaluated before its store is: the index comes before it.
  if (cx.mark > mark || (used && op === undefined)) cx.spillAll(before, mark)
  let value: Expr = op ? { kind: 'binary', op, left: before[1], right, at } : right
  if (used || longer) value = cx.spill(value)
  if (longer) {
    before[0] = cx.spill(before[0])
    reach(cx, array, before[0], at)
  }
  cx.emit({ kind: 'store', ...placeOf(array, copyOf(before[0])), value, at })
  return used ? value : undefined
}

/** `x++`, `--x`, `a[i]++`; the value only where it is `used`. */
export function readUpdate(cx: Context, node: es.UpdateExpression, used: boolean): Expr | undefined {
  const op: BinaryOp = node.operator === '++' ? '+' : '-'
  const one: Expr = { kind: 'number', value: 1, either: true, at: cx.span(node) }
  const argument = node.argument
  if (isElement(cx, argument)) {
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
  const variable = assignable(cx, argument)
  const now = valueAt(variable, cx.span(argument))
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
