import type * as es from 'acorn'
import type { CompileError } from '../../base/errors.ts'
import { counted } from '../../base/text.ts'
import { makesArray, unfilledLength } from './allocation.ts'
import { arrayMethod, lengthOf, namedVariable, placeOf, readArray } from './arrays.ts'
import { assignable } from './assignments.ts'
import type { Context } from './context.ts'
import { groupIn } from './groups.ts'
import { calledHelper } from './inline.ts'
import { methodOf } from './methods.ts'
import { calleeName } from './names.ts'
import { readExpression, readResult, readStatement, reserveNames } from './reader.ts'
import type { Expr, ForStmt, Span, Variable } from './tree.ts'
import { unknownName } from './unknown.ts'

const nestedStatement = (cx: Context, node: es.Statement): void => cx.nested(() => readStatement(cx, node))

/** `for (const i of prange(n))`, `range(n)`, or over the elements of an array. */
export function readForOf(cx: Context, node: es.ForOfStatement): void {
  const target = node.left.type === 'VariableDeclaration' ? node.left.declarations[0].id : node.left
  const pairs = pairsOf(cx, node.right)
  if (pairs && node.left.type === 'VariableDeclaration' && readPairs(cx, node, pairs, target, node.left.kind)) return
  if (target.type !== 'Identifier' || node.await)
    throw cx.error(
      'unsupported',
      node.left,
      'a kernel needs one loop variable here',
      'write for (const i of prange(n)) { … }',
    )
  const ranges = node.right.type === 'CallExpression' ? calleeName(cx, node.right.callee) : undefined
  if (node.right.type === 'CallExpression' && (ranges === 'prange' || ranges === 'range')) {
    const args = node.right.arguments
    if (args.length < 1 || args.length > 3)
      throw cx.error(
        'type',
        node.right,
        `${ranges} got ${counted(args.length, 'argument')}`,
        `write ${ranges}(stop), ${ranges}(start, stop) or ${ranges}(start, stop, step)`,
      )
    const values = cx.nested(() => {
      // The range does not see the name of its own loop.
      reserveNames(cx, [node.left])
      return cx.operands(args, (n) => readExpression(cx, n))
    })
    const number = (value: number): Expr => ({ kind: 'number', value, at: cx.span(node.right) })
    const [start, stop] = values.length === 1 ? [number(0), values[0]] : values
    readRange(cx, node, target, { parallel: ranges === 'prange', start, stop, step: values[2] ?? number(1) })
    return
  }
  const table = namedVariable(cx, node.right)
  if (table && cx.tables.has(table) && node.left.type === 'VariableDeclaration') {
    readRows(cx, node, target, table)
    return
  }
  const elements = cx.nested(() => {
    reserveNames(cx, [node.left])
    return elementsOf(cx, node.right)
  })
  const at = cx.span(node)
  cx.nested(() => {
    const counter: Variable = { name: `${target.name}_index`, kind: 'const', at: cx.span(target) }
    const variable = loopVariable(cx, node, target, 'let')
    const read = (): void => {
      const index: Expr = { kind: 'variable', variable: counter, at }
      const declares = node.left.type === 'VariableDeclaration'
      cx.emit({ kind: 'set', variable, value: elements.at(index), declares, at: cx.span(target) })
      nestedStatement(cx, node.body)
    }
    const number = (value: number): Expr => ({ kind: 'number', value, at: cx.span(node.right) })
    const loop = { kind: 'for', parallel: false, counter, start: number(0), stop: elements.count } as const
    cx.jumps.breakable(
      'loop',
      () => {},
      read,
      (body) => ({ ...loop, step: number(1), inclusive: false, body, at }),
    )
  })
}

/** An array whose indices, elements or both are iterated over: `a.keys()`, `a.values()`, `a.entries()`. */
interface Pairs {
  readonly method: 'keys' | 'values' | 'entries'
  readonly owner: es.Expression
}

function pairsOf(cx: Context, node: es.Expression): Pairs | undefined {
  if (node.type !== 'CallExpression' || node.arguments.length > 0) return undefined
  const { callee } = node
  if (callee.type !== 'MemberExpression' || callee.computed || callee.property.type !== 'Identifier') return undefined
  const { object, property } = callee
  const method = (['keys', 'values', 'entries'] as const).find((name) => name === property.name)
  if (method === undefined || object.type === 'Super') return undefined
  if (object.type === 'Identifier' && cx.lookup(object.name) === undefined) return undefined
  return { method, owner: object }
}

/** `for (const [i, x] of a.entries())`; false for a target of another form. */
function readPairs(
  cx: Context,
  node: es.ForOfStatement,
  { method, owner }: Pairs,
  target: es.Pattern,
  kind: es.VariableDeclaration['kind'],
): boolean {
  const pattern = method === 'entries' ? (target.type === 'ArrayPattern' ? target.elements : undefined) : [target]
  if (pattern === undefined || pattern.length > 2 || pattern.some((each) => each && each.type !== 'Identifier'))
    return false
  const [first, second] = pattern as (es.Identifier | null)[]
  const [index, element] = method === 'values' ? [undefined, first] : [first, second]
  const at = cx.span(node)
  const length = unfilledLength(cx, owner)
  const array = length ? undefined : readArray(cx, owner)
  if (array === undefined && element) return false
  const stop = array ? lengthOf(array, at) : readExpression(cx, length!)
  cx.nested(() => {
    const constant = index && kind === 'const'
    const counter: Variable = constant
      ? cx.declare(index.name, 'const', index)
      : { name: `${element?.name ?? index?.name ?? 'at'}_index`, kind: 'const', at }
    const now = (): Expr => ({ kind: 'variable', variable: counter, at })
    const declare = (name: es.Identifier, value: Expr): void => {
      const variable = cx.hoisted.get(name) ?? cx.declare(name.name, kind === 'const' ? 'const' : 'let', name)
      cx.emit({ kind: 'set', variable, value, declares: true, at: cx.span(name) })
    }
    const number = (value: number): Expr => ({ kind: 'number', value, at: cx.span(node.right) })
    cx.jumps.breakable(
      'loop',
      () => {},
      () => {
        if (index && !constant) declare(index, now())
        if (element) declare(element, { kind: 'element', ...placeOf(array!, now()), at: cx.span(element) })
        nestedStatement(cx, node.body)
      },
      (body) => ({
        kind: 'for',
        parallel: false,
        counter,
        start: number(0),
        stop,
        step: number(1),
        inclusive: false,
        body,
        at,
      }),
    )
  })
  return true
}

