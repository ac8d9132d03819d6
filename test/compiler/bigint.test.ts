/** BigInts as integers of 64 bits: the function's own bits, but that every operation wraps. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CompileError, full, jit, ones, prange, range, zeros } from 'wamba'
import { SIZES, same } from './reductions-harness.ts'

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

describe('arrays of BigInts', () => {
  it('are hashed as splitmix64 is written', () => {
    same(
      (x: BigUint64Array, y: BigUint64Array) => {
        for (const i of prange(x.length)) {
          let z = BigInt.asUintN(64, x[i] + 0x9e3779b97f4a7c15n)
          z = BigInt.asUintN(64, (z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n)
          z = BigInt.asUintN(64, (z ^ (z >> 27n)) * 0x94d049bb133111ebn)
          y[i] = z ^ (z >> 31n)
        }
      },
      SIZES.map((n): [BigUint64Array, BigUint64Array] => [unsigned(n), new BigUint64Array(n)]),
    )
  })

  it('and as xorshift64* and FNV-1a are', () => {
    same(
      (seed: bigint, n: number) => {
        let x = seed
        let all = 0n
        for (let i = 0; i < n; i++) {
          x ^= x >> 12n
          x = BigInt.asUintN(64, x ^ (x << 25n))
          x ^= x >> 27n
          all ^= BigInt.asUintN(64, x * 0x2545f4914f6cdd1dn)
        }
        return all
      },
      [
        [88172645463325252n, 100],
        [2n ** 63n + 5n, 100],
      ],
    )
    same(
      (bytes: Uint8Array) => {
        let h = 0xcbf29ce484222325n
        for (const byte of bytes) {
          h ^= BigInt(byte)
          h = BigInt.asUintN(64, h * 0x100000001b3n)
        }
        return h
      },
      [[Uint8Array.from({ length: 300 }, (_, i) => i * 7)]],
    )
  })

  it('run in SIMD lanes where there are instructions', () => {
    const plan = (fn: (...args: never[]) => unknown): string =>
      jit('void(int64[:], int64[:])', fn as never).inspect('plan')
    expect(
      plan((x: BigInt64Array, y: BigInt64Array) => {
        for (const i of prange(x.length)) y[i] = (x[i] * 3n + (y[i] << 7n)) ^ (x[i] >> 3n)
      }),
    ).toContain('vector: 8 iterations together')
    expect(
      plan((x: BigInt64Array, y: BigInt64Array) => {
        for (const i of prange(x.length)) y[i] = x[i] / 3n
      }),
    ).toContain('there is no vector instruction for / of s64')
  })

  it('keep branches, comparisons and conversions in lanes', () => {
    const calls = SIZES.map((n): [BigInt64Array, BigInt64Array, Int32Array] => [
      signed(n),
      signed(n).reverse(),
      Int32Array.from({ length: n }, (_, i) => i * i - 50),
    ])
    same((x: BigInt64Array, y: BigInt64Array, k: Int32Array) => {
      for (const i of prange(x.length)) {
        if (x[i] < y[i]) x[i] = y[i] >> 3n
        else if (k[i] > 0) x[i] += BigInt(k[i])
        y[i] = x[i] > 0n ? -x[i] : ~x[i]
        k[i] = Number(x[i] & 0xffn) - i
      }
    }, calls)
    same(
      (x: BigUint64Array, y: BigUint64Array) => {
        for (const i of prange(x.length)) y[i] = x[i] >= y[i] ? x[i] : y[i] >> BigInt(i & 15)
      },
      SIZES.map((n): [BigUint64Array, BigUint64Array] => [unsigned(n), unsigned(n).reverse()]),
    )
  })

  it('are reduced exactly', () => {
    const calls = SIZES.map((n): [BigInt64Array] => [signed(n)])
    same((x: BigInt64Array) => {
      let [sum, bits, most] = [7n, 0n, 0n]
      for (const i of prange(x.length)) sum += x[i] >> 16n
      for (const i of prange(x.length)) bits ^= x[i]
      for (const i of prange(x.length)) most = x[i] > most ? x[i] : most
      return [sum, bits, most]
    }, calls)
    same((x: BigInt64Array) => {
      let [all, some] = [-1n, 0n]
      for (const i of prange(x.length)) all &= x[i] | 0xffn
      for (const i of prange(x.length)) some |= x[i] & 0xff00n
      return [all, some]
    }, calls)
    same(
      (x: BigUint64Array) => {
        let least = 0xffffffffffffffffn
        let at = -1
        for (const i of prange(x.length))
          if (x[i] < least) {
            least = x[i]
            at = i
          }
        return [least, at]
      },
      SIZES.map((n): [BigUint64Array] => [unsigned(n)]),
    )
    same(
      (x: BigUint64Array) => {
        let product = 1n
        for (const i of prange(x.length)) product = BigInt.asUintN(64, product * (x[i] | 1n))
        return product
      },
      SIZES.map((n): [BigUint64Array] => [unsigned(n)]),
    )
  })

  it('are reduced as a whole', () => {
    const calls = [...SIZES, 120_000].map((n): [BigInt64Array, BigInt64Array] => [new BigInt64Array(16), signed(n)])
    same((h: BigInt64Array, x: BigInt64Array) => {
      for (const i of prange(x.length)) h[Number(x[i] & 15n)] += x[i] >> 20n
    }, calls)
    same((h: BigInt64Array, x: BigInt64Array) => {
      for (const i of prange(x.length)) h[Number(x[i] & 15n)] ^= x[i]
    }, calls)
    same((h: BigInt64Array, x: BigInt64Array) => {
      for (const i of prange(x.length)) h[Number(x[i] & 15n)]++
    }, calls)
  })

  it('are made in kernels', () => {
    same(
      (n: number) => {
        const x = new BigInt64Array(n)
        x.fill(3n)
        for (let i = 0; i < n; i++) x[i] *= BigInt(i)
        return x
      },
      [[5]],
    )
    const kernel = jit(
      (n: number) => {
        const [a, b, c] = [zeros(n, 'int64'), ones(n, 'uint64'), full(n, -7n, 'int64')]
        for (const i of range(n)) a[i] += c[i] + BigInt.asIntN(64, b[i])
        return a
      },
      { cache: false },
    )
    expect(kernel(3)).toEqual(BigInt64Array.of(-6n, -6n, -6n))
  })
})

describe('a division by 0n', () => {
  it('throws where it happens, with the effects of what came before', () => {
    const kernel = jit(function ratio(x: BigInt64Array, y: BigInt64Array) {
      for (let i = 0; i < x.length; i++) y[i] = x[i] / y[i]
    })
    const y = BigInt64Array.of(1n, 2n, 0n, 1n)
    expect(() => kernel(BigInt64Array.of(8n, 8n, 8n, 8n), y)).toThrow(RangeError)
    expect(y).toEqual(BigInt64Array.of(8n, 4n, 0n, 1n))
    expect(() => kernel(y, y.slice())).toThrow('a BigInt is divided by 0n')
    expect(kernel(BigInt64Array.of(-(2n ** 63n)), BigInt64Array.of(-1n))).toBeUndefined()
  })

  it('throws in a prange, for the lowest iteration', () => {
    const kernel = jit((x: BigInt64Array, y: BigInt64Array) => {
      for (const i of prange(x.length)) y[i] = x[i] % y[i]
    })
    const y = signed(5000)
    y[3000] = 0n
    expect(() => kernel(signed(5000), y)).toThrow(RangeError)
    expect(() => kernel(signed(10), signed(10))).not.toThrow()
  })
})

it('an operand is evaluated, and may fault, where the result is known without it', () => {
  const kernel = jit((a: BigInt64Array, n: number) => (a[n] >> 70n) + (a[n + 1] & 0n) + (5n >> (a[n] & 127n)))
  expect(kernel(BigInt64Array.of(-5n, 3n), 0)).toBe((-5n >> 70n) + (5n >> (-5n & 127n)))
  expect(() => kernel(BigInt64Array.of(1n), 0)).toThrow(RangeError)
  expect(() => kernel(BigInt64Array.of(1n), -1)).toThrow('the index -1')
})

describe('mixing', () => {
  it.each([
    ['a number into arithmetic', (x: bigint) => (x as unknown as number) + 1, 'write 1n'],
    ['an unsigned shift', (x: bigint) => (x as never as number) >>> (1n as never as number), 'BigInt.asUintN'],
    ['a unary plus', (x: bigint) => +(x as unknown as number), 'Number(b)'],
    ['a function of Math', (x: bigint) => Math.abs(x as unknown as number), 'Number(b)'],
    [
      'a BigInt as an index',
      (x: bigint) => {
        const y = new Float64Array(3)
        return y[x as unknown as number]
      },
      'Number(b)',
    ],
    [
      'two kinds in one variable',
      (x: bigint) => {
        let y: unknown = 0
        if (x > 1n) y = x
        return y
      },
      'use a variable for each',
    ],
    ['a BigInt and its truth as a number', (x: bigint) => (x > 0n ? x : 0), 'BigInt(i)'],
    [
      'a BigInt as the end of a prange',
      (x: bigint) => {
        for (const _ of prange(x as never));
      },
      'Number(b)',
    ],
  ])('%s is an error', (_, fn, remedy) => {
    expect(() => jit(fn as never)(3n as never)).toThrow(CompileError)
    try {
      jit(fn as never)(3n as never)
    } catch (error) {
      expect((error as CompileError).remedy).toContain(remedy)
    }
  })

  it('signed and unsigned is fine where the low bits are all that counts, and else asks which is meant', () => {
    same(
      (x: BigInt64Array, y: BigUint64Array) => {
        for (const i of prange(x.length)) x[i] = BigInt.asIntN(64, x[i] * y[i] + 1n)
      },
      [[signed(50), unsigned(50)]],
    )
    const kernel = jit((x: BigInt64Array, y: BigUint64Array) => (x[0] * y[0]) / 3n)
    expect(() => kernel(signed(1), unsigned(1))).toThrow('this BigInt may not fit 64 bits')
  })
})
