import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { jit } from 'wamba'
import { same } from '../same.ts'

describe('a loop that compares a sum of its counter', () => {
  it('is a counted one, whose checks stand before it', () => {
    const luma = (pixels: Uint8Array, out: Uint8Array) => {
      for (let i = 0; i + 3 < pixels.length; i += 4) out[i >> 2] = (pixels[i] + pixels[i + 1] + pixels[i + 2]) >> 2
    }
    const bytes = (n: number): Uint8Array => Uint8Array.from({ length: n }, (_, i) => i * 7)
    for (const n of [0, 1, 3, 4, 5, 7, 8, 50]) same(luma, [bytes(n), new Uint8Array(20)])
    const kernel = jit(luma)
    kernel(bytes(16), new Uint8Array(4))
    expect(kernel.inspect('ir')).toMatch(/for i .*range|for i in/)
    expect(String(kernel.diagnostics())).not.toContain('its iterations are not counted')
  })

  const loops: Record<string, (start: number, stop: number) => number> = {
    'i + 2 < n': (start, stop) => {
      let s = 0
      for (let i = start; i + 2 < stop && s < 1e6; i++) s += i + 1
      for (let i = start; i + 2 < stop; i += 3) s = s * 3 + i
      return s
    },
    'i - 2 <= n': (start, stop) => {
      let s = 0
      for (let i = start; i - 2 <= stop; i += 2) s = s * 3 + i
      return s
    },
    'n > 1 + i': (start, stop) => {
      let s = 0
      for (let i = start; stop > 1 + i; i++) s = s * 3 + i
      return s
    },
    'i + 1 >= n, down': (start, stop) => {
      let s = 0
      for (let i = stop; i + 1 >= start; i--) s = s * 3 + i
      return s
    },
    'i - 3 > n, down': (start, stop) => {
      let s = 0
      for (let i = stop; i - 3 > start; i -= 2) s = s * 3 + i
      return s
    },
    'an index, down': (start, stop) => {
      const a = [1, 2, 3, 4, 5, 6, 7, 8]
      let s = start
      for (let i = a.length - 1; i - 1 >= 0; i--) s = s * 2 + a[i - 1]
      for (let i = 1; i - 1 < a.length; i++) s = s * 2 + a[i - 1]
      return s + stop
    },
  }
  it.each(Object.entries(loops))('runs as often as in JavaScript: %s', (_, fn) => {
    const kernel = jit(fn)
    const bound = fc.oneof(
      fc.integer({ min: -20, max: 20 }),
      fc.integer({ min: -80, max: 80 }).map((n) => n / 4),
    )
    fc.assert(
      fc.property(bound, bound, (start, stop) => {
        expect(kernel(start, stop)).toBe(fn(start, stop))
      }),
    )
    for (const stop of [Number.NaN, -0, 0]) expect(kernel(0, stop)).toBe(fn(0, stop))
    const far = 2 ** 31 - 4
    expect(kernel(far, far + 3)).toBe(fn(far, far + 3))
    expect(kernel(-far - 4, -far - 1)).toBe(fn(-far - 4, -far - 1))
  })
})
