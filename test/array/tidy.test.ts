import { describe, expect, it } from 'vitest'
import { asarray, free, info, MemoryError, tidy, vectorize, zeros } from 'wamba'
import { isFreed } from '#wamba/memory/views.js'

describe('free', () => {
  it('gives the memory back at once, and only once', () => {
    const before = info().memory.used
    const a = zeros(1000)
    expect(info().memory.used).toBeGreaterThan(before)
    free(a)
    expect(info().memory.used).toBe(before)
    expect(() => free(a)).toThrow(MemoryError)
    const grid = zeros([2, 2])
    free(grid)
    expect(isFreed(grid.data)).toBe(true)
  })

  it('refuses other values', () => {
    expect(() => free(new Float64Array(1))).toThrow(MemoryError)
    expect(() => free([1] as never)).toThrow('free: got an array of length 1: expected an array made by wamba.')
  })
})

describe('tidy', () => {
  const double = vectorize(['float64(float64)'], (x) => 2 * x)

  it('frees what was made inside, but for what is returned', () => {
    let inner = zeros(0)
    const result = tidy(() => {
      inner = double(asarray([1, 2]))
      return double(inner)
    })
    expect([...result]).toEqual([4, 8])
    expect([isFreed(inner), isFreed(result)]).toEqual([true, false])
  })

  it('keeps arrays in an array or object, and n-d arrays', () => {
    const { a, list } = tidy(() => ({ a: zeros(1), list: zeros([2, 2]) }))
    expect([isFreed(a), isFreed(list.data)]).toEqual([false, false])
    const [view] = tidy(() => [zeros(5).subarray(2)])
    expect(isFreed(view)).toBe(false)
  })

  it('nests: what leaves the inner one belongs to the outer one', () => {
    let kept = zeros(0)
    tidy(() => {
      kept = tidy(() => zeros(3))
      expect(isFreed(kept)).toBe(false)
    })
    expect(isFreed(kept)).toBe(true)
  })

  it('frees on an error too, and leaves arrays that were freed inside', () => {
    let lost = zeros(0)
    expect(() =>
      tidy(() => {
        free(zeros(1))
        lost = zeros(1)
        throw new Error('stop')
      }),
    ).toThrow('stop')
    expect(isFreed(lost)).toBe(true)
  })

  it('refuses an async function', () => {
    expect(() => tidy(async () => zeros(1))).toThrow('tidy: the function is async')
  })
})
