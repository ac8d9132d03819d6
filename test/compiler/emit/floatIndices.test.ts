import { describe, expect, it } from 'vitest'
import { jit } from 'wamba'

describe('indices around a floored number', () => {
  const around = jit((a: Float64Array, at: Float64Array, w: number, out: Float64Array) => {
    for (let i = 0; i < at.length; i++) {
      let p = Math.floor(at[i])
      out[4 * i] = a[p] + a[p + 1]
      out[4 * i + 1] = a[p + w] - a[p - 1 + w]
      if (w > 1) out[4 * i + 2] = a[w + 1 + p]
      p = Math.ceil(at[i] / 2)
      out[4 * i + 3] = a[p] * 2 + a[p + 1]
    }
  })
  const a = Float64Array.from({ length: 50 }, (_, i) => i * i - 7)

  it('are computed in integers, and give what JavaScript gives', () => {
    const at = Float64Array.from({ length: 40 }, (_, i) => i + Math.sin(i) / 2 + 1)
    for (const w of [1, 2, 7]) expect(around.verify(a, at, w, new Float64Array(160))).toMatchObject({ ok: true })
    expect(around.inspect('assembly')).toContain('atSum(p_whole - <i64>1 + <i64>w')
  })

  it.each([
    [-1, 1, -1],
    [-0.5, 1, -1],
    [49, 1, 50],
    [48.5, 2, 50],
    [40, 9, 50],
    [0, -1, -1],
    [2 ** 31, 1, 2 ** 31],
    [2 ** 51, 1, 2 ** 51],
    [2 ** 52 + 2, 1, 2 ** 52 + 2],
    [-(2 ** 51) - 4, 5, -(2 ** 51) - 4],
    [1e300, 1, 1e300],
    [Number.NaN, 1, Number.NaN],
    [Number.POSITIVE_INFINITY, 1, Number.POSITIVE_INFINITY],
    [Number.NEGATIVE_INFINITY, 1, Number.NEGATIVE_INFINITY],
  ])('throw for %d and %d with the index %d', (p, w, index) => {
    let error: unknown
    try {
      around(a, new Float64Array([p]), w, new Float64Array(4))
    } catch (thrown) {
      error = thrown
    }
    expect(error).toBeInstanceOf(RangeError)
    expect((error as Error).message).toContain(`index ${index} of 'a'`)
  })

  it('take -0 for 0', () => {
    const out = new Float64Array(4)
    around(a, new Float64Array([-0]), 1, out)
    expect(out[0]).toBe(a[0] + a[1])
  })
})
