import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { close, jit, NdArray, prange, setThreads, threads } from 'wamba'
import { law } from '#wamba/compiler/compile.js'

law.checks = true

type Matrix = Float64Array
type Product = (n: number, m: number, l: number, a: Matrix, b: Matrix, c: Matrix) => void

const orders: Record<string, Product> = {
  ijk: (n, m, l, a, b, c) => {
    for (const i of prange(n))
      for (let j = 0; j < m; j++) {
        let s = 0
        for (let k = 0; k < l; k++) s += a[i * l + k] * b[k * m + j]
        c[i * m + j] = s
      }
  },
  ikj: (n, m, l, a, b, c) => {
    for (const i of prange(n))
      for (let k = 0; k < l; k++) for (let j = 0; j < m; j++) c[i * m + j] += a[i * l + k] * b[k * m + j]
  },
  'ikj, with a factor in a variable': (n, m, l, a, b, c) => {
    for (const i of prange(n))
      for (let k = 0; k < l; k++) {
        const t = 2 * a[i * l + k]
        for (let j = 0; j < m; j++) c[i * m + j] += t * b[k * m + j]
      }
  },
  jik: (n, m, l, a, b, c) => {
    for (const j of prange(m))
      for (let i = 0; i < n; i++) {
        let s = 0
        for (let k = 0; k < l; k++) s += a[i * l + k] * b[k * m + j]
        c[i * m + j] = s
      }
  },
  jki: (n, m, l, a, b, c) => {
    for (const j of prange(m))
      for (let k = 0; k < l; k++) for (let i = 0; i < n; i++) c[i * m + j] += a[i * l + k] * b[k * m + j]
  },
  'a lower triangle': (n, m, l, a, b, c) => {
    for (const i of prange(n))
      for (let j = 0; j <= i; j++) {
        c[i * m + j] = 0
        for (let k = 0; k < l; k++) c[i * m + j] += a[i * l + k] * b[k * m + j]
      }
  },
  'an upper triangle': (n, m, l, a, b, c) => {
    for (const i of prange(n))
      for (let j = i; j < m; j++) {
        let s = 0
        for (let k = 0; k < l; k++) s += a[i * l + k] * b[k * m + j]
        c[i * m + j] = s
      }
  },
  'a sum that begins later in each row': (n, m, l, a, b, c) => {
    for (const i of prange(n))
      for (let j = 0; j < m; j++) {
        let s = 0
        for (let k = i; k < l; k++) s += a[i * l + k] * b[k * m + j]
        c[i * m + j] = s
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
  'some terms only': (n, m, l, a, b, c) => {
    for (const i of prange(n))
      for (let j = 0; j < m; j++) {
        let s = 0
        for (let k = 0; k < l; k++) if (a[i * l + k] > 0.5) s += a[i * l + k] * b[k * m + j]
        c[i * m + j] = s
      }
  },
}

/** No whole tiles, whole tiles only, and both; no rows, no columns and no terms. */
const sizes = [
  [7, 9, 5],
  [8, 8, 8],
  [1, 3, 2],
  [5, 21, 0],
  [0, 3, 3],
  [13, 33, 17],
  [4, 4, 40],
]

const values = (length: number, seed: number) => Float64Array.from({ length }, (_, i) => Math.sin(i * 1.7 + seed))

/** The text of the loop that multiplies in lanes. */
function innermost(assembly: string): string {
  const lines = assembly.split('\n')
  const product = lines.findIndex((line) => line.includes('f64x2.mul'))
  const from = lines.findLastIndex((line, i) => i < product && line.includes('do {'))
  return lines
    .slice(
      from,
      lines.findIndex((line, i) => i > product && line.includes('} while')),
    )
    .join('\n')
}

describe('a tile of a matrix product', () => {
  const before = threads()
  beforeAll(() => setThreads(3))
  afterAll(async () => {
    setThreads(before)
    await close()
  })

  it.each(Object.entries(orders))('has the bits of the source: %s', (_, product) => {
    const kernel = jit(product)
    for (const [n, m, l] of sizes) {
      const length = Math.max(n, m, l) ** 2
      const [a, b, c] = [1, 2, 3].map((seed) => values(length, seed))
      expect(kernel.verify(n, m, l, a, b, c), `${n} ${m} ${l}`).toMatchObject({ ok: true })
      const all = values(length + 5, 4)
      const [x, y, z] = [0, 3, 5].map((at) => all.subarray(at, at + length))
      expect(kernel.verify(n, m, l, x, y, z), `${n} ${m} ${l}, arrays that overlap`).toMatchObject({ ok: true })
    }
    expect(kernel.inspect('plan')).toMatch(/tile: \d rows/)
    expect(innermost(kernel.inspect('assembly'))).not.toContain('v128.store')
  })

  it.each(Object.entries(orders))('throws what the source throws where an array is too short: %s', (_, product) => {
    const kernel = jit(product).with({ threads: 1 })
    for (const short of [0, 1, 2]) {
      const arrays = [1, 2, 3].map((seed, i) => values(i === short ? 63 : 64, seed))
      expect(() => kernel.verify(8, 8, 8, arrays[0], arrays[1], arrays[2])).toThrow(RangeError)
    }
  })

  it('is one of float32 where all is', () => {
    const kernel = jit('void(int32, float32[:], float32[:], float32[:])', (n, a, b, c) => {
      for (const i of prange(n))
        for (let j = 0; j < n; j++) {
          let s = Math.fround(0)
          for (let k = 0; k < n; k++) s = Math.fround(s + a[i * n + k] * b[k * n + j])
          c[i * n + j] = s
        }
    })
    const [a, b] = [1, 2].map((seed) => Float32Array.from(values(23 * 23, seed)))
    expect(kernel.verify(23, a, b, new Float32Array(23 * 23))).toMatchObject({ ok: true })
    expect(kernel.inspect('plan')).toContain('tile: 4 rows')
  })

  it('reads arrays of two dimensions in the same way', () => {
    const kernel = jit((a: NdArray<'float64'>, b: NdArray<'float64'>, c: NdArray<'float64'>) => {
      for (const i of prange(a.shape[0]))
        for (let j = 0; j < b.shape[1]; j++) {
          let s = 0
          for (let k = 0; k < b.shape[0]; k++) s += a.get(i, k) * b.get(k, j)
          c.set(i, j, s)
        }
    })
    const matrix = (rows: number, columns: number, seed: number) =>
      new NdArray<'float64'>(values(rows * columns, seed), [rows, columns])
    expect(kernel.verify(matrix(11, 7, 1), matrix(7, 13, 2), matrix(11, 13, 3))).toMatchObject({ ok: true })
    expect(kernel.inspect('plan')).toContain('tile: 4 rows')
  })

  it('is not made where rows do not share what they read, or hand a value on', () => {
    const sums = jit((n: number, a: Matrix, out: Matrix) => {
      for (const i of prange(n))
        for (let j = 0; j < n; j++) {
          let s = 0
          for (let k = 0; k < n; k++) s += a[(i * n + k) * n + j]
          out[i * n + j] = s
        }
    })
    expect(sums.verify(5, values(125, 1), values(25, 2))).toMatchObject({ ok: true })
    expect(sums.inspect('plan')).not.toContain('tile')
  })

  it('is not made of rows that may be one and the same', () => {
    const kernel = jit((n: number, stride: number, a: Matrix, b: Matrix, c: Matrix) => {
      for (const j of prange(n))
        for (let i = 0; i < n; i++) {
          let s = c[i * stride + j]
          for (let k = 0; k < n; k++) s += a[i * n + k] * b[k * n + j]
          c[i * stride + j] = s
        }
    })
    for (const stride of [0, 9]) {
      const args = [9, stride, values(81, 1), values(81, 2), values(81, 3)] as const
      expect(kernel.verify(...args), `stride ${stride}`).toMatchObject({ ok: true })
    }
  })
})
