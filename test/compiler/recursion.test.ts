/** Functions that call themselves, or are large: compiled once, and called. */
import { afterAll, describe, expect, it } from 'vitest'
import { CompileError, close, jit, prange, setThreads, threads } from 'wamba'
import { same } from './reductions-harness.ts'

const before = threads()
afterAll(async () => {
  setThreads(before)
  await close()
})

describe('a function that calls itself', () => {
  it('is known from the scope', () => {
    const fib = (n: number): number => (n < 2 ? n : fib(n - 1) + fib(n - 2))
    const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b))
    const ackermann = (m: number, n: number): number =>
      m === 0 ? n + 1 : n === 0 ? ackermann(m - 1, 1) : ackermann(m - 1, ackermann(m, n - 1))
    const kernel = jit((n: number) => [fib(n), fib(n | 0), gcd(1071, 462 - n), ackermann(2, n)], {
      scope: { fib, gcd, ackermann },
      cache: false,
    })
    for (const n of [0, 1, 7, 15]) {
      expect(kernel(n)).toEqual([fib(n), fib(n), gcd(1071, 462 - n), ackermann(2, n)])
      expect(kernel.verify(n).ok).toBe(true)
    }
  })

  it('sees the fields of objects around it', () => {
    const fields = jit(
      (e: { p: number; q: number }, n: number) => {
        const up = (k: number): number => (k <= 0 ? e.p : down(k - 1) * 2)
        const down = (k: number): number => (k <= 0 ? e.q : up(k - 1) + e.p)
        return up(n)
      },
      { cache: false },
    )
    expect([0, 1, 4, 5].map((n) => fields({ p: 3, q: 2 }, n))).toEqual([3, 4, 30, 34])
    same(
      (n: number) => {
        const v = { x: 1, y: 2 }
        const f = (k: number): number => {
          v.x += k
          return k <= 0 ? v.x : f(k - 1) + v.y
        }
        return [f(n), v.x]
      },
      [[0], [4]],
    )
  })

  it('may call itself through another', () => {
    const even = (n: number): boolean => (n === 0 ? true : odd(n - 1))
    const odd = (n: number): boolean => (n === 0 ? false : even(n - 1))
    const kernel = jit((n: number) => (even(n) ? 1 : odd(n) ? 2 : 3), { scope: { even, odd }, cache: false })
    for (const n of [0, 1, 10, 11]) expect(kernel(n)).toBe(n % 2 === 0 ? 1 : 2)
    same(
      (n: number) => {
        function up(k: number): number {
          return k > 40 ? k : down(k * 3)
        }
        function down(k: number): number {
          return k > 30 ? up(k - 25) : up(k + 1) * 2
        }
        return up(n) + down(n)
      },
      [[1], [2], [17], [50]],
    )
  })

  it('reads the variables around it', () => {
    same(
      (n: number, q: number) => {
        let shift = 1
        const power = (k: number): number => (k <= 0 ? shift : q * power(k - 1))
        const first = power(n)
        shift = 10
        return first + power(n)
      },
      [
        [0, 2],
        [5, 3],
        [9, 0.5],
      ],
    )
  })

  it('integrates adaptively', () => {
    same(
      (a: number, b: number, tolerance: number) => {
        const f = (x: number): number => x * x * Math.sqrt(x)
        const simpson = (a: number, b: number): number => ((b - a) / 6) * (f(a) + 4 * f((a + b) / 2) + f(b))
        const adapt = (a: number, b: number, tolerance: number, whole: number): number => {
          const middle = (a + b) / 2
          const left = simpson(a, middle)
          const right = simpson(middle, b)
          const delta = left + right - whole
          if (Math.abs(delta) <= 15 * tolerance) return left + right + delta / 15
          return adapt(a, middle, tolerance / 2, left) + adapt(middle, b, tolerance / 2, right)
        }
        return adapt(a, b, tolerance, simpson(a, b))
      },
      [
        [0, 3, 1e-6],
        [0, 1, 1e-10],
      ],
    )
  })

  it('has the types of each call: float32, conditions, BigInts, defaults', () => {
    const grow = (x: number, limit: number): number => (x > limit ? x : grow(x * 1.1 + 0.1, limit))
    const kernel = jit(
      (a: Float32Array, b: Float64Array) => {
        for (const i of prange(a.length)) a[i] = grow(a[i], 100)
        for (const i of prange(b.length)) b[i] = grow(b[i], 100)
      },
      { scope: { grow }, cache: false },
    )
    const numbers = Array.from({ length: 40 }, (_, i) => i / 3)
    const [a, b] = [Float32Array.from(numbers), Float64Array.from(numbers)]
    kernel(a, b)
    const single = (x: number, limit: number): number =>
      x > limit ? x : single(Math.fround(Math.fround(x * Math.fround(1.1)) + Math.fround(0.1)), limit)
    expect(a).toEqual(Float32Array.from(numbers, (x) => single(Math.fround(x), 100)))
    expect(b).toEqual(Float64Array.from(numbers, (x) => grow(x, 100)))
    same(
      (n: number) => {
        const any = (k: number): boolean => k > 3 && (k % 7 === 0 || any(k - 1))
        const steps = (x: number, depth = 0): number =>
          x === 1 ? depth : steps(x % 2 === 0 ? x / 2 : 3 * x + 1, depth + 1)
        return [any(n), steps(n)]
      },
      [[1], [5], [27]],
    )
    same(
      (b: bigint, e: bigint, m: bigint) => {
        const power = (b: bigint, e: bigint): bigint =>
          e === 0n ? 1n : (e & 1n) === 1n ? (b * power((b * b) % m, e >> 1n)) % m : power((b * b) % m, e >> 1n)
        return power(b, e)
      },
      [
        [3n, 1000n, 10007n],
        [2n, 5n, 1000n],
      ],
    )
  })

  it('has loops, returns anywhere, and throws', () => {
    same(
      (n: number, q: number) => {
        const paths = (k: number): number => {
          if (k <= 0) return 1
          let sum = 0
          for (let i = 0; i < q; i++) {
            if (sum > 1e6) return sum
            sum += paths(k - 1) - i * 0.5
          }
          return sum
        }
        return paths(n)
      },
      [
        [0, 3],
        [4, 3],
        [6, 5],
      ],
    )
    const kernel = jit((a: Float64Array) => {
      const down = (k: number): number => {
        if (k === 13) throw new RangeError('unlucky')
        return k <= 0 ? 0 : 1 + down(k - 2)
      }
      for (const i of prange(a.length)) a[i] = down(i)
    })
    expect(() => kernel(new Float64Array(40))).toThrow('unlucky')
    expect(() => kernel(new Float64Array(13))).not.toThrow()
  })

  it('that goes too deep is a RangeError, after which all works on', () => {
    const kernel = jit(function deep(n: number) {
      const count = (k: number): number => (k <= 0 ? 0 : 1 + count(k - 1))
      return count(n)
    })
    expect(() => kernel(1e8)).toThrow(RangeError)
    expect(() => kernel(1e8)).toThrow('deep: its recursion is too deep for the stack')
    expect(kernel(100)).toBe(100)
  })

  it('and in a prange on several threads', () => {
    setThreads(3)
    const kernel = jit((a: Float64Array, n: number) => {
      const count = (k: number): number => (k <= 0 ? 0 : 1 + count(k - 1))
      for (const i of prange(a.length)) a[i] = count(i === 60_000 ? n : 20)
    })
    const a = new Float64Array(80_000)
    for (let times = 0; times < 3; times++) {
      expect(() => kernel(a, 1e8)).toThrow('too deep for the stack')
      kernel(a, 50)
      expect([a[0], a[60_000], a[79_999]]).toEqual([20, 50, 20])
    }
  })

  it.each([
    [
      'never returns',
      (n: number) => {
        const f = (k: number): number => f(k - 1)
        return f(n)
      },
    ],
    [
      'may end without a return',
      (n: number) => {
        const f = (k: number): number | undefined => {
          if (k > 0) return f(k - 1)
        }
        return f(n) as number
      },
    ],
  ] as [string, (n: number) => number][])('is an error where it %s', (what, fn) => {
    expect(() => jit(fn)(3)).toThrow(CompileError)
    expect(() => jit(fn)(3)).toThrow(what)
  })
})

it('helpers that call helpers that call helpers do not grow without limit', () => {
  const lines = Array.from({ length: 10 }, (_, k) => `const f${k + 1} = (x) => f${k}(x + ${k}) + f${k}(x * 0.5)`)
  const first = 'const f0 = (x) => { for (let i = 0; i < 3; i++) if (x > 100) x /= 2; else x = x * 1.5 + 1; return x }'
  const fn = new Function(`return (x) => { ${[first, ...lines].join('\n')}\nreturn f10(x) }`)() as (x: number) => number
  const kernel = jit(fn, { cache: false })
  expect(kernel(3)).toBe(fn(3))
  expect(kernel.verify(3).ok).toBe(true)
  expect(kernel.inspect('assembly').length).toBeLessThan(400_000)
})
