import { afterAll, describe, expect, it } from 'vitest'
import { close, jit, prange } from 'wamba'
import { law } from '#wamba/compiler/compile.js'

law.checks = true
afterAll(close)

describe('the least and the greatest of a loop', () => {
  const both = (a: Float64Array | Float32Array, out: Float64Array): void => {
    let most = -Infinity
    let least = a[0]
    for (let i = 0; i < a.length; i++) {
      const x = a[i] * 2
      most = Math.max(most, x)
      least = Math.min(x, least)
    }
    let last = Infinity
    for (let i = a.length - 1; i >= 0; i--) last = Math.min(last, -a[i])
    let most2 = -3
    let least2 = Infinity
    for (const i of prange(a.length)) {
      most2 = Math.max(a[i], most2)
      least2 = Math.min(least2, a[i] / 2)
    }
    out[3] = most2
    out[4] = least2
    out[0] = most
    out[1] = least
    out[2] = last
  }
  const kernel = jit(both)

  it('is taken by comparisons first, and keeps NaN, infinities and the sign of zeros wherever they stand', () => {
    const special = [
      [NaN],
      [-0],
      [0],
      [-0, 0],
      [0, -0],
      [Infinity],
      [-Infinity],
      [Infinity, -Infinity],
      [NaN, Infinity],
    ]
    for (const type of [Float64Array, Float32Array])
      for (const length of [1, 15, 16, 17, 33, 64, 100])
        for (const fill of [1, -1, 0, -0, -Infinity, Infinity])
          for (const values of special)
            for (const at of [0, 1, 7, 15, 16, 31, length - 1]) {
              const a = new type(length).fill(fill)
              values.forEach((value, i) => {
                a[(at + i * 5) % length] = value
              })
              const [want, got] = [new Float64Array(5), new Float64Array(5)]
              both(a, want)
              kernel(a, got)
              expect(got, `${values} at ${at} of ${length} times ${fill}`).toEqual(want)
            }
    expect(kernel.inspect('assembly')).toContain('.pmax(')
  })

  it('is exact where the sum of all overflows', () => {
    const a = new Float64Array(64).map((_, i) => (i % 2 ? 1 : -1) * Number.MAX_VALUE)
    const [want, got] = [new Float64Array(5), new Float64Array(5)]
    both(a, want)
    kernel(a, got)
    expect(got).toEqual(want)
  })
  it('is what it was where no iteration comes to it', () => {
    const never = (a: Float32Array, n: number): number => {
      let most = n
      for (const i of prange(a.length)) {
        // biome-ignore lint/correctness/noConstantCondition: it is what the test is about
        if (1 > 0.1) continue
        most = Math.max(most, i)
      }
      return most
    }
    for (const length of [0, 40]) expect(jit(never)(new Float32Array(length), 0.5)).toBe(0.5)
  })
})
