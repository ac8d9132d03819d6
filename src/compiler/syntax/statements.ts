import type * as es from 'acorn'
import type { CompileError } from '../../base/errors.ts'
import { counted } from '../../base/text.ts'
import { arrayMethod, lengthOf, placeOf, readArray } from './arrays.ts'
import { readEffect } from './assignments.ts'
import type { Context } from './context.ts'
import { readResult } from './inline.ts'
import { countedLoop } from './loops.ts'
import { calleeName, namedFunction } from './names.ts'
import type { FunctionNode } from './parse.ts'
import { destructure } from './patterns.ts'
import { type ReadStatement, readBlock, readExpression, readStatement, reserveNames } from './reader.ts'
import { readSwitch } from './switch.ts'
import type { Expr, ForStmt, Span, Variable } from './tree.ts'
import { unknownName } from './unknown.ts'

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
    cx.labelled(node.label.name, () => readLabelled(cx, node.body))) as ReadStatement,
  BreakStatement: ((cx: Context, node: es.BreakStatement) =>
    cx.leave('break', node.label?.name, cx.span(node))) as ReadStatement,
  ContinueStatement: ((cx: Context, node: es.ContinueStatement) =>
    cx.leave('continue', node.label?.name, cx.span(node))) as ReadStatement,
  ThrowStatement: readThrow as ReadStatement,
  ReturnStatement: ((cx: Context, node: es.ReturnStatement) => {
    const result = node.argument ? readResult(cx, node.argument) : { values: [], keys: undefined, single: false }
    cx.emit({ kind: 'return', result, at: cx.span(node) })
  }) as ReadStatement,
}

/** What a label stands before: a loop or a switch has it itself; a block is as one that runs once. */
function readLabelled(cx: Context, body: es.Statement): void {
  if (/^(For|While|DoWhile|Switch|Labeled)/.test(body.type)) {
    readStatement(cx, body)
    return
  }
  const at = cx.span(body)
  const never: Expr = { kind: 'boolean', value: false, at }
  cx.breakable(
    'block',
    () => {},
    () => nestedStatement(cx, body),
    (block) => ({ kind: 'while', test: never, body: block, doFirst: true, at }),
  )
}

const nestedStatement = (cx: Context, node: es.Statement): void => cx.nested(() => readStatement(cx, node))

export function readDeclaration(cx: Context, node: es.VariableDeclaration): void {
  const kind = node.kind === 'const' ? 'const' : 'let'
  for (const declarator of node.declarations) {
    const { id, init } = declarator
    if (id.type === 'ArrayPattern' || id.type === 'ObjectPattern') {
      if (init) for (const { target, value } of destructure(cx, id, init)) declareValue(cx, target, kind, value)
    } else if (id.type === 'Identifier' && functionOf(init)) cx.define(id.name, functionOf(init)!)
    else {
      // The initial value is read before the name is declared.
      const value = init ? readExpression(cx, init) : undefined
      declareValue(cx, id, kind, value)
    }
  }
}

/** The function that an initial value is. */
function functionOf(init: es.Expression | null | undefined): FunctionNode | undefined {
  const value = init && (namedFunction(init) ?? init)
  return value?.type === 'ArrowFunctionExpression' || value?.type === 'FunctionExpression' ? value : undefined
}

function declareValue(cx: Context, target: es.Pattern, kind: 'const' | 'let', value: Expr | undefined): void {
  if (target.type === 'Identifier' && value?.kind === 'variable' && value.variable.view) {
    cx.alias(target.name, value.variable)
    return
  }
  if (target.type !== 'Identifier')
    throw cx.error('unsupported', target, 'a kernel cannot destructure here', 'declare one variable after the other')
  const variable = cx.hoisted.get(target) ?? cx.declare(target.name, kind, target)
  if (value?.kind === 'variable' && cx.renameArray(value.variable, variable)) return
  if (value) cx.emit({ kind: 'set', variable, value, declares: true, at: cx.span(target) })
}

/** `throw new RangeError('…')`: the text is fixed when the kernel is compiled. */
function readThrow(cx: Context, node: es.ThrowStatement): void {
  const { argument } = node
  const name = argument.type === 'NewExpression' ? calleeName(cx, argument.callee) : undefined
  const text = argument.type === 'NewExpression' ? argument.arguments[0] : undefined
  const known = name === 'Error' || name === 'RangeError' || name === 'TypeError'
  if (!known || (text && (text.type !== 'Literal' || typeof text.value !== 'string')))
    throw cx.error(
      'unsupported',
      node,
      'a kernel cannot throw this',
      "write throw new RangeError('…') with a text in quotes",
    )
  const message = text?.type === 'Literal' ? String(text.value) : ''
  cx.emit({ kind: 'throw', error: name, message, at: cx.span(node) })
}

function readIf(cx: Context, node: es.IfStatement): void {
  const test = readExpression(cx, node.test)
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
  const head = cx.block(() => (test ? readExpression(cx, test) : always))
  const effects = head.block.length > 0
  const read = (): void => {
    // A test with effects runs at the head of the body.
    if (effects) leaveUnless(cx, test!)
    readBody()
    update()
  }
  cx.breakable('loop', update, read, (body) => ({
    kind: 'while',
    test: effects ? always : head.value,
    body,
    doFirst: false,
    at,
  }))
}

