import { constant, operation, set } from '../ir/make.ts'
import type { Func, Local, Stmt, WhileStmt } from '../ir/nodes.ts'
import { assignedLocals, jumpsBy, readLocals } from '../ir/walk.ts'
import { mapBlock } from './rewrite.ts'
import { isFixed, stepOf } from './steps.ts'

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
  const place = body.findLastIndex((stmt) => stmt.kind === 'set' && stmt.local === local && stepOf(stmt) === 1)
  const [head, tail] = [body.slice(0, place), body.slice(place + 1)]
  const rest = [...head, ...tail]
  const changed = assignedLocals(rest)
  if (place < 0 || changed.has(local) || readLocals(tail).has(local)) return undefined
  if (!isFixed(stop, changed) || jumpsBy(rest, ['break', 'continue'])) return undefined
  const counter: Local = { name: local.name, type: 'i32' }
  const renamed = mapBlock(rest, (e) => (e.kind === 'local' && e.local === local ? { ...e, local: counter } : e))
  const step = constant(1, 'i32', at)
  // The variable keeps its first value in the loop, and is at the stop after it, or where it was if that is beyond.
  const last = { ...operation('Math.max', 'i32', value, stop), at }
  return [{ kind: 'for', parallel: false, counter, start: value, stop, step, body: renamed, at }, set(local, last)]
}
