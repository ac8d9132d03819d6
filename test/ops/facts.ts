import * as fc from 'fast-check'
import { ANY, ANY_F32, BOOL, type Fact, integer, literal, real } from '#wamba/ops/fact.js'

/** Whether a value is one that a fact allows. */
export function holds(fact: Fact, value: number | boolean): boolean {
  if (typeof value === 'boolean') return fact.bool && fact.lo <= +value && +value <= fact.hi
  if (Number.isNaN(value)) return fact.nan
  if (Object.is(value, -0)) return fact.negZero
  if (fact.int && !Number.isInteger(value)) return false
  if (fact.f32 && Math.fround(value) !== value) return false
  return fact.lo <= value && value <= fact.hi
}

const awkward = [0, -0, 1, -1, 0.5, -0.5, 2 ** 31, -(2 ** 31), 2 ** 32, 2 ** 53, 1e-320, 1e308, -1e308]

/** Doubles, those at the edges more often than others. */
export const doubles = (): fc.Arbitrary<number> =>
  fc.oneof(
    fc.double(),
    fc.double({ min: -1e3, max: 1e3, noNaN: true }),
    fc.constantFrom(...awkward, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
  )

const integers = (): fc.Arbitrary<number> =>
  fc.oneof(
    fc.integer({ min: -10, max: 10 }),
    fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
    fc.maxSafeInteger(),
    fc.constantFrom(0, 1, -1, 31, 32, 2 ** 31 - 1, -(2 ** 31), 2 ** 32 - 1),
  )

/** A fact, and a value that it allows. */
export interface Known {
  readonly fact: Fact
  readonly value: number
}

const ordered = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b)
const positiveZero = (value: number): number => value + 0

export const knownIntegers = (): fc.Arbitrary<Known> =>
  fc.tuple(integers(), integers(), integers(), fc.boolean()).map(([a, b, c, negZero]) => {
    const [lo, value, hi] = ordered([a, b, c])
    return { fact: integer(lo, hi, negZero), value: negZero && value === 0 ? -0 : positiveZero(value) }
  })

const knownReals = (): fc.Arbitrary<Known> =>
  fc.tuple(doubles(), doubles(), doubles()).map(([a, b, c]) => {
    const finite = [a, b, c].map((x) => (Number.isNaN(x) ? 0 : x))
    const [lo, value, hi] = ordered(finite)
    return { fact: real(lo, hi), value: Object.is(value, -0) && lo > 0 ? 0 : value }
  })

/** A fact of any form, and a value that it allows; `floats32` are among them. */
export const known = (): fc.Arbitrary<Known> =>
  fc.oneof(
    { weight: 4, arbitrary: knownIntegers() },
    { weight: 3, arbitrary: knownReals() },
    doubles().map((value) => ({ fact: ANY, value })),
    doubles().map((value) => ({ fact: literal(value), value })),
    doubles().map((value) => ({ fact: ANY_F32, value: Math.fround(value) })),
    fc.boolean().map((value) => ({ fact: { ...BOOL, bool: false }, value: +value })),
  )
