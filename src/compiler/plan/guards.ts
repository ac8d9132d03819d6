import type { Expr, ForStmt, Stmt } from '../ir/nodes.ts'
import { blocks, jumps } from '../ir/walk.ts'
import { type Movements, moving } from './movement.ts'

/** Statements of a block with the condition they stand under: none, one that only a single iteration meets, or another. */
export type Guard = 'none' | 'single' | 'some'

/** Every statement of a loop's body, and its guard. A `single` guard comes with the value that the counter must have. */
export function* guarded(
  loop: ForStmt,
  movements: Movements,
): Generator<{ stmt: Stmt; guard: Guard; only: Expr | undefined }> {
  yield* visit(loop.body, 'none', undefined)
  function* visit(
    block: readonly Stmt[],
    guard: Guard,
    only: Expr | undefined,
  ): Generator<{ stmt: Stmt; guard: Guard; only: Expr | undefined }> {
    let now = guard
    for (const stmt of block) {
      yield { stmt, guard: now, only }
      if (stmt.kind === 'if') {
        const single = now === 'single' ? only : singled(stmt.test, loop, movements)
        const varies = moving(movements.of(stmt.test)) || movements.of(stmt.test).extent > 0
        const inner: Guard = single ? 'single' : now === 'none' && !varies ? 'none' : 'some'
        yield* visit(stmt.yes, inner, single)
        yield* visit(stmt.no, now === 'none' && !varies ? 'none' : 'some', undefined)
      } else for (const inner of blocks(stmt)) yield* visit(inner, now, only)
      if (now === 'none' && jumps(stmt)) now = 'some'
    }
  }
}

/** The value that a condition asks of the counter: `i === 0`, also among others. */
function singled(test: Expr, loop: ForStmt, movements: Movements): Expr | undefined {
  if (test.kind === 'logical' && test.op === '&&')
    return singled(test.left, loop, movements) ?? singled(test.right, loop, movements)
  if (test.kind !== 'op' || test.op !== '===') return undefined
  const [left, right] = test.args
  for (const [side, other] of [
    [left, right],
    [right, left],
  ]) {
    const { coefficient, extent, opaque, folded } = movements.of(side)
    if (coefficient !== 0 && extent === 0 && !opaque && !folded && !moving(movements.of(other))) return other
  }
  return undefined
}
