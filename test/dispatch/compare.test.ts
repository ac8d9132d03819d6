import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compare, ulps } from '#wamba/dispatch/compare.js'

describe('the distance of two numbers', () => {
  it('is 1 to the next number', () => {
    expect(ulps(1, 1 + Number.EPSILON, false)).toBe(1)
    expect(ulps(0, Number.MIN_VALUE, false)).toBe(1)
    expect(ulps(-0, 0, false)).toBe(1)
    expect(ulps(Number.MAX_VALUE, Number.POSITIVE_INFINITY, false)).toBe(1)
    expect(ulps(1, Math.fround(1 + 2 ** -23), true)).toBe(1)
  })

  it('is 0 for equal bits and for two NaNs, infinite for one NaN', () => {
    expect(ulps(Number.NaN, Number.NaN, false)).toBe(0)
    expect(ulps(Number.NaN, 1, false)).toBe(Number.POSITIVE_INFINITY)
    expect(ulps(0, 0, true)).toBe(0)
  })

  it('is symmetric, and adds up between numbers in order', () => {
    const number = fc.float({ noNaN: true })
    fc.assert(
      fc.property(number, number, number, (x, y, z) => {
        const [a, b, c] = [x, y, z].sort((p, q) => p - q || (Object.is(p, -0) ? -1 : 1))
        expect(ulps(a, b, true)).toBe(ulps(b, a, true))
        expect(ulps(a, b, true) + ulps(b, c, true)).toBe(ulps(a, c, true))
      }),
    )
  })
})

describe('a comparison of arrays', () => {
  it('finds the largest distances and where they are', () => {
    expect(compare([1, 2, 3], [1, 2 + 2 ** -51, 3.5], false)).toEqual({ maxUlp: 2 ** 50, maxAbs: 0.5, index: 2 })
    expect(compare([1, Number.NaN], [1, Number.NaN], false)).toEqual({ maxUlp: 0, maxAbs: 0, index: -1 })
    expect(compare([5n, 7n], [5n, 4n], false)).toEqual({ maxUlp: 3, maxAbs: 3, index: 1 })
    expect(compare([0], [-0], false)).toEqual({ maxUlp: 1, maxAbs: 0, index: 0 })
  })

  it('puts arrays of different lengths infinitely far apart', () => {
    expect(compare([1], [1, 2], false).maxUlp).toBe(Number.POSITIVE_INFINITY)
  })
})
