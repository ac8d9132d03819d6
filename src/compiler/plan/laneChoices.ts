import { isBigType } from '../../ops/type.ts'
import { read, set, when } from '../ir/make.ts'
import type { Expr, ForStmt, Local, Stmt } from '../ir/nodes.ts'
import { statements } from '../ir/walk.ts'
import { mapBlock } from '../passes/rewrite.ts'
import { NotVectorised } from './notVectorised.ts'
import type { Flag, Fold, Pick, Reduction } from './reduction.ts'

/**
 * A reduction of which each lane has its own values, that are put together after the loop: a choice, a flag, a condition. Of a choice
 * each lane also knows the iteration that it took: of equal candidates the first one wins.
 */
export interface LaneChoice {
  readonly reduction: Pick | Flag | Fold
  /** The values of a lane, and what they begin with. */
  readonly values: readonly { readonly local: Local; readonly start: number | bigint }[]
  readonly won: Local | undefined
}

/** Later than any iteration. */
export const NEVER: number = 2 ** 31 - 1

/** The choices among a loop's reductions, and the body in which choices note their iteration. */
export function laneChoices(
  loop: ForStmt,
  reductions: readonly Reduction[],
): { choices: readonly LaneChoice[]; body: readonly Stmt[] } {
  let { body } = loop
  const choices = reductions.flatMap((reduction): LaneChoice[] => {
    if (reduction.kind === 'fold' && reduction.type !== 'bool') return []
    const values = reduction.partials.map(({ local, start }) => ({ local, start }))
    for (const { local } of values)
      if (isBigType(local.type)) throw new NotVectorised(`'${local.name}' is a BigInt`, placeOfPick(body, local))
    if (reduction.kind !== 'pick') return [{ reduction, values, won: undefined }]
    const { local, relation, unordered } = reduction
    if (unordered || relation.endsWith('='))
      throw new NotVectorised(
        `'${local.name}' takes the last of equal values, or one that does not compare`,
        placeOfPick(body, local),
      )
    for (const { local: other } of reduction.partials)
      if (other.type === 'bool') throw new NotVectorised(`'${other.name}' is a condition`, placeOfPick(body, local))
    if (loop.step.kind !== 'const' || loop.step.value < 0) throw new NotVectorised('its step is negative', loop.at)
    const won: Local = { name: `${local.name}_won`, type: 'i32', hidden: true }
    body = noting(body, local, set(won, read(loop.counter, loop.at)))
    return [{ reduction, values, won }]
  })
  return { choices, body }
}

function placeOfPick(body: readonly Stmt[], local: Local): Stmt['at'] | undefined {
  for (const stmt of statements(body)) if (stmt.kind === 'set' && stmt.local === local) return stmt.at
  return undefined
}

/** The body with a note in each statement that takes a candidate. */
function noting(body: readonly Stmt[], best: Local, note: Stmt): readonly Stmt[] {
  return mapBlock(
    body,
    (e) => e,
    (stmt) => {
      if (stmt.kind === 'if' && stmt.yes.some((s) => s.kind === 'set' && s.local === best))
        return [{ ...stmt, yes: [...stmt.yes, note] }]
      if (stmt.kind !== 'set' || stmt.local !== best || stmt.value.kind !== 'select') return [stmt]
      const { test, yes, no } = stmt.value
      const keeps = (e: Expr): boolean => e.kind === 'local' && e.local === best
      if (keeps(no)) return [when(test, [set(best, yes), note])]
      return [{ kind: 'if', test, yes: [], no: [set(best, no), note], at: stmt.at }]
    },
  )
}
