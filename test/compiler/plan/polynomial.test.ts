import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Expr, Local } from '#wamba/compiler/ir/nodes.js'
import { difference, slope, termsOf } from '#wamba/compiler/plan/polynomial.js'
import { evaluate } from '../compiled.ts'

const at = { start: 0, end: 0 }
const locals: readonly Local[] = ['i', 'j', 'n'].map((name) => ({ name, type: 'i64' }))

/** Sums, differences and products of small numbers and of i, j and n. */
const whole: fc.Arbitrary<Expr> = fc.letrec<{ expr: Expr }>((tie) => ({
  expr: fc.oneof(
    { maxDepth: 4 },
    fc.integer({ min: -3, max: 3 }).map((value): Expr => ({ kind: 'const', type: 'i64', value, at })),
    fc.constantFrom(...locals).map((local): Expr => ({ kind: 'local', type: 'i64', local, at })),
    fc
      .tuple(fc.constantFrom('+', '-', '*'), tie('expr'), tie('expr'))
      .map(([op, a, b]): Expr => ({ kind: 'op', type: 'i64', op, args: [a, b], at })),
  ),
})).expr
const numbers = fc.record({
  i: fc.integer({ min: -9, max: 9 }),
  j: fc.integer({ min: -9, max: 9 }),
  n: fc.integer({ min: -9, max: 9 }),
})

const sum = (terms: ReturnType<typeof termsOf>, values: Record<string, number>): number =>
  terms.reduce(
    (s, { coefficient, factors }) => s + factors.reduce((p, factor) => p * evaluate(factor, values), coefficient),
    0,
  )

describe('a whole number as a sum of products', () => {
  it('is the same number', () => {
    fc.assert(
      fc.property(whole, numbers, (e, values) => {
        expect(sum(termsOf(e), values) + 0).toBe(evaluate(e, values) + 0)
      }),
    )
  })

  it('differs from another by a constant where it does so for all values', () => {
    fc.assert(
      fc.property(whole, whole, numbers, (a, b, values) => {
        const apart = difference(a, b)
        if (apart !== undefined) expect(evaluate(a, values) - evaluate(b, values) + 0).toBe(apart + 0)
      }),
    )
    fc.assert(
      fc.property(whole, (a) => {
        expect(difference(a, a)! + 0).toBe(0)
      }),
    )
  })

  it('grows with a counter by its slope', () => {
    fc.assert(
      fc.property(whole, numbers, (e, values) => {
        const by = slope(e, locals[0])
        if (by === undefined) return
        const next = { ...values, i: values.i + 1 }
        expect(evaluate(e, next) - evaluate(e, values) + 0).toBe(sum(by, values) + 0)
      }),
    )
  })
})
