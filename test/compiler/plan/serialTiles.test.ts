import { describe, expect, it } from 'vitest'
import { jit, NdArray, prange } from 'wamba'
import { law } from '#wamba/compiler/compile.js'

law.checks = true

type Matrix = Float64Array
type Product = (n: number, m: number, l: number, stride: number, a: Matrix, b: Matrix, c: Matrix) => void

const products: Record<string, Product> = {
  'a sum in a variable': (n, m, l, stride, a, b, c) => {
    for (let i = 0; i < n; i++)
      for (let j = 0; j < m; j++) {
        let s = 0
        for (let k = 0; k < l; k++) s += a[i * l + k] * b[k * m + j]
        c[i * stride + j] = s
      }
  },
  'a sum in its element': (n, m, l, stride, a, b, c) => {
    for (let i = 0; i < n; i++)
      for (let k = 0; k < l; k++) for (let j = 0; j < m; j++) c[i * stride + j] += a[i * l + k] * b[k * m + j]
  },
  'from the second row on, in a loop that repeats it': (n, m, l, stride, a, b, c) => {
    for (let t = 0; t < 3; t++)
      for (let i = 1; i < n; i++)
        for (let j = 0; j < m; j++) {
          let s = t
          for (let k = 0; k < l; k++) s += a[i * l + k] * b[k * m + j]
          c[i * stride + j] = s
        }
  },
}

/** No whole tiles, whole tiles only, and both; no rows, no columns and no terms; panels. */
const sizes = [
  [7, 9, 5],
  [8, 8, 8],
  [1, 3, 2],
  [5, 21, 0],
  [0, 3, 3],
  [5, 0, 3],
  [13, 33, 17],
  [9, 523, 517],
]

const values = (length: number, seed: number) => Float64Array.from({ length }, (_, i) => Math.sin(i * 1.7 + seed))

describe('a tile of a serial loop', () => {
  it.each(Object.entries(products))('has the bits of the source: %s', (_, product) => {
    const kernel = jit(product)
    for (const [n, m, l] of sizes) {
      const [a, b] = [values(n * l, 1), values(l * m, 2)]
      expect(kernel.verify(n, m, l, m, a, b, values(n * m, 3)), `${n} ${m} ${l}`).toMatchObject({ ok: true })
      const all = values(2 * (n + m + l) ** 2 + 9, 4)
      const [x, y, z] = [0, 3, 5].map((at) => all.subarray(at, at + (n + m) * (m + l)))
      expect(kernel.verify(n, m, l, m, x, y, z), `${n} ${m} ${l}, arrays that overlap`).toMatchObject({ ok: true })
    }
    expect(kernel.diagnostics().specialisations[0].loops.some(({ tile }) => tile?.rows === 4)).toBe(true)
  })

  it.each(Object.entries(products))('is not taken of rows that overlap: %s', (_, product) => {
    const kernel = jit(product)
    for (const stride of [0, 1, 5, 8, -9, 9, 12]) {
      const c = values(9 * 12, 3)
      // With a negative distance the rows lie before the array.
      if (stride < 0) expect(() => kernel.verify(8, 9, 7, stride, values(56, 1), values(63, 2), c)).toThrow(RangeError)
      else
        expect(kernel.verify(8, 9, 7, stride, values(56, 1), values(63, 2), c), `${stride}`).toMatchObject({ ok: true })
    }
  })

  it.each(Object.entries(products))('throws what the source throws where an array is too short: %s', (_, product) => {
    const kernel = jit(product)
    for (const short of [0, 1, 2]) {
      const [a, b, c] = [1, 2, 3].map((seed, i) => values(i === short ? 63 : 64, seed))
      expect(() => kernel.verify(8, 8, 8, 8, a, b, c)).toThrow(RangeError)
    }
  })

  it('is one of arrays of two dimensions', () => {
    const kernel = jit((a: NdArray<'float64'>, b: NdArray<'float64'>, c: NdArray<'float64'>) => {
      for (let i = 0; i < a.shape[0]; i++)
        for (let j = 0; j < b.shape[1]; j++) {
          let s = 0
          for (let k = 0; k < b.shape[0]; k++) s += a.get(i, k) * b.get(k, j)
          c.set(i, j, s)
        }
    })
    const matrix = (rows: number, columns: number, seed: number) =>
      new NdArray<'float64'>(values(rows * columns, seed), [rows, columns])
    expect(kernel.verify(matrix(11, 7, 1), matrix(7, 13, 2), matrix(11, 13, 3))).toMatchObject({ ok: true })
    expect(String(kernel.diagnostics())).toContain("a tile of 4 iterations of the loop over 'i'")
  })

  it('is not made of iterations that hand a value on', () => {
    const kernel = jit((n: number, a: Matrix, b: Matrix, c: Matrix) => {
      let last = 0
      for (let i = 0; i < n; i++)
        for (let j = 0; j < n; j++) {
          let s = last
          for (let k = 0; k < n; k++) s += a[i * n + k] * b[k * n + j]
          c[i * n + j] = s
          last = s
        }
      return last
    })
    expect(kernel.verify(9, values(81, 1), values(81, 2), values(81, 3))).toMatchObject({ ok: true })
    expect(kernel.diagnostics().specialisations[0].loops.every(({ tile }) => tile === undefined)).toBe(true)
  })

  it('stands beside parallel loops', () => {
    const kernel = jit((n: number, a: Matrix, b: Matrix, c: Matrix) => {
      for (const i of prange(n)) a[i] *= 2
      for (let i = 0; i < n; i++)
        for (let j = 0; j < n; j++) {
          let s = 0
          for (let k = 0; k < n; k++) s += a[i * n + k] * b[k * n + j]
          c[i * n + j] = s
        }
      for (const i of prange(n)) c[i] += 1
    })
    expect(kernel.verify(11, values(121, 1), values(121, 2), values(121, 3))).toMatchObject({ ok: true })
  })
})
