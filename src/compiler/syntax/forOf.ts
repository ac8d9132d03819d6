import type * as es from 'acorn'
import type { CompileError } from '../../base/errors.ts'
import { counted } from '../../base/text.ts'
import { makesArray, unfilledLength } from './allocation.ts'
import { arrayMethod, lengthOf, namedVariable, placeOf, readArray } from './arrays.ts'
import { assignable } from './assignments.ts'
import type { Context } from './context.ts'
import { overDictionary } from './dictionaries.ts'
import { overRecords, overRow, overTable } from './forOfRecords.ts'
import { groupIn } from './groups.ts'
import { calledHelper } from './inline.ts'
import { nestedStatement, takeApart, whileElements } from './iterate.ts'
import { attemptLoop, Changing, changesAny } from './loops.ts'
import { methodOf } from './methods.ts'
import { calleeName } from './names.ts'
import { rowTypeIn } from './places.ts'
import { readExpression, readResult, reserveNames } from './reader.ts'
import { recordsIn } from './records.ts'
import { withOwnHeap } from './rows.ts'
import type { Expr, ForStmt, Span, Stmt, Variable } from './tree.ts'
import { unknownName } from './unknown.ts'

/** `for (const i of prange(n))`, `range(n)`, or over the elements of an array. */
export function readForOf(cx: Context, node: es.ForOfStatement): void {
  const target = node.left.type === 'VariableDeclaration' ? node.left.declarations[0].id : node.left
  const keys = (values: readonly Expr[]): void => {
    const { kind } = node.left as es.VariableDeclaration
    const names = target.type === 'ArrayPattern' ? target.elements : [target]
    for (const [i, name] of names.entries()) {
      if (name === null) continue
      if (name.type !== 'Identifier' || values[i] === undefined)
        throw cx.error('unsupported', name, 'a kernel cannot destructure here', 'give each number a name')
      const variable = cx.hoisted.get(name) ?? cx.declare(name.name, kind === 'const' ? 'const' : 'let', name)
      cx.emit({ kind: 'set', variable, value: values[i], declares: true, at: cx.span(name) })
    }
    nestedStatement(cx, node.body)
  }
  if (node.left.type === 'VariableDeclaration' && overDictionary(cx, node, target, keys)) return
  const pairs = pairsOf(cx, node.right)
  if (pairs && node.left.type === 'VariableDeclaration' && readPairs(cx, node, pairs, target, node.left.kind)) return
  if (rowTypeIn(cx, node.right) && node.left.type === 'VariableDeclaration') {
    overRow(cx, node, target)
    return
  }
  const records = recordsIn(cx, node.right)
  if (records && node.left.type === 'VariableDeclaration') {
    overRecords(cx, node, target, records)
    return
  }
  const table = namedVariable(cx, node.right)
  if (table && cx.tables.has(table) && node.left.type === 'VariableDeclaration') {
    overTable(cx, node, target, table)
    return
  }
  const rows = target.type === 'ArrayPattern' ? literalRows(node.right) : undefined
  if (rows && node.left.type === 'VariableDeclaration') {
    overLiterals(cx, node, target as es.ArrayPattern, rows)
    return
  }
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
  const elements = cx.nested(() => {
    reserveNames(cx, [node.left])
    return elementsOf(cx, node.right)
  })
  if (attemptLoop(cx, () => overElements(cx, node, target, elements))) return
  // A list that grows runs on; a variable that is given another array does not change the loop.
  if (cx.growing.has(elements.array!)) overGrowing(cx, node, target, elements)
  else overElements(cx, node, target, steadily(cx, elements.array!, cx.span(node.right)))
}

function overElements(cx: Context, node: es.ForOfStatement, target: es.Identifier, elements: Iterated): void {
  const at = cx.span(node)
  const number = (value: number): Expr => ({ kind: 'number', value, at: cx.span(node.right) })
  cx.nested(() => {
    const counter: Variable = { name: `${target.name}_index`, kind: 'const', at: cx.span(target) }
    const read = readEach(cx, node, target, elements.at({ kind: 'variable', variable: counter, at }))
    const loop = { kind: 'for', parallel: false, counter, start: number(0), stop: elements.count } as const
    cx.jumps.breakable(
      'loop',
      () => {},
      read,
      (body) => {
        if (elements.array && changesAny(body, new Set([elements.array]))) throw new Changing()
        return { ...loop, step: number(1), inclusive: false, body, at }
      },
    )
  })
}

/** Over a list whose length the body changes: as long as there are elements. */
function overGrowing(cx: Context, node: es.ForOfStatement, target: es.Identifier, elements: Iterated): void {
  const at = cx.span(node)
  cx.nested(() =>
    whileElements(
      cx,
      node,
      `${target.name}_index`,
      () => elements.count,
      (counter) => readEach(cx, node, target, elements.at({ kind: 'variable', variable: counter, at }))(),
    ),
  )
}

