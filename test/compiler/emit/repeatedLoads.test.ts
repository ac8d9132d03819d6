import { describe, expect, it } from 'vitest'
import { jit } from 'wamba'

describe('an element that is read again', () => {
  const between = (a: Float64Array, at: Int32Array, out: Float64Array): void => {
    for (let i = 0; i < at.length; i++) {
      if (i > 1000) break
      const k = at[i]
      const left = a[k] * 2
      const both = a[k + 1] - a[k] + left
      out[i] = both
      // What was written may be what is read again.
      a[k + 1] = both + 1
      out[i] += a[k + 1] + a[k]
      const other = a[k] > 0 ? a[k + 2] : a[k]
      out[i] += other + (a[k] > 1 ? a[k + 2] : 0)
    }
  }

  it('is read once where nothing is written between, and has its value', () => {
    const kernel = jit(between)
    const a = Float64Array.from({ length: 20 }, (_, i) => Math.sin(i) * 3)
    const at = Int32Array.from({ length: 30 }, (_, i) => (i * 7) % 17)
    expect(kernel.verify(a, at, new Float64Array(30))).toMatchObject({ ok: true })
    expect(kernel.inspect('assembly')).toContain('const element')
  })

  it('is out of bounds where the source reads it first', () => {
    const kernel = jit((a: Float64Array, b: Float64Array, i: number, j: number) => {
      let sum = 0
      for (let k = 0; k < 2; k++) {
        sum += b[(j * j) % 7] + a[(i * i) % 11]
        sum += a[(i * i) % 11]
        if (sum > 100) break
      }
      return sum
    })
    const [a, b] = [new Float64Array(5), new Float64Array(3)]
    expect(kernel(a, b, 1, 1)).toBe(0)
    expect(() => kernel(a, b, 3, 2)).toThrow(/'b'/)
    expect(() => kernel(a, b, 3, 1)).toThrow(/'a'/)
  })
})