function leaveUnless(cx: Context, test: es.Expression): void {
  const value = readExpression(cx, test)
  const at = cx.span(test)
  cx.emit({ kind: 'if', test: value, yes: [], no: [{ kind: 'break', at }], at })
}

function readDoWhile(cx: Context, node: es.DoWhileStatement): void {
  const at = cx.span(node)
  const head = cx.block(() => readExpression(cx, node.test))
  const body = (): void => nestedStatement(cx, node.body)
  if (head.block.length === 0) {
    cx.breakable(
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
  cx.breakable('loop', update, read, (block) => ({ kind: 'while', test: always, body: block, doFirst: false, at }))
}

function readFor(cx: Context, node: es.ForStatement): void {
  cx.nested(() => {
    if (node.init) reserveNames(cx, [node.init])
    if (node.init?.type === 'VariableDeclaration') readDeclaration(cx, node.init)
    else if (node.init) readEffect(cx, node.init)
    const body = (): void => nestedStatement(cx, node.body)
    const counted = countedLoop(cx, node)
    if (counted) cx.breakable('loop', () => {}, body, counted)
    else readWhile(cx, node, node.test, body, () => node.update && readEffect(cx, node.update))
  })
}

/** `for (const i of prange(n))`, `range(n)`, or over the elements of an array. */
function readForOf(cx: Context, node: es.ForOfStatement): void {
  const declaration = node.left.type === 'VariableDeclaration' ? node.left.declarations[0].id : undefined
  if (declaration?.type !== 'Identifier' || node.await)
    throw cx.error(
      'unsupported',
      node.left,
      'a kernel needs one loop variable here',
      'write for (const i of prange(n)) { … }',
    )
  const name = declaration.name
  const at = cx.span(node)
  const number = (value: number): Expr => ({ kind: 'number', value, at: cx.span(node.right) })
  if (node.right.type === 'CallExpression' && arrayMethod(cx, node.right) !== 'row') {
    const callee = calleeName(cx, node.right.callee)
    const args = node.right.arguments
    if (callee !== 'prange' && callee !== 'range') {
      if (node.right.callee.type === 'Identifier' && !cx.lookup(node.right.callee.name) && !cx.helper(callee!))
        throw unknownName(cx, node.right.callee, callee!)
      throw cannotIterate(cx, node.right)
    }
    if (args.length < 1 || args.length > 3)
      throw cx.error(
        'type',
        node.right,
        `${callee} got ${counted(args.length, 'argument')}`,
        `write ${callee}(stop), ${callee}(start, stop) or ${callee}(start, stop, step)`,
      )
    const values = cx.nested(() => {
      // The range does not see the name of its own loop.
      reserveNames(cx, [node.left])
      return cx.operands(args, (n) => readExpression(cx, n))
    })
    const [start, stop] = values.length === 1 ? [number(0), values[0]] : values
    readRange(cx, node, name, declaration, { parallel: callee === 'prange', start, stop, step: values[2] ?? number(1) })
    return
  }
  if (node.right.type !== 'Identifier' && node.right.type !== 'CallExpression') throw cannotIterate(cx, node.right)
  const array = cx.nested(() => {
    reserveNames(cx, [node.left])
    return readArray(cx, node.right)
  })
  cx.nested(() => {
    const counter: Variable = { name: `${name}_index`, kind: 'const', at: cx.span(declaration) }
    const variable = cx.hoisted.get(declaration) ?? cx.declare(name, 'let', declaration)
    const index: Expr = { kind: 'variable', variable: counter, at }
    const read = (): void => {
      const element: Expr = { kind: 'element', ...placeOf(array, index), at: cx.span(declaration) }
      cx.emit({ kind: 'set', variable, value: element, declares: true, at: cx.span(declaration) })
      nestedStatement(cx, node.body)
    }
    const stop = lengthOf(array, cx.span(node.right))
    cx.breakable(
      'loop',
      () => {},
      read,
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
}

function cannotIterate(cx: Context, at: Span): CompileError {
  return cx.error(
    'unsupported',
    at,
    'a kernel cannot iterate over this',
    'iterate over prange(n), range(n) or a typed array: for (const i of prange(n)) …, for (const v of a) …',
  )
}

/** A loop over a range. A loop variable that the body may assign is a copy of the counter. */
function readRange(
  cx: Context,
  node: es.ForOfStatement,
  name: string,
  at: Span,
  range: Pick<ForStmt, 'parallel' | 'start' | 'stop' | 'step'>,
): void {
  cx.nested(() => {
    const [declaration] = (node.left as es.VariableDeclaration).declarations
    const constant = (node.left as es.VariableDeclaration).kind === 'const'
    const variable = cx.hoisted.get(declaration.id) ?? cx.declare(name, constant ? 'const' : 'let', at)
    const counter: Variable = constant ? variable : { name: `${name}_count`, kind: 'const', at: cx.span(at) }
    const read = (): void => {
      const value: Expr = { kind: 'variable', variable: counter, at: cx.span(at) }
      if (!constant) cx.emit({ kind: 'set', variable, value, declares: true, at: cx.span(at) })
      nestedStatement(cx, node.body)
    }
    const kind = range.parallel ? 'prange' : 'loop'
    cx.breakable(
      kind,
      () => {},
      read,
      (body) => ({ kind: 'for', counter, ...range, inclusive: false, body, at: cx.span(node) }),
    )
  })
}
