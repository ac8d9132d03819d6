/** Arrays that a prange accumulates as a whole. */
import { describe, expect, it } from 'vitest'
import { type AnyTypedArray, jit, prange } from 'wamba'
import { numbers, SIZES, same, steady } from './reductions-harness.ts'

const keys = (n: number, many: number, seed = 3): Int32Array =>
  Int32Array.from(numbers(n, seed), (x) => (x >>> 5) % many)
const LARGE = 120_000
const sizes = [...SIZES, LARGE]

describe('a whole array', () => {
  it('of integers is reduced exactly', () => {
    for (const Type of [Int8Array, Uint8Array, Int16Array, Uint16Array, Int32Array, Uint32Array])
      same(
        (h: AnyTypedArray & Int32Array, k: Int32Array, a: Int32Array) => {
          for (const i of prange(k.length)) h[k[i]] += a[i]
        },
        sizes.map((n): [never, Int32Array, Int32Array] => [
          Type.from(numbers(50)) as never,
          keys(n, 50),
          Int32Array.from(numbers(n, 9), (x) => x >> 20),
        ]),
      )
  })

  it('is reduced by every operation', () => {
    const calls = sizes.map((n): [Int32Array, Int32Array] => [Int32Array.from(numbers(64, 2)), keys(n, 64)])
    same((h: Int32Array, k: Int32Array) => {
      for (const i of prange(k.length)) h[k[i]] -= i
    }, calls)
    same((h: Int32Array, k: Int32Array) => {
      for (const i of prange(k.length)) h[k[i]]++
    }, calls)
    same((h: Int32Array, k: Int32Array) => {
      for (const i of prange(k.length)) h[k[i]] |= 1 << (i & 15)
    }, calls)
    same((h: Int32Array, k: Int32Array) => {
      for (const i of prange(k.length)) h[k[i]] &= ~(1 << (i & 15))
    }, calls)
    same((h: Int32Array, k: Int32Array) => {
      for (const i of prange(k.length)) h[k[i]] ^= i
    }, calls)
    same((h: Int32Array, k: Int32Array) => {
      for (const i of prange(k.length)) {
        const at = k[i]
        h[at] = Math.max(h[at], i * 50000)
      }
    }, calls)
    same((h: Int32Array, k: Int32Array) => {
      for (const i of prange(k.length)) h[k[i]] = Math.min(k[i] - i, h[k[i]])
    }, calls)
  })

  it('of floats has one order of sums on any number of threads, which the reference follows', () => {
    const calls = sizes.map((n): [Float64Array, Int32Array, Float64Array] => [
      Float64Array.of(-0, 0.1, 3, 5, 1, 2, 3, 4),
      keys(n, 7),
      Float64Array.from(numbers(n), (x) => x / 1000),
    ])
    steady((h: Float64Array, k: Int32Array, a: Float64Array) => {
      for (const i of prange(k.length)) h[k[i]] += a[i]
    }, calls)
    steady((h: Float64Array, k: Int32Array, a: Float64Array) => {
      for (const i of prange(k.length)) h[k[i]] *= 1 + a[i] * 1e-9
    }, calls)
    steady(
      (h: Float32Array, k: Int32Array, a: Float64Array) => {
        for (const i of prange(k.length)) h[k[i]] -= a[i]
      },
      calls.map(([h, k, a]): [Float32Array, Int32Array, Float64Array] => [Float32Array.from(h), k, a]),
    )
    // What no iteration touches keeps its sign.
    const [h, k, a] = calls[calls.length - 1]
    const kernel = jit((h: Float64Array, k: Int32Array, a: Float64Array) => {
      for (const i of prange(k.length)) h[k[i] === 0 ? 1 : k[i]] += a[i]
    })
    const copy = h.slice()
    kernel(copy, k, a)
    expect(Object.is(copy[0], -0)).toBe(true)
  })

  it('is summed as the source does while the loop is small', () => {
    same(
      (h: Float64Array, a: Float64Array) => {
        for (const i of prange(a.length)) h[i & 3] += a[i]
      },
      [0, 1, 5, 300].map((n): [Float64Array, Float64Array] => [
        Float64Array.of(0.1, 0.2, 0.3, 0.4),
        Float64Array.from(numbers(n), (x) => x / 7),
      ]),
    )
  })

  it('may be reduced beside others and beside scalars', () => {
    const calls = sizes.map((n): [Int32Array, Float64Array, Int32Array] => [
      new Int32Array(16),
      new Float64Array(33),
      keys(n, 16),
    ])
    steady((h: Int32Array, w: Float64Array, k: Int32Array) => {
      let [sum, at, most] = [0, -1, -1]
      for (const i of prange(k.length)) {
        h[k[i]] += 1
        w[k[i] * 2] += i / 3
        w[k[i] * 2 + 1] += 1
        sum += i * 0.1
        if (k[i] > most) {
          most = k[i]
          at = i
        }
      }
      return [sum, at, most]
    }, calls)
  })

  it('may be summed over by columns, and made by the kernel', () => {
    steady(
      (a: Float64Array, rows: number, columns: number) => {
        const sums = new Float64Array(columns)
        for (const i of prange(rows)) for (let j = 0; j < columns; j++) sums[j] += a[i * columns + j]
        let total = 0
        for (let j = 0; j < columns; j++) total += sums[j] * j
        return total
      },
      [0, 1, 3000].map((rows): [Float64Array, number, number] => [
        Float64Array.from(numbers(rows * 20), (x) => x / 9),
        rows,
        20,
      ]),
    )
  })

  it('is reduced again and again in a serial loop', () => {
    same(
      (h: Int32Array, k: Int32Array) => {
        for (let t = 0; t < 5; t++) for (const i of prange(k.length)) h[k[i]] += t
      },
      [[new Int32Array(9), keys(LARGE, 9)]],
    )
  })

  it('is reduced by sums of several terms, and by sums that a variable holds first', () => {
    const calls = [100, LARGE].map((n): [Float64Array, Int32Array] => [new Float64Array(16), keys(n, 16)])
    same((h: Float64Array, k: Int32Array) => {
      for (const i of prange(k.length)) h[k[i]] = h[k[i]] + (i & 7) - 2
    }, calls)
    same((h: Float64Array, k: Int32Array) => {
      for (const i of prange(k.length)) h[k[i]] = 3 + (1 + h[k[i]])
    }, calls)
    same((h: Float64Array, k: Int32Array) => {
      for (const i of prange(k.length)) {
        const at = k[i]
        const next = h[at] + (i & 3)
        h[at] = next
      }
    }, calls)
    same((h: Float64Array, k: Int32Array) => {
      for (const i of prange(k.length)) {
        const at = i % 4
        const before = h[at]
        h[at] = before + k[i]
      }
    }, calls)
    same((h: Float64Array, k: Int32Array) => {
      for (const i of prange(k.length)) h[k[i]] = Math.max(h[k[i]], i & 1023, 7)
    }, calls)
  })

  it('is reduced by loops in the iterations', () => {
    const calls = [100, LARGE].map((n): [Int32Array, Int32Array] => [new Int32Array(16), keys(n, 16)])
    same((h: Int32Array, k: Int32Array) => {
      for (const i of prange(k.length)) for (let j = 3; j > -2; j -= 3) h[0] -= i
    }, calls)
    same((h: Int32Array, k: Int32Array) => {
      for (const i of prange(k.length)) {
        const at = k[i]
        for (let j = 0; j < 5; j++) h[at] += i & j
      }
    }, calls)
    same((h: Int32Array, k: Int32Array) => {
      for (const i of prange(k.length)) for (let j = 0; j < (i & 3); j++) h[k[i]] = Math.max(h[k[i]], i * j)
    }, calls)
  })
})
