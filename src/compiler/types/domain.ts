import { widenBig } from '../../ops/big.ts'
import { bigFact, EXACT, type Fact, join, sameFact } from '../../ops/fact.ts'
import type { Variable } from '../syntax/tree.ts'

/** What is known of each variable at a point of the program. A variable that may be unassigned is absent. */
export type State = Map<Variable, Fact>

export function joinStates(a: State, b: State): State {
  const both: State = new Map()
  for (const [variable, fact] of a) {
    const other = b.get(variable)
    if (other) both.set(variable, fact === other ? fact : join(fact, other))
  }
  return both
}

export function sameStates(a: State, b: State): boolean {
  if (a.size !== b.size) return false
  for (const [variable, fact] of a) {
    const other = b.get(variable)
    if (other === undefined || !sameFact(fact, other)) return false
  }
  return true
}

const lower = [0, -(2 ** 31), -EXACT, Number.NEGATIVE_INFINITY]
const upper = [2 ** 31 - 2, 2 ** 31 - 1, 2 ** 32 - 1, EXACT, Number.POSITIVE_INFINITY]

/** Jumps a bound that still moves to the next threshold, so that loops settle. */
export function widen(before: State, after: State): State {
  const wide: State = new Map()
  for (const [variable, fact] of after) {
    const old = before.get(variable)
    if (old === undefined) continue
    if (fact.big && old.big) {
      wide.set(variable, bigFact(widenBig(old.big, fact.big)))
      continue
    }
    const lo = fact.lo < old.lo ? lower.find((bound) => bound <= fact.lo)! : fact.lo
    const hi = fact.hi > old.hi ? upper.find((bound) => bound >= fact.hi)! : fact.hi
    const finite = Number.isFinite(lo) && Number.isFinite(hi)
    wide.set(
      variable,
      lo === fact.lo && hi === fact.hi ? fact : { ...fact, lo, hi, nan: fact.nan || (!finite && !fact.int) },
    )
  }
  return wide
}
