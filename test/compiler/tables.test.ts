/** Arrays of arrays, and arrays that a function fills: as plain JavaScript has them. */
import { describe, expect, it } from 'vitest'
import { jit, prange } from 'wamba'
import { law } from '#wamba/compiler/compile.js'
import { type Numbers, same } from './same.ts'

law.checks = true

const numbers = (n: number): Numbers => Float64Array.from({ length: n }, (_, i) => Math.sin(i * i) * 100)

describe('an array of arrays', () => {
  it('is a table of constants', () => {
    same(
      (image: Numbers, w: number, h: number) => {
        const sobel = [
          [-1, 0, 1],
          [-2, 0, 2],
          [-1, 0, 1],
        ]
        const out = new Float64Array(w * h)
        for (const y of prange(1, h - 1))
          for (let x = 1; x < w - 1; x++) {
            let sum = 0
            for (let i = 0; i < 3; i++)
              for (let j = 0; j < 3; j++) sum += sobel[i][j] * image[(y + i - 1) * w + x + j - 1]
            out[y * w + x] = sum
          }
        return out
      },
      [numbers(600), 30, 20],
    )
  })

  it('is a table of a dynamic programme, made in each of the ways that people write', () => {
    same(
      (a: Numbers, b: Numbers) => {
        const lcs = Array.from({ length: a.length + 1 }, () => new Int32Array(b.length + 1))
        const cost = new Array(a.length + 1).fill(0).map(() => new Array(b.length + 1).fill(0.5))
        const seen = [...Array(a.length + 1)].map((_) => Array(b.length + 1).fill(0))
        for (let i = 1; i <= a.length; i++)
          for (let j = 1; j <= b.length; j++) {
            lcs[i][j] = a[i - 1] === b[j - 1] ? lcs[i - 1][j - 1] + 1 : Math.max(lcs[i - 1][j], lcs[i][j - 1])
            cost[i][j] += Math.min(cost[i - 1][j], cost[i][j - 1]) / 2
            seen[i][j]++
            seen[i][0] -= seen[i][j]
          }
        return [lcs[a.length][b.length], cost[a.length][b.length], seen[a.length][0], lcs.length, lcs[0].length]
      },
      [Float64Array.of(1, 2, 3, 2, 4, 1, 2), Float64Array.of(2, 4, 3, 1, 2, 1)],
      [new Float64Array(0), new Float64Array(3)],
    )
  })

  it('has rows that are named, passed to helpers, filled, searched and iterated over', () => {
    same(
      (n: number) => {
        const m = Array.from({ length: n }, () => new Float64Array(n + 1))
        const total = (row: ArrayLike<number>): number => {
          let sum = 0
          for (let i = 0; i < row.length; i++) sum += row[i]
          return sum
        }
        for (let i = 0; i < n; i++) {
          const row = m[i]
          row[i] = i
          row[n] = -i
          for (let j = 0; j < i; j++) row[j] = m[j][i] + 1
        }
        m[1].fill(7)
        ;[m[0][0], m[n - 1][1]] = [m[n - 1][1], m[0][0]]
        let sum = total(m[2]) + m[1].indexOf(7, 1)
        for (const row of m) for (const x of row) sum = sum * 0.5 + x
        for (let i = 0; i < m.length; i++) for (let j = 0; j < m[i].length; j++) sum += m[i][j] * i * j
        return sum
      },
      [5],
      [9],
    )
  })

  it('changes places with another between sweeps', () => {
    same(
      (n: number, sweeps: number) => {
        let now = Array.from({ length: n }, () => new Float64Array(n))
        let next = Array.from({ length: n }, () => new Float64Array(n))
        now[2][3] = 100
        for (let s = 0; s < sweeps; s++) {
          for (let i = 1; i < n - 1; i++)
            for (let j = 1; j < n - 1; j++)
              next[i][j] = (now[i - 1][j] + now[i + 1][j] + now[i][j - 1] + now[i][j + 1]) / 4
          ;[now, next] = [next, now]
        }
        return [now[2][3], next[2][3], now[n - 2][n - 2]]
      },
      [8, 5],
    )
  })

  it('is told where an index lies outside of it', () => {
    const fn = (i: number, j: number): number => {
      const m = [
        [1, 2, 3],
        [4, 5, 6],
      ]
      m[0][0] = i
      return m[i][j]
    }
    expect(jit(fn)(1, 2)).toBe(6)
    expect(() => jit(fn)(2, 0)).toThrow(
      "the index 2 of dimension 0 of 'm' is out of bounds: that dimension has length 2",
    )
    expect(() => jit(fn)(1, 3)).toThrow(
      "the index 3 of dimension 1 of 'm' is out of bounds: that dimension has length 3",
    )
  })
})

