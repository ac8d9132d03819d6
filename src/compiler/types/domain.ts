import { widenBig } from '../../ops/big.ts'
import { bigFact, EXACT, type Fact, join, sameFact } from '../../ops/fact.ts'
import { joinLimits, keepsLimits, sameLimits, widenLimits } from './limits.ts'
import { State } from './state.ts'

export function joinStates(a: State, b: State): State {
  if (a === b) return a
  const facts = a.facts.with(b.facts, (one, other) => one && other && (one === other ? one : join(one, other)))
  return new State(a.arrays, facts, joinLimits(a, b))
}

/** Whether a state that was joined from another one and more is as that was. */
export function settles(joined: State, before: State): boolean {
  return joined.facts.matches(before.facts, sameFacts) && keepsLimits(joined, before)
}

/** Whether two states say the same. */
export function sameStates(a: State, b: State): boolean {
  return a.facts.matches(b.facts, sameFacts) && a.limits.matches(b.limits, sameLimits)
}

function sameFacts(a: Fact | undefined, b: Fact | undefined): boolean {
  return a !== undefined && b !== undefined && sameFact(a, b)
}

const lower = [0, -(2 ** 31), -EXACT, Number.NEGATIVE_INFINITY]
const upper = [2 ** 31 - 2, 2 ** 31 - 1, 2 ** 32 - 1, EXACT, Number.POSITIVE_INFINITY]

/** Jumps a bound that still moves to the next threshold, so that loops settle. */
export function widen(before: State, after: State): State {
  const facts = after.facts.with(before.facts, (fact, old) => fact && old && widenFact(old, fact))
  return new State(after.arrays, facts, widenLimits(before, after))
}

function widenFact(old: Fact, fact: Fact): Fact {
  if (fact.big && old.big) return bigFact(widenBig(old.big, fact.big))
  const lo = fact.lo < old.lo ? lower.find((bound) => bound <= fact.lo)! : fact.lo
  const hi = fact.hi > old.hi ? upper.find((bound) => bound >= fact.hi)! : fact.hi
  if (lo === fact.lo && hi === fact.hi) return fact
  const finite = Number.isFinite(lo) && Number.isFinite(hi)
  return { ...fact, lo, hi, nan: fact.nan || (!finite && !fact.int) }
}
