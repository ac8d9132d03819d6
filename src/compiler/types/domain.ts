import { widenBig } from '../../ops/big.ts'
import { bigFact, EXACT, join, sameFact } from '../../ops/fact.ts'
import { joinLimits, keepsLimits, widenLimits } from './limits.ts'
import { State } from './state.ts'

export function joinStates(a: State, b: State): State {
  const same = a.limits === b.limits
  const both = new State([], a.arrays, same ? a.shareLimits() : undefined)
  for (const [variable, fact] of a) {
    const other = b.get(variable)
    if (other) both.set(variable, fact === other ? fact : join(fact, other))
  }
  if (!same) joinLimits(a, b, both)
  return both
}

/** Whether a state that was joined from another one and more is as that was. */
export function sameStates(joined: State, before: State): boolean {
  if (joined.size !== before.size) return false
  for (const [variable, fact] of joined) {
    const other = before.get(variable)
    if (other === undefined || !sameFact(fact, other)) return false
  }
  return keepsLimits(joined, before)
}

const lower = [0, -(2 ** 31), -EXACT, Number.NEGATIVE_INFINITY]
const upper = [2 ** 31 - 2, 2 ** 31 - 1, 2 ** 32 - 1, EXACT, Number.POSITIVE_INFINITY]

/** Jumps a bound that still moves to the next threshold, so that loops settle. */
export function widen(before: State, after: State): State {
  const wide = new State([], after.arrays)
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
  widenLimits(before, after, wide)
  return wide
}
