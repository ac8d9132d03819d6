import { constant } from '../ir/make.ts'
import type { ForStmt, Func, Local, Stmt, WhileStmt } from '../ir/nodes.ts'
import { mapBlock } from './rewrite.ts'
import { shapeOf } from './whileShapes.ts'

/**
 * `while` loops that only move a variable to a bound, as loops that count: their checks can stand before them, and they can become lanes.
 */
export function countedWhiles(func: Func): Func {
  const body = mapBlock(
    func.body,
    (expr) => expr,
    (stmt) => (stmt.kind === 'while' ? (counted(stmt) ?? [stmt]) : [stmt]),
  )
  return { ...func, body }
}

function counted(stmt: WhileStmt): Stmt[] | undefined {
  const shape = shapeOf(stmt)
  if (shape === undefined) return undefined
  const { local, start, stop, step, body, after, when } = shape
  const { at } = stmt
  const counter: Local = { name: local.name, type: 'i32' }
  // The variable keeps its first value in the loop.
  const renamed = mapBlock(body, (e) => (e.kind === 'local' && e.local === local ? { ...e, local: counter } : e))
  const loop: ForStmt = {
    kind: 'for',
    parallel: false,
    counter,
    start,
    stop,
    step: constant(step, 'i32', at),
    body: renamed,
    at,
  }
  const yes = [loop, ...after]
  // Where it does not hold, the loop passes its bound, and has no end.
  return when ? [{ kind: 'if', test: when, yes, no: [{ ...stmt, beyond: true }], at }] : yes
}
