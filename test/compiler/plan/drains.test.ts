import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { jit, prange } from 'wamba'
import { type Any, same } from '../same.ts'

const bytes = (n: number, of = 256): Uint8Array => Uint8Array.from({ length: n }, (_, i) => (i * 37 + (i >> 3)) % of)
const full = (n: number, value: number): Uint8Array => new Uint8Array(n).fill(value)
const textOf = (fn: (...args: Any[]) => unknown, ...args: unknown[]): string => {
  const kernel = jit(fn)
  kernel(...args)
  return kernel.inspect('assembly')
}

const sum = (a: Uint8Array): number => {
  let s = 0
  for (let i = 0; i < a.length; i++) s += a[i]
  return s
}

describe('sums of small whole numbers', () => {
  it('are accumulated in 16 bits, which are added before they overflow', () => {
    for (const n of [0, 1, 15, 16, 17, 2047, 2048, 2049, 5000, 70_000]) same(sum, [bytes(n)], [full(n, 255)])
    const text = textOf(sum, bytes(100))
    expect(text).toContain('i16x8.extadd_pairwise_i8x16_u')
    expect(text).toContain('> 2048 ?')
  })

  it('of any small type, added and taken away, in loops of both directions', () => {
    const both = (a: Int8Array, b: Uint16Array) => {
      let [s, t] = [5, -7]
      for (let i = a.length - 1; i >= 0; i--) {
        s += a[i] - b[i]
        t -= a[i]
      }
      return s * 3 + t
    }
    for (const n of [3, 40, 9000])
      same(
        both,
        [new Int8Array(n).fill(-128), new Uint16Array(n).fill(65535)],
        [Int8Array.from(bytes(n)), Uint16Array.from(bytes(n), (x) => x * 257)],
      )
  })

  it('and their products and distances', () => {
    const dot = (a: Int8Array, b: Int8Array) => {
      let [s, d, q] = [0, 0, 0]
      for (let i = 0; i < a.length; i++) {
        s += a[i] * b[i]
        d += Math.abs(a[i] - b[i])
        const e = a[i] - b[i]
        q += e * e
      }
      return [s, d, q]
    }
    for (const n of [0, 20, 70_000]) {
      same(dot, [Int8Array.from(bytes(n)), Int8Array.from(bytes(n).reverse())])
      same(dot, [new Int8Array(n).fill(-128), new Int8Array(n).fill(127)])
      same(dot, [new Int8Array(n).fill(-128), new Int8Array(n).fill(-128)])
    }
    expect(textOf(dot, new Int8Array(40), new Int8Array(40))).toContain('extadd_pairwise_i16x8_s')
  })

  it('counts are those of masks, sixteen at a time', () => {
    const count = (a: Uint8Array, least: number) => {
      let [n, m] = [0, 0]
      for (let i = 0; i < a.length; i++) {
        if (a[i] >= least) n++
        else if (a[i] === 3) m -= 2
      }
      return [n, m]
    }
    for (const n of [0, 33, 255 * 16 - 1, 255 * 16, 255 * 16 + 1, 20_000])
      same(count, [bytes(n), 100], [full(n, 255), 1], [full(n, 3), 4], [bytes(n), Number.NaN])
    expect(textOf(count, bytes(100), 3)).toContain('i8x16.sub')
  })

  it('conditions may be added, and what all iterations share', () => {
    const mixed = (a: Uint8Array, k: number) => {
      let s = 0
      for (let i = 0; i < a.length; i++) {
        s += +(a[i] > 7)
        s += k & 15
      }
      return s
    }
    for (const n of [5, 100, 9000]) same(mixed, [bytes(n), 9], [bytes(n), -1])
  })

  it('of a prange are in the order of its blocks, and exact', () => {
    const parallel = (a: Uint8Array) => {
      let [s, n] = [0, 0]
      for (const i of prange(a.length)) {
        s += a[i]
        if (a[i] > 9) n++
      }
      return [s, n]
    }
    for (const n of [0, 1, 4095, 4096, 4097, 50_000]) same(parallel, [bytes(n)], [full(n, 255)])
    expect(textOf(parallel, bytes(50))).toContain('i16x8.extadd_pairwise_i8x16_u')
  })

  it('of any bytes, at any length', () => {
    const all = (a: Int16Array, b: Uint8Array) => {
      let [s, t, n] = [0, 0, 0]
      for (let i = 0; i < b.length; i++) {
        s += a[i] * b[i]
        if (a[i] < b[i]) t -= a[i]
        else n += 3
      }
      return [s, t, n]
    }
    const kernel = jit(all)
    fc.assert(
      fc.property(fc.int16Array({ maxLength: 300 }), (a) => {
        const b = Uint8Array.from(a, (x) => x >> 3)
        expect(kernel(a, b)).toEqual(all(a, b))
      }),
    )
  })
})

