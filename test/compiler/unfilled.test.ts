/** `new Array(n)`, and copies of arrays of arrays. */
import { describe, expect, it } from 'vitest'
import { jit } from 'wamba'
import { type Any, same } from './same.ts'

describe('an array without values', () => {
  it('is one of numbers where the loop that follows fills it', () => {
    same(
      (n: number, s: number) => {
        const values = new Array(n + 1)
        for (let i = 0; i <= n; i++) {
          const x = s * i
          values[i] = Math.max(x - 2, 0)
        }
        const half = new Array(n)
        for (let i = 0; i < half.length; i++) half[i] = values[i] / 2
        return [values, half]
      },
      [5, 1.5],
    )
  })

  it('is refused where an element may keep none', () => {
    for (const fn of [
      (n: number) => {
        const a = new Array(n)
        for (let i = 1; i < n; i++) a[i] = i
        return a
      },
      (n: number) => {
        const a = new Array(n)
        for (let i = 0; i < n; i++) if (i > 1) a[i] = i
        return a
      },
      (n: number) => {
        const a = new Array(n)
        for (let i = 0; i < n; i++) {
          if (i > 2) break
          a[i] = i
        }
        return a
      },
      (n: number) => {
        const a = new Array(n)
        n--
        for (let i = 0; i < n; i++) a[i] = i
        return a
      },
    ])
      expect(() => jit(fn as Any)(4)).toThrow('the elements of this array have no values')
  })
})

describe('an array of arrays', () => {
  const rows = (): number[][] => [
    [1, 2, 3],
    [4, 5, 6],
    [7, 8, 10],
  ]

  it('is copied row by row, and mapped', () => {
    same(
      (m: number[][]) => {
        const copy = m.map((row) => row.slice())
        const spread = m.map((row) => [...row])
        copy[0][0] = -1
        ;[copy[1], copy[2]] = [copy[2], copy[1]]
        const twice = m.map((row, i) => row.map((x, j) => 2 * x + i - j))
        return [copy[1][0], spread[0][0], m.map((row, i) => row[i]), twice[2][1], m.map((row) => Math.max(...row))]
      },
      [rows()],
    )
  })

  it('has rows that change places through a name', () => {
    const fn = (m: number[][], n: number): number => {
      for (let i = 0; i < n; i++) {
        const held = m[i]
        m[i] = m[n - 1]
        m[n - 1] = held
        m[i][0] += i
      }
      return m[0][0] * 100 + m[1][0] * 10 + m[2][0]
    }
    const [plain, own] = [rows(), rows()]
    expect(jit(fn)(own, 3)).toBe(fn(plain, 3))
    expect(own).toEqual(plain)
  })
})

describe('what a function returns as an array', () => {
  it('is in memory where its elements are counted, or it is assigned', () => {
    same(
      (n: number) => {
        const slope = (t: number, [x, v]: number[]) => [v, -x + t]
        let state = [1, 0]
        for (let i = 0; i < n; i++) {
          const k = slope(i, state)
          state = state.map((s, j) => s + 0.1 * k[j])
          state = slope(0, state)
        }
        return state
      },
      [7],
    )
  })
})
