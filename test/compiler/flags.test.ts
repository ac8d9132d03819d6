/** Arrays of booleans, `new Array(n).fill(false)`: their elements are booleans, as in plain JavaScript. */
import { describe, expect, it } from 'vitest'
import { jit } from 'wamba'
import { law } from '#wamba/compiler/compile.js'
import { type Any, same } from './same.ts'

law.checks = true

describe('an array of booleans', () => {
  it('is a sieve', () => {
    same(
      (n: number) => {
        const prime: boolean[] = new Array(n + 1).fill(true)
        const found: number[] = []
        for (let i = 2; i <= n; i++)
          if (prime[i]) {
            found.push(i)
            for (let j = i * i; j <= n; j += i) prime[j] = false
          }
        return found
      },
      [1],
      [500],
    )
  })

  it('gives booleans, that are compared, combined, returned, counted and searched', () => {
    same(
      (n: number) => {
        const doors: boolean[] = Array(n + 1).fill(false)
        for (let p = 1; p <= n; p++) for (let d = p; d <= n; d += p) doors[d] = !doors[d]
        let open = 0
        for (const door of doors) if (door === true) open++
        doors[0] = doors[1] || open > 5
        const last = doors[n]
        return {
          open,
          last,
          all: doors.every((x) => x),
          at: doors.indexOf(true, 2),
          sum: +doors[1] + (doors[2] ? 10 : 20),
        }
      },
      [3],
      [100],
    )
  })

  it('may have two dimensions, and be used by a function that calls itself', () => {
    same(
      (n: number) => {
        const seen: boolean[][] = Array.from({ length: n }, () => new Array(n).fill(false))
        const area = (i: number, j: number): number => {
          if (i < 0 || j < 0 || i >= n || j >= n || seen[i][j] || (i * j) % 3 === 1) return 0
          seen[i][j] = true
          return 1 + area(i + 1, j) + area(i - 1, j) + area(i, j + 1) + area(i, j - 1)
        }
        const corner = seen[n - 1][n - 1]
        return [area(0, 0), corner === seen[n - 1][0] ? 1 : 0]
      },
      [4],
      [9],
    )
  })

  it('holds no numbers, and is not returned', () => {
    const number = (n: number): Any => {
      const flags: Any[] = new Array(n).fill(false)
      flags[0] = 1
      return flags[0]
    }
    expect(() => jit(number)(3)).toThrow("'flags' holds booleans, and this is a number")
    const whole = (n: number): Any => {
      const flags: boolean[] = new Array(n).fill(false)
      flags[n - 1] = true
      return flags
    }
    expect(() => jit(whole)(3)).toThrow('a kernel cannot return an array of booleans')
    const passed = (n: number): Any => {
      const flags: boolean[] = new Array(n).fill(false)
      const set = (a: boolean[], k: number): void => {
        a[k] = true
        if (k > 0) set(a, k - 1)
      }
      set(flags, n - 1)
      return flags[0]
    }
    expect(() => jit(passed)(3)).toThrow("'set' calls itself, and is given an array of booleans")
  })
})
