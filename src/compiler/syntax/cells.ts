import type { Context } from './context.ts'
import { isConditionValue } from './groups.ts'
import { mapKernel } from './rewrite.ts'
import { type Callee, type Expr, type Stmt, statements, type Variable } from './tree.ts'

/**
 * A variable that a function assigns outside of it becomes the one element of an array, a cell, which both see. Gives the body with the
 * cells made at its start; those of the callees are changed in place.
 *
 * @throws CompileError where there would have to be several at once, or where it holds what is no number
 */
export function withCells(cx: Context, body: Stmt[]): Stmt[] {
  const cells = new Map<Variable, Variable>()
  for (const { callee, outer } of cx.compiled)
    for (const stmt of statements(callee.body))
      if (stmt.kind === 'set' && outer.has(stmt.variable) && !cells.has(stmt.variable)) {
        checkCell(cx, callee, stmt.variable, body)
        const { name, at } = stmt.variable
        cells.set(stmt.variable, { name, kind: 'temp', cell: true, at })
      }
  if (cells.size === 0) return body
  const element = (expr: Expr): Expr => {
    const cell = expr.kind === 'variable' ? cells.get(expr.variable) : undefined
    return cell ? { kind: 'element', array: cell, index: zero(expr.at), at: expr.at } : expr
  }
  const store = (stmt: Stmt): Stmt[] => {
    const cell = stmt.kind === 'set' ? cells.get(stmt.variable) : undefined
    if (stmt.kind !== 'set' || cell === undefined) return [stmt]
    return [{ kind: 'store', array: cell, index: zero(stmt.at), value: stmt.value, at: stmt.at }]
  }
  const rewritten = mapKernel(cx, body, element, store)
  for (const entry of cx.compiled)
    for (const [variable, cell] of cells) if (entry.outer.has(variable)) entry.outer.add(cell)
  const made = [...cells].flatMap(([variable, cell]): Stmt[] => {
    const { at } = variable
    const make: Stmt = {
      kind: 'allocate',
      array: cell,
      dtype: 'float64',
      lengths: [{ kind: 'number', value: 1, at }],
      fill: undefined,
      at,
    }
    if (variable.kind !== 'param') return [make]
    return [make, { kind: 'store', array: cell, index: zero(at), value: { kind: 'variable', variable, at }, at }]
  })
  return [...made, ...rewritten]
}

const zero = (at: Expr['at']): Expr => ({ kind: 'number', value: 0, at })

function checkCell(cx: Context, { name }: Callee, variable: Variable, body: readonly Stmt[]): void {
  const refuse = (why: string, remedy: string): Error =>
    cx.error('unsupported', variable.at, `'${name}' calls itself and assigns '${variable.name}', ${why}`, remedy)
  const callees = cx.compiled.flatMap(({ callee }) => statements(callee.body))
  const own = statements(body)
  const sets = [...own, ...callees].flatMap((stmt) => (stmt.kind === 'set' && stmt.variable === variable ? [stmt] : []))
  if (
    cx.compiled.some(({ callee }) => callee.params.includes(variable)) ||
    callees.some((stmt) => stmt.kind === 'set' && stmt.declares && stmt.variable === variable)
  )
    throw refuse('which each call has of its own', 'return the value, and assign it at the call')
  if (own.some((stmt) => stmt.kind === 'for' && stmt.counter === variable))
    throw refuse('which counts a loop', 'assign another variable')
  if (own.some((stmt) => stmt.kind === 'for' && stmt.parallel))
    throw refuse('and the kernel has a prange', 'return the value, and assign it at the call')
  if (variable.kind !== 'param' && !sets.some((stmt) => stmt.declares))
    throw refuse('which has no value where it is declared', 'give it one')
  if (sets.some((stmt) => isConditionValue(stmt.value))) throw refuse('which is a boolean', 'make it a number: 1 or 0')
}
