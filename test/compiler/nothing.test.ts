/** undefined and null: of variables without a value, of what functions and kernels return on some paths only. */
import { describe, expect, it } from 'vitest'
import { CompileError, jit } from 'wamba'
import { law } from '#wamba/compiler/compile.js'
import { type Any, type Numbers, same } from './same.ts'

law.checks = true

const numbers = Float64Array.of(3, 1, 4, 1, 5, 9, 2, 6)
const none = new Float64Array(0)

/** The same result and signature of the kernel and its reference, where the result may be undefined or null. */
function gives(fn: (...args: Any[]) => unknown, signature: string, ...calls: unknown[][]): void {
  const kernel = jit(fn)
  for (const args of calls) {
    expect(kernel(...args)).toBe(fn(...args))
    expect(kernel.verify(...args).ok).toBe(true)
  }
  expect(kernel.signatures).toEqual([signature])
}

describe('a kernel', () => {
  it('returns undefined or null where the function does', () => {
    const calls = [
      [numbers, 5],
      [numbers, 55],
    ]
    gives(
      (a: Numbers, x: number) => {
        for (let i = 0; i < a.length; i++) if (a[i] === x) return i
        return undefined
      },
      'int32 | undefined(float64[:], float64)',
      ...calls,
    )
    gives(
      (a: Numbers, x: number) => {
        for (const y of a) if (y === x) return y * 2
        return null
      },
      'float64 | null(float64[:], float64)',
      ...calls,
    )
    gives(
      (a: Numbers, x: number) => {
        if (x > 5) return
        return a[0] > x
      },
      'bool | undefined(float64[:], float64)',
      ...calls,
    )
    gives((a: Numbers) => a.find((x) => x > 4), 'float64 | undefined(float64[:])', [numbers], [none])
  })

  it('returns a variable that has no value', () => {
    gives(
      (a: Numbers) => {
        let best: number | null = null
        for (const x of a) if (best === null || x > best) best = x
        return best
      },
      'float64 | null(float64[:])',
      [numbers],
      [none],
    )
  })

  it('is refused where its signature says that there is a number', () => {
    const first = (a: Numbers): number => a.find((x) => x > 4)!
    expect(() => jit('float64(float64[:])', first)).toThrow('the function may return undefined')
  })

  it('is refused where it returns both', () => {
    const both = (x: number): number | null | undefined => {
      if (x > 1) return undefined
      if (x > 0) return null
      return x
    }
    expect(() => jit(both)(1)).toThrow(CompileError)
    expect(() => jit(both)(1)).toThrow('returns undefined on some paths, and null on others')
  })
})

describe('a variable', () => {
  it('is asked whether it has a value', () => {
    same(
      (a: Numbers) => {
        let least: number | undefined
        let previous: number | null = null
        let sum = 0
        for (const x of a) {
          if (least === undefined || x < least) least = x
          if (previous !== null) sum += x - previous
          previous = x
          if (x === 9) previous = null
        }
        return [sum, least ?? -1, previous == null ? 1 : 0]
      },
      [numbers],
      [none],
      [Float64Array.of(4, 9)],
    )
  })

  it('that had one loses it', () => {
    same(
      (a: Numbers) => {
        let run: number | null = 0
        let sum = 0
        for (const x of a) {
          if (x < 2) run = null
          else run = run === null ? 1 : run + 1
          if (run !== null) sum += run
        }
        return sum
      },
      [numbers],
    )
  })

  it('stands for an object, or none', () => {
    same(
      (a: Numbers) => {
        let best: { i: number; v: number } | null = null
        for (let i = 0; i < a.length; i++) if (best === null || a[i] > best.v) best = { i, v: a[i] }
        return best ? best.i * 10 + best.v : -1
      },
      [numbers],
      [none],
    )
  })
})

describe('a function of the kernel', () => {
  it('may return nothing where nobody looks at it', () => {
    same(
      (a: Numbers) => {
        const clear = (i: number): number | undefined => {
          if (a[i] > 4) return i
          a[i] = 0
          return undefined
        }
        for (let i = 0; i < a.length; i++) clear(i)
      },
      [numbers],
    )
  })

  it('returns a number or nothing, an object or nothing', () => {
    same(
      (a: Numbers) => {
        const hit = (i: number): { i: number; v: number } | null => {
          if (a[i] < 4) return null
          return { i, v: a[i] }
        }
        let k = 0
        const next = (): number | null => {
          if (k < a.length) return a[k++]
          return null
        }
        let sum = 0
        for (let i = 0; i < a.length; i++) {
          const h = hit(i)
          if (h && h.v > 8) sum += 1
          if (!h) continue
          sum += h.i * h.v
        }
        for (let x = next(); x !== null; x = next()) sum = sum * 2 + x
        return sum + (a.find((x) => x > 400) ?? -1) + (a.findLast((x) => x > 1) ?? 0)
      },
      [numbers],
      [none],
    )
  })

  it('throws where nothing would be computed with', () => {
    const kernel = jit((a: Numbers) => {
      const big = (x: number): number => {
        if (x > 4) return 1
        return undefined!
      }
      let sum = 0
      for (const x of a) sum += big(x)
      return sum
    })
    expect(() => kernel(numbers)).toThrow(TypeError)
    expect(kernel(Float64Array.of(5, 6))).toBe(2)
  })
})

describe('several values that may be missing', () => {
  it('are undefined or null as a whole, as lists and rows are', () => {
    same(
      (a: Numbers, x: number) => {
        for (let i = 0; i < a.length; i++) if (a[i] > x) return { i, at: { v: a[i] } }
        return null
      },
      [Float64Array.of(1, 2), 1],
      [Float64Array.of(1, 2), 2],
    )
    same(
      (x: number) => {
        if (x > 0) return [x, 1]
        return undefined
      },
      [1],
      [-1],
    )
    same(
      (n: number) => {
        const list: number[] = []
        const rows: number[][] = []
        for (let i = 0; i < n; i++) {
          list.push(i)
          rows.push(new Array(i).fill(i))
        }
        return n > 2 ? { list, rows } : null
      },
      [3],
      [1],
    )
    same(
      (a: Numbers) => (a.length > 0 ? a[0] : a.length === 0 ? undefined : -1),
      [Float64Array.of(3)],
      [new Float64Array(0)],
    )
  })
})
