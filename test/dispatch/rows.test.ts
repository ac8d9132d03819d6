/** Arrays of arrays: as arguments, which the kernel writes to, and as results. */
import { describe, expect, it } from 'vitest'
import { jit, prange } from 'wamba'

type Any = ReturnType<typeof JSON.parse>
type Rows = number[][]

const matrix = (n: number, m: number): Rows =>
  Array.from({ length: n }, (_, i) => Array.from({ length: m }, (_, j) => Math.sin(i * 7 + j * 3) + (i === j ? 2 : 0)))
const clone = (value: Any): Any => {
  if (ArrayBuffer.isView(value)) return (value as Float64Array).slice()
  return Array.isArray(value) ? value.map(clone) : value
}

/** The same result, and the same in the arguments afterwards. */
function same(fn: (...args: Any[]) => unknown, ...args: unknown[]): void {
  const kernel = jit(fn)
  const [one, other] = [clone(args), clone(args)]
  expect(kernel(...other)).toEqual(fn(...one))
  expect(other).toEqual(one)
  expect(kernel.verify(...clone(args)).ok).toBe(true)
}

describe('an array of arrays', () => {
  it('is read by row and column', () => {
    same(
      (m: Rows) => {
        let sum = 0
        for (let i = 0; i < m.length; i++) for (let j = 0; j < m[i].length; j++) sum += m[i][j] * (i - j)
        for (const [x, y] of m) sum += x * y
        for (const row of m) sum += row[0] + row.length
        const [p, q] = m[1]
        const last = (rows: Rows, k: number): number => rows[k][rows[k].length - 1]
        return sum + p - q + last(m, 0)
      },
      matrix(4, 3),
    )
    same(({ grid, w }: { grid: Rows; w: number }) => grid[1][0] * w, { grid: matrix(2, 2), w: 3 })
    same((p: { grid: Rows; w: number }) => p.grid[1][0] * p.w, { grid: matrix(2, 2), w: 3 })
  })

  it('is written to, and its rows change places', () => {
    same(
      (a: Rows, b: number[]) => {
        const n = b.length
        for (let k = 0; k < n; k++) {
          let p = k
          for (let i = k + 1; i < n; i++) if (Math.abs(a[i][k]) > Math.abs(a[p][k])) p = i
          ;[a[k], a[p]] = [a[p], a[k]]
          ;[b[k], b[p]] = [b[p], b[k]]
          for (let i = k + 1; i < n; i++) {
            const f = a[i][k] / a[k][k]
            for (let j = k; j < n; j++) a[i][j] -= f * a[k][j]
            b[i] -= f * b[k]
          }
        }
      },
      matrix(6, 6),
      [1, 2, 3, 4, 5, 6],
    )
    same(
      (a: Rows) => {
        for (const i of prange(a.length)) for (let j = 0; j < a[i].length; j++) a[i][j] *= 0.5
      },
      matrix(20, 7),
    )
  })

  it('has rows that are typed arrays, which convert what they are given', () => {
    same(
      (a: Int16Array[]) => {
        for (let i = 0; i < a.length; i++) for (let j = 0; j < a[i].length; j++) a[i][j] = a[i][j] * 1.7 + 70000
      },
      [Int16Array.of(1, 2, -3), Int16Array.of(4, 5, 6)],
    )
  })

  it('is returned, made by the kernel or passed to it', () => {
    same(
      (a: Rows, b: Rows) => {
        const c = Array.from({ length: a.length }, () => new Array(b[0].length).fill(0))
        for (let i = 0; i < a.length; i++)
          for (let j = 0; j < b[0].length; j++) {
            let sum = 0
            for (let k = 0; k < b.length; k++) sum += a[i][k] * b[k][j]
            c[i][j] = sum
          }
        return c
      },
      matrix(3, 4),
      matrix(4, 2),
    )
    same((n: number) => {
      const c = Array.from({ length: n }, () => new Float32Array(n))
      c[1][0] = 1 / 3
      return { c, n }
    }, 3)
    const first = jit((a: Rows) => {
      a[0][0] = 5
      return a
    })
    const a = matrix(2, 2)
    expect(first(a)).toBe(a)
    expect(a[0][0]).toBe(5)
  })

  it('is refused where its rows differ, or one is there twice', () => {
    const corner = jit((a: Rows) => a[0][0])
    const row = [1, 2]
    expect(() => corner([[1], [2, 3]])).toThrow('row 1 is not like row 0')
    expect(() => corner([row, row])).toThrow('one row twice')
    expect(() => corner([[1, 'x' as never]])).toThrow('no number at [0][1]')
  })
})
