import { describe, expect, it } from 'vitest'
import { jit } from 'wamba'

describe('what is the same in all iterations of a serial loop', () => {
  it('is computed before it, once for all its places', () => {
    const decay = (x: Float64Array, rate: number, dt: number): number => {
      let y = x[0]
      for (let i = 1; i < x.length; i++) {
        y = y * Math.exp(-rate * dt) + x[i]
        if (y > 10) y -= Math.exp(-rate * dt)
      }
      return y
    }
    const kernel = jit(decay)
    const x = Float64Array.from({ length: 50 }, (_, i) => (i * 7) % 13)
    expect(kernel.verify(x, 0.3, 0.5).ok).toBe(true)
    kernel(x, 0.3, 0.5)
    const text = kernel.inspect('assembly')
    // Once in each version of the loop.
    expect(text.match(/math_exp\(/g)!.length).toBe(text.match(/do \{/g)!.length)
    expect(text).toMatch(/const fixed: f64 = math_exp\(/)
  })

  it('is not, where the loop changes it or an element is read', () => {
    const scaled = (x: Float64Array, by: number): number => {
      let sum = 0
      for (let i = 0; i < x.length; i++) {
        sum += x[i] * (by * 2) * x[0] * 3
        x[0] = sum * 0.5
        by = by * 0.9 + 1
      }
      return sum
    }
    const [plain, compiled] = [0, 1].map(() => Float64Array.of(1, 2, 3, 4, 5))
    expect(jit(scaled)(compiled, 2)).toBe(scaled(plain, 2))
    expect(compiled).toEqual(plain)
  })
})
