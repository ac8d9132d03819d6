import { describe, expect, it } from 'vitest'
import { jit, prange } from 'wamba'
import { awkward, finite, numbers, SIZES, same } from './reductions-harness.ts'

const integers = (): [Int32Array][] => SIZES.map((n) => [Int32Array.from(numbers(n, n + 1))])
const doubles = (): [Float64Array][] => SIZES.flatMap((n) => [[awkward(n, n + 1)], [finite(n, n + 7)]])

describe('bits and whole numbers', () => {
  it('are reduced exactly', () => {
    same((a: Int32Array) => {
      let [and, or, xor] = [-1, 0, 0x5555]
      for (const i of prange(a.length)) {
        and &= a[i] | 0xff
        or |= a[i] & 0x7f00
        xor = a[i] ^ xor
      }
      return [and, or, xor]
    }, integers())
  })

  it('wrap as the source does', () => {
    same((a: Int32Array) => {
      let [sum, less, product] = [7, -1, 3]
      for (const i of prange(a.length)) {
        sum = (sum + a[i]) | 0
        less = (less - a[i] * 3) | 0
        product = Math.imul(product, a[i] | 1)
      }
      return [sum, less, product]
    }, integers())
    same((a: Int32Array) => {
      let sum = -1
      for (const i of prange(a.length)) sum = (sum + a[i]) >>> 0
      return sum
    }, integers())
  })

  it('are counted under conditions', () => {
    same((a: Int32Array) => {
      let [up, down, even] = [0, 0, 0]
      for (const i of prange(a.length)) {
        if (a[i] > 0) up++
        else down += 1
        if (a[i] & 1) continue
        even++
      }
      return { up, down, even }
    }, integers())
  })

  it('beyond 32 bits have their extremes', () => {
    same(
      (a: Uint32Array) => {
        let [least, most] = [4294967295, 0]
        for (const i of prange(a.length)) {
          least = Math.min(least, a[i])
          most = Math.max(most, a[i])
        }
        return [least, most]
      },
      [[Uint32Array.from(numbers(3000), (x) => (x >>> 0) | 0x80000000)]],
    )
  })
})

describe('a variable of another type than its steps', () => {
  it('starts a block from what it can hold', () => {
    same((a: Int32Array) => {
      let [least, most, whole] = [65536, -5, 3]
      for (const i of prange(a.length)) {
        least = Math.min(least, i * a.length)
        most = Math.max(most, (a[i] >> 4) - i)
        whole = Math.max(i, whole)
      }
      // The same variable holds fractions later.
      whole += 0.5
      return [least, most, whole]
    }, integers())
  })
})

describe('a conditional extreme', () => {
  it('treats NaN and zeros as the source does, and the first wins', () => {
    const starts = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, Number.NaN, 0.5]
    const calls = doubles().flatMap(([a]) => starts.map((start): [Float64Array, number] => [a, start]))
    same((a: Float64Array, m: number) => {
      for (const i of prange(a.length)) if (a[i] < m) m = a[i]
      return m
    }, calls)
    same((a: Float64Array, m: number) => {
      for (const i of prange(a.length)) if (m < a[i]) m = a[i]
      return m
    }, calls)
    same((a: Float64Array, m: number) => {
      // biome-ignore lint/complexity/useMathMinMax: it treats NaN otherwise
      for (const i of prange(a.length)) m = a[i] < m ? a[i] : m
      return m
    }, calls)
  })

  it('takes the last of equals, and what does not compare, where the source does', () => {
    const starts = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, Number.NaN, 0.5]
    const calls = doubles().flatMap(([a]) => starts.map((start): [Float64Array, number] => [a, start]))
    same((a: Float64Array, m: number) => {
      for (const i of prange(a.length)) if (a[i] <= m) m = a[i]
      return m
    }, calls)
    same((a: Float64Array, m: number) => {
      for (const i of prange(a.length)) if (a[i] >= m) m = a[i]
      return m
    }, calls)
    same((a: Float64Array, m: number) => {
      // biome-ignore lint/complexity/useMathMinMax: it treats NaN otherwise
      for (const i of prange(a.length)) m = m < a[i] ? m : a[i]
      return m
    }, calls)
    same((a: Float64Array, m: number) => {
      for (const i of prange(a.length)) if (!(a[i] <= m)) m = a[i]
      return m
    }, calls)
    same((a: Float64Array, m: number) => {
      for (const i of prange(a.length)) if (!(m < a[i])) m = a[i]
      return m
    }, calls)
  })

  it('may be of integers, of float32, and of what is computed', () => {
    same((a: Int32Array) => {
      let [m, most] = [2147483647, -2147483648]
      for (const i of prange(a.length)) {
        if (a[i] < m) m = a[i]
        if (!(a[i] <= most)) most = a[i]
      }
      return [m, most]
    }, integers())
    const singles = doubles().map(([a]): [Float32Array] => [Float32Array.from(a)])
    const single = jit(
      (a: Float32Array) => {
        let m = Number.POSITIVE_INFINITY
        for (const i of prange(a.length)) if (a[i] < m) m = a[i]
        return m
      },
      { cache: false },
    )
    for (const [a] of singles) expect(single(a)).toBe(single.js(a))
    same((a: Float64Array) => {
      let m = Number.POSITIVE_INFINITY
      for (const i of prange(a.length)) {
        const x = (a[i] - 0.25) ** 2
        if (x > 0.5 && x < m) m = x
      }
      return m
    }, doubles())
  })
})

