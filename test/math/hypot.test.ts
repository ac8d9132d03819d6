/** The root of a sum of more than two squares. */
import { describe, expect, test } from 'vitest'
import { jit, prange } from 'wamba'
import { type Pair, pair } from '../ulp/pair.ts'
import { numbers, special } from './inputs.ts'

type Loop = (x: Float64Array, out: Float64Array) => void

/** Of each `count` elements that follow each other. */
const kernelOf = (count: number) => {
  const terms = Array.from({ length: count }, (_, k) => `x[i + ${k}]`).join(', ')
  return jit(
    new Function('prange', `return (x, out) => { for (const i of prange(out.length)) out[i] = Math.hypot(${terms}) }`)(
      prange,
    ) as Loop,
  )
}

describe.each([3, 4, 5, 6, 7, 8, 9, 20])('Math.hypot of %d numbers', (count) => {
  const kernel = kernelOf(count)
  const of = (x: Float64Array, i: number): number[] => [...x.subarray(i, i + count)]

  test('has the bits of the reference, lanes with special values too', () => {
    const random = numbers(2048)
    const inputs = Float64Array.from({ length: 2051 }, (_, i) =>
      i % 11 === 0 ? special[(i / 11) % special.length] : random[i % 2048],
    )
    for (const Type of [Float64Array, Float32Array]) {
      const x = new Type(inputs) as Float64Array
      const out = new Type(x.length - count + 1) as Float64Array
      expect(kernel.verify(x, out).outputs.find(({ name }) => name === 'out')).toMatchObject({ maxUlp: 0 })
    }
  })

  test('gives what JavaScript gives of zeros, infinities and NaN, and of numbers whose squares are none', () => {
    const x = Float64Array.from(
      [...special, ...Array(count).fill(-0), ...Array(count).fill(1e-320), ...special].reverse(),
    )
    const out = new Float64Array(x.length - count + 1)
    kernel(x, out)
    out.forEach((got, i) => {
      const want = Math.hypot(...of(x, i))
      const near = Number.isFinite(want) && Math.abs(got - want) <= want * 2 ** -51
      expect({ i, got: near ? want : got }).toEqual({ i, got: want })
    })
  })

  test('is within 0.51 ULP', () => {
    const x = Float64Array.from({ length: 4096 }, (_, i) => 10 ** (((i * 0.618033988749895) % 1) * 2))
    const out = new Float64Array(x.length - count + 1)
    kernel(x, out)
    out.forEach((got, i) => {
      const squares = of(x, i).map((each): Pair => pair(each).times(pair(each)))
      const value = squares.reduce((a, b) => a.plus(b)).sqrt()
      const error = Math.abs(got - value.hi - value.lo) / 2 ** (Math.floor(Math.log2(value.hi)) - 52)
      expect({ i, bounded: error <= 0.51 }).toEqual({ i, bounded: true })
    })
  })
})

describe('Math.hypot of the elements of an array', () => {
  const norm = jit((x: Float64Array, y: number) => Math.hypot(...x, y))

  test.each([
    [[], -3],
    [[3, -4, 12], 84],
    [[1e300, 1e300, 1e-300], 0],
    [[3e-320, 4e-320], 0],
    [[0, -0], -0],
    [[Number.NaN, 1], Number.NEGATIVE_INFINITY],
    [[Number.POSITIVE_INFINITY, Number.NaN], 1],
    [[1, Number.NaN], 2],
  ])('of %j and %d is what JavaScript gives, and has the bits of the reference', (x, y) => {
    const array = Float64Array.from(x)
    const want = Math.hypot(...x, y)
    const got = norm(array, y)
    if (Number.isFinite(want)) expect(Math.abs(got - want)).toBeLessThanOrEqual(want * 2 ** -51)
    else expect(got).toBe(want)
    expect(norm.verify(array, y).outputs.every(({ maxUlp }) => maxUlp <= 2)).toBe(true)
  })
})