describe('sums of whole numbers in floats', () => {
  const integers = (a: Int32Array, start: number) => {
    let s = start
    for (let i = 0; i < a.length; i++) s += a[i]
    return s
  }

  it('are in any order while they are exact, and in the order of the source where they may not be', () => {
    const large = new Int32Array(5000).fill(2 ** 31 - 1)
    const small = Int32Array.from(bytes(5000), (x) => x - 100)
    const starts = [0, 0.5, -0, 2 ** 52, 2 ** 53 - 100, 2 ** 60, Number.NaN, Number.POSITIVE_INFINITY]
    for (const start of starts) same(integers, [large, start], [small, start], [new Int32Array(3), start])
    expect(textOf(integers, small, 0.5)).toMatch(/vectorised|abs<f64>\(s\) <=/)
  })

  it('of a prange, in a loop within an iteration, go on from what the iteration has', () => {
    const nested = (a: Uint16Array, start: number) => {
      let s = start
      for (const _ of prange(a.length)) for (let j = 0; j < a.length; j++) s += a[j] & 7
      return s
    }
    for (const n of [0, 1, 20, 70]) same(nested, [Uint16Array.from(bytes(n)), 0], [Uint16Array.from(bytes(n)), 2.5])
  })

  it('a loop in pieces goes on where it was', () => {
    const long = new Int32Array(2 ** 21 + 77).map((_, i) => (i % 3 === 0 ? 2 ** 31 - 1 - i : i - 2 ** 31))
    expect(jit(integers)(long, 1)).toBe(integers(long, 1))
    const products = (a: Int16Array, b: Int16Array) => {
      let s = 0
      for (let i = 0; i < a.length; i++) s += a[i] * b[i]
      return s
    }
    same(products, [new Int16Array(9000).fill(-32768), new Int16Array(9000).fill(-32768)])
  })

  it('a sum of zeros that begins at -0 is 0, and one of nothing stays -0', () => {
    const zeros = (a: Int32Array, least: number) => {
      let s = -0
      for (let i = 0; i < a.length; i++) if (a[i] >= least) s += a[i]
      return 1 / s
    }
    same(zeros, [new Int32Array(100), 0], [new Int32Array(100), 1])
  })
})

describe('extremes of small whole numbers', () => {
  it('are those of lanes of their own bits, and of what was there before', () => {
    const extremes = (a: Any, most: number, least: number) => {
      let [m, n, o] = [most, least, -1000]
      for (let i = 0; i < a.length; i++) {
        if (a[i] > m) m = a[i]
        n = a[i] < n ? a[i] : n
        o = Math.max(o, Math.abs(a[i] - 3))
      }
      return [m, n, o]
    }
    for (const of of [Uint8Array, Int8Array, Int16Array, Uint16Array, Int32Array])
      for (const n of [0, 1, 15, 16, 17, 33, 500]) {
        const a = new of(Array.from(bytes(n), (x) => x * 257))
        same(extremes, [a, 0, 0], [a, -5, 70_000], [a, 300, -300], [a, 2 ** 31 - 1, -(2 ** 31)])
      }
    const kernel = jit(extremes)
    kernel(bytes(100), 1, 2)
    expect(kernel.inspect('assembly')).toContain('i8x16.max_u')
  })

  it('are exact where a condition leaves some out, and downwards', () => {
    const some = (a: Int8Array, b: Uint8Array) => {
      let [m, n] = [-7, 9]
      for (let i = a.length - 1; i >= 0; i--) {
        if (b[i] > 250) m = Math.max(m, a[i])
        n = Math.min(n, a[i])
      }
      return [m, n]
    }
    for (const n of [5, 16, 100, 1000])
      same(
        some,
        [Int8Array.from(bytes(n)), bytes(n).reverse()],
        [new Int8Array(n).fill(-128), full(n, 255)],
        [new Int8Array(n).fill(-128), full(n, 0)],
      )
  })
})
