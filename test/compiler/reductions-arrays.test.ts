import { describe, expect, it } from 'vitest'
import { type AnyTypedArray, jit, prange, setThreads } from 'wamba'
import { finite, numbers, SIZES, same, steady } from './reductions-harness.ts'

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

  it('gives JavaScript’s answer where it overlaps what the loop reads', () => {
    const fn = (h: Float64Array, k: Int32Array, a: Float64Array): void => {
      for (const i of prange(k.length)) h[k[i]] += a[i]
    }
    const kernel = jit(fn)
    const run = (f: typeof fn): Float64Array => {
      const all = Float64Array.from(numbers(LARGE), (x) => x / 3)
      f(all.subarray(0, 10), keys(LARGE, 10), all)
      return all
    }
    setThreads(3)
    expect(run(kernel)).toEqual(run(fn))
    const all = Float64Array.from(numbers(LARGE), (x) => x / 3)
    expect(kernel.verify(all.subarray(0, 10), keys(LARGE, 10), all).outputs[0].maxUlp).toBe(0)
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

  it('runs in order where another array says what was taken', () => {
    same(
      (h: Float64Array, at: Int32Array, k: Int32Array) => {
        for (const i of prange(k.length))
          if (((i * 7919) & 1023) > h[k[i]]) {
            h[k[i]] = (i * 7919) & 1023
            at[k[i]] = i
          }
      },
      [[new Float64Array(8), new Int32Array(8), keys(LARGE, 8)]],
    )
  })

  it('faults as the source does', () => {
    const kernel = jit((h: Int32Array, k: Int32Array) => {
      for (const i of prange(k.length)) h[k[i]]++
    })
    setThreads(3)
    const k = keys(LARGE, 10)
    k[90_000] = 10
    k[70_000] = -1
    expect(() => kernel(new Int32Array(10), k)).toThrow(/the index -1 of 'h' is out of bounds/)
  })

  it('keeps what the iterations before a fault have added, in copies too', () => {
    const k = keys(LARGE, 10)
    k[90_000] = 10
    k[70_000] = -1
    const expected = new Int32Array(10)
    for (let i = 0; i < 70_000; i++) expected[k[i]] += 1 + (i & 3)
    const kernel = jit((h: Int32Array, k: Int32Array) => {
      for (const i of prange(k.length)) h[k[i]] += 1 + (i & 3)
    })
    const floats = jit((h: Float64Array, k: Int32Array) => {
      for (const i of prange(k.length)) h[k[i]] += 1 + (i & 3)
    })
    for (const threads of [1, 3]) {
      setThreads(threads)
      const [h, f] = [new Int32Array(10), new Float64Array(10)]
      expect(() => kernel(h, k)).toThrow(RangeError)
      expect(h).toEqual(expected)
      expect(() => floats(f, k)).toThrow(RangeError)
      expect(Int32Array.from(f)).toEqual(expected)
    }
  })
})

describe('the plan of a whole array', () => {
  const planOf = (fn: (...args: never[]) => unknown, signature: string): string =>
    jit(signature, fn as never).inspect('plan')

  it('says what is copied', () => {
    const plan = planOf((h: Float64Array, k: Int32Array) => {
      for (const i of prange(k.length)) h[k[i]] += 1
    }, 'void(float64[:], int32[:])')
    expect(plan).toContain("array reduction 'h': + of float64, regrouped; copies for up to 32 shares")
    expect(plan).toContain("write 'h': gathered, checked, lane by lane")
  })

  it('says why a loop runs in order, and so it does', () => {
    const clamped = (h: Uint8ClampedArray, k: Int32Array): void => {
      for (const i of prange(k.length)) h[k[i]] += i % 3 === 0 ? -200 : 100
    }
    expect(planOf(clamped as never, 'void(uint8c[:], int32[:])')).toContain(
      "in order, on one thread: 'h' is accumulated in order, line 2: clamped sums depend on their order",
    )
    const kernel = jit('void(uint8c[:], int32[:])', clamped)
    expect(String(kernel.diagnostics())).toContain("in order on one thread: 'h' is accumulated in order")
    same(clamped, [[new Uint8ClampedArray(5), keys(LARGE, 5)]])
    const fraction = (h: Int32Array, k: Int32Array): void => {
      for (const i of prange(k.length)) h[k[i]] += 0.5 * i
    }
    expect(planOf(fraction as never, 'void(int32[:], int32[:])')).toContain(
      "what is combined with 'h' may be no integer",
    )
    same(fraction, [[new Int32Array(5), keys(LARGE, 5)]])
    const mixed = (h: Float64Array, k: Int32Array): void => {
      for (const i of prange(k.length)) {
        h[k[i]] += 1
        h[i & 3] *= 0.5
      }
    }
    expect(planOf(mixed as never, 'void(float64[:], int32[:])')).toContain('it is updated by different operations')
    same(mixed, [[new Float64Array(5), keys(LARGE, 5)]])
  })

  it('copies nothing where each iteration has elements of its own', () => {
    for (const fn of [
      (h: Float64Array, n: number) => {
        for (const i of prange(n)) h[i] += 1
      },
      (h: Float64Array, n: number) => {
        for (const i of prange(n)) for (let j = 0; j < n; j++) h[i * n + j] += j
      },
      (h: Float64Array, n: number) => {
        for (const i of prange(n)) {
          const row = i * n
          for (let j = 0; j < n; j++) h[row + j] *= j
        }
      },
      (h: Float64Array, n: number) => {
        for (const i of prange(n)) {
          let k = i * n
          for (let j = 0; j < n; j++) h[k++] -= j
        }
      },
      (h: Float64Array, n: number) => {
        for (const i of prange(n)) {
          for (let j = 0; j < 3; j++) h[3 * i + j] += j
          h[3 * i] += 1
        }
      },
      (h: Float64Array, n: number) => {
        for (const i of prange(0, n, 2)) {
          h[i] += 1
          h[i + 1] += 2
        }
      },
    ])
      expect(planOf(fn as never, 'void(float64[:], int32)')).not.toContain('reduction')
    const overlapping = (h: Float64Array, n: number): void => {
      for (const i of prange(n)) for (let j = 0; j < 4; j++) h[3 * i + j] += j
    }
    expect(planOf(overlapping as never, 'void(float64[:], int32)')).toContain("array reduction 'h'")
  })
})
