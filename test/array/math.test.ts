import { describe, expect, test } from 'vitest'
import { erf, jit, math, NdArray, prange, zeros } from 'wamba'

const X = [-0.75, -0, 0, 0.25, 0.5, 0.9, 1, Number.NaN]

describe('the ready ufuncs', () => {
  test('give an array of the results, of numbers that of Math or next to it', () => {
    for (const name of Object.keys(math) as (keyof typeof math)[]) {
      const ufunc = math[name] as (...args: number[][]) => Float64Array
      const got = ['pow', 'atan2', 'hypot'].includes(name) ? ufunc(X, X) : ufunc(X)
      expect(got).toHaveLength(X.length)
      if (!(name in Math)) continue
      const native = Math[name as 'pow']
      X.forEach((x, i) => {
        const want = native(x, x)
        const near = Math.abs(got[i] - want) <= Math.abs(want) * 2 ** -51
        expect({ name, x, got: near && want !== 0 ? want : got[i] }).toEqual({ name, x, got: want })
      })
    }
  })

  test('are the same object each time, and listed', () => {
    expect(math.exp).toBe(math.exp)
    expect(Object.keys(math)).toContain('lgamma')
  })

  test('of numbers give a number, with the bits of the function for numbers', () => {
    expect(math.erf(0.3)).toBe(erf(0.3))
    expect(math.pow(2, 10)).toBe(1024)
  })

  test('keep float32, and make float64 of integers', () => {
    expect(math.sin(new Float32Array([0.5]))).toEqual(new Float32Array([Math.fround(Math.sin(0.5))]))
    expect(math.log2(new Int32Array([8, 1024]))).toEqual(new Float64Array([3, 10]))
  })

  test('broadcast, and write into an output that is given', () => {
    const matrix = new NdArray(new Float64Array([1, 2, 3, 4]), [2, 2])
    const row = new NdArray(new Float64Array([2, 3]), [2])
    const out = zeros([2, 2])
    expect(math.pow(matrix, row, out)).toBe(out)
    expect([...out.data]).toEqual([1, 8, 9, 64])
    expect([...math.hypot(new Float64Array([3, 0]), 4)]).toEqual([5, 4])
    const kept = new Float64Array([9, 9])
    math.sqrt(new Float64Array([4, 16]), { out: kept, where: [true, false] })
    expect([...kept]).toEqual([2, 9])
  })

  test('have the bits of the function in a kernel', () => {
    const x = Float64Array.from({ length: 1001 }, (_, i) => (i - 500) / 37)
    const kernel = jit((a: Float64Array, out: Float64Array) => {
      for (const i of prange(out.length)) out[i] = Math.tanh(a[i])
    })
    const out = new Float64Array(x.length)
    kernel(x, out)
    expect(math.tanh(x)).toEqual(out)
  })
})
