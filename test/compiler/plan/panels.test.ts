import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { close, jit, prange, setThreads, threads } from 'wamba'
import { law } from '#wamba/compiler/compile.js'

law.checks = true

type Matrix = Float64Array
type Product = (n: number, m: number, l: number, a: Matrix, b: Matrix, c: Matrix) => void

/** Products whose sums go on from panel to panel. */
const held: Record<string, Product> = {
  'a sum in a variable': (n, m, l, a, b, c) => {
    for (const i of prange(n))
      for (let j = 0; j < m; j++) {
        let s = 0
        for (let k = 0; k < l; k++) s += a[i * l + k] * b[k * m + j]
        c[i * m + j] = s
      }
  },
  'a sum in its element': (n, m, l, a, b, c) => {
    for (const i of prange(n))
      for (let k = 0; k < l; k++) for (let j = 0; j < m; j++) c[i * m + j] += a[i * l + k] * b[k * m + j]
  },
  'a sum that begins as a multiple of its element': (n, m, l, a, b, c) => {
    for (const i of prange(n))
      for (let j = 0; j < m; j++) {
        let s = 0.5 * c[i * m + j]
        for (let k = 0; k < l; k++) s += a[i * l + k] * b[k * m + j]
        c[i * m + j] = s
      }
  },
  'some terms only': (n, m, l, a, b, c) => {
    for (const i of prange(n))
      for (let j = 0; j < m; j++) {
        let s = 1
        for (let k = 1; k < l; k++) if (b[k * m + j] > 0.1) s -= a[i * l + k] * b[k * m + j]
        c[i * m + j] = s
      }
  },
}

/** The same after other loops, with the beginning of a row in a variable, and in tiles of three rows. */
const others: Record<string, Product> = {
  'after a loop over the same row': (n, m, l, a, b, c) => {
    for (const i of prange(n)) {
      for (let j = 0; j < m; j++) c[i * m + j] *= 0.5
      for (let k = 0; k < l; k++) for (let j = 0; j < m; j++) c[i * m + j] += 1.5 * a[i * l + k] * b[k * m + j]
    }
  },
  'with the beginning of its row in a variable': (n, m, l, a, b, c) => {
    for (const i of prange(n)) {
      const row = i * m
      const from = i * l
      for (let j = 0; j < m; j++) {
        let s = 0
        for (let k = 0; k < l; k++) s += a[from + k] * b[k * m + j]
        c[row + j] = s
      }
    }
  },
}

/** A row that is read after the product: it is in no panels. */
const handsOn: Product = (n, m, l, a, b, c) => {
  for (const i of prange(n)) {
    let sum = 0
    for (let k = 0; k < l; k++) sum += a[i * l + k]
    for (let j = 0; j < m; j++) {
      let s = sum
      for (let k = 0; k < l; k++) s += a[i * l + k] * b[k * m + j]
      c[i * m + j] = s
    }
  }
}

/** Those whose columns are taken in another order only. */
const whole: Record<string, Product> = {
  'what is made of a sum': (n, m, l, a, b, c) => {
    for (const i of prange(n))
      for (let j = 0; j < m; j++) {
        let s = 0
        for (let k = 0; k < l; k++) s += a[i * l + k] * b[k * m + j]
        c[i * m + j] = 2 * s + c[i * m + j]
      }
  },
  'two sums': (n, m, l, a, b, c) => {
    for (const i of prange(n))
      for (let j = 0; j < m; j++) {
        let s = 0
        let t = 1
        for (let k = 0; k < l; k++) {
          s += a[i * l + k] * b[k * m + j]
          t -= b[k * m + j] * s
        }
        c[i * m + j] = s * t
      }
  },
}

/** Two mebibytes of B and a little more, whole tiles and panels and not; then too few rows, and too few terms. */
const sizes = [
  [8, 516, 520],
  [10, 523, 517],
  [3, 523, 517],
  [9, 1050, 127],
]

const values = (length: number, seed: number) => Float64Array.from({ length }, (_, i) => Math.sin(i * 1.7 + seed))

function matrices([n, m, l]: readonly number[]): [Matrix, Matrix, Matrix] {
  return [values(n * l, 1), values(l * m, 2), values(n * m, 3)]
}

describe('panels of a matrix product', () => {
  const before = threads()
  beforeAll(() => setThreads(3))
  afterAll(async () => {
    setThreads(before)
    await close()
  })

  it.each(Object.entries({ ...held, ...others, ...whole }))('have the bits of the source: %s', (_, product) => {
    const kernel = jit(product)
    // One thread has all rows in one chunk.
    for (const each of [kernel.with({ threads: 1 }), kernel])
      for (const [n, m, l] of sizes)
        expect(each.verify(n, m, l, ...matrices([n, m, l])), `${n} ${m} ${l}`).toMatchObject({ ok: true })
    expect(kernel.inspect('plan')).toContain('in panels')
    expect(kernel.inspect('assembly').includes('k_panel')).toBe(!Object.values(whole).includes(product))
  })

  it.each(Object.entries(held))('throw what the source throws where an array is too short: %s', (_, product) => {
    const kernel = jit(product).with({ threads: 1 })
    for (const short of [0, 1, 2]) {
      const arrays = matrices([8, 516, 520])
      arrays[short] = arrays[short].slice(0, -1)
      expect(() => kernel.verify(8, 516, 520, ...arrays)).toThrow(RangeError)
    }
  })

  it('are not made where a row is summed before and the sum read in them', () => {
    const kernel = jit(handsOn).with({ threads: 1 })
    expect(kernel.verify(9, 523, 517, ...matrices([9, 523, 517]))).toMatchObject({ ok: true })
    expect(kernel.inspect('plan')).not.toContain('in panels')
  })

  it('are not taken of arrays that overlap', () => {
    const kernel = jit(held['a sum in a variable']).with({ threads: 1 })
    const all = values(520 * 520 + 9, 1)
    const [a, b, c] = [0, 4, 9].map((at) => all.subarray(at, at + 520 * 516))
    expect(kernel.verify(8, 516, 520, a, b, c)).toMatchObject({ ok: true })
  })

  it('keep sums of float32 in float32 elements, and those of float64 out of them', () => {
    type Product32 = (n: number, m: number, l: number, a: Float32Array, b: Float32Array, c: Float32Array) => void
    const single: Product32 = (n, m, l, a, b, c) => {
      for (const i of prange(n))
        for (let j = 0; j < m; j++) {
          let s = Math.fround(0)
          for (let k = 0; k < l; k++) s = Math.fround(s + Math.fround(a[i * l + k] * b[k * m + j]))
          c[i * m + j] = s
        }
    }
    const double: Product32 = (n, m, l, a, b, c) => {
      for (const i of prange(n))
        for (let j = 0; j < m; j++) {
          let s = 0
          for (let k = 0; k < l; k++) s += a[i * l + k] * b[k * m + j]
          c[i * m + j] = s
        }
    }
    for (const [product, holds] of [
      [single, true],
      [double, false],
    ] as const) {
      const kernel = jit(product).with({ threads: 1 })
      const [a, b, c] = matrices([9, 733, 727]).map((matrix) => Float32Array.from(matrix))
      expect(kernel.verify(9, 733, 727, a, b, c)).toMatchObject({ ok: true })
      expect(kernel.inspect('assembly').includes('k_panel')).toBe(holds)
    }
  })
})
