/** Arrays of BigInts. */
import { describe, expect, it } from 'vitest'
import { full, jit, ones, prange, range, zeros } from 'wamba'
import { SIZES, same } from './reductions-harness.ts'

const hash = (i: number): bigint => BigInt.asUintN(64, 0x9e3779b97f4a7c15n * BigInt(i + 1))
const unsigned = (n: number): BigUint64Array => BigUint64Array.from({ length: n }, (_, i) => hash(i))
const signed = (n: number): BigInt64Array => new BigInt64Array(unsigned(n).buffer)

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