/** Reads an iteration, in which the target is given an element. */
function readEach(cx: Context, node: es.ForOfStatement, target: es.Identifier, value: Expr): () => void {
  const declares = node.left.type === 'VariableDeclaration'
  const variable = loopVariable(cx, node, target, 'let')
  return () => {
    cx.emit({ kind: 'set', variable, value, declares, at: cx.span(target) })
    nestedStatement(cx, node.body)
  }
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
      (body) => {
        if (array && changesAny(body, new Set([array])))
          throw cx.error(
            'unsupported',
            node.right,
            `this loop changes '${array.name}' that it runs over`,
            'count by hand: for (let i = 0; i < a.length; i++) …',
          )
        const loop = { kind: 'for', parallel: false, counter, start: number(0), stop } as const
        return { ...loop, step: number(1), inclusive: false, body, at }
      },
    )
  })
  return true
}

/** The rows of `[[1, 0], [0, 1]]`, where they are few, and of one length. */
function literalRows(node: es.Expression): es.Expression[][] | undefined {
  if (node.type !== 'ArrayExpression' || node.elements.length > FEW) return undefined
  const rows = node.elements.map((row) => (row?.type === 'ArrayExpression' ? row.elements : []))
  const [first] = rows
  const plain = rows.flat().every((each) => each && each.type !== 'SpreadElement')
  return first?.length && plain && rows.every((row) => row.length === first.length)
    ? (rows as es.Expression[][])
    : undefined
}

/** `for (const [dx, dy] of [[1, 0], [0, 1]])`: no array in memory. */
function overLiterals(
  cx: Context,
  node: es.ForOfStatement,
  target: es.ArrayPattern,
  rows: readonly (readonly es.Expression[])[],
): void {
  const at = cx.span(node)
  const number = (value: number): Expr => ({ kind: 'number', value, at })
  const width = rows[0].length
  const held = cx.operands(rows.flat(), (each) => readExpression(cx, each)).map((value) => cx.spill(value))
  const counter: Variable = { name: 'at', kind: 'const', at }
  const index: Expr = { kind: 'variable', variable: counter, at }
  const values = Array.from({ length: width }, (_, k) =>
    pick(
      index,
      held.filter((_, i) => i % width === k),
      at,
    ),
  )
  const loop = { kind: 'for', parallel: false, counter, start: number(0), stop: number(rows.length) } as const
  cx.nested(() =>
    cx.jumps.breakable(
      'loop',
      () => {},
      () => {
        takeApart(cx, node, target, { values, keys: undefined, single: false })
        nestedStatement(cx, node.body)
      },
      (body) => ({ ...loop, step: number(1), inclusive: false, body, at }),
    ),
  )
}

/** One of several values, by its number. */
function pick(index: Expr, values: readonly Expr[], at: Span, from = 0): Expr {
  if (from === values.length - 1) return values[from]
  const test: Expr = { kind: 'binary', op: '===', left: index, right: { kind: 'number', value: from, at }, at }
  return { kind: 'conditional', test, yes: values[from], no: pick(index, values, at, from + 1), at }
}

/** Literals of so few elements are no array in memory where they are iterated over. */
const FEW = 8

/** What is iterated over: the number of elements, the element at an index, and the array, where it is one. */
interface Iterated {
  readonly count: Expr
  readonly at: (index: Expr) => Expr
  readonly array?: Variable
}

function elementsOf(cx: Context, node: es.Expression): Iterated {
  const at = cx.span(node)
  const several =
    groupIn(cx, node)?.group === 'list' || (node.type === 'ArrayExpression' && node.elements.length <= FEW)
  if (several) {
    const { values } = readResult(cx, node)
    const held = values.map((value) => cx.spill(value))
    return { count: { kind: 'number', value: held.length, at }, at: (index) => pick(index, held, at) }
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
  return inMemory(readArray(cx, node), at)
}

function inMemory(array: Variable, at: Span): Iterated {
  return { count: lengthOf(array, at), at: (index) => ({ kind: 'element', ...placeOf(array, index), at }), array }
}

/** The array that a variable holds now. */
function steadily(cx: Context, variable: Variable, at: Span): Iterated {
  const now: Variable = { name: variable.name, kind: 'const', at }
  cx.sameKind(now, variable)
  cx.emit({ kind: 'set', variable: now, value: { kind: 'variable', variable, at }, declares: true, at })
  return inMemory(now, at)
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
    const made: Stmt[] = []
    const kind = range.parallel ? 'prange' : 'loop'
    cx.jumps.breakable(
      kind,
      () => {},
      () => (range.parallel ? made.push(...withOwnHeap(cx, read)) : read()),
      (body) => ({ kind: 'for', counter, ...range, inclusive: false, body: [...made, ...body], at: cx.span(node) }),
    )
  })
}
