import { describe, expect, it } from 'vitest'
import { jit, prange, range, vectorize, zeros } from 'wamba'
import { law } from '#wamba/compiler/compile.js'

law.checks = true

const floats = () => Float64Array.from({ length: 100 }, (_, i) => Math.sin(i) * 10)
const ints = () => Int32Array.from({ length: 100 }, (_, i) => (i * 7919) % 101)

const square = (x: number) => x * x
const clamp = (x: number, low = 0, high = 1) => {
  if (x < low) return low
  if (x > high) return high
  return x
}
const isPrime = (n: number) => {
  if (n < 2) return false
  for (let d = 2; d * d <= n; d++) if (n % d === 0) return false
  return true
}
const sorted = (a: number, b: number) => (a < b ? [a, b] : [b, a])

// biome-ignore lint/suspicious/noExplicitAny: the table holds functions of every signature
type Any = any
interface Case {
  readonly title: string
  readonly fn: (...args: Any[]) => unknown
  readonly args: () => unknown[]
  readonly scope?: Record<string, Any>
}

const cases: Case[] = [
  {
    title: 'the questions that are asked of numbers',
    fn: (a: Float64Array) => {
      let n = 0
      for (const i of prange(a.length)) {
        if (Number.isNaN(a[i] / 0) || !Number.isFinite(1 / a[i])) n++
        if (Number.isInteger(a[i] * 2) || Number.isSafeInteger(a[i] / 3)) n += 10
        if (Number.isNaN(Math.sqrt(a[i]))) n += 100
      }
      return n
    },
    args: () => [floats().map((x, i) => (i % 5 === 0 ? Math.round(x) : x))],
  },
  {
    title: 'a block that is left by its label, and defaults in patterns',
    fn: (x: number) => {
      let count = 0
      for (const i of range(6)) {
        // biome-ignore lint/suspicious/noConfusingLabels: it is what is tested
        step: {
          if (i === x) break step
          if (i > 4) break
          count += 10
        }
        count++
      }
      const [p, q = 3] = [count, x]
      const { r, s = 5 } = { r: p, s: q }
      return r * s
    },
    args: () => [2],
  },
  {
    title: 'break and continue',
    fn: (a: Float64Array) => {
      let s = 0
      for (let i = 0; i < a.length; i++) {
        if (a[i] > 9.5) break
        if (a[i] < 0) continue
        s += a[i]
      }
      return s
    },
    args: () => [floats()],
  },
  {
    title: 'labelled break and continue over several loops',
    fn: (n: number) => {
      let s = 0
      outer: for (let i = 0; i < n; i++) {
        for (let j = 0; j < n; j++) {
          for (let k = 0; k < n; k++) {
            if (k > j) continue outer
            if (i > 5) break outer
            s += j + k
          }
          s += 1
        }
        s += 100
      }
      return s
    },
    args: () => [10],
  },
  {
    title: 'do … while with continue, and a test with an effect',
    fn: (n: number) => {
      let i = 0
      let s = 0
      do {
        s += i
        if (s > 10) continue
        s += 1
      } while (i++ < n)
      return s
    },
    args: () => [20],
  },
  {
    title: 'while with an effect in its test',
    fn: (n: number) => {
      let s = 0
      while (n--) {
        if (n === 3) continue
        s += n
      }
      return s
    },
    args: () => [10],
  },
  {
    title: 'switch without falling through',
    fn: (a: Int32Array) => {
      let s = 0
      for (let i = 0; i < a.length; i++) {
        switch (a[i] & 3) {
          case 0:
            s += 1
            break
          case 1:
          case 2: {
            s += 10
            break
          }
          default:
            s += 100
        }
      }
      return s
    },
    args: () => [ints()],
  },
  {
    title: 'switch that falls through, with the default in the middle',
    fn: (a: Int32Array) => {
      let s = 0
      for (let i = 0; i < a.length; i++) {
        switch (a[i] % 5) {
          // biome-ignore lint/suspicious/noFallthroughSwitchClause: what the test is about
          case 0:
            s += 1
          // biome-ignore lint/suspicious/noFallthroughSwitchClause: what the test is about
          case 1:
            if (a[i] > 50) break
            s += 3
          // biome-ignore lint/suspicious/noFallthroughSwitchClause: what the test is about
          // biome-ignore lint/suspicious/useDefaultSwitchClauseLast: what the test is about
          default:
            s += 100
          case 3:
            s += 7
            if (a[i] > 90) continue
        }
        s *= 0.5
      }
      return s
    },
    args: () => [ints()],
  },
  {
    title: 'an early return out of a loop',
    fn: (a: Int32Array, v: number) => {
      for (let i = 0; i < a.length; i++) if (a[i] === v) return i
      return -1
    },
    args: () => [ints(), ints()[40]],
  },
  {
    title: 'integers that grow and shrink',
    fn: (n: number) => {
      let steps = 0
      while (n !== 1) {
        n = n % 2 === 0 ? n / 2 : 3 * n + 1
        steps++
      }
      return steps
    },
    args: () => [27],
  },
  {
    title: 'swapping elements by destructuring',
    fn: (a: Float64Array) => {
      for (let i = 0; i < a.length; i++)
        for (let j = 0; j < a.length - 1 - i; j++) if (a[j] > a[j + 1]) [a[j], a[j + 1]] = [a[j + 1], a[j]]
    },
    args: () => [floats()],
  },
  {
    title: 'a stencil under a condition at the border',
    fn: (a: Float64Array, b: Float64Array) => {
      for (const i of prange(a.length)) {
        if (i > 0 && i < a.length - 1) b[i] = a[i - 1] + a[i + 1]
        else b[i] = a[i]
      }
    },
    args: () => [floats(), new Float64Array(100)],
  },
  {
    title: 'continue in a prange',
    fn: (a: Float64Array, b: Float64Array) => {
      let n = 0
      for (const i of prange(a.length)) {
        if (a[i] < 0) continue
        b[i] = Math.sqrt(a[i])
        n += 1
      }
      return n
    },
    args: () => [floats(), new Float64Array(100)],
  },
  {
    title: 'ranges with start and step, and iteration over an array',
    fn: (a: Float64Array) => {
      let s = 0
      for (const v of a) s += v
      for (const i of range(90, 10, -7)) s += a[i] * i
      for (const i of prange(3, 99, 5)) a[i] = i
      return s
    },
    args: () => [floats()],
  },
  {
    title: 'bit tricks on 32 bits',
    fn: (a: Int32Array) => {
      let h = 0
      for (let i = 0; i < a.length; i++) {
        h = ((h << 5) - h + a[i]) | 0
        h ^= h >>> 13
      }
      return h >>> 0
    },
    args: () => [ints()],
  },
  {
    title: 'bisection',
    fn: (a: Float64Array, v: number) => {
      let lo = 0
      let hi = a.length
      while (lo < hi) {
        const mid = (lo + hi) >> 1
        if (a[mid] < v) lo = mid + 1
        else hi = mid
      }
      return lo
    },
    args: () => [Float64Array.from({ length: 100 }, (_, i) => i * 2), 55],
  },
  {
    title: 'a loop over fractions',
    fn: (a: Float64Array, h: number) => {
      let s = 0
      for (let t = 0; t < 1; t += h) s += t * a[1]
      return s
    },
    args: () => [floats(), 0.1],
  },
  {
    title: 'the Mandelbrot set',
    fn: (out: Int32Array, w: number, h: number, most: number) => {
      for (const y of prange(h))
        for (let x = 0; x < w; x++) {
          const cr = -2 + (3 * x) / w
          const ci = -1 + (2 * y) / h
          let zr = 0
          let zi = 0
          let k = 0
          while (zr * zr + zi * zi < 4 && k < most) {
            const t = zr * zr - zi * zi + cr
            zi = 2 * zr * zi + ci
            zr = t
            k++
          }
          out[y * w + x] = k
        }
    },
    args: () => [new Int32Array(32 * 32), 32, 32, 50],
  },
  {
    title: 'helpers from the scope, with defaults and several returns',
    fn: (a: Float64Array, b: Float64Array, n: number) => {
      let s = 0
      for (let i = 0; i < a.length; i++) s += square(a[i]) + clamp(a[i]) + clamp(a[i], -1, 5)
      for (const i of prange(a.length)) b[i] = square(a[i]) + clamp(a[i])
      for (let i = 0; i < n; i++) if (isPrime(i)) s++
      for (let i = 1; i < n && i < a.length; i++) {
        const [low, high] = sorted(a[i - 1], a[i])
        s += low * 2 + high
      }
      return s
    },
    args: () => [floats(), new Float64Array(100), 200],
    scope: { square, clamp, isPrime, sorted },
  },
  {
    title: 'nested functions, which see what is around them',
    fn: (a: Float64Array) => {
      const twice = (v: number) => v * 2 + a[0]
      function more(v: number) {
        return twice(v) + 1
      }
      let s = 0
      for (const v of a) s += more(v)
      return s
    },
    args: () => [floats()],
  },
  {
    title: 'several results as an array, and as an object',
    fn: (a: Float64Array) => {
      let low = Number.POSITIVE_INFINITY
      let high = Number.NEGATIVE_INFINITY
      for (const i of prange(a.length)) {
        low = Math.min(low, a[i])
        high = Math.max(high, a[i])
      }
      return { low, high, wide: high - low > 1 }
    },
    args: () => [floats()],
  },
  {
    title: 'arrays that the kernel makes, and scratch arrays of an iteration',
    fn: (n: number, m: number) => {
      const a = new Float64Array(n)
      const b = zeros(m)
      for (let i = 0; i < n; i++) a[i] = i
      for (const i of prange(m)) {
        const t = new Float64Array(4)
        for (let j = 0; j < 4; j++) t[j] += i * j
        b[i] = t[0] + t[1] + t[2] + t[3]
      }
      return [a, b, n * m]
    },
    args: () => [5, 3000],
    scope: {},
  },
  {
    title: 'arrays that change places between sweeps',
    fn: (a: Float64Array, b: Float64Array, steps: number) => {
      let now = a
      let next = b
      for (let t = 0; t < steps; t++) {
        for (const i of prange(now.length)) {
          if (i > 0 && i < now.length - 1) next[i] = 0.5 * (now[i - 1] + now[i + 1])
          else next[i] = now[i]
        }
        ;[now, next] = [next, now]
      }
      return now
    },
    args: () => [floats(), new Float64Array(100), 11],
  },
]

