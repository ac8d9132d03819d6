import { describe, expect, it } from 'vitest'
import { jit } from 'wamba'

/** The kernel's text, after its results were found to be the function's for arrays of several lengths. */
function textOf(fn: (a: Uint8Array, t: Float64Array, o: Float64Array, from: number) => unknown): string {
  const kernel = jit(fn)
  for (let length = 0; length < 12; length++)
    for (const from of [0, 1, 3]) {
      const a = Uint8Array.from({ length }, (_, i) => (i * 97 + 5) & 255)
      const t = Float64Array.from({ length: 256 }, (_, i) => (i * 31) % 17)
      const [got, want] = [new Float64Array(20), new Float64Array(20)]
      const [u, v] = [t.slice(), t.slice()]
      const given = [a, u, got, from].slice(0, fn.length) as Parameters<typeof fn>
      expect(kernel(...given)).toEqual(fn(a, v, want, from))
      expect([got, u]).toEqual([want, v])
    }
  return kernel.inspect('assembly')
}

describe('a short loop without lanes', () => {
  it('runs several iterations at a time, upwards and downwards, and what is left by itself', () => {
    const up = textOf((a, t, o, from) => {
      for (let i = from; i < a.length; i++) o[i] = t[a[i]]
    })
    expect(up).toContain('const i_last: i32')
    const down = textOf((a, t, o, from) => {
      for (let i = a.length - 1; i >= from; i--) o[i] = t[a[i]]
    })
    expect(down).toContain('const i_last: i32')
  })

  it('keeps the order of what it writes and reads', () => {
    textOf((a, t) => {
      for (let i = 0; i < a.length; i++) t[a[i]] = t[a[i]] * 2 + i
    })
    textOf((a, _, o) => {
      let s = 0
      for (let i = 0; i < a.length; i++) {
        s = s * 0.5 + a[i]
        o[i] = s
      }
      return s
    })
  })

  it('ends at the ends of int32', () => {
    const count = jit((start: number, stop: number): number => {
      let s = 0
      for (let i = start; i < stop; i++) s = (Math.imul(s, 31) + i) | 0
      for (let i = stop; i > start; i--) s = (Math.imul(s, 33) ^ i) | 0
      return s
    })
    for (const start of [-(2 ** 31), -(2 ** 31) + 1, 2 ** 31 - 8, 2 ** 31 - 2])
      for (const steps of [0, 1, 2, 3, 4, 5, 7]) {
        const stop = Math.min(start + steps, 2 ** 31 - 1)
        expect(count(start, stop)).toBe(count.js(start, stop))
      }
  })
})

describe('an element of a byte as an index', () => {
  it('is checked before the loop by all that it may be, or by itself where the array is shorter', () => {
    const sums = (a: Uint8Array, counts: Int32Array): void => {
      for (let i = 0; i < a.length; i++) counts[a[i]] += i
    }
    const kernel = jit(sums)
    const a = Uint8Array.from({ length: 40 }, (_, i) => (i * 7) % 90)
    for (const length of [256, 255, 90]) {
      const [got, want] = [new Int32Array(length), new Int32Array(length)]
      kernel(a, got)
      sums(a, want)
      expect(got).toEqual(want)
    }
    const [got, want] = [new Int32Array(50), new Int32Array(50)]
    expect(() => kernel(a, got)).toThrow(RangeError)
    sums(a.subarray(0, 8), want)
    expect(got).toEqual(want)
    expect(kernel.inspect('assembly')).toContain('<i64>255 < <i64>counts_length')
  })
})
