import type * as es from 'acorn'
import { counted } from '../../base/text.ts'
import type { Helper, Names } from './bindings.ts'
import { SharedList, sameHelper } from './bindings.ts'
import { functionIn } from './callbacks.ts'
import type { Context } from './context.ts'
import { hoistVars } from './hoist.ts'
import { bindNames, namesParameter } from './parameters.ts'
import { readBlock, readExpression } from './reader.ts'
import {
  type Callee,
  type Expr,
  expressions,
  parts,
  type Result,
  reads,
  type Span,
  type Stmt,
  statements,
  type Variable,
} from './tree.ts'
import { walk } from './walk.ts'

/** The callee that a helper is for a call, where it is compiled once already. One that leaves arguments out is a callee of its own. */
export function compiledOnce(cx: Context, helper: Helper, node: es.CallExpression): Callee | undefined {
  const count = node.arguments.length
  return cx.compiled.find((known) => known.arguments === count && sameHelper(known.helper, helper))?.callee
}

/**
 * Reads a helper as a function of its own, with one result or none. Without `effects` it is one of scalars; with them it may use arrays, and
 * is called by statements.
 *
 * @throws CompileError where it does more than that
 */
export function compileOnce(
  cx: Context,
  helper: Helper,
  node: es.CallExpression,
  readResult: (cx: Context, node: es.Expression) => Result,
  effects = false,
): Callee {
  const at = cx.span(node)
  const names = helper.names ? undefined : namesParameter(helper.node, helper.scope)
  const given = helper.node.params.slice(0, names ? -1 : undefined)
  const count = node.arguments.length
  if (count > given.length)
    throw cx.error(
      'type',
      node,
      `'${helper.name}' got ${counted(count, 'argument')} and takes ${given.length}`,
      'leave the others out',
    )
  const called = node.arguments.find((argument) => functionIn(cx, argument))
  if (called)
    throw cx.error(
      'unsupported',
      called,
      `'${helper.name}' calls itself, and is given a function`,
      'let it call the function by its name',
    )
  const params: Variable[] = []
  const callee: Callee = { name: helper.name, params, body: [], captured: [], effects, writes: new Set(), at }
  const entry = { helper, arguments: count, callee, outer: variablesOf(helper.names) }
  const before = [cx.compiled.length, cx.invokes.length]
  cx.compiled.push(entry)
  try {
    callee.body = cx.apart(() =>
      cx.inside(helper, at, () => {
        if (names) bindNames(cx, names)
        return cx.block(() => {
          for (const [i, param] of given.entries()) readParameter(cx, param, i < count, params, helper)
          const { body } = helper.node
          if (body.type !== 'BlockStatement')
            cx.emit({ kind: 'return', result: readResult(cx, body), at: cx.span(body) })
          else
            cx.nested(() => {
              hoistVars(cx, helper.node)
              readBlock(cx, body.body)
            })
        }).block
      }),
    )
    addFields(cx, entry)
    if (effects && !givesValue(callee.body)) callee.body = returningZero(callee.body, at)
    check(cx, callee, entry.outer)
    callee.body = serial(callee.body)
    return callee
  } catch (error) {
    // What was compiled meanwhile may call it.
    ;[cx.compiled.length, cx.invokes.length] = before
    throw error
  }
}

function readParameter(cx: Context, param: es.Pattern, isGiven: boolean, params: Variable[], helper: Helper): void {
  const target = param.type === 'AssignmentPattern' ? param.left : param
  if (target.type !== 'Identifier')
    throw cx.error('unsupported', param, `a parameter of '${helper.name}' is a pattern`, 'name each parameter')
  if (isGiven) {
    params.push(cx.declare(target.name, 'let', target))
    return
  }
  if (param.type !== 'AssignmentPattern')
    throw cx.error(
      'type',
      param,
      `'${helper.name}' is called without its argument '${target.name}'`,
      `pass it, or give it a default: ${target.name} = 0`,
    )
  const value = readExpression(cx, param.right)
  const variable = cx.declare(target.name, 'let', target)
  cx.emit({ kind: 'set', variable, value, declares: true, at: cx.span(target) })
}

