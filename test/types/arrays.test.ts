import { describe, expectTypeOf, it } from 'vitest'
import { arange, asarray, disposable, linspace, type NdArray, ones, prange, random, range, zeros } from 'wamba'

describe('types', () => {
  it('of an array follow its shape and dtype', () => {
    expectTypeOf(zeros(3)).toEqualTypeOf<Float64Array>()
    expectTypeOf(zeros([3])).toEqualTypeOf<Float64Array>()
    expectTypeOf(ones(3, 'int64')).toEqualTypeOf<BigInt64Array>()
    expectTypeOf(zeros([2, 3], 'uint8')).toEqualTypeOf<NdArray<'uint8'>>()
    expectTypeOf(random(3)).toEqualTypeOf<Float64Array>()
    expectTypeOf(random([2, 2], { seed: 1, dtype: 'float32' })).toEqualTypeOf<NdArray<'float32'>>()
    expectTypeOf(arange(0, 3, 1, 'int32')).toEqualTypeOf<Int32Array>()
    expectTypeOf(linspace(0, 1, 3)).toEqualTypeOf<Float64Array>()
    const shape: number[] = [2, 3]
    expectTypeOf(zeros(shape)).toEqualTypeOf<Float64Array | NdArray<'float64'>>()
  })

  it('of an element of an n-d array follow its dtype', () => {
    expectTypeOf(zeros([1, 1]).get(0, 0)).toEqualTypeOf<number>()
    expectTypeOf(zeros([1, 1], 'int64').get(0, 0)).toEqualTypeOf<bigint>()
  })

  it('of what `using` takes are the arrays themselves', () => {
    expectTypeOf(disposable(zeros(3, 'int32'))).toEqualTypeOf<Int32Array & Disposable>()
    expectTypeOf(zeros([1, 1])).toExtend<Disposable>()
  })

  it('of asarray are those of what it is given', () => {
    expectTypeOf(asarray(new Uint8Array(1))).toEqualTypeOf<Uint8Array<ArrayBuffer>>()
    expectTypeOf(asarray([1, 2])).toEqualTypeOf<Float64Array>()
    expectTypeOf(asarray([1, 2], { dtype: 'int32' })).toEqualTypeOf<Int32Array>()
    expectTypeOf(asarray([[1], [2]])).toEqualTypeOf<Float64Array | NdArray<'float64'>>()
  })

  it('of ranges are numbers', () => {
    const a = Float64Array.of(2)
    for (const i of prange(a.length)) expectTypeOf(a[i] ** 2).toEqualTypeOf<number>()
    for (const i of range(0, 1)) expectTypeOf(i).toEqualTypeOf<number>()
  })
})
