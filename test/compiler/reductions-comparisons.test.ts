/** Arrays of which a prange keeps extremes. */
import { describe, it } from 'vitest'
import { prange } from 'wamba'
import { finite, numbers, SIZES, same } from './reductions-harness.ts'

const keys = (n: number, many: number, seed = 3): Int32Array =>
  Int32Array.from(numbers(n, seed), (x) => (x >>> 5) % many)
const LARGE = 120_000
const sizes = [...SIZES, LARGE]

describe('a whole array', () => {
  it('of floats has its extremes exactly, with NaN and both zeros', () => {
    same(
      (h: Float64Array, k: Int32Array, a: Float64Array) => {
        for (const i of prange(k.length)) h[k[i]] = Math.min(h[k[i]], a[i])
      },
      sizes.map((n): [Float64Array, Int32Array, Float64Array] => [
        Float64Array.of(0, -0, 3, Number.NaN, 7, -9, 0, 0.25),
        keys(n, 8),
        finite(n, 4).map((x, i) => (i % 5000 === 4999 ? Number.NaN : x)),
      ]),
    )
  })

  it('is reduced by comparisons of one type with elements of another, and of elements that a variable holds', () => {
    const values = (n: number): Float64Array => Float64Array.from(numbers(n, 5), (x) => (x % 3000) / 7 - 200)
    for (const Elements of [
      Int8Array,
      Uint8Array,
      Uint8ClampedArray,
      Int32Array,
      Uint32Array,
      Float32Array,
      Float64Array,
    ]) {
      const calls = [100, LARGE].map((n): [Float64Array, Int32Array, Float64Array] => [
        new Elements(8).fill(50) as Float64Array,
        keys(n, 8),
        values(n),
      ])
      same((h: Float64Array, k: Int32Array, a: Float64Array) => {
        for (const i of prange(k.length)) {
          const x = a[i] * 0.5
          if (x < h[k[i]]) h[k[i]] = x
        }
      }, calls)
      same((h: Float64Array, k: Int32Array, a: Float64Array) => {
        for (const i of prange(k.length)) {
          const at = k[i]
          const x = i * i - a[i]
          // biome-ignore lint/complexity/useMathMinMax: Math.min and Math.max treat NaN and zeros in another way
          h[at] = h[at] > x ? x : h[at]
        }
      }, calls)
      same((h: Float64Array, k: Int32Array, a: Float64Array) => {
        for (const i of prange(k.length)) {
          const at = k[i]
          const before = h[at]
          if (a[i] > before) h[at] = a[i]
        }
      }, calls)
      same((h: Float64Array, k: Int32Array, a: Float64Array) => {
        for (const i of prange(k.length)) if (a[i] > h[k[i]]) h[k[i]] = a[i] | 0
      }, calls)
      same((h: Float64Array, k: Int32Array, a: Float64Array) => {
        for (const i of prange(k.length)) {
          if (a[i] < 0 || !(a[i] > h[k[i]])) continue
          h[k[i]] = a[i]
        }
      }, calls)
      same((h: Float64Array, k: Int32Array, a: Float64Array) => {
        for (const i of prange(k.length))
          if (a[i] >= h[k[i]]) {
          } else h[k[i]] = a[i]
      }, calls)
      same((h: Float64Array, k: Int32Array, a: Float64Array) => {
        for (const i of prange(a.length)) {
          const z = -i
          // biome-ignore lint/complexity/useMathMinMax: Math.min and Math.max treat NaN and zeros in another way
          h[k[i]] = z >= h[k[i]] ? z : h[k[i]]
        }
      }, calls)
    }
  })

  it('is reduced by comparisons, as they treat NaN and both zeros', () => {
    const some = [0, -0, 3, Number.NaN, -7, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 2, 5]
    const values = (n: number): Float64Array =>
      Float64Array.from(numbers(n, 5), (x) => some[(x >>> 4) % (4 + ((x >>> 9) & 5))])
    const starts = Float64Array.of(0, -0, Number.NaN, 1e9, -1e9, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 2)
    const calls = [100, LARGE].map((n): [Float64Array, Int32Array, Float64Array] => [
      starts.slice(),
      keys(n, 8),
      values(n),
    ])
    same((h: Float64Array, k: Int32Array, a: Float64Array) => {
      for (const i of prange(k.length)) if (a[i] > h[k[i]]) h[k[i]] = a[i]
    }, calls)
    same((h: Float64Array, k: Int32Array, a: Float64Array) => {
      for (const i of prange(k.length)) if (a[i] > -3 && h[k[i]] >= a[i]) h[k[i]] = a[i]
    }, calls)
    same((h: Float64Array, k: Int32Array, a: Float64Array) => {
      // biome-ignore lint/complexity/useMathMinMax: Math.min and Math.max treat NaN and zeros in another way
      for (const i of prange(k.length)) h[k[i]] = a[i] < h[k[i]] ? a[i] : h[k[i]]
    }, calls)
    // NaN is taken, and so the loop runs in order.
    same((h: Float64Array, k: Int32Array, a: Float64Array) => {
      // biome-ignore lint/complexity/useMathMinMax: Math.min and Math.max treat NaN and zeros in another way
      for (const i of prange(k.length)) h[k[i]] = h[k[i]] > a[i] ? h[k[i]] : a[i]
    }, calls)
    same(
      (h: Uint8Array, k: Int32Array) => {
        for (const i of prange(k.length)) if (h[k[i]] < (i & 255)) h[k[i]] = i & 255
      },
      [[new Uint8Array(8), keys(LARGE, 8)]],
    )
    same(
      (h: BigUint64Array, k: Int32Array) => {
        for (const i of prange(k.length)) {
          const x = BigInt.asUintN(64, BigInt(i) * 0x9e3779b97f4a7c15n)
          if (x > h[k[i]]) h[k[i]] = x
        }
      },
      [[new BigUint64Array(8), keys(LARGE, 8)]],
    )
  })
})