describe('an array that a function fills', () => {
  it('is of any dtype, of a length or of another array', () => {
    same((n: number) => Float64Array.from({ length: n }, (_, i) => i * i - 1), [0], [7])
    same((n: number) => Uint8ClampedArray.from({ length: n }, (_, i) => i * 50 - 60), [9])
    same((a: Numbers) => Int32Array.from(a, (x, i) => x * i), [numbers(20)])
    same(
      (n: number) => {
        const list = Array.from({ length: n }, (_, i) => i / 4)
        let sum = 0
        for (const x of list) sum += x
        return sum + list[n - 1]
      },
      [9],
    )
  })
})

describe('rows of an argument', () => {
  const m = (): number[][] => [
    [1, 2, 3],
    [4, 5, 6],
  ]

  it('are arrays wherever they are used as such', () => {
    const rows = jit((a: number[][], v: number) => {
      const sum = (row: number[]): number => {
        let total = 0
        for (const x of row) total += x
        return total
      }
      return sum(a[v]) * 100 + sum(a[0])
    })
    const over = jit((a: number[][], v: number) => {
      let sum = 0
      for (const x of a[v]) sum = sum * 10 + x
      return sum + Math.max(...a[0])
    })
    const each = jit((a: number[][]) => {
      let sum = 0
      a.forEach((row, i) => {
        for (const x of row) sum += x * (i + 1)
      })
      return sum
    })
    for (const kernel of [rows, over]) expect(kernel(m(), 1)).toBe(kernel.js(m(), 1))
    expect(each(m())).toBe(each.js(m()))
  })

  it('give arrays of arrays by functions in one another', () => {
    const transposed = jit((a: number[][]) => {
      const t = a[0].map((_, j) => a.map((row) => row[j]))
      t[0][1] += 10
      return t
    })
    expect(transposed(m())).toEqual(transposed.js(m()))
    const product = jit((a: number[][], b: number[][]) =>
      a.map((row) => b[0].map((_, j) => row.reduce((sum, x, k) => sum + x * b[k][j], 0))),
    )
    const b = [
      [1, 2],
      [3, 4],
      [5, 7],
    ]
    expect(product(m(), b)).toEqual(product.js(m(), b))
    const table = jit((n: number) => {
      const a = Array.from({ length: n }, (_, i) => i + 1)
      return a.map((x, i) => a.map((y, j) => x / y + i - j))
    })
    for (const n of [0, 1, 4]) expect(table(n)).toEqual(table.js(n))
  })

  it('keep their type where they are typed arrays', () => {
    const rows = (): Int32Array[] => [Int32Array.of(1, 3, 5), Int32Array.of(4, 5, 6)]
    const halves = jit((a: Int32Array[]) => a.map((row) => row.map((x) => x / 2)))
    expect(halves(rows())).toEqual(halves.js(rows()))
    const half = jit((a: Int32Array[]) => a[0].map((x) => x / 2)[1])
    expect(half(rows())).toBe(1)
    const products = jit((a: Int32Array[]) => a.map((row) => a[0].map((x, j) => (x * row[j]) / 2)))
    expect(products(rows())).toEqual(products.js(rows()))
  })
})
