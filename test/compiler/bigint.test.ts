/** BigInts as integers of 64 bits: the function's own bits, but that every operation wraps. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { jit, prange } from 'wamba'
import { same } from './reductions-harness.ts'

const hash = (i: number): bigint => BigInt.asUintN(64, 0x9e3779b97f4a7c15n * BigInt(i + 1))
const unsigned = (n: number): BigUint64Array => BigUint64Array.from({ length: n }, (_, i) => hash(i))
const signed = (n: number): BigInt64Array => new BigInt64Array(unsigned(n).buffer)
const hard = [0n, 1n, -1n, 2n, -2n, 3n, 63n, 64n, 65n, 2n ** 31n, 2n ** 32n, 2n ** 53n + 1n, 2n ** 62n, 2n ** 63n - 1n]
const int64s = [...hard, -(2n ** 63n), 1n - 2n ** 63n, -(2n ** 53n) - 1n]
const uint64s = [...hard.filter((x) => x >= 0n), 2n ** 63n, 2n ** 64n - 1n, 0x9e3779b97f4a7c15n]

describe('each operation wraps to 64 bits', () => {
  type Case = readonly [name: string, fn: (a: bigint, b: bigint) => bigint]
  const binary: readonly Case[] = [
    ['+', (a, b) => a + b],
    ['-', (a, b) => a - b],
    ['*', (a, b) => a * b],
    ['/', (a, b) => a / b],
    ['%', (a, b) => a % b],
    ['&', (a, b) => a & b],
    ['|', (a, b) => a | b],
    ['^', (a, b) => a ^ b],
    ['-x', (a, b) => -a + (b & 0n)],
    ['~', (a, b) => ~a + (b & 0n)],
  ]
  const kinds = [
    ['int64', int64s, BigInt.asIntN],
    ['uint64', uint64s, BigInt.asUintN],
  ] as const
  for (const [dtype, values, cut] of kinds)
    it.each(binary)(`of ${dtype}: %s`, (_, fn) => {
      const kernel = jit(`${dtype}(${dtype}, ${dtype})`, fn as never) as unknown as (a: bigint, b: bigint) => bigint
      const random = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n }).map((x) => cut(64, x))
      const value = fc.oneof(fc.constantFrom(...values), random)
      fc.assert(
        fc.property(value, value, (a, b) => {
          let expected: unknown
          try {
            expected = cut(64, fn(a, b))
          } catch (error) {
            expect(error).toBeInstanceOf(RangeError)
            expect(() => kernel(a, b)).toThrow(RangeError)
            return
          }
          expect(kernel(a, b)).toBe(expected)
        }),
      )
    })

  it('and powers, whose exponent is not negative', () => {
    const kernel = jit('int64(int64, int64)', (a, n) => a ** n)
    for (const a of int64s)
      for (const n of [0n, 1n, 2n, 3n, 17n, 63n, 64n]) expect(kernel(a, n)).toBe(BigInt.asIntN(64, a ** n))
    expect(() => kernel(3n, -1n)).toThrow(RangeError)
  })

  it('and shifts, by any count in either direction', () => {
    const left = jit('int64(int64, int64)', (a, n) => a << n)
    const right = jit('int64(int64, int64)', (a, n) => a >> n)
    const logical = jit('uint64(uint64, int64)', (a, n) => a >> n)
    for (const n of [0n, 1n, 31n, 32n, 63n, 64n, 65n, 200n, -1n, -63n, -64n, -70n]) {
      for (const a of int64s) {
        expect(left(a, n)).toBe(BigInt.asIntN(64, a << n))
        expect(right(a, n)).toBe(BigInt.asIntN(64, a >> n))
      }
      for (const a of uint64s) expect(logical(a, n)).toBe(BigInt.asUintN(64, a >> n))
    }
  })
})

describe('BigInts', () => {
  it('compare exactly, signed with unsigned ones too', () => {
    const fn = (a: bigint, b: bigint): boolean[] => [a < b, a <= b, a > b, a >= b, a === b, a !== b]
    const pairs: [bigint, bigint][] = int64s.flatMap((a) => uint64s.map((b): [bigint, bigint] => [a, b]))
    same(fn, [...pairs, ...pairs.map(([a, b]): [bigint, bigint] => [b, a])])
    same(
      (a: BigInt64Array, b: BigUint64Array) => {
        let n = 0
        for (const i of prange(a.length)) if (a[i] < b[i]) n++
        return n
      },
      [[signed(1000), unsigned(1000).reverse()]],
    )
  })

  it('compare with whole numbers', () => {
    same(
      (a: bigint, n: number) => {
        let count = 0
        for (let i = 0; i < n; i++) if (a < i) count++
        return count + (a > 5 ? 100 : 0)
      },
      [
        [3n, 10],
        [-3n, 10],
        [2n ** 63n, 10],
      ],
    )
  })

  it('become numbers, rounded to the nearest', () => {
    same(
      (x: bigint) => Number(x),
      [...int64s, ...uint64s].map((x): [bigint] => [x]),
    )
    same(
      (x: BigUint64Array, y: Float64Array) => {
        for (const i of prange(x.length)) y[i] = Number(x[i])
      },
      [[unsigned(100), new Float64Array(100)]],
    )
  })

  it('are made of whole numbers, and of nothing else', () => {
    const kernel = jit((x: number) => BigInt(x))
    for (const x of [0, -0, 1, -7, 2 ** 40, 2 ** 62, -(2 ** 63), 2 ** 53 + 2]) expect(kernel(x)).toBe(BigInt(x))
    expect(kernel(1e19)).toBe(BigInt.asIntN(64, BigInt(1e19)))
    expect(kernel(2 ** 70 + 2 ** 40)).toBe(2n ** 40n)
    for (const x of [0.5, Number.NaN, Number.POSITIVE_INFINITY]) expect(() => kernel(x)).toThrow(RangeError)
    same((flag: boolean) => BigInt(flag), [[true], [false]])
  })

  it('are cut to fewer bits', () => {
    const cuts = (x: bigint): bigint[] => [
      BigInt.asIntN(1, x),
      BigInt.asIntN(8, x),
      BigInt.asIntN(32, x),
      BigInt.asIntN(64, x),
      BigInt.asUintN(1, x),
      BigInt.asUintN(32, x),
      BigInt.asUintN(63, x),
      BigInt.asUintN(64, x),
      BigInt.asIntN(0, x),
      BigInt.asUintN(0, x),
    ]
    same(
      cuts,
      [...int64s, ...uint64s].map((x): [bigint] => [x]),
    )
  })

  it('decide conditions, and count loops', () => {
    same((x: bigint) => [x ? 1 : 2, !x, (x && 5n) || 7n], [[0n], [3n]])
    same(
      (n: bigint) => {
        let sum = 0n
        for (let i = 0n; i < n; i++) sum += i * i
        for (let i = n; i >= 0n; i--) sum ^= i
        let k = n
        while (k-- > 0n) sum++
        return sum
      },
      [[0n], [1n], [20n]],
    )
    same(
      (x: bigint) => {
        switch (x) {
          case 1n:
            return 10
          case -2n:
            return 20
          default:
            return 0
        }
      },
      [[1n], [-2n], [5n]],
    )
  })

  it('are constants of a scope', () => {
    const mask = 0xffffffffn
    const kernel = jit((x: bigint) => x & mask, { scope: { mask } })
    expect(kernel(2n ** 40n + 5n)).toBe(5n)
  })

  it('of an argument have the sign that it has, in whatever order the calls come', () => {
    const half = jit((x: bigint) => x / 2n)
    const values = [5n, -5n, 2n ** 63n, 5n, 2n ** 64n - 1n, -5n, 2n ** 63n - 1n]
    expect(values.map((x) => half(x))).toEqual(values.map((x) => x / 2n))
  })
})

describe('a result that is known to fit', () => {
  it('is the number that it is, as the other sign if need be', () => {
    const high = (a: bigint, b: bigint): bigint => {
      const [al, ah] = [a & 0xffffffffn, a >> 32n]
      const [bl, bh] = [b & 0xffffffffn, b >> 32n]
      const low = al * bl
      const middle = ah * bl + (low >> 32n)
      const rest = al * bh + (middle & 0xffffffffn)
      return ah * bh + (middle >> 32n) + (rest >> 32n)
    }
    const pairs: [bigint, bigint][] = [0xdeadbeefcafebabn, 2n ** 63n - 1n, 0xffffffffn, 3n].map((a) => [
      a,
      0x123456789abcdefn,
    ])
    same(high, pairs)
    same(
      (a: bigint, b: bigint) => (a + b) / 2n,
      [
        [2n ** 63n - 1n, 2n ** 63n - 5n],
        [3n, 4n],
      ],
    )
  })
})
