import { type Fact, within } from '../../ops/fact.ts'
import type { Expr, Variable } from '../syntax/tree.ts'
import type { Limits, State } from './state.ts'

/** Limits further away than this are of no use. */
const FAR = 2 ** 40

export const NO_LIMITS: Limits = new Map()

/** Stands for the number 0, so that `a.length >= 2` is a limit like others. */
export const ZERO: Variable = { name: '0', kind: 'const', at: { start: 0, end: 0 } }

export function shiftedLimits(limits: Limits, by: number): Limits {
  if (by === 0) return limits
  const near = [...limits].filter(([, most]) => Math.abs(most + by) <= FAR)
  return new Map(near.map(([key, most]) => [key, most + by]))
}

/** The limits of the greater of two numbers. */
export function eitherLimits(a: Limits, b: Limits): Limits {
  const found = new Map<Variable, number>()
  for (const [key, most] of a) {
    const other = b.get(key)
    if (other !== undefined) found.set(key, Math.max(most, other))
  }
  return found
}

/** The limits of a number that both bound. */
export function bothLimits(a: Limits, b: Limits): Limits {
  if (a.size === 0) return b
  const found = new Map(a)
  for (const [key, most] of b) found.set(key, Math.min(most, found.get(key) ?? Number.POSITIVE_INFINITY))
  return found
}

/** Whether a fact is of a number that has limits: sums of two are exact. */
export function isWhole(fact: Fact | undefined): fact is Fact {
  return fact !== undefined && within(fact, -(2 ** 52), 2 ** 52) && !fact.f32 && !fact.big
}

/** The variable that an expression is, or whose length it is. */
export function keyOf(expr: Expr): Variable | undefined {
  if (expr.kind === 'variable') return expr.variable
  return expr.kind === 'length' ? expr.array : undefined
}

/** Tells a state, which nobody else holds yet, that a variable has another value: `step` is what was added to it, if that is known. */
export function giveLimits(state: State, variable: Variable, limits: Limits, step?: Fact): void {
  state.limits.each((other, own) => {
    const most = own.get(variable)
    if (most === undefined) return
    const left = new Map(own)
    left.delete(variable)
    if (step && other !== variable && Math.abs(most - step.lo) <= FAR) left.set(variable, most - step.lo)
    state.limit(other, left)
  })
  const own = new Map<Variable, number>()
  for (const [key, most] of limits) if (key !== variable && key.kind !== 'temp' && own.size < MOST) own.set(key, most)
  if (own.size > 0 || state.limits.get(variable)) state.limit(variable, own)
}

/** Keys of a variable, at most: each takes time wherever states meet, and few are ever asked for. */
const MOST = 6

/** Tells a state, which nobody else holds yet, of limits that a variable has beside those that are known. */
export function addLimits(state: State, variable: Variable, given: Limits): void {
  // What the compiler added is compared with nothing.
  const limits = [...given].filter(([key]) => key.kind !== 'temp')
  if (limits.length === 0) return
  const add = (to: Variable, by: number): void => {
    const own = new Map(state.limits.get(to))
    for (const [key, most] of limits)
      if (key !== to && (own.has(key) || own.size < MOST))
        own.set(key, Math.min(most + by, own.get(key) ?? Number.POSITIVE_INFINITY))
    state.limit(to, own)
  }
  // What the variable bounds is bounded by more, too.
  state.limits.each((other, own) => {
    const most = other === variable ? undefined : own.get(variable)
    if (most !== undefined) add(other, most)
  })
  add(variable, 0)
}

/** What a key is at least. */
export function leastOf(state: State, key: Variable): number {
  const fact = state.get(key)
  if (fact) return isWhole(fact) ? fact.lo : Number.NEGATIVE_INFINITY
  if (!state.arrays.has(key)) return Number.NEGATIVE_INFINITY
  // A length is not negative, and what it bounds is not above it.
  let least = 0
  state.limits.each((variable, own) => {
    const most = own.get(key)
    if (most === undefined) return
    const known = variable === ZERO ? 0 : state.get(variable)?.lo
    if (known !== undefined) least = Math.max(least, known - most)
  })
  return least
}

/** By how much a variable is at most more than a key, in a state that says it or not. */
function mostOf(state: State, variable: Variable, key: Variable): number | undefined {
  const known = state.limits.get(variable)?.get(key)
  if (known !== undefined) return known
  const fact = state.get(variable)
  if (!isWhole(fact)) return undefined
  const most = fact.hi - leastOf(state, key)
  return Math.abs(most) <= FAR ? most : undefined
}

/** The limits that hold in both of two states. */
export function joinLimits(a: State, b: State): State['limits'] {
  return a.limits.with(b.limits, (one = NO_LIMITS, other = NO_LIMITS, variable) => {
    if (one === other || sameLimits(one, other)) return one
    const found = new Map<Variable, number>()
    for (const key of new Set([...one.keys(), ...other.keys()])) {
      const here = one.get(key) ?? mostOf(a, variable, key)
      const there = here === undefined ? undefined : (other.get(key) ?? mostOf(b, variable, key))
      if (here !== undefined && there !== undefined) found.set(key, Math.max(here, there))
    }
    return unlessEmpty(found)
  })
}

/** Whether a state that was joined from another one and more says all that this says. */
export function keepsLimits(joined: State, before: State): boolean {
  return joined.limits.matches(before.limits, (left, own) => own === undefined || isWithin(left ?? NO_LIMITS, own))
}

/** Whether limits are at least as near as others. */
function isWithin(limits: Limits, others: Limits): boolean {
  for (const [key, most] of others) {
    const own = limits.get(key)
    if (own === undefined || own > most) return false
  }
  return true
}

export function sameLimits(a: Limits | undefined, b: Limits | undefined): boolean {
  if (a === undefined || b === undefined || a.size !== b.size) return false
  for (const [key, most] of a) if (b.get(key) !== most) return false
  return true
}

/** The limits of a state that do not grow any more. */
export function widenLimits(before: State, after: State): State['limits'] {
  return after.limits.with(before.limits, (own, old) =>
    unlessEmpty(new Map([...(own ?? [])].filter(([key, most]) => most <= (old?.get(key) ?? Number.NEGATIVE_INFINITY)))),
  )
}

const unlessEmpty = (limits: Limits): Limits | undefined => (limits.size > 0 ? limits : undefined)
