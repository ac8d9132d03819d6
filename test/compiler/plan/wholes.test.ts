import { describe, expect, it } from 'vitest'
import { jit } from 'wamba'

const x = Float64Array.of(0.2, 3.7, -0.4, 2, 1.5, 0.999)

describe('an index that is rounded', () => {
  const look = (x: Float64Array, t: Float64Array, by: number): number => {
    let sum = 0
    for (let i = 0; i < x.length; i++) {
      const k = Math.max(Math.floor(x[i] * by), 0)
      sum = sum * 3 + t[k] * t[Math.min(k + 1, t.length - 1)]
    }
    return sum
  }

  it('is not looked at for fractions, and gives what JavaScript gives', () => {
    const kernel = jit(look)
    const t = Float64Array.from({ length: 5 }, (_, i) => i + 0.5)
    expect(kernel(x, t, 1)).toBe(look(x, t, 1))
    expect(kernel.inspect('assembly')).toContain('atWhole')
    expect(kernel.inspect('assembly')).not.toContain('atFloat')
  })

  it.each([Number.NaN, Infinity, 1e300, 2 ** 31, 1.4])('throws beyond the array: factor %d', (by) => {
    expect(() => jit(look)(x, new Float64Array(5), by)).toThrow(/index (NaN|Infinity|1e\+300|[\d.e+]+) .*'t'/)
  })

  it('that is not always rounded is looked at', () => {
    const kernel = jit((x: Float64Array, t: Float64Array, half: number): number => {
      let k = Math.floor(x[1])
      if (half) k = k / 2
      return t[k]
    })
    expect(kernel(x, Float64Array.of(1, 2, 3, 4), 0)).toBe(4)
    expect(() => kernel(x, Float64Array.of(1, 2, 3, 4), 1)).toThrow(/index 1\.5/)
  })
})
