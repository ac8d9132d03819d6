import type * as es from 'acorn'
import type { Context } from './context.ts'
import { readArray, readEffect, readExpression } from './expressions.ts'
import { countedLoop } from './loops.ts'
import { calleeName } from './names.ts'
import { readSwitch } from './switch.ts'
import type { Expr, ForStmt, Span, Variable } from './tree.ts'

const span = (node: Span): Span => ({ start: node.start, end: node.end })

export function readBlock(cx: Context, body: readonly (es.Statement | es.ModuleDeclaration)[]): void {
  for (const statement of body) readStatement(cx, statement as es.Statement)
}

/** Reads a statement into the current block. */
export function readStatement(cx: Context, node: es.Statement): void {
  const handler = handlers[node.type]
  if (handler === undefined) {
    const name = node.type.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()
    throw cx.error(
      'unsupported',
      { start: node.start, end: Math.min(node.end, node.start + 8) },
      `a kernel cannot contain this ${name}`,
      hints[node.type] ?? 'use declarations, assignments, if, for, while and return',
    )
  }
  handler(cx, node as never)
}

type Handler = (cx: Context, node: never) => void

const hints: Readonly<Record<string, string>> = {
  ThrowStatement: 'return a value that says so',
  TryStatement: 'kernels do not catch errors; catch them around the call',
  FunctionDeclaration: 'write the body where it is used',
  ForInStatement: 'iterate with for (let i = 0; i < a.length; i++)',
}

const handlers: Readonly<Record<string, Handler | undefined>> = {
  EmptyStatement: () => {},
  BlockStatement: ((cx: Context, node: es.BlockStatement) => cx.nested(() => readBlock(cx, node.body))) as Handler,
  ExpressionStatement: ((cx: Context, node: es.ExpressionStatement & { directive?: string }) => {
    if (node.directive === undefined) readEffect(cx, node.expression)
  }) as Handler,
  VariableDeclaration: readDeclaration as Handler,
  IfStatement: readIf as Handler,
  ForStatement: readFor as Handler,
  ForOfStatement: readForOf as Handler,
  WhileStatement: ((cx: Context, node: es.WhileStatement) =>
    readWhile(
      cx,
      node,
      node.test,
      () => nestedStatement(cx, node.body),
      () => {},
    )) as Handler,
  DoWhileStatement: readDoWhile as Handler,
  SwitchStatement: ((cx: Context, node: es.SwitchStatement) => readSwitch(cx, node, readBlock)) as Handler,
  LabeledStatement: ((cx: Context, node: es.LabeledStatement) =>
    cx.labelled(node.label.name, () => readStatement(cx, node.body))) as Handler,
  BreakStatement: ((cx: Context, node: es.BreakStatement) =>
    cx.leave('break', node.label?.name, span(node))) as Handler,
  ContinueStatement: ((cx: Context, node: es.ContinueStatement) =>
    cx.leave('continue', node.label?.name, span(node))) as Handler,
  ReturnStatement: ((cx: Context, node: es.ReturnStatement) => {
    const value = node.argument ? readExpression(cx, node.argument) : undefined
    cx.emit({ kind: 'return', value, at: span(node) })
  }) as Handler,
}

const nestedStatement = (cx: Context, node: es.Statement): void => cx.nested(() => readStatement(cx, node))

export function readDeclaration(cx: Context, node: es.VariableDeclaration): void {
  for (const declarator of node.declarations) {
    if (declarator.id.type !== 'Identifier')
      throw cx.error(
        'unsupported',
        declarator.id,
        'a kernel cannot destructure here',
        'declare one variable after the other',
      )
    // The initial value does not see the name that it initialises.
    const value = declarator.init ? readExpression(cx, declarator.init) : undefined
    const variable = cx.declare(declarator.id.name, node.kind === 'const' ? 'const' : 'let', declarator.id)
    if (value) cx.emit({ kind: 'set', variable, value, declares: true, at: span(declarator) })
  }
}

function readIf(cx: Context, node: es.IfStatement): void {
  const test = readExpression(cx, node.test)
  const yes = cx.block(() => nestedStatement(cx, node.consequent)).block
  const no = cx.block(() => node.alternate && nestedStatement(cx, node.alternate)).block
  cx.emit({ kind: 'if', test, yes, no, at: span(node) })
}

/** A loop that tests before each iteration; `update` runs between them. */
function readWhile(
  cx: Context,
  node: Span,
  test: es.Expression | null | undefined,
  readBody: () => void,
  update: () => void,
): void {
  const at = span(node)
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
  const at = span(test)
  cx.emit({ kind: 'if', test: value, yes: [], no: [{ kind: 'break', at }], at })
}

function readDoWhile(cx: Context, node: es.DoWhileStatement): void {
  const at = span(node)
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
  const at = span(node)
  const number = (value: number): Expr => ({ kind: 'number', value, at: span(node.right) })
  if (node.right.type === 'CallExpression') {
    const callee = calleeName(node.right.callee)
    const args = node.right.arguments
    if ((callee !== 'prange' && callee !== 'range') || args.length < 1 || args.length > 3)
      throw cx.error(
        'unsupported',
        node.right,
        `a kernel cannot iterate over ${callee ?? 'this'}(…)${callee === 'prange' || callee === 'range' ? ` of ${args.length} arguments` : ''}`,
        'write prange(stop), prange(start, stop) or prange(start, stop, step)',
      )
    const values = cx.operands(args, (n) => readExpression(cx, n))
    const [start, stop] = values.length === 1 ? [number(0), values[0]] : values
    readRange(cx, node, name, declaration, { parallel: callee === 'prange', start, stop, step: values[2] ?? number(1) })
    return
  }
  const array = readArray(cx, node.right)
  cx.nested(() => {
    const counter: Variable = { name: `${name}_index`, kind: 'const', at: span(declaration) }
    const variable = cx.declare(name, 'let', declaration)
    const index: Expr = { kind: 'variable', variable: counter, at }
    const read = (): void => {
      const element: Expr = { kind: 'element', array, index, at: span(declaration) }
      cx.emit({ kind: 'set', variable, value: element, declares: true, at: span(declaration) })
      nestedStatement(cx, node.body)
    }
    const stop: Expr = { kind: 'length', array, at: span(node.right) }
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

/** A loop over a range. A loop variable that the body may assign is a copy of the counter. */
function readRange(
  cx: Context,
  node: es.ForOfStatement,
  name: string,
  at: Span,
  range: Pick<ForStmt, 'parallel' | 'start' | 'stop' | 'step'>,
): void {
  cx.nested(() => {
    const constant = (node.left as es.VariableDeclaration).kind === 'const'
    const variable = cx.declare(name, constant ? 'const' : 'let', at)
    const counter: Variable = constant ? variable : { name: `${name}_count`, kind: 'const', at: span(at) }
    const read = (): void => {
      const value: Expr = { kind: 'variable', variable: counter, at: span(at) }
      if (!constant) cx.emit({ kind: 'set', variable, value, declares: true, at: span(at) })
      nestedStatement(cx, node.body)
    }
    const kind = range.parallel ? 'prange' : 'loop'
    cx.breakable(
      kind,
      () => {},
      read,
      (body) => ({ kind: 'for', counter, ...range, inclusive: false, body, at: span(node) }),
    )
  })
}
