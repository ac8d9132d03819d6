import type { Expr, Func, Local, Stmt, WhileStmt } from '../ir/nodes.ts'
import { assignedLocals, blocks, readLocals } from '../ir/walk.ts'
import { mapBlock } from './rewrite.ts'

/**
 * `while (i < stop) { …; i++ }` as a loop that counts, where nothing else changes `i` or the stop and nothing leaves it, nor reads `i` after it is
 * stepped: its checks can stand
 * before it, and it can become lanes.
 */
export function countedWhiles(func: Func): Func {
  const body = mapBlock(
    func.body,
    (expr) => expr,
    (stmt) => (stmt.kind === 'while' ? (counted(stmt) ?? [stmt]) : [stmt]),
  )
  return { ...func, body }
}

function counted({ test, body, doFirst, beyond, at }: WhileStmt): Stmt[] | undefined {
  if (doFirst || beyond || test.kind !== 'op' || test.op !== '<') return undefined
  const [value, stop] = test.args
  if (value.kind !== 'local' || value.type !== 'i32') return undefined
  const { local } = value
  const place = body.findLastIndex((stmt) => isIncrement(stmt, local))
  const [head, tail] = [body.slice(0, place), body.slice(place + 1)]
  const rest = [...head, ...tail]
  const changed = assignedLocals(rest)
  if (place < 0 || changed.has(local) || readLocals(tail).has(local)) return undefined
  if (!isFixed(stop, changed) || jumps(rest)) return undefined
  const counter: Local = { name: local.name, type: 'i32' }
  const renamed = mapBlock(rest, (e) => (e.kind === 'local' && e.local === local ? { ...e, local: counter } : e))
  const step: Expr = { kind: 'const', type: 'i32', value: 1, at }
  // The variable keeps its first value in the loop, and is at the stop after it, or where it was if that is beyond.
  const last: Expr = { kind: 'op', type: 'i32', op: 'Math.max', args: [value, stop], at }
  return [
    { kind: 'for', parallel: false, counter, start: value, stop, step, body: renamed, at },
    { kind: 'set', local, value: last, at },
  ]
}

/** `i = i + 1` */
function isIncrement(stmt: Stmt | undefined, local: Local): boolean {
  if (stmt?.kind !== 'set' || stmt.local !== local || stmt.value.kind !== 'op' || stmt.value.op !== '+') return false
  const [left, right] = stmt.value.args
  return left.kind === 'local' && left.local === local && right.kind === 'const' && right.value === 1
}

/** Whether a bound stays the same: of constants, lengths and variables that the loop does not change. */
export function isFixed(expr: Expr, changed: ReadonlySet<Local>): boolean {
  if (expr.kind === 'const') return true
  if (expr.kind === 'local') return !changed.has(expr.local)
  if (expr.kind === 'length') return !changed.has(expr.array.size) && !changed.has(expr.array.base)
  if (expr.kind === 'op') return ['+', '-'].includes(expr.op) && expr.args.every((arg) => isFixed(arg, changed))
  return false
}

/** Whether something in it leaves the loop, or goes on to its next iteration. */
export function jumps(block: readonly Stmt[]): boolean {
  return block.some((stmt) => {
    if (stmt.kind === 'break' || stmt.kind === 'continue') return true
    return stmt.kind === 'if' && blocks(stmt).some(jumps)
  })
}
