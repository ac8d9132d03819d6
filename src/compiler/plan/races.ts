import type { SourceText } from '../../base/source.ts'
import { type Access, accessesOf, assignedLocals, type Expr, type ForStmt, statements } from '../ir/nodes.ts'
import { type Linear, linear } from './affine.ts'

/** Rejects what can be seen to be a race: iterations of a parallel loop that touch one another's elements, or leave the loop. */
export function rejectRaces(loop: ForStmt, source: SourceText): void {
  for (const stmt of statements(loop.body)) {
    if (stmt.kind === 'return')
      throw source.error(
        'race',
        stmt.at,
        'a return out of a prange',
        'iterations run in no order: compute a reduction, and return after the loop',
      )
  }
  const variant = assignedLocals(loop.body)
  variant.add(loop.counter)
  const accesses = [...accessesOf(loop.body)]
  for (const write of accesses) {
    if (!write.access.store) continue
    const to = form(write.index, loop, variant)
    if (to === undefined) continue
    if (to.coefficient === 0)
      throw source.error(
        'race',
        write.access.at,
        `every iteration of the prange writes the same element of '${write.access.array.name}'`,
        'write to an element of the iteration’s own, or use a reduction',
      )
    for (const other of accesses)
      if (conflict(write.access, to, other, loop, variant)) throw clash(write.access, other.access, source)
  }
}

function form(index: Expr, loop: ForStmt, variant: ReturnType<typeof assignedLocals>): Linear | undefined {
  return linear(index, loop.counter, variant)
}

/** Whether two accesses with constant offsets meet in different iterations: `x[i] = x[i - 1]`. */
function conflict(
  write: Access,
  to: Linear,
  other: { access: Access; index: Expr },
  loop: ForStmt,
  variant: ReturnType<typeof assignedLocals>,
): boolean {
  if (other.access.array !== write.array || to.offset === undefined) return false
  const from = form(other.index, loop, variant)
  if (from?.offset === undefined) return false
  const step = loop.step.kind === 'const' ? loop.step.value : undefined
  if (step === undefined) return false
  // a*i + b = a*j + c for iterations i and j that differ by a multiple of the step.
  if (from.coefficient === to.coefficient) {
    const apart = from.offset - to.offset
    return apart !== 0 && apart % (to.coefficient * step) === 0
  }
  // One element that every iteration reads, and one iteration may write: within the range of a constant loop only.
  return false
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
