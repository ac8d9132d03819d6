import { describe, expect, it } from 'vitest'
import { jit } from 'wamba'

describe('an index that is stepped by variables', () => {
  const butterflies = (x: Float64Array, n: number): number => {
    let sum = 0
    for (let length = 2; length <= n; length <<= 1)
      for (let i = 0; i < n; i += length) {
        for (let j = 0; j < length >> 1; j++) x[i + j] += x[i + j + (length >> 1)] * 0.5
        sum = sum * 0.5 + x[i]
      }
    return sum
  }

  it('is an integer, and its checks leave the inner loop', () => {
    const kernel = jit(butterflies)
    const [plain, compiled] = [0, 1].map(() => Float64Array.from({ length: 64 }, (_, i) => Math.sqrt(i)))
    expect(kernel(compiled, 64)).toBe(butterflies(plain, 64))
    expect(compiled).toEqual(plain)
    const text = kernel.inspect('assembly')
    expect(text).not.toContain('atFloat')
    expect(text).toMatch(/let i: i32/)
  })

  it('throws where a step passes 2^53, and not before', () => {
    const walk = (x: Float64Array, by: number, steps: number): number => {
      let at = 0
      let hits = 0
      for (let s = 0; s < steps; s++) {
        at += by | 0
        if (at < x.length) hits += x[at]
      }
      return hits
    }
    const kernel = jit(walk)
    const x = Float64Array.of(1, 2, 3)
    expect(kernel(x, 1, 2)).toBe(walk(x, 1, 2))
    // 2^22 steps of 2^31 - 1 stay just below.
    expect(kernel(x, 2 ** 31 - 1, 2 ** 22)).toBe(walk(x, 2 ** 31 - 1, 2 ** 22))
    expect(() => kernel(x, 2 ** 31 - 1, 2 ** 22 + 4)).toThrow(/'at' passed 2\^53/)
    expect(kernel(x, 1, 2)).toBe(5)
  })

  it('goes down as well as up', () => {
    const last = (x: Float64Array, by: number): number => {
      let i = x.length - 1
      let sum = 0
      while (i >= 0) {
        sum = sum * 2 + x[i]
        i -= by & 7
      }
      return sum
    }
    const x = Float64Array.from({ length: 40 }, (_, i) => i)
    for (const by of [1, 3, 7]) expect(jit(last)(x, by)).toBe(last(x, by))
  })

  it('from its own square, below a bound, is an integer', () => {
    const sieve = (flags: Uint8Array): number => {
      const n = flags.length
      for (let i = 2; i * i < n; i++) if (flags[i] === 0) for (let j = i * i; j < n; j += i) flags[j] = 1
      let primes = 0
      for (let i = 2; i ** 2 <= n * n && i < n; i++) primes += 1 - flags[i]
      return primes
    }
    const kernel = jit(sieve)
    expect(kernel(new Uint8Array(10000))).toBe(sieve(new Uint8Array(10000)))
    expect(kernel.inspect('assembly')).toMatch(/let j: i64/)
  })

  it('from beyond 2^53 on is no integer, and its index lies outside as in JavaScript', () => {
    const far = (x: Float64Array, n: number): number => {
      let at = (-2147483648) ** 2
      for (let i = 0; i < n; i++) {
        at += -6
        if (x[at] === 0) return i
      }
      return at
    }
    const kernel = jit(far)
    expect(kernel(new Float64Array(1), 0)).toBe(far(new Float64Array(1), 0))
    expect(() => kernel(new Float64Array(1), 1)).toThrow(/the index 4611686018427388000 of 'x' is out of bounds/)
  })
})

it('an index that is stepped by one, and set to elements of integers, is an integer', () => {
  const matches = (text: Uint8Array, pattern: Uint8Array, f: Int32Array): number => {
    f[0] = 0
    let k = 0
    for (let i = 1; i < pattern.length; i++) {
      while (k > 0 && pattern[k] !== pattern[i]) k = f[k - 1]
      if (pattern[k] === pattern[i]) k++
      f[i] = k
    }
    let count = 0
    k = 0
    for (let i = 0; i < text.length; i++) {
      while (k > 0 && pattern[k] !== text[i]) k = f[k - 1]
      if (pattern[k] === text[i]) k++
      if (k === pattern.length) {
        count++
        k = f[k - 1]
      }
    }
    return count
  }
  const kernel = jit(matches)
  const text = Uint8Array.from({ length: 500 }, (_, i) => (i * i) % 3)
  const pattern = Uint8Array.of(1, 0, 1, 1, 0)
  const [one, other] = [new Int32Array(5), new Int32Array(5)]
  expect(kernel(text, pattern, one)).toBe(matches(text, pattern, other))
  expect(one).toEqual(other)
  expect(kernel.inspect('assembly')).toMatch(/let k\w*: i32/)
})

it('a count in loops within loops is an integer, though nothing bounds it', () => {
  const pairs = (x: Float64Array): number => {
    let count = 0
    for (let i = 0; i < x.length; i++) for (let j = i + 1; j < x.length; j++) if (x[i] < x[j]) count++
    return count
  }
  const kernel = jit(pairs)
  const x = Float64Array.from({ length: 64 }, (_, i) => (i * 37) % 64)
  expect(kernel(x)).toBe(pairs(x))
  expect(kernel.inspect('ir')).toContain('count: i64')
})
