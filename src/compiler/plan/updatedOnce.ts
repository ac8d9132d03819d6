import type { ArrayRef, Stmt } from '../ir/nodes.ts'
import { blocks, evaluated, subexpressions } from '../ir/walk.ts'
import { NotVectorised } from './notVectorised.ts'

/** Lanes run each statement together: sums of floats stay in the order of the iterations only where one statement makes them, once. */
export function updatedOnce(
  block: readonly Stmt[],
  accumulated: ReadonlySet<ArrayRef>,
  unordered: ReadonlySet<ArrayRef>,
  classOf: (array: ArrayRef) => ArrayRef,
): void {
  const seen = new Set<ArrayRef>()
  const visit = (stmts: readonly Stmt[], looped: boolean): void => {
    for (const stmt of stmts) {
      const direct = stmt.kind === 'store' && accumulated.has(stmt.access.array) ? stmt.access.array : undefined
      const read = evaluated(stmt).flatMap((top) =>
        [...subexpressions(top)].flatMap((e) => (e.kind === 'load' ? [e.access.array] : [])),
      )
      const apart =
        read.find((array) => accumulated.has(array) && array !== direct) ??
        (read.includes(direct!) ? undefined : direct)
      if (apart)
        throw new NotVectorised(
          `'${apart.name}' is read in another statement than writes it, and lanes may share an element`,
        )
      if (stmt.kind === 'store') {
        const { array } = stmt.access
        if (!accumulated.has(array) || unordered.has(array)) continue
        if (looped || seen.has(classOf(array)))
          throw new NotVectorised(
            `an iteration updates '${array.name}' several times, in an order that lanes change`,
            stmt.at,
          )
        seen.add(classOf(array))
      }
      for (const inner of blocks(stmt)) visit(inner, looped || stmt.kind === 'for' || stmt.kind === 'while')
    }
  }
  visit(block, false)
}
