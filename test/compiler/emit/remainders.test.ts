import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { jit } from 'wamba'

describe('a remainder near the edge of a ring', () => {
  const around = (n: number, from: number, to: number, out: Int32Array): void => {
    for (let i = 0; i < n; i++)
      for (let j = from; j < to; j++) {
        const k = 4 * (j - from)
        out[k] = (j + 1) % n
        out[k + 1] = (j + n - 1) % n
        out[k + 2] = (j - 1) % n
        out[k + 3] = (n + j) % n
      }
  }

  it('is that of a division, also far from the edge and below 0', () => {
    const kernel = jit(around)
    for (const n of [1, 2, 3, 7, 25, 1000])
      expect(kernel.verify(n, -30, 30, new Int32Array(240)), `ring of ${n}`).toMatchObject({ ok: true })
    expect(kernel.inspect('assembly')).toContain('wrapAround<')
  })
})

describe('a division by a power of two', () => {
  it('is a product with its reciprocal, to the bit', () => {
    const halves = jit((a: Float64Array, out: Float64Array) => {
      for (let i = 0; i < a.length; i++) out[i] = a[i] / 2 + a[i] / 2 ** 60 - a[i] / -0.25 + a[i] / 2 ** 1023 + a[i] / 3
    })
    const a = [1, 3, -0, Number.NaN, Number.POSITIVE_INFINITY, 5e-324, 1.7e308, 2.5e-308, -7e-310]
    expect(halves.verify(a, new Float64Array(a.length))).toMatchObject({ ok: true })
    expect(halves.inspect('ir')).toContain('* 0.5')
  })
})

describe('a remainder by a constant', () => {
  const values = [
    0,
    -0,
    1,
    -1,
    2,
    -2,
    3,
    7,
    -7,
    0.5,
    -1.5,
    2.25,
    1e-300,
    5e-324,
    2 ** 31 - 1,
    2 ** 31,
    -(2 ** 31),
    -(2 ** 31) - 1,
    2 ** 32 + 6,
    2 ** 51,
    2 ** 52 + 1,
    2 ** 53,
    2 ** 53 + 2,
    1e300,
    -1e300,
    Number.MAX_VALUE,
    Infinity,
    -Infinity,
    Number.NaN,
  ]

  it('is that of JavaScript for numbers of every size', () => {
    const kernel = jit((a: Float64Array, out: Float64Array) => {
      // In order: each depends on the last.
      let last = 0
      for (let i = 0; i < a.length; i++) {
        const x = a[i]
        let even = x % 2 === 0 ? 1 : 0
        if (x % 6 !== 0) even += 2
        if (x % -4 === 0) even += 4
        last = (last % 3) + even
        out[i * 6] = x % 2
        out[i * 6 + 1] = x % 10
        out[i * 6 + 2] = x % 1024
        out[i * 6 + 3] = x % -7
        out[i * 6 + 4] = last
        out[i * 6 + 5] = x % 1
      }
    })
    expect(kernel.verify(new Float64Array(values), new Float64Array(values.length * 6))).toMatchObject({ ok: true })
    expect(kernel.inspect('assembly')).toContain('isMultiple(')
  })

  it('before a loop does not trap where the divisor is 0 and the loop does not run', () => {
    const kernel = jit((k: number, n: number, out: Int32Array) => {
      for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) out[i * n + j] = ((k + 1) % n) * ((i + 1) % n)
    })
    for (const n of [0, 1, 3]) expect(kernel.verify(7, n, new Int32Array(9))).toMatchObject({ ok: true })
    expect(kernel.inspect('assembly')).toMatch(
      /const fixed\w*: i32 = .*wrapAround|const fixed\w*: i32 = .*remainderOrZero/,
    )
  })
})

describe('a remainder of what is not negative', () => {
  it('is taken without a sign, and where it may be negative with one', () => {
    const sums = (a: Uint8Array, b: Int32Array): number[] => {
      let [s, t, u] = [1, 0, 0]
      for (let i = 0; i < a.length; i++) {
        s = (s + a[i]) % 65521
        t = (t + s) % 65521
        if (b[i] >= 0) u ^= b[i] % 10
        u ^= (b[i] % 10) | 0
      }
      return [s, t, u]
    }
    const kernel = jit(sums)
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 50 }), fc.int32Array({ minLength: 50, maxLength: 50 }), (a, b) => {
        expect(kernel(a, b)).toEqual(sums(a, b))
      }),
    )
    expect(kernel.inspect('assembly')).toMatch(/<i32>\(<u32>.* % <u32>65521\)/)
  })
})
