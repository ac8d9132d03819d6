import * as fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { close, jit, prange } from 'wamba'
import { law } from '#wamba/compiler/compile.js'

law.checks = true
afterAll(close)

type Numbers = Float64Array | Int32Array
// biome-ignore lint/suspicious/noExplicitAny: kernels give different results
const kernels: Record<string, (a: Numbers) => any> = {
  'the least and its place': (a) => {
    let m = Infinity
    let at = -1
    for (const i of prange(a.length))
      if (a[i] < m) {
        m = a[i]
        at = i
      }
    return [m, at]
  },
  'the greatest from the end on, with a value of its iteration': (a) => {
    let m = -Infinity
    let v = 0.5
    for (const i of prange(a.length)) {
      const x = a[a.length - 1 - i] * 2
      if (x > m && x !== 6) {
        m = x
        v = x - i
      }
    }
    return [m, v]
  },
  'a minimum by a ternary, which keeps the first zero': (a) => {
    let m = Infinity
    for (const i of prange(a.length)) m = a[i] < m ? a[i] : m
    return m
  },
  'the least of a serial loop, from the first element on': (a) => {
    let m = a[0]
    let at = 0
    for (let i = 1; i < a.length; i++)
      if (a[i] < m) {
        m = a[i]
        at = i
      }
    return [m, at]
  },
  'a condition that one iteration meets, and one that all do': (a) => {
    let some = false
    let all = true
    for (const i of prange(a.length)) {
      some = some || a[i] > 2
      all = all && a[i] < 3
    }
    return [some, all]
  },
  'a constant that some iteration sets': (a) => {
    let n = 0
    for (const i of prange(a.length)) if (a[i] === 1) n = 7
    return n
  },
  'a choice beside a count': (a) => {
    let m = Infinity
    let at = -1
    let n = 0
    for (const i of prange(a.length)) {
      if (a[i] > 0) n++
      if (a[i] < m) {
        m = a[i]
        at = i
      }
    }
    return [m, at, n]
  },
}

const lengths = fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 500, max: 1500 }))
/** Few different values, so that many are equal, and what does not compare. */
const doubles = lengths.chain((length) =>
  fc
    .array(fc.constantFrom(0, -0, 1, 2, 3, Number.NaN, Infinity, -Infinity, 1.5), {
      minLength: length,
      maxLength: length,
    })
    .map((values) => Float64Array.from(values)),
)
const integers = lengths.chain((length) =>
  fc
    .array(fc.integer({ min: -3, max: 3 }), { minLength: length, maxLength: length })
    .map((values) => Int32Array.from(values)),
)

describe('lanes that choose', () => {
  for (const [title, fn] of Object.entries(kernels))
    it(`give what the source gives: ${title}`, () => {
      const kernel = jit(fn as (a: Float64Array) => unknown)
      const alone = kernel.with({ threads: 1 })
      for (const values of [doubles, integers])
        fc.assert(
          fc.property(values, (a) => {
            expect(kernel(a as Float64Array)).toEqual(fn(a))
            expect(alone(a as Float64Array)).toEqual(fn(a))
          }),
          { numRuns: 60 },
        )
      for (const { loops } of kernel.diagnostics().specialisations) expect(loops[0].lanes).toBeGreaterThan(1)
    })

  it('are not made of choices that take the last of equal values, and these say so', () => {
    const last = jit((a: Float64Array) => {
      let m = Infinity
      let at = -1
      for (const i of prange(a.length))
        if (a[i] <= m) {
          m = a[i]
          at = i
        }
      return at
    })
    expect(last([3, 1, 1, 2])).toBe(2)
    expect(last.diagnostics().specialisations[0].loops[0].notVectorised).toContain("'m' takes the last of equal values")
  })
})