/** The variables of the blocks around a nested function, those that names of several values stand for among them. */
function variablesOf(names: Names | undefined): Set<Variable> {
  const found = new Set<Variable>()
  for (let block = names; block; block = block.outer)
    for (const binding of block.bindings.values()) {
      if ('kind' in binding) found.add(binding)
      else if ('handle' in binding) found.add(binding.handle)
      else if ('dictionary' in binding) {
        const { head, next, keys, values = keys } = binding
        for (const each of [head, next, keys, values]) found.add(each)
      } else if ('parts' in binding) for (const part of binding.parts.values()) found.add(part)
    }
  return found
}

/** The fields of the kernel's arguments are known when they are read; the rows of arrays of arrays are around every function. */
function addFields(cx: Context, { helper, outer }: { readonly helper: Helper; readonly outer: Set<Variable> }): void {
  if (cx.heap) outer.add(cx.heap.pool.list).add(cx.heap.meta.list)
  for (const variable of variablesOf(helper.names)) if (variable.kind === 'param') outer.add(variable)
}

/** Whether a function gives a value to who calls it, as its text says. */
export function givesResult({ node }: Helper): boolean {
  if (node.body.type !== 'BlockStatement') return true
  let gives = false
  walk(node.body, (each) => {
    if (each.type === 'ReturnStatement' && (each as es.ReturnStatement).argument) gives = true
    return !gives && !['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression'].includes(each.type)
  })
  return gives
}

const givesValue = (body: readonly Stmt[]): boolean =>
  statements(body).some((stmt) => stmt.kind === 'return' && stmt.result.values.length > 0)

/** A function without a result as one that returns 0, which nobody reads. */
function returningZero(body: readonly Stmt[], at: Span): Stmt[] {
  const zero: Stmt = {
    kind: 'return',
    result: { values: [{ kind: 'number', value: 0, at }], keys: undefined, single: true },
    at,
  }
  const visit = (block: readonly Stmt[]): Stmt[] =>
    block.map((stmt): Stmt => {
      if (stmt.kind === 'return') return zero
      if (stmt.kind === 'if') return { ...stmt, yes: visit(stmt.yes), no: visit(stmt.no) }
      return stmt.kind === 'for' || stmt.kind === 'while' ? { ...stmt, body: visit(stmt.body) } : stmt
    })
  return [...visit(body), zero]
}

function check(cx: Context, { name, body, effects }: Callee, outer: ReadonlySet<Variable>): void {
  const refuse = (at: Span, what: string, remedy: string): Error =>
    cx.error('unsupported', at, `'${name}' is compiled as a function of its own, and ${what}`, remedy)
  const array = (at: Span, variable: Variable): Error =>
    refuse(at, `uses the array '${variable.name}'`, 'a function that calls itself takes and gives numbers: use a loop')
  for (const stmt of statements(body)) {
    const touches = ['store', 'allocate', 'check', 'view', 'call'].includes(stmt.kind)
    if (touches && !effects) throw array(stmt.at, (stmt as Extract<Stmt, { kind: 'store' }>).array)
    if (stmt.kind === 'check')
      throw refuse(stmt.at, `takes a row of '${stmt.array.name}'`, 'read its elements: a.get(i, j)')
    const longer =
      stmt.kind === 'view'
        ? stmt.array
        : stmt.kind === 'set' && cx.dictionaryArrays.has(stmt.variable)
          ? stmt.variable
          : undefined
    if (longer && outer.has(longer))
      throw new SharedList(
        longer.name,
        refuse(stmt.at, `changes the length of '${longer.name}' around it`, 'make it as long as it may become'),
      )
    if (stmt.kind === 'log') throw refuse(stmt.at, 'writes to the console', 'log where it is called')
    if (stmt.kind === 'set' && outer.has(stmt.variable) && !effects)
      throw refuse(
        stmt.at,
        `assigns '${stmt.variable.name}' outside of it`,
        'return the value, and assign it at the call',
      )
    if (stmt.kind === 'return' && !stmt.result.single)
      throw refuse(stmt.at, 'returns no single value', 'return one number, or use a loop')
    if (effects) continue
    for (const top of parts(stmt).exprs)
      for (const e of expressions(top))
        if (e.kind === 'element' || e.kind === 'length' || e.kind === 'extent') throw array(e.at, e.array)
  }
}

