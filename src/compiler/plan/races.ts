import type { SourceText } from '../../base/source.ts'
import type { Access, ArrayRef, Expr, ForStmt } from '../ir/nodes.ts'
import { sameExpr } from '../ir/same.ts'
import { assignedLocals, evaluated, statements, subexpressions } from '../ir/walk.ts'
import { type Guard, guarded } from './guards.ts'
import { type Movement, type Movements, moving, ownElements } from './movement.ts'

/** An access of a parallel loop to an array that is not the iteration's own. */
interface Touch {
  readonly access: Access
  readonly index: Expr
  readonly move: Movement
  readonly guard: Guard
  /** The value that the counter has, where only a single iteration comes here. */
  readonly only: Expr | undefined
}

/** Iterations that are tried for two indices of different steps. */
const TRIED = 64

/**
 * Rejects what can be seen to be a race: iterations of a parallel loop that touch one another's elements, or leave the loop.
 * `accumulated` arrays are none.
 */
export function rejectRaces(
  loop: ForStmt,
  movements: Movements,
  accumulated: ReadonlySet<ArrayRef>,
  source: SourceText,
): void {
  for (const stmt of statements(loop.body)) {
    if (stmt.kind === 'log')
      throw source.error(
        'unsupported',
        stmt.at,
        'a log in a prange',
        'iterations run in no order, on other threads: log before or after the loop, or make it range(…) while you look',
      )
    if (stmt.kind === 'return')
      throw source.error(
        'race',
        stmt.at,
        'a return out of a prange',
        'iterations run in no order: compute a reduction, and return after the loop',
      )
  }
  const own = assignedLocals(loop.body)
  const touches = [...touchesOf(loop, movements)].filter(
    ({ access: { array } }) => !own.has(array.base) && !accumulated.has(array),
  )
  for (const write of touches) {
    if (!write.access.store) continue
    if (shared(write, loop))
      throw source.error(
        'race',
        write.access.at,
        sharedText(write),
        `write to an element of the iteration’s own, make '${write.access.array.name}' in the loop, or only accumulate it: ${write.access.array.name}[k] += x`,
      )
    for (const other of touches)
      if (conflict(write, other, loop) || meet(write, other, loop, movements))
        throw clash(write.access, other.access, source)
  }
}

function sharedText({ move, access }: Touch): string {
  const { name } = access.array
  if (moving(move)) return `several iterations of the prange write the same element of '${name}'`
  return `every iteration of the prange writes the same element${move.extent > 0 ? 's' : ''} of '${name}'`
}

function* touchesOf(loop: ForStmt, movements: Movements): Generator<Touch> {
  for (const { stmt, guard, only } of guarded(loop, movements)) {
    for (const top of evaluated(stmt))
      for (const e of subexpressions(top))
        if (e.kind === 'load') yield { access: e.access, index: e.index, move: movements.of(e.index), guard, only }
    if (stmt.kind === 'store')
      yield { access: stmt.access, index: stmt.index, move: movements.of(stmt.index), guard, only }
  }
}

/** Whether a write by itself meets that of another iteration. */
function shared({ move, guard }: Touch, loop: ForStmt): boolean {
  if (guard === 'single' || tripsOf(loop) <= 1) return false
  const { coefficient, extent, opaque, folded } = move
  if (opaque || coefficient === 'rows') return false
  // One element: whatever the condition, the loop says that several iterations may write it.
  if (!moving(move) && extent === 0) return true
  if (guard !== 'none') return false
  if (folded) return coefficient === 0 && tripsOf(loop) === Number.POSITIVE_INFINITY
  if (!moving(move)) return true
  return Number.isFinite(extent) && !ownElements(move, loop) && tripsOf(loop) === Number.POSITIVE_INFINITY
}

/** Iterations of a loop of constant bounds, else infinitely many. */
function tripsOf({ start, stop, step }: ForStmt): number {
  if (start.kind !== 'const' || stop.kind !== 'const' || step.kind !== 'const') return Number.POSITIVE_INFINITY
  return Math.max(0, Math.ceil((stop.value - start.value) / step.value))
}

/** Whether two accesses of one array at constant offsets meet in different iterations: `x[i] = x[i - 1]`. */
function conflict(write: Touch, other: Touch, loop: ForStmt): boolean {
  if (other.access.array !== write.access.array || loop.step.kind !== 'const') return false
  const [a, b] = [line(write.move), line(other.move)]
  if (a === undefined || b === undefined) return false
  const trips = tripsOf(loop)
  if (write.only !== undefined || other.only !== undefined) return single(write, other, a, b)
  if (a.coefficient === b.coefficient && a.coefficient !== 0) {
    const apart = (b.offset - a.offset) / (a.coefficient * loop.step.value)
    return apart !== 0 && Number.isInteger(apart) && Math.abs(apart) < trips
  }
  if (write.guard !== 'none' || other.guard !== 'none' || loop.start.kind !== 'const') return false
  const counters = Array.from(
    { length: Math.min(trips, TRIED) },
    (_, k) => (loop.start as { value: number }).value + k * (loop.step as { value: number }).value,
  )
  const at = new Map(counters.map((i) => [a.coefficient * i + a.offset, i]))
  return counters.some((j) => {
    const i = at.get(b.coefficient * j + b.offset)
    return i !== undefined && i !== j
  })
}

/** Whether two accesses that one iteration each comes to are of one element: `if (i === 0) a[0] = …; if (i === 1) a[0] = …`. */
function single(write: Touch, other: Touch, a: Line, b: Line): boolean {
  if (write.only?.kind !== 'const' || other.only?.kind !== 'const' || !other.access.store) return false
  if (a.coefficient !== 0 || b.coefficient !== 0) return false
  return a.offset === b.offset && write.only.value !== other.only.value
}

interface Line {
  readonly coefficient: number
  readonly offset: number
}

function line({ coefficient, extent, opaque, folded, offset }: Movement): Line | undefined {
  if (coefficient === 'rows' || opaque || folded || extent > 0 || offset === undefined) return undefined
  return { coefficient, offset }
}

/** Whether two positions with constant offsets meet in different iterations, all their indices together. */
function meet(write: Touch, other: Touch, loop: ForStmt, movements: Movements): boolean {
  const [to, from] = [write.index, other.index]
  if (to.kind !== 'position' || from.kind !== 'position' || to.array !== from.array) return false
  if (loop.step.kind !== 'const' || write.only !== undefined || other.only !== undefined) return false
  let apart: number | undefined
  for (const [d, index] of to.indices.entries()) {
    const [a, b] = [movements.of(index), movements.of(from.indices[d])]
    if (!moving(a) && !moving(b) && a.extent + b.extent === 0 && sameExpr(index, from.indices[d])) continue
    const [p, q] = [line(a), line(b)]
    if (p === undefined || q === undefined || p.coefficient !== q.coefficient) return false
    if (p.coefficient === 0) {
      if (p.offset !== q.offset) return false
      continue
    }
    const distance = (q.offset - p.offset) / (p.coefficient * loop.step.value)
    if (distance === 0 || !Number.isInteger(distance) || (apart !== undefined && apart !== distance)) return false
    apart = distance
  }
  return apart !== undefined && Math.abs(apart) < tripsOf(loop)
}

function clash(write: Access, other: Access, source: SourceText): Error {
  const { name } = write.array
  return source.error(
    'race',
    other.at,
    other.store
      ? `two iterations of the prange write the same element of '${name}'`
      : `an iteration of the prange reads an element of '${name}' that another iteration writes`,
    other.store
      ? 'write each element in one iteration'
      : `write to another array than '${name}', or use a plain for loop`,
  )
}