describe('a kernel gives what its source gives', () => {
  for (const { title, fn, args, scope } of cases) {
    it(`for ${title}`, () => {
      const expected = args()
      const result = fn(...expected)
      const kernel = jit(fn, { scope, cache: false, name: 'kernel' })
      for (const threads of [1, 3]) {
        const given = args()
        expect(kernel.with({ threads })(...(given as never[]))).toEqual(result)
        expect(given).toEqual(expected)
      }
      expect(kernel.verify(...(args() as never[])).ok).toBe(true)
    })
  }

  it('returns the caller’s own array where it returns a parameter', () => {
    const pick = jit(
      (a: Float64Array, b: Float64Array, first: boolean) => {
        if (first) return a
        return b
      },
      { cache: false },
    )
    const [a, b] = [new Float64Array(3), zeros(4)]
    expect(pick(a, b, true)).toBe(a)
    expect(pick(a, b, false)).toBe(b)
  })

  it('throws what the source throws, with its text', () => {
    const half = jit(
      (n: number) => {
        if (n % 2 !== 0) throw new RangeError('n must be even')
        return n / 2
      },
      { cache: false },
    )
    expect(half(4)).toBe(2)
    expect(() => half(5)).toThrow(new RangeError('n must be even'))
    expect(half(6)).toBe(3)
  })

  it('refuses an array of negative length, as JavaScript does', () => {
    const make = jit((n: number) => new Int32Array(n), { cache: false })
    expect(make(3)).toEqual(new Int32Array(3))
    expect(() => make(-1)).toThrow(RangeError)
  })

  it('stores the value of every path of a ufunc', () => {
    const firstAbove = vectorize(
      (x: number) => {
        for (let i = 0; i < 10; i++) if (x * i > 5) return i
        return -1
      },
      { cache: false },
    )
    const x = floats()
    expect([...firstAbove(x)]).toEqual([...x].map((v) => [...Array(10).keys()].find((i) => v * i > 5) ?? -1))
  })
})
