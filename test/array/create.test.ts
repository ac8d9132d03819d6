import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { arange, type DType, empty, full, linspace, NdArray, ones, random, zeros } from 'wamba'
import { doubleAt, philox, singleAt } from '#wamba/array/philox.js'
import { dtypes } from '#wamba/base/dtypes.js'
import { isSharedArray } from '#wamba/memory/views.js'

const all = Object.keys(dtypes) as DType[]

describe('array creation', () => {
  it.each(all)('makes zeros, ones and full arrays of %s in shared memory', (dtype) => {
    const value = dtype === 'int64' || dtype === 'uint64' ? BigInt : Number
    for (const n of [0, 1, 7, 100]) {
      for (const [array, element] of [
        [zeros(n, dtype), 0],
        [ones(n, dtype), 1],
        [full(n, 3, dtype), 3],
      ] as const) {
        expect(isSharedArray(array)).toBe(true)
        expect(array[Symbol.toStringTag]).toBe(dtypes[dtype].tag)
        expect(Array.from(array as ArrayLike<unknown>)).toEqual(Array(n).fill(value(element)))
      }
    }
    expect(empty(5, dtype)).toHaveLength(5)
  })

  it.each([
    ['uint8', 300, 44],
    ['uint8c', 300, 255],
    ['int8', 200, -56],
    ['int16', 1.9, 1],
    ['uint32', -1, 4294967295],
    ['float32', 0.1, Math.fround(0.1)],
  ] as const)('stores a value in %s as the typed array does', (dtype, value, stored) => {
    expect([...full(3, value, dtype)]).toEqual([stored, stored, stored])
  })

  it('takes a shape, and short names of dtypes', () => {
    const a = ones([2, 3], 'float32')
    expect(a).toBeInstanceOf(NdArray)
    expect([a.shape, a.strides, a.dtype, a.data.length]).toEqual([[2, 3], [3, 1], 'float32', 6])
    expect(zeros([4])).toBeInstanceOf(Float64Array)
    expect(zeros(2, 'i16' as DType)).toBeInstanceOf(Int16Array)
  })

  it.each<[string, () => unknown, string]>([
    ['a negative length', () => zeros(-1), 'zeros: the shape is -1: expected a whole number from 0 on'],
    ['a fraction', () => ones(1.5), 'ones: the shape is 1.5'],
    ['no dimension', () => empty([]), 'empty: the shape is []'],
    ['a string', () => zeros('3' as never), 'zeros: the shape is the string "3"'],
    [
      'a dtype that does not exist',
      () => zeros(1, 'float16' as never),
      'zeros: the dtype is the string "float16": expected one of float64',
    ],
    ['a value that is no number', () => full(1, '1' as never), 'full: the value is the string "1"'],
    ['more than the memory holds', () => zeros(2 ** 33), 'GiB|MiB'],
  ])('refuses %s', (_, make, message) => {
    expect(make).toThrow(new RegExp(message.replace(/[[\]()]/g, '\\$&')))
  })
})

describe('sequences', () => {
  const bound = fc.integer({ min: -1000, max: 1000 })
  const step = fc.integer({ min: -20, max: 20 }).filter((n) => n !== 0)

  it('count from start to before stop', () => {
    fc.assert(
      fc.property(
        bound,
        bound,
        step,
        fc.constantFrom('float64', 'float32', 'int32', 'int16'),
        (start, stop, by, dtype) => {
          const expected: number[] = []
          for (let i = start; by > 0 ? i < stop : i > stop; i += by) expected.push(i)
          expect([...arange(start, stop, by, dtype as 'float64')]).toEqual(expected)
        },
      ),
    )
    expect([...arange(4)]).toEqual([0, 1, 2, 3])
    expect([...arange(1, 3)]).toEqual([1, 2])
    expect([...arange(3, 'int64')]).toEqual([0n, 1n, 2n])
    expect([...arange(250, 260, 2, 'uint8c')]).toEqual([250, 252, 254, 255, 255])
  })

  it('round each element once, however long they are', () => {
    const a = arange(0, 20_000, 0.1)
    for (let i = 0; i < a.length; i += 997) expect(a[i]).toBe(i * 0.1)
  })

  it('reach both ends with linspace', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e6, max: 1e6, noNaN: true }),
        fc.double({ min: -1e6, max: 1e6, noNaN: true }),
        (a, b) => {
          const x = linspace(a, b, 11)
          expect([x[0] === a, x[10], x.length]).toEqual([true, b, 11])
        },
      ),
    )
    expect([...linspace(0, 1, 5)]).toEqual([0, 0.25, 0.5, 0.75, 1])
    expect([linspace(0, 1).length, linspace(2, 3, 1)[0], linspace(2, 3, 0).length]).toEqual([50, 2, 0])
  })

  it('refuse bounds that are not finite, and a step of 0', () => {
    expect(() => arange(0, 1, 0)).toThrow('arange: got (0, 1, 0): expected finite numbers, and a step other than 0.')
    expect(() => arange(Number.POSITIVE_INFINITY)).toThrow('expected finite numbers')
    expect(() => linspace(0, Number.NaN)).toThrow('linspace: got the bounds 0 and NaN')
  })
})

describe('random numbers', () => {
  it('are those of Philox4x32-10', () => {
    // The known answers of the authors' own test.
    expect(philox(0, 0, 0).map((word) => word >>> 0)).toEqual([0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8])
  })

  it.each([0, 1, 7, 8, 100, 70_001])('depend on the seed and the place alone, %i of them', (n) => {
    for (const seed of [0, 1, -1, 2 ** 40 + 5]) {
      const key = BigInt.asUintN(64, BigInt(seed))
      const [low, high] = [Number(key & 0xffffffffn), Number(key >> 32n)]
      const [doubles, singles] = [random(n, { seed }), random(n, { seed, dtype: 'float32' })]
      for (let i = 0; i < n; i += n > 200 ? 61 : 1) {
        expect(doubles[i]).toBe(doubleAt(i, low, high))
        expect(singles[i]).toBe(singleAt(i, low, high))
      }
    }
  })

  it('lie in [0, 1), and are others without a seed', () => {
    const a = random(10_000)
    expect(Math.min(...a)).toBeGreaterThanOrEqual(0)
    expect(Math.max(...a)).toBeLessThan(1)
    expect(a.reduce((s, x) => s + x, 0) / a.length).toBeGreaterThan(0.45)
    expect(random(4)).not.toEqual(random(4))
    expect(random([2, 2], { seed: 1 }).data).toEqual(random(4, { seed: 1n }))
  })

  it('refuse a seed that is no whole number, and integers', () => {
    expect(() => random(1, { seed: 0.5 })).toThrow(
      'random: the seed is the number 0.5: expected a whole number or a bigint.',
    )
    expect(() => random(1, { dtype: 'int32' as never })).toThrow("expected 'float64' or 'float32'")
  })
})
