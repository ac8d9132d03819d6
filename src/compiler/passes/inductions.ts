import type { Type } from '../../ops/type.ts'
import { constant, operation, read, set } from '../ir/make.ts'
import type { Expr, ForStmt, Func, Local, SetStmt, Stmt } from '../ir/nodes.ts'
import { assignedLocals, jumpsBy, statements } from '../ir/walk.ts'
import { mapBlock } from './rewrite.ts'
import { isFixed, stepOf } from './steps.ts'

/**
 * Variables that a loop moves by a constant in every iteration, `out[p++] = …`, as what they are in the iteration: `p + k`. Nothing is carried
 * from iteration to iteration then, and what they index can be checked before the loop.
 */
export function inductions(func: Func): Func {
  const body = mapBlock(
    func.body,
    (expr) => expr,
    (stmt) => (stmt.kind === 'for' && !stmt.parallel ? withoutSteps(stmt) : [stmt]),
  )
  return { ...func, body }
}

function withoutSteps(loop: ForStmt): readonly Stmt[] {
  const { counter, start, stop, step, body, at } = loop
  const changed = assignedLocals(body)
  const counts = step.kind === 'const' && step.value === 1 && [start, stop].every((end) => isFixed(end, changed))
  if (!counts || jumpsBy(body, ['break', 'continue'])) return [loop]
  const isZero = start.kind === 'const' && start.value === 0
  const since = (end: Expr, type: Type): Expr => (isZero ? as(end, type) : op('-', as(end, type), as(start, type)))
  // The last of the start and the stop: there may be no iteration.
  const end = isZero && stop.kind === 'const' && stop.value > 0 ? stop : op('Math.max', stop, start)
  const after: Stmt[] = []
  let block = body
  for (const local of stepped(body)) {
    const { type } = local
    const { moved, by } = inEachIteration(block, local, since(read(counter, at), type))
    block = moved
    after.push(set(local, op('+', read(local, at), times(since(end, type), by))))
  }
  return after.length > 0 ? [{ ...loop, body: block }, ...after] : [loop]
}

/** The integers that the iterations step on their way, and change nowhere else. */
function stepped(body: readonly Stmt[]): Local[] {
  const steps = body.filter((stmt): stmt is SetStmt => stepOf(stmt) !== undefined)
  const all = [...statements(body)].filter((stmt) => stmt.kind === 'set')
  return [...new Set(steps.map(({ local }) => local))].filter(
    (local) =>
      all.filter((stmt) => stmt.local === local).length === steps.filter((stmt) => stmt.local === local).length,
  )
}

/** A body with what a variable is at each place in it, from what it was before the loop; `by`: how far an iteration moves it. */
function inEachIteration(body: readonly Stmt[], local: Local, iteration: Expr): { moved: Stmt[]; by: number } {
  const isStep = (stmt: Stmt): boolean => stmt.kind === 'set' && stmt.local === local
  const by = body.reduce((sum, stmt) => (isStep(stmt) ? sum + stepOf(stmt)! : sum), 0)
  let now = 0
  const moved = body.flatMap((stmt): Stmt[] => {
    if (isStep(stmt)) {
      now += stepOf(stmt)!
      return []
    }
    return mapBlock([stmt], (e) => {
      if (e.kind !== 'local' || e.local !== local) return e
      const place = op('+', e, times(iteration, by))
      return now === 0 ? place : op('+', place, constant(now, e.type, e.at))
    })
  })
  return { moved, by }
}

function times(iterations: Expr, by: number): Expr {
  return by === 1 ? iterations : op('*', iterations, constant(by, iterations.type, iterations.at))
}

/** An int32 in a type of integers. */
function as(value: Expr, type: Type): Expr {
  if (value.type === type) return value
  return value.kind === 'const' ? { ...value, type } : { kind: 'convert', type, mode: 'number', value, at: value.at }
}

/** An operation on two integers of one type. */
function op(name: string, left: Expr, right: Expr): Expr {
  return operation(name, left.type, left, right)
}
