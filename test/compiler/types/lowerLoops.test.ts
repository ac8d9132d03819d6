import { describe, expect, it } from 'vitest'
import { jit, prange } from 'wamba'

describe('a loop to a product', () => {
  const sums = jit((a: Float64Array, w: number, h: number) => {
    let sum = 0
    for (let p = 0; p < w * h; p++) {
      a[p] += p
      sum += a[p]
    }
    return sum
  })
  const scale = jit((a: Uint8Array, w: number, h: number) => {
    for (let p = 0; p < w * h * 4; p++) a[p] = 255 - a[p]
  })

  it('counts, and becomes lanes', () => {
    const a = Float64Array.from({ length: 35 }, (_, i) => i * i)
    const copy = a.slice()
    expect(sums(a, 5, 7)).toBe(sums.js(copy, 5, 7))
    expect(a).toEqual(copy)
    expect(sums(a, 0, 7)).toBe(0)
    expect(sums(a, -5, 7)).toBe(0)
    const bytes = Uint8Array.from({ length: 140 }, (_, i) => i)
    scale(bytes, 5, 7)
    expect([...bytes]).toEqual(Array.from({ length: 140 }, (_, i) => 255 - i))
    expect(scale.diagnostics().specialisations[0].loops[0].lanes).toBe(16)
  })

  it('goes on beyond int32, where its counter is a float', () => {
    const count = jit((w: number, h: number) => {
      let [times, last] = [0, 0]
      for (let p = 2_147_441_900; p < w * h; p++) {
        times++
        last = p * 2
      }
      return [times, last]
    })
    for (const [w, h] of [
      [46_340, 46_341],
      [46_341, 46_341],
      [65_536, 32_768],
      [65_537, 32_768],
      [100_000, 3],
      [-5, 9],
    ])
      expect(count(w, h)).toEqual(count.js(w, h))
  })

  it('may hold other loops', () => {
    const kernel = jit((a: Float64Array, w: number, h: number) => {
      const out = new Float64Array(w * h)
      for (let p = 0; p < w * h; p++) for (let k = 0; k < 3; k++) out[p] += a[p] * k
      return out
    })
    const a = Float64Array.from({ length: 35 }, (_, i) => i / 7)
    expect(kernel(a, 5, 7)).toEqual(kernel.js(a, 5, 7))
    expect(kernel.diagnostics().specialisations[0].loops.some(({ counter }) => counter === 'p')).toBe(true)
  })
})

it('a prange beyond int32 is an error, not a part of it, and the next call works', () => {
  const count = jit((n: number, step: number) => {
    let sum = 0
    for (const i of prange(n * step)) sum += i === 0 ? 1 : 1
    return sum
  })
  expect(() => count(3e9, 1)).toThrow(/prange stops at 2147483647 at the most: put a loop within it/)
  expect(() => count(65_536, 32_768)).toThrow(RangeError)
  expect(() => count(Infinity, 1)).toThrow(RangeError)
  expect(count(10, 2)).toBe(20)
  expect(count(NaN, 2)).toBe(0)
  expect(count(-3e9, 2)).toBe(0)
})

describe('a loop in steps of a constant', () => {
  it('becomes lanes where its iterations are independent', () => {
    const invert = jit((a: Uint8ClampedArray, out: Uint8ClampedArray) => {
      for (let i = 0; i < a.length; i += 4) {
        out[i] = 255 - a[i]
        out[i + 1] = a[i + 1] * 2 - 200
        out[i + 2] = a[i + 2]
        out[i + 3] = a[i] + a[i + 1]
      }
    })
    for (const length of [0, 4, 60, 64, 400]) {
      const a = Uint8ClampedArray.from({ length }, (_, i) => i * 37)
      const [one, other] = [new Uint8ClampedArray(length), new Uint8ClampedArray(length)]
      invert(a, one)
      invert.js(a, other)
      expect(one).toEqual(other)
    }
    expect(invert.diagnostics().specialisations[0].loops[0]).toMatchObject({ counter: 'i', lanes: 16 })
    expect(() => invert(new Uint8ClampedArray(6), new Uint8ClampedArray(6))).toThrow(
      /the index 6 of 'a' is out of bounds/,
    )
  })

  it('has the counter of the source, up and down, from anywhere', () => {
    const trace = jit((from: number, to: number, out: Float64Array) => {
      let n = 0
      for (let i = from; i < to; i += 3) out[n++] = i
      for (let i = from; i > to; i -= 5) out[n++] = i
      for (let i = from; i <= to; i += 7) out[n++] = i
      for (let i = from; i >= to; i -= 2) out[n++] = i
      for (let i = 3; i < to; i += 2) {
        if (i % 3 === 0) continue
        if (i > 40) break
        out[n++] = i
      }
      return n
    })
    const ends = [-17, -1, 0, 1, 2, 30, 31, 32]
    for (const from of ends)
      for (const to of ends) {
        const [one, other] = [new Float64Array(200), new Float64Array(200)]
        expect(trace(from, to, one)).toBe(trace.js(from, to, other))
        expect(one).toEqual(other)
      }
  })

  it('ends at the end of int32', () => {
    const count = jit((from: number, to: number) => {
      let [n, last] = [0, 0]
      for (let i = from; i < to; i += 1000) {
        n++
        last = i
      }
      for (let i = to; i > from; i -= 1_000_000) n++
      return [n, last]
    })
    for (const [from, to] of [
      [2 ** 31 - 2500, 2 ** 31 - 1],
      [2 ** 31 - 2500, 2 ** 31 - 500],
      [-(2 ** 31), -(2 ** 31) + 1500],
      [-(2 ** 31), 2 ** 31 - 1],
    ])
      expect(count(from, to)).toEqual(count.js(from, to))
  })
})
