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
