/** Parameters that the caller may leave out, and elements that may lie outside of their array. */
import { describe, expect, it } from 'vitest'
import { jit } from 'wamba'
import { type Any, type Numbers, same } from './same.ts'

const a = Float64Array.of(1, 2, 3, 4)

describe('a parameter that the source asks for', () => {
  it('has a default by ??, by ??= and by an if', () => {
    same((x: number, y?: number) => x + (y ?? 4), [1], [1, 2])
    same(
      (x: number, y?: number) => {
        y ??= 1
        return x * y
      },
      [2],
      [2, 3],
    )
    same(
      (v: Numbers, n?: number) => {
        if (n === undefined) n = v.length
        let sum = 0
        for (let i = 0; i < n; i++) sum += v[i]
        return sum
      },
      [a],
      [a, 2],
    )
    same((x: number, y?: number) => (y == null ? -x : y !== undefined ? y : 0), [1], [1, 5])
  })

  it('may be a field of an object, or an array', () => {
    same(
      (v: Numbers, options: { k?: number; m?: number }) =>
        v[1] * (options.k ?? 2) + (options.m === undefined ? 1 : options.m),
      [a, {}],
      [a, { k: 3, m: 2 }],
    )
    same(
      (v: Numbers, weights?: Numbers) => {
        let sum = weights?.length ?? -1
        for (let i = 0; i < v.length; i++) sum += v[i] * (weights ? weights[i] : 1)
        return sum
      },
      [a],
      [a, Float64Array.of(1, 0, 1, 0)],
    )
  })

  it('is refused where it may have been given another value before', () => {
    expect(() =>
      jit((n: number, y?: number) => {
        let sum = 0
        for (let i = 0; i < n; i++) {
          sum += y ?? 4
          y = i
        }
        return sum
      })(3),
    ).toThrow('a kernel cannot use ?? here')
    expect(() =>
      jit((x: number, y?: number) => {
        const given = (v?: number): number => v ?? 4
        y = x
        return given(y)
      })(3),
    ).toThrow('a kernel cannot use ?? here')
  })
})

describe('an element that may lie outside', () => {
  it('is undefined there', () => {
    same(
      (v: Any) => {
        let sum = 0
        for (let i = -1; i <= v.length; i += 0.5) {
          sum = sum * 3 + (v[i] ?? 0.5) + (v[i - 1] || 7)
          if (v[i + 1] !== undefined) sum += v[i + 1]
          if (v[i] === undefined) sum--
        }
        return sum
      },
      [a],
    )
  })

  it('still throws where nothing asks for it', () => {
    expect(() => jit((v: Numbers, i: number) => v[i] + 1)(a, 4)).toThrow(RangeError)
  })
})