/** A parallel loop in a function runs where the function is called, so in order. */
function serial(block: readonly Stmt[]): Stmt[] {
  return block.map((stmt): Stmt => {
    if (stmt.kind === 'if') return { ...stmt, yes: serial(stmt.yes), no: serial(stmt.no) }
    if (stmt.kind === 'while') return { ...stmt, body: serial(stmt.body) }
    return stmt.kind === 'for' ? { ...stmt, parallel: false, body: serial(stmt.body) } : stmt
  })
}

/** When all is read: which outer variables each callee uses, by itself or by its calls, and which arrays it writes to. */
export function captureVariables(cx: Context): void {
  for (const entry of cx.compiled) addFields(cx, entry)
  const frozen = new Set([...cx.frozen.values()].map(({ variable }) => variable))
  const captured = new Map<Callee, Set<Variable>>(cx.compiled.map(({ callee }) => [callee, new Set()]))
  for (let before = -1, size = 0; before !== size; ) {
    before = size
    for (const { callee, outer } of cx.compiled) {
      const own = captured.get(callee)!
      const use = (variable: Variable): void => {
        if (outer.has(variable) || frozen.has(variable)) own.add(variable)
      }
      for (const variable of used(callee.body)) use(variable)
      for (const called of calledIn(callee.body)) for (const variable of captured.get(called)!) use(variable)
    }
    size = [...captured.values()].reduce((sum, own) => sum + own.size, 0)
  }
  for (const [callee, own] of captured) callee.captured = [...own]
  for (const invoke of cx.invokes) {
    const variables = invoke.callee.captured
    invoke.captured = variables.map((variable): Expr => ({ kind: 'variable', variable, at: invoke.at }))
  }
  findWrites(cx)
}

function findWrites(cx: Context): void {
  for (let changed = true; changed; ) {
    changed = false
    for (const { callee } of cx.compiled) {
      const own = new Set(callee.writes)
      // A part of an array is written where the array is.
      const whole = new Map<Variable, Variable>()
      const write = (variable: Variable): void => {
        own.add(variable)
        const of = whole.get(variable)
        if (of) write(of)
      }
      const stmts = statements(callee.body)
      for (const stmt of stmts) {
        if (stmt.kind === 'view') whole.set(stmt.array, stmt.of)
        if (stmt.kind === 'set' && stmt.value.kind === 'variable') whole.set(stmt.variable, stmt.value.variable)
      }
      for (const stmt of stmts) {
        if (stmt.kind === 'store') write(stmt.array)
        if (stmt.kind !== 'call') continue
        const formal = [...stmt.callee.params, ...stmt.callee.captured]
        for (const [i, arg] of [...stmt.args, ...stmt.captured].entries())
          if (arg.kind === 'variable' && stmt.callee.writes.has(formal[i])) write(arg.variable)
      }
      changed ||= own.size > callee.writes.size
      callee.writes = own
    }
  }
}

/** The variables that a body uses. */
function used(body: readonly Stmt[]): Set<Variable> {
  const found = new Set<Variable>()
  for (const stmt of statements(body)) {
    if (stmt.kind === 'store' || stmt.kind === 'check') found.add(stmt.array)
    if (stmt.kind === 'view') found.add(stmt.of)
    if (stmt.kind === 'allocate' && typeof stmt.dtype !== 'string') found.add(stmt.dtype)
    for (const top of parts(stmt).exprs) for (const variable of reads(top)) found.add(variable)
  }
  return found
}

function calledIn(body: readonly Stmt[]): Set<Callee> {
  const found = new Set<Callee>()
  for (const stmt of statements(body)) {
    if (stmt.kind === 'call') found.add(stmt.callee)
    for (const top of parts(stmt).exprs) for (const e of expressions(top)) if (e.kind === 'invoke') found.add(e.callee)
  }
  return found
}
