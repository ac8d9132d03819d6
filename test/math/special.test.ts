import { describe, expect, test } from 'vitest'
import { erf, erfc, exp2, gamma, lgamma } from 'wamba'
import { binary, functionNamed, special, unary } from './inputs.ts'

const native = (name: string) => Math[name.replace('Math.', '') as 'pow'] as (...args: number[]) => number

/** Equal where JavaScript fixes the value, NaN, ±0, ±∞ and whole numbers of small ones, else within a few of its last bits. */
function expectLike(what: object, got: number, want: number): void {
  const near = Math.abs(got - want) <= Math.abs(want) * 1e-15 || Math.abs(got - want) <= Number.MIN_VALUE
  const exact = want === 0 || !Number.isFinite(want)
  expect({ ...what, got: !exact && near ? want : got }).toEqual({ ...what, got: want })
}

describe('special cases', () => {
  test.each(unary.filter((name) => name.startsWith('Math.')))('%s gives what JavaScript gives', (name) => {
    for (const x of special) expectLike({ x }, functionNamed(name)(x), native(name)(x))
  })

  test.each(binary)('%s gives what JavaScript gives', (name) => {
    for (const x of special)
      for (const y of special) expectLike({ x, y }, functionNamed(name)(x, y), native(name)(x, y))
  })

  test('powers of two, of ten and factorials are exact', () => {
    for (let k = -1074; k < 1024; k++) {
      expect(exp2(k)).toBe(2 ** k)
      expect(functionNamed('Math.log2')(2 ** k)).toBe(k)
    }
    for (let k = 0; k <= 22; k++) {
      expect(functionNamed('Math.pow')(10, k)).toBe(10 ** k)
      expect(functionNamed('Math.log10')(10 ** k)).toBe(k)
    }
    let factorial = 1
    for (let n = 1; n <= 22; n++) {
      factorial *= n
      expect(gamma(n + 1)).toBe(factorial)
    }
    for (let n = -100; n <= 100; n++) expect(functionNamed('Math.cbrt')(n ** 3)).toBe(n)
  })

  test('erf and erfc meet at their limits', () => {
    expect([erf(0), erf(-0), erf(Infinity), erf(-Infinity), erf(Number.NaN)]).toEqual([0, -0, 1, -1, Number.NaN])
    expect([erfc(0), erfc(Infinity), erfc(-Infinity), erfc(Number.NaN), erfc(27.5), erfc(-7)]).toEqual([
      1,
      0,
      2,
      Number.NaN,
      0,
      2,
    ])
    expect(erfc(27.226)).toBeGreaterThan(0)
  })

  test('gamma and lgamma have the poles and limits of C', () => {
    expect([gamma(0), gamma(-0), gamma(Infinity), gamma(-Infinity), gamma(-3), gamma(172)]).toEqual([
      Infinity,
      -Infinity,
      Infinity,
      Number.NaN,
      Number.NaN,
      Infinity,
    ])
    expect([lgamma(0), lgamma(-4), lgamma(1), lgamma(2), lgamma(-Infinity), lgamma(3e305)]).toEqual([
      Infinity,
      Infinity,
      0,
      0,
      Infinity,
      Infinity,
    ])
  })
})
