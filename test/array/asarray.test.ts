import { describe, expect, it } from 'vitest'
import { asarray, free, MemoryError, type NdArray, zeros } from 'wamba'
import { isSharedArray } from '#wamba/memory/views.js'

describe('asarray', () => {
  it('copies plain arrays to shared memory', () => {
    const plain = Float32Array.of(1, 2, 3)
    const shared = asarray(plain)
    expect(shared).toEqual(plain)
    expect([isSharedArray(shared), isSharedArray(plain)]).toEqual([true, false])
    expect([...asarray([1, 2.5])]).toEqual([1, 2.5])
  })

  it('gives back what is there already', () => {
    const a = zeros(6)
    expect(asarray(a)).toBe(a)
    expect(asarray(a, { dtype: 'float64' })).toBe(a)
    const grid = asarray(a, { shape: [2, 3] }) as NdArray
    expect(grid.data).toBe(a)
    expect(asarray(grid)).toBe(grid)
    expect(asarray(a, { dtype: 'int8' })).toBeInstanceOf(Int8Array)
  })

  it('converts as the typed array stores', () => {
    expect([...asarray([1.9, 300], { dtype: 'uint8' })]).toEqual([1, 44])
    expect([...asarray([1, 2], { dtype: 'int64' })]).toEqual([1n, 2n])
    expect([...asarray(BigInt64Array.of(5n), { dtype: 'float64' })]).toEqual([5])
    expect([...asarray([1n, 2n], { dtype: 'uint64' })]).toEqual([1n, 2n])
  })

  it('takes nested arrays', () => {
    const a = asarray([
      [1, 2, 3],
      [4, 5, 6],
    ]) as NdArray<'float64'>
    expect([a.shape, [...a.data], a.get(1, 0)]).toEqual([[2, 3], [1, 2, 3, 4, 5, 6], 4])
  })

  it.each<[string, () => unknown, string]>([
    [
      'uneven rows',
      () => asarray([[1, 2], [3]]),
      'the rows of dimension 1 have 2 elements, and one is an array of length 1',
    ],
    [
      'an array that holds itself',
      () => {
        const endless: unknown[] = []
        endless.push(endless)
        return asarray(endless as never)
      },
      'asarray: got arrays within arrays, more than 64 deep',
    ],
    ['what is no number', () => asarray([1, 'x'] as never), 'asarray: the value 1 is the string "x"'],
    ['what is no array', () => asarray(5 as never), 'asarray: got the number 5'],
    [
      'a shape that does not fit',
      () => asarray([1, 2, 3], { shape: [2, 2] }),
      'the shape [2, 2] has 4 elements, and there are 3 values',
    ],
  ])('refuses %s', (_, make, message) => {
    expect(make).toThrow(message)
  })

  it('refuses an array that was freed', () => {
    const a = zeros(1)
    free(a)
    expect(() => asarray(a)).toThrow(MemoryError)
  })
})
