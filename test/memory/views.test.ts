import { describe, expect, it } from 'vitest'
import { type DType, dtypes } from '#wamba/base/dtypes.js'
import { MemoryError } from '#wamba/base/errors.js'
import { addressOf, allocateArray, freeArray, isFreed, isSharedArray, sharedAddress } from '#wamba/memory/views.js'

describe('arrays in the shared memory', () => {
  it.each(Object.keys(dtypes) as DType[])('of %s are the typed arrays of their dtype', (dtype) => {
    const a = allocateArray(dtype, 10, { zero: true })
    expect(a).toBeInstanceOf(dtypes[dtype].array)
    expect(a.length).toBe(10)
    expect(Array.from(a as Iterable<unknown>, Number)).toEqual(Array(10).fill(0))
    expect(a.byteOffset % 64).toBe(0)
    expect(isSharedArray(a)).toBe(true)
    expect(addressOf(a)).toBe(a.byteOffset)
  })

  it('are zero where asked, also in memory that was used before', () => {
    for (let i = 0; i < 3; i++) {
      const a = allocateArray('float64', 1000, { zero: true })
      expect(a.every((x) => x === 0)).toBe(true)
      a.fill(7)
      freeArray(a)
    }
  })

  it('may be empty', () => {
    const a = allocateArray('int32', 0, { zero: true })
    expect(a.length).toBe(0)
    expect(isSharedArray(a)).toBe(true)
    freeArray(a)
  })

  it('are known by their subarrays too', () => {
    const a = allocateArray('float32', 100, { zero: true })
    const part = a.subarray(10, 20)
    expect(isSharedArray(part)).toBe(true)
    expect(addressOf(part)).toBe(addressOf(a) + 40)
  })

  it('are told from arrays that lie elsewhere', () => {
    for (const other of [
      new Float64Array(4),
      new Float64Array(new SharedArrayBuffer(32)),
      allocateArray('int8', 4, { zero: true }).slice(),
    ]) {
      expect(isSharedArray(other)).toBe(false)
      expect(isFreed(other)).toBe(false)
      expect(sharedAddress(other)).toBe(0)
      expect(() => addressOf(other)).toThrow(MemoryError)
      expect(() => freeArray(other)).toThrow(MemoryError)
    }
  })

  it('that were freed are refused, and every view of them', () => {
    const a = allocateArray('float64', 10, { zero: true })
    const part = a.subarray(2, 4)
    expect(isFreed(a)).toBe(false)
    freeArray(a)
    for (const view of [a, part]) {
      expect(isFreed(view)).toBe(true)
      expect(isSharedArray(view)).toBe(true)
      expect(() => sharedAddress(view)).toThrow(/Got an array that was freed; expected one in use/)
      expect(() => addressOf(view)).toThrow(MemoryError)
      expect(() => freeArray(view)).toThrow(/freed before/)
    }
  })

  it('of a length that is no whole number are refused', () => {
    for (const length of [-1, 1.5, Number.NaN]) {
      expect(() => allocateArray('float64', length, { zero: true })).toThrow(`Got an array length of ${length}`)
    }
  })
})
