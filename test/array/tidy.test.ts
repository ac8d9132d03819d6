import { describe, expect, it } from 'vitest'
import {
  asarray,
  disposable,
  empty,
  free,
  info,
  jit,
  MemoryError,
  NdArray,
  prange,
  tidy,
  vectorize,
  zeros,
} from 'wamba'
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

  it('keeps arrays however deep they lie, also in maps, sets and circles', () => {
    const [a, b, c, d] = [zeros(1), zeros(1), zeros(1), zeros(1)]
    const made = tidy(() => {
      const inside = {
        deep: [{ a: asarray([1]) }],
        map: new Map([['b', zeros(2)]]),
        set: new Set([zeros(3)]),
        self: {},
      }
      inside.self = inside
      return inside
    })
    const kept = [made.deep[0].a, made.map.get('b')!, ...made.set, a, b, c, d]
    expect(kept.map(isFreed)).toEqual(kept.map(() => false))
  })

  it('frees what kernels make and return, too', () => {
    const twice = jit((x: Float64Array) => {
      const y = new Float64Array(x.length)
      for (const i of prange(x.length)) y[i] = 2 * x[i]
      return y
    })
    const x = asarray([1, 2])
    let inner = zeros(0)
    const result = tidy(() => {
      inner = twice(x)
      return twice(inner)
    })
    expect([...result]).toEqual([4, 8])
    expect([isFreed(inner), isFreed(result), isFreed(x)]).toEqual([true, false, false])
  })

  it('keeps the memory flat over many arrays, in one call or in many', () => {
    const COUNT = 30_000
    let most = 0
    const before = info().memory
    const look = (_made: Float64Array) => {
      most = Math.max(most, info().memory.arrays - before.arrays)
    }
    tidy(() => {
      for (let i = 0; i < COUNT; i++) {
        look(empty(8))
      }
    })
    for (let i = 0; i < COUNT; i++) tidy(() => look(empty(8)))
    expect(most).toBeLessThan(COUNT / 2)
    expect(info().memory.used).toBeLessThanOrEqual(before.used)
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

  it('refuses an async function before it runs, and a promise after', async () => {
    let ran = false
    const run = async () => {
      ran = true
    }
    expect(() => tidy(run)).toThrow('tidy: the function is async')
    expect(ran).toBe(false)
    let made = zeros(0)
    const fails = () => {
      made = zeros(1)
      return Promise.reject(new Error('must not be an unhandled rejection'))
    }
    expect(() => tidy(fails)).toThrow('tidy: the function is async')
    expect(isFreed(made)).toBe(true)
    await new Promise((resolve) => setImmediate(resolve))
  })

  it('refuses what is no function', () => {
    expect(() => tidy(zeros(1) as never)).toThrow('tidy: got float64[:] of length 1: expected a function.')
  })
})

describe('using', () => {
  it('frees an n-d array, and a typed array made disposable, at the end of the block', () => {
    let [grid, list] = [zeros([1, 1]), zeros(0)]
    {
      using a = zeros([2, 2])
      using b = disposable(zeros(3))
      grid = a
      list = b
      expect(b).toBeInstanceOf(Float64Array)
      expect([isFreed(grid.data), isFreed(list)]).toEqual([false, false])
    }
    expect([isFreed(grid.data), isFreed(list)]).toEqual([true, true])
  })

  it('leaves arrays in plain memory alone, and those that were freed before', () => {
    expect(() => {
      using a = new NdArray(new Float64Array(4), [2, 2])
      using b = disposable(zeros(3))
      free(b)
      a.set(0, 0, 1)
    }).not.toThrow()
    expect(() => disposable([1] as never)).toThrow('disposable: got an array of length 1: expected a typed array.')
  })
})

describe('an array that was freed', () => {
  const clear = jit('void(float64[:])', (x) => {
    for (const i of prange(x.length)) x[i] = 0
  })
  const first = jit((x: Float64Array) => x[0])
  const next = vectorize((x: number) => x + 1)
  const declared = vectorize(['float32(float32)', 'float64(float64)'], (x) => x + 1)
  it.each<[string, (a: Float64Array) => unknown]>([
    ['a kernel with a signature', clear],
    ['a kernel without', first],
    ['a kernel, as a part', (a) => first(a.subarray(1))],
    ['a ufunc', next],
    ['a declared ufunc', declared],
    [
      'a ufunc, as one of several shapes',
      (a) => vectorize((x: number, y: number) => x + y)(new NdArray(a, [2, 2]), [1, 2]),
    ],
    ['a ufunc, as its output', (a) => next(zeros(4), { out: a })],
    ['a ufunc, as its mask', (a) => next(zeros(4), { where: a })],
    ['a ufunc, as an n-d view', (a) => next(new NdArray(a, [2, 2]))],
    ['asarray', (a) => asarray(a)],
    ['asarray that converts', (a) => asarray(a, { dtype: 'float32' })],
    ['verify', (a) => first.verify(a)],
    ['races', (a) => clear.races(a)],
  ])('is refused by %s', (_, pass) => {
    const a = zeros(4)
    free(a)
    expect(() => pass(a)).toThrow(/Got an array that was freed; expected one in use/)
  })

  it('of another dtype is refused by a ufunc that converts it', () => {
    const a = zeros(4, 'float32')
    free(a)
    expect(() => vectorize(['float64(float64)'], (x) => x + 1)(a)).toThrow(/Got an array that was freed/)
  })
})
