import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { jit, NdArray, prange } from 'wamba'
import { type Any, same } from '../same.ts'

const numbers = (n: number): Float64Array => Float64Array.from({ length: n }, (_, i) => Math.sin(i * 7 + 1) * 3)
const textOf = (fn: (...args: Any[]) => unknown, ...args: unknown[]): string => {
  const kernel = jit(fn)
  kernel(...args)
  return kernel.inspect('assembly')
}

describe('what an iteration wrote is kept for the next ones', () => {
  const sums = (a: Float64Array, out: Float64Array) => {
    out[0] = a[0]
    for (let i = 1; i < a.length; i++) out[i] = out[i - 1] + a[i]
  }
  const filter = (x: Float64Array, y: Float64Array) => {
    for (let i = 3; i < x.length; i++) y[i] = 0.1 * x[i] + 1.1 * y[i - 1] - 0.5 * y[i - 2] + 0.01 * y[i - 3]
  }

  it('one iteration back, and three', () => {
    for (const n of [1, 2, 3, 4, 5, 100]) {
      same(sums, [numbers(n), numbers(n)])
      same(filter, [numbers(n), numbers(n)])
    }
    expect(textOf(sums, numbers(9), numbers(9))).toContain('out_last = out_next')
    expect(textOf(filter, numbers(9), numbers(9))).toContain('y_last_2 = y_last_1')
  })

  it('downwards, and in steps of two', () => {
    const down = (a: Float64Array) => {
      for (let i = a.length - 3; i >= 0; i -= 2) a[i] = a[i] * 0.5 + a[i + 2]
    }
    for (const n of [0, 1, 2, 3, 4, 5, 50]) same(down, [numbers(n)])
    expect(textOf(down, numbers(9))).toContain('a_last = a_next')
  })

  it('of int32 and float32 elements, and not of others, which a store changes', () => {
    const chain = (a: Int32Array) => {
      for (let i = 1; i < a.length; i++) a[i] = (Math.imul(a[i - 1], 1103515245) + 12345) | 0
    }
    const single = (a: Float32Array) => {
      for (let i = 1; i < a.length; i++) a[i] = Math.fround(a[i - 1] * Math.fround(1.1)) + a[i]
    }
    const bytes = (a: Uint8Array) => {
      for (let i = 1; i < a.length; i++) a[i] = a[i - 1] * 3 + 1
    }
    same(chain, [Int32Array.from({ length: 40 }, (_, i) => i)])
    same(single, [Float32Array.from({ length: 40 }, (_, i) => i / 3)])
    same(bytes, [Uint8Array.from({ length: 40 }, (_, i) => i)])
    expect(textOf(chain, new Int32Array(4))).toContain('a_last')
    expect(textOf(bytes, new Uint8Array(4))).not.toContain('a_last')
  })

  it('in rows of arrays of two dimensions', () => {
    const rows = jit((a: NdArray<'float64'>) => {
      const [n, m] = a.shape
      for (let i = 0; i < n; i++) for (let j = 1; j < m; j++) a.set(i, j, a.get(i, j) + 0.25 * a.get(i, j - 1))
    })
    const given = new NdArray<'float64'>(numbers(35), [5, 7])
    expect(rows.verify(given).ok).toBe(true)
    expect(rows.inspect('assembly')).toContain('a_last')
  })

  it('in the serial loops of a prange, and of a function', () => {
    const smooth = (a: Float64Array, from: number, to: number) => {
      for (let j = from + 1; j < to; j++) a[j] = 0.5 * a[j - 1] + 0.5 * a[j]
      return a[to - 1]
    }
    const kernel = jit(
      (a: Float64Array, n: number) => {
        for (const i of prange(n)) {
          const m = a.length / n
          smooth(a, i * m, (i + 1) * m)
        }
      },
      { scope: { smooth } },
    )
    for (const threads of [1, 2]) {
      const [one, other] = [numbers(120), numbers(120)]
      kernel.with({ threads })(one, 10)
      for (let i = 0; i < 10; i++) smooth(other, i * 12, i * 12 + 12)
      expect(one).toEqual(other)
    }
  })

  it('of two arrays in one loop, where they do not overlap', () => {
    const sweep = (p: Float64Array, q: Float64Array, x: Float64Array) => {
      for (let j = 1; j < x.length; j++) {
        p[j] = 0.3 / (2 - p[j - 1])
        q[j] = (x[j] + 0.3 * q[j - 1]) / (2 - p[j - 1])
      }
    }
    same(sweep, [numbers(30), numbers(30), numbers(30)])
    expect(textOf(sweep, numbers(9), numbers(9), numbers(9))).toContain('q_last = q_next')
    const kernel = jit(sweep)
    fc.assert(
      fc.property(fc.nat(6), fc.nat(6), (from, to) => {
        const [one, other] = [numbers(30), numbers(30)]
        const parts = (all: Float64Array): [Float64Array, Float64Array, Float64Array] => [
          all.subarray(from, from + 20),
          all.subarray(to, to + 20),
          numbers(20),
        ]
        kernel(...parts(one))
        sweep(...parts(other))
        expect(one).toEqual(other)
      }),
    )
  })
})

describe('an element is read where it may be another', () => {
  it('where the loop reads an index that lags behind', () => {
    same(
      (a: Float64Array) => {
        let p = 0
        for (let i = 1; i < a.length; i++) {
          a[i] = a[i] + a[p] * 0.5
          p = i - 1
        }
      },
      [numbers(20)],
    )
  })

  it('where it is read after the store', () => {
    same(
      (a: Float64Array) => {
        let s = 0
        for (let i = 1; i < a.length; i++) {
          a[i] = a[i - 1] * 0.5 + 1
          s += a[i - 1] * a[i]
        }
        return s
      },
      [numbers(20)],
    )
  })

  it('where some iterations store nothing, or elsewhere', () => {
    same(
      (a: Float64Array) => {
        for (let i = 1; i < a.length; i++) if (a[i] > 0) a[i] = a[i - 1] + 1
      },
      [numbers(20)],
    )
    same(
      (a: Float64Array) => {
        for (let i = 1; i < a.length - 1; i++) {
          a[i] = a[i - 1] + a[i]
          a[i + 1] = a[i] * 0.5
        }
      },
      [numbers(20)],
    )
  })

  it('where the first iteration does not read what others read', () => {
    const kernel = (a: Float64Array) => {
      for (let i = 0; i < a.length; i++) a[i] = i > 0 ? a[i - 1] + a[i] : a[i]
    }
    for (const n of [0, 1, 2, 10]) same(kernel, [numbers(n)])
  })

  it('where the array of a variable is written under another name', () => {
    same(
      (a: Float64Array, b: Float64Array, swap: number) => {
        let to = a
        if (swap > 0) to = b
        for (let i = 1; i < a.length; i++) {
          to[i] = to[i - 1] + 1
          a[i] = a[i] * 2
        }
      },
      [numbers(9), numbers(9), 0],
      [numbers(9), numbers(9), 1],
    )
  })

  it('and a read before the array throws as in JavaScript does, with nothing written', () => {
    const kernel = jit((a: Float64Array, from: number) => {
      for (let i = from; i < a.length; i++) a[i] = a[i - 1] + 1
    })
    const a = numbers(5)
    expect(() => kernel(a, 0)).toThrow('index -1')
    expect(a).toEqual(numbers(5))
    kernel(a, 9)
    expect(a).toEqual(numbers(5))
  })
})
