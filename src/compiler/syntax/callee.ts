import type * as es from 'acorn'
import { counted } from '../../base/text.ts'
import type { Helper, Names } from './bindings.ts'
import { sameHelper } from './bindings.ts'
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
  type Span,
  type Stmt,
  statements,
  type Variable,
} from './tree.ts'

/** The callee that a helper is for a call, where it is compiled once already. One that leaves arguments out is a callee of its own. */
export function compiledOnce(cx: Context, helper: Helper, node: es.CallExpression): Callee | undefined {
  const count = node.arguments.length
  return cx.compiled.find((known) => known.arguments === count && sameHelper(known.helper, helper))?.callee
}

/**
 * Reads a helper as a function of its own: of scalars, with one result.
 *
 * @throws CompileError where it uses arrays, assigns what is outside of it, or returns no single value
 */
export function compileOnce(
  cx: Context,
  helper: Helper,
  node: es.CallExpression,
  readResult: (cx: Context, node: es.Expression) => Result,
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
  const callee: Callee = { name: helper.name, params, body: [], captured: [], at }
  const entry = { helper, arguments: count, callee, outer: variablesOf(helper.names) }
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
    check(cx, callee, entry.outer)
    callee.body = serial(callee.body)
    return callee
  } catch (error) {
    cx.compiled.splice(cx.compiled.indexOf(entry), 1)
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

/** The variables of the blocks around a nested function. */
function variablesOf(names: Names | undefined): Set<Variable> {
  const found = new Set<Variable>()
  for (let block = names; block; block = block.outer)
    for (const binding of block.bindings.values()) if ('kind' in binding) found.add(binding)
  return found
}

function check(cx: Context, { name, body }: Callee, outer: ReadonlySet<Variable>): void {
  const refuse = (at: Span, what: string, remedy: string): Error =>
    cx.error('unsupported', at, `'${name}' is compiled as a function of its own, and ${what}`, remedy)
  const array = (at: Span, variable: Variable): Error =>
    refuse(at, `uses the array '${variable.name}'`, 'a function that calls itself takes and gives numbers: use a loop')
  for (const stmt of statements(body)) {
    const touches = ['store', 'allocate', 'check', 'view'].includes(stmt.kind)
    if (touches) throw array(stmt.at, (stmt as Extract<Stmt, { kind: 'store' }>).array)
    if (stmt.kind === 'log') throw refuse(stmt.at, 'writes to the console', 'log where it is called')
    if (stmt.kind === 'set' && outer.has(stmt.variable))
      throw refuse(
        stmt.at,
        `assigns '${stmt.variable.name}' outside of it`,
        'return the value, and assign it at the call',
      )
    if (stmt.kind === 'return' && !stmt.result.single)
      throw refuse(stmt.at, 'returns no single value', 'return one number, or use a loop')
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

/** When all is read: which outer variables each callee reads, by itself or by its calls. */
export function captureVariables(cx: Context): void {
  const captured = new Map<Callee, Set<Variable>>(cx.compiled.map(({ callee }) => [callee, new Set()]))
  for (let before = -1, size = 0; before !== size; ) {
    before = size
    for (const { callee, outer } of cx.compiled) {
      const own = captured.get(callee)!
      for (const e of expressionsOf(callee.body)) {
        if (e.kind === 'variable' && outer.has(e.variable)) own.add(e.variable)
        if (e.kind === 'invoke') for (const v of captured.get(e.callee)!) if (outer.has(v)) own.add(v)
      }
    }
    size = [...captured.values()].reduce((sum, own) => sum + own.size, 0)
  }
  for (const [callee, own] of captured) callee.captured = [...own]
  for (const invoke of cx.invokes) {
    const variables = invoke.callee.captured
    invoke.captured = variables.map((variable): Expr => ({ kind: 'variable', variable, at: invoke.at }))
  }
}

function* expressionsOf(body: readonly Stmt[]): Generator<Expr> {
  for (const stmt of statements(body)) for (const top of parts(stmt).exprs) yield* expressions(top)
}
