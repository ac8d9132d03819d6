import type * as es from 'acorn'
import type { Context } from './context.ts'
import { readArray, readEffect, readExpression } from './expressions.ts'
import { readCounted } from './loops.ts'
import { calleeName } from './names.ts'
import type { Expr, Span, Stmt, Variable } from './tree.ts'

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
  BreakStatement: 'put the condition into the head of the loop',
  ContinueStatement: 'put the rest of the body into an if',
  SwitchStatement: 'write if … else if …',
  ThrowStatement: 'return a value that says so',
  TryStatement: 'kernels do not catch errors; catch them around the call',
  FunctionDeclaration: 'write the body where it is used',
  LabeledStatement: 'put the condition into the head of the loop',
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
    readWhile(cx, node, node.test, () => nestedStatement(cx, node.body))) as Handler,
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

function readWhile(cx: Context, node: Span, test: es.Expression | null | undefined, readBody: () => void): void {
  const always: Expr = { kind: 'boolean', value: true, at: span(node) }
  const head = cx.block(() => (test ? readExpression(cx, test) : always))
  const body = cx.block(readBody).block
  if (head.block.length === 0) {
    cx.emit({ kind: 'while', test: head.value, body, at: span(node) })
    return
  }
  // The test has effects: they happen before the loop and again at the end of each iteration.
  const variable: Variable = { name: 'more', kind: 'let', at: span(node) }
  const again = cx.block(() => (test ? readExpression(cx, test) : always))
  for (const stmt of head.block) cx.emit(stmt)
  cx.emit({ kind: 'set', variable, value: head.value, declares: true, at: span(node) })
  const last: Stmt = { kind: 'set', variable, value: again.value, declares: false, at: span(node) }
  cx.emit({
    kind: 'while',
    test: { kind: 'variable', variable, at: span(node) },
    body: [...body, ...again.block, last],
    at: span(node),
  })
}

function readFor(cx: Context, node: es.ForStatement): void {
  cx.nested(() => {
    if (node.init?.type === 'VariableDeclaration') readDeclaration(cx, node.init)
    else if (node.init) readEffect(cx, node.init)
    if (readCounted(cx, node, () => cx.block(() => nestedStatement(cx, node.body)).block)) return
    readWhile(cx, node, node.test, () => {
      nestedStatement(cx, node.body)
      if (node.update) readEffect(cx, node.update)
    })
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
    cx.nested(() => {
      const { body, counter } = loopBody(cx, node, name, declaration)
      cx.emit({
        kind: 'for',
        parallel: callee === 'prange',
        counter,
        start,
        stop,
        step: values[2] ?? number(1),
        inclusive: false,
        body,
        at,
      })
    })
    return
  }
  const array = readArray(cx, node.right)
  cx.nested(() => {
    const counter: Variable = { name: `${name}_index`, kind: 'const', at: span(declaration) }
    const variable = cx.declare(name, 'let', declaration)
    const element: Expr = {
      kind: 'element',
      array,
      index: { kind: 'variable', variable: counter, at },
      at: span(declaration),
    }
    const { block } = cx.block(() => nestedStatement(cx, node.body))
    const body: Stmt[] = [{ kind: 'set', variable, value: element, declares: true, at: span(declaration) }, ...block]
    cx.emit({
      kind: 'for',
      parallel: false,
      counter,
      start: number(0),
      stop: { kind: 'length', array, at: span(node.right) },
      step: number(1),
      inclusive: false,
      body,
      at,
    })
  })
}

/** The body of a range loop. A loop variable that the body assigns is a copy of the counter. */
function loopBody(cx: Context, node: es.ForOfStatement, name: string, at: Span): { body: Stmt[]; counter: Variable } {
  const variable = cx.declare(name, (node.left as es.VariableDeclaration).kind === 'const' ? 'const' : 'let', at)
  const { block } = cx.block(() => nestedStatement(cx, node.body))
  if (!block.length || variable.kind === 'const') return { body: block, counter: variable }
  const counter: Variable = { name: `${name}_count`, kind: 'const', at: span(at) }
  const copy: Stmt = {
    kind: 'set',
    variable,
    value: { kind: 'variable', variable: counter, at: span(at) },
    declares: true,
    at: span(at),
  }
  return { body: [copy, ...block], counter }
}
