/** What faults of BigInts, and what cannot be compiled. */
import { describe, expect, it } from 'vitest'
import { CompileError, jit, prange } from 'wamba'
import { same } from './reductions-harness.ts'

const hash = (i: number): bigint => BigInt.asUintN(64, 0x9e3779b97f4a7c15n * BigInt(i + 1))
const unsigned = (n: number): BigUint64Array => BigUint64Array.from({ length: n }, (_, i) => hash(i))
const signed = (n: number): BigInt64Array => new BigInt64Array(unsigned(n).buffer)

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
