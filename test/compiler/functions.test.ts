/** Functions with rest parameters, and functions that are chosen as values. */
import { describe, expect, it } from 'vitest'
import { jit } from 'wamba'
import { type Numbers, same } from './same.ts'

describe('a rest parameter', () => {
  it('is the array of the arguments that are left', () => {
    same(
      (x: number, y: number) => {
        const largest = (...xs: number[]): number => {
          let most = -Infinity
          for (const each of xs) if (each > most) most = each
          return most
        }
        const count = (first: number, ...others: number[]): number => first * 10 + others.length
        const product = (...[p, q]: number[]): number => p * q
        return largest(x, y) + 3 * largest(x, 2, y, 5) + largest() ** 0 + count(x) + count(1, 2, y) + product(x, y)
      },
      [1, 9],
    )
    same(
      (a: Numbers, x: number) => {
        const sum = (...xs: number[]): number => xs.reduce((total, each) => total + each, 0)
        const most = (...xs: number[]): number => Math.max(...xs)
        return sum(...a) + sum(x, ...a, x) + most(x, 3, 1)
      },
      [Float64Array.of(0.5, 0.25), 2],
    )
  })
})

describe('a function that is chosen', () => {
  it('is called as the one that it is', () => {
    same(
      (a: Numbers, mode: number) => {
        const act =
          mode === 0
            ? (x: number) => Math.max(0, x)
            : mode === 1
              ? (x: number) => x / (1 + Math.abs(x))
              : (x: number) => x * x
        return a.map((x) => act(x - 1))
      },
      [Float64Array.of(0, 1, 2.5), 0],
      [Float64Array.of(0, 1, 2.5), 1],
      [Float64Array.of(0, 1, 2.5), 2],
    )
    same(
      (x: number, flag: boolean) => {
        const next = (v: number): number => v + 1
        function twice(v: number): number {
          return v * 2
        }
        const f = flag ? next : twice
        flag = !flag
        return f(x) + 100 * (flag ? next : twice)(x)
      },
      [3, true],
      [3, false],
    )
  })

  it('has effects only as that', () => {
    same(
      (a: Numbers, flag: boolean) => {
        const set = flag ? (i: number) => (a[i] = 1) : (i: number) => (a[i] = -1)
        for (let i = 0; i < a.length; i++) set(i)
      },
      [new Float64Array(3), true],
      [new Float64Array(3), false],
    )
    expect(() => jit((x: number) => (x > 0 ? Math.sin : Math.cos))(1)).toThrow('is a function')
  })
})
