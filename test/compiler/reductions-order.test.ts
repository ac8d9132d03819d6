/** Arrays that are accumulated in order, or with faults; and what the plan says. */
import { describe, expect, it } from 'vitest'
import { jit, prange, setThreads } from 'wamba'
import { numbers, same } from './reductions-harness.ts'

const keys = (n: number, many: number, seed = 3): Int32Array =>
  Int32Array.from(numbers(n, seed), (x) => (x >>> 5) % many)
const LARGE = 120_000

describe('a whole array', () => {
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
