import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { accepts, isInt32, scalarValue, typeOfArgument } from '#wamba/dispatch/argument.js'

describe('the type of an argument', () => {
  it('is an integer for integers that reach an index, small ones by themselves, and float64 for all other numbers', () => {
    for (const value of [0, 1, 2 ** 20])
      expect(typeOfArgument(value, 'index')).toEqual({ kind: 'scalar', dtype: 'uint20' })
    for (const value of [-1, 2 ** 20 + 1, 2 ** 31 - 1, -(2 ** 31)]) {
      expect(typeOfArgument(value, 'index')).toEqual({ kind: 'scalar', dtype: 'int32' })
      expect(typeOfArgument(value, undefined)).toEqual({ kind: 'scalar', dtype: 'float64' })
    }
    for (const value of [-0, 0.5, 2 ** 31, -(2 ** 31) - 1, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(isInt32(value)).toBe(false)
      expect(typeOfArgument(value, 'index')).toEqual({ kind: 'scalar', dtype: 'float64' })
    }
  })

  it('is a positive integer for one that divides, so that a remainder is an integer, too', () => {
    for (const value of [1, 2 ** 20])
      expect(typeOfArgument(value, 'divisor')).toEqual({ kind: 'scalar', dtype: 'natural20' })
    for (const value of [2 ** 20 + 1, 2 ** 31 - 1])
      expect(typeOfArgument(value, 'divisor')).toEqual({ kind: 'scalar', dtype: 'natural' })
    for (const value of [0, -1, -(2 ** 31)])
      expect(typeOfArgument(value, 'divisor')).toEqual({ kind: 'scalar', dtype: 'int32' })
    expect(typeOfArgument(-0, 'divisor')).toEqual({ kind: 'scalar', dtype: 'float64' })
  })

  it('is the dtype of a typed array, whichever realm made it', () => {
    expect(typeOfArgument(new Uint16Array(1), undefined)).toEqual({ kind: 'array', dtype: 'uint16', ndim: 1 })
    const foreign = runInNewContext('new Float32Array(3)')
    expect(foreign instanceof Float32Array).toBe(false)
    expect(typeOfArgument(foreign, undefined)).toEqual({ kind: 'array', dtype: 'float32', ndim: 1 })
  })

  it('is float64[:] for an array of numbers', () => {
    expect(typeOfArgument([1, 2], undefined)).toEqual({ kind: 'array', dtype: 'float64', ndim: 1 })
  })

  it('does not exist for other values', () => {
    for (const value of [undefined, null, 'x', 2n ** 64n, {}, new DataView(new ArrayBuffer(8)), () => 0]) {
      expect(typeOfArgument(value, undefined)).toBeUndefined()
    }
  })

  it('is a 64-bit integer for a BigInt: one that is signed and unsigned has a type of its own', () => {
    const dtype = (value: bigint): string | undefined => typeOfArgument(value, undefined)?.dtype
    expect([0n, 2n ** 63n - 1n].map(dtype)).toEqual(['uint63', 'uint63'])
    expect([-1n, -(2n ** 63n)].map(dtype)).toEqual(['int64', 'int64'])
    expect([2n ** 63n, 2n ** 64n - 1n].map(dtype)).toEqual(['uint64', 'uint64'])
    expect([-(2n ** 63n) - 1n, 2n ** 64n].map(dtype)).toEqual([undefined, undefined])
  })

  it('is accepted by a declared type that holds it without loss', () => {
    expect(accepts({ kind: 'scalar', dtype: 'int32' }, 3)).toBe(true)
    expect(accepts({ kind: 'scalar', dtype: 'int32' }, 3.5)).toBe(false)
    expect(accepts({ kind: 'scalar', dtype: 'float32' }, 3.5)).toBe(true)
    expect(accepts({ kind: 'scalar', dtype: 'bool' }, 1)).toBe(false)
    expect(accepts({ kind: 'array', dtype: 'float64', ndim: 1 }, new Float32Array(1))).toBe(false)
    expect(accepts({ kind: 'array', dtype: 'float32', ndim: 1 }, [1])).toBe(true)
    expect(accepts({ kind: 'array', dtype: 'int64', ndim: 1 }, [1])).toBe(false)
  })

  it('decides how a scalar is passed', () => {
    expect(scalarValue({ kind: 'scalar', dtype: 'float32' }, 0.1)).toBe(Math.fround(0.1))
    expect(scalarValue({ kind: 'scalar', dtype: 'int32' }, -0)).toBe(0)
    expect(scalarValue({ kind: 'scalar', dtype: 'bool' }, true)).toBe(1)
  })
})