/** `for (const row of m)` of an array of arrays: the name stands for each row in its turn. */
function readRows(cx: Context, node: es.ForOfStatement, target: es.Identifier, table: Variable): void {
  const at = cx.span(node)
  const counter: Variable = { name: `${target.name}_index`, kind: 'const', at: cx.span(target) }
  const number = (value: number): Expr => ({ kind: 'number', value, at })
  cx.nested(() => {
    const row: Expr = { kind: 'variable', variable: counter, at }
    cx.alias(target.name, { name: target.name, kind: 'const', at: cx.span(target), view: { array: table, row } })
    cx.jumps.breakable(
      'loop',
      () => {},
      () => nestedStatement(cx, node.body),
      (body) => ({
        kind: 'for',
        parallel: false,
        counter,
        start: number(0),
        stop: { kind: 'extent', array: table, of: 'shape', dim: 0, at },
        step: number(1),
        inclusive: false,
        body,
        at,
      }),
    )
  })
}

/** Literals of so few elements are no array in memory where they are iterated over. */
const FEW = 8

/** What is iterated over: the number of elements, and the element at an index. */
function elementsOf(cx: Context, node: es.Expression): { count: Expr; at: (index: Expr) => Expr } {
  const at = cx.span(node)
  const several =
    groupIn(cx, node)?.group === 'list' || (node.type === 'ArrayExpression' && node.elements.length <= FEW)
  if (several) {
    const { values } = readResult(cx, node)
    const held = values.map((value) => cx.spill(value))
    const pick = (index: Expr, i: number): Expr => {
      if (i === held.length - 1) return held[i]
      const test: Expr = { kind: 'binary', op: '===', left: index, right: { kind: 'number', value: i, at }, at }
      return { kind: 'conditional', test, yes: held[i], no: pick(index, i + 1), at }
    }
    return { count: { kind: 'number', value: held.length, at }, at: (index) => pick(index, 0) }
  }
  if (node.type === 'CallExpression' && node.callee.type === 'Identifier') {
    const { name } = node.callee
    if (!cx.lookup(name, node.callee) && !cx.helper(name) && !makesArray(cx.meaning(name)))
      throw unknownName(cx, node.callee, name)
  }
  const iterable = [
    'Identifier',
    'CallExpression',
    'MemberExpression',
    'ConditionalExpression',
    'ArrayExpression',
    'NewExpression',
  ]
  if (!iterable.includes(node.type)) throw cannotIterate(cx, node)
  if (
    node.type === 'CallExpression' &&
    node.callee.type === 'MemberExpression' &&
    !methodOf(cx, node) &&
    arrayMethod(cx, node) !== 'row' &&
    !calledHelper(cx, node)
  )
    throw cannotIterate(cx, node)
  const array = readArray(cx, node)
  return {
    count: lengthOf(array, at),
    at: (index) => ({ kind: 'element', ...placeOf(array, index), at }),
  }
}

/** The variable of a loop: declared by it, or one that exists. */
function loopVariable(cx: Context, node: es.ForOfStatement, target: es.Identifier, kind: 'const' | 'let'): Variable {
  if (node.left.type === 'VariableDeclaration') return cx.hoisted.get(target) ?? cx.declare(target.name, kind, target)
  return assignable(cx, target)
}

function cannotIterate(cx: Context, at: Span): CompileError {
  return cx.error(
    'unsupported',
    at,
    'a kernel cannot iterate over this',
    'iterate over prange(n), range(n) or a typed array: for (const i of prange(n)) …, for (const v of a) …',
  )
}

/** A loop over a range. A loop variable that the body may assign, or that outlives the loop, is a copy of the counter. */
function readRange(
  cx: Context,
  node: es.ForOfStatement,
  target: es.Identifier,
  range: Pick<ForStmt, 'parallel' | 'start' | 'stop' | 'step'>,
): void {
  cx.nested(() => {
    const declares = node.left.type === 'VariableDeclaration'
    const constant = declares && (node.left as es.VariableDeclaration).kind === 'const'
    const variable = loopVariable(cx, node, target, constant ? 'const' : 'let')
    const counter: Variable = constant ? variable : { name: `${target.name}_count`, kind: 'const', at: cx.span(target) }
    const read = (): void => {
      const value: Expr = { kind: 'variable', variable: counter, at: cx.span(target) }
      if (!constant) cx.emit({ kind: 'set', variable, value, declares, at: cx.span(target) })
      nestedStatement(cx, node.body)
    }
    const kind = range.parallel ? 'prange' : 'loop'
    cx.jumps.breakable(
      kind,
      () => {},
      read,
      (body) => ({ kind: 'for', counter, ...range, inclusive: false, body, at: cx.span(node) }),
    )
  })
}
