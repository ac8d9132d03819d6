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