describe('the place of an extreme', () => {
  it('is the first one', () => {
    same((a: Float64Array) => {
      let [best, at] = [Number.POSITIVE_INFINITY, -1]
      for (const i of prange(a.length)) {
        if (a[i] < best) {
          best = a[i]
          at = i
        }
      }
      return [best, at]
    }, doubles())
    same((a: Int32Array) => {
      let [best, at] = [-2147483648, -1]
      for (const i of prange(a.length)) {
        if ((a[i] & 7) > best) {
          at = i
          best = a[i] & 7
        }
      }
      return [best, at]
    }, integers())
  })

  it('is the last one where equals are taken', () => {
    same((a: Float64Array) => {
      let [best, at] = [Number.POSITIVE_INFINITY, -1]
      for (const i of prange(a.length)) {
        if (a[i] <= best) {
          best = a[i]
          at = i
        }
      }
      return [best, at]
    }, doubles())
  })

  it('takes NaN where the comparison is negated', () => {
    same((a: Float64Array) => {
      let [best, at] = [0, -1]
      for (const i of prange(a.length)) {
        if (!(a[i] <= best)) {
          best = a[i]
          at = i
        }
      }
      return [best, at]
    }, doubles())
  })

  it('brings other values of its iteration', () => {
    same((a: Float64Array) => {
      let [best, at, half, found] = [a.length > 3 ? a[3] : 1, -1, 0.5, false]
      for (const i of prange(1, a.length, 2)) {
        const x = a[i] * 3
        if (i % 3 !== 0 && best < x) {
          best = x
          const twice = 2 * i
          at = twice
          half = x / 2 + i
          found = a[i - 1] > 0
        }
      }
      return [best, at, half, found]
    }, doubles())
  })

  it('may lie in an inner loop, and in a loop that runs down', () => {
    same((a: Float64Array) => {
      let [best, row, column] = [Number.NEGATIVE_INFINITY, -1, -1]
      const n = Math.floor(Math.sqrt(a.length))
      for (const i of prange(n - 1, -1, -1)) {
        for (let j = 0; j < n; j++) {
          if (a[i * n + j] > best) {
            best = a[i * n + j]
            row = i
            column = j
          }
        }
      }
      return [best, row, column]
    }, doubles())
  })
})

describe('a condition', () => {
  it('holds for any iteration, or for all', () => {
    same((a: Float64Array) => {
      let [any, all, some, every, none] = [false, true, false, true, true]
      for (const i of prange(a.length)) {
        any = any || a[i] === 5
        all = a[i] < 9 && all
        if (a[i] === 0.5) some = true
        if (a[i] > 5) every = false
        none = a[i] === 77 ? false : none
      }
      return [any, all, some, every, none]
    }, doubles())
  })

  it('may set any constant', () => {
    same((a: Float64Array) => {
      let [flag, zero, nan] = [7, 1, 2]
      for (const i of prange(a.length)) {
        if (a[i] === 5) flag = 3
        if (a[i] === 0.5) zero = -0
        if (a[i] === 1) nan = Number.NaN
      }
      return [flag, zero, nan]
    }, doubles())
  })
})

describe('several reductions of one loop', () => {
  it('keep out of each other’s way', () => {
    same(
      (a: Float64Array, b: Int32Array) => {
        let [least, at, bits, count, any, last] = [Number.POSITIVE_INFINITY, -1, 0, 0, false, 0]
        for (const i of prange(a.length)) {
          if (a[i] < least) {
            least = a[i]
            at = i
          }
          bits ^= b[i]
          if (b[i] > 0) count++
          any = any || b[i] === 3
          last = Math.max(last, b[i])
        }
        return { least, at, bits, count, any, last }
      },
      SIZES.map((n): [Float64Array, Int32Array] => [finite(n, n + 3), Int32Array.from(numbers(n, 5))]),
    )
  })

  it('are named in the plan', () => {
    const kernel = jit('float64(float64[:])', (a: Float64Array) => {
      let [least, at, any] = [Number.POSITIVE_INFINITY, -1, false]
      for (const i of prange(a.length)) {
        if (a[i] < least) {
          least = a[i]
          at = i
        }
        any = any || a[i] > 3
      }
      return any ? least : at
    })
    const plan = kernel.inspect('plan')
    expect(plan).toContain("reduction 'least' with 'at': first least f64")
    expect(plan).toContain("reduction 'any': || of bool")
  })
})
