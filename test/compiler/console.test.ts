import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CompileError, jit, prange, range } from 'wamba'

/** What Node's console has; the tests have no types of it. */
declare const console: Record<'log' | 'warn', (...args: unknown[]) => void>

const ignored = { cache: false }

describe('console.log in a kernel', () => {
  const lines: unknown[][] = []
  const own = { ...console }
  const write = (...args: unknown[]): void => void lines.push(args)
  beforeEach(() => {
    lines.length = 0
    Object.assign(console, { log: write, warn: write })
  })
  afterEach(() => Object.assign(console, own))

  const chatty = (a: Float64Array, n: number, on: boolean) => {
    console.log('begin', n, on, a[0] / 3)
    for (const k of range(2)) {
      for (const i of prange(a.length)) a[i] += k + 1
      console.log(`round ${k}: ${a[0]} and ${a[0] > 2}`)
      if (k === 1) console.warn('a[1] is ' + a[1], -0, NaN)
    }
    console.log()
    return a[0]
  }

  it('writes numbers, texts and templates as JavaScript does, in order with what the kernel does', () => {
    chatty(Float64Array.of(1, 2), 3, true)
    const expected = lines.splice(0)
    expect(expected).toHaveLength(5)
    const kernel = jit(chatty, ignored)
    kernel(Float64Array.of(1, 2), 3, true)
    expect(lines.splice(0)).toEqual(expected)
    // The reference writes too, and so does the function itself.
    expect(kernel.verify(Float64Array.of(1, 2), 3, true)).toMatchObject({ ok: true })
    expect(lines).toEqual([...expected, ...expected, ...expected])
  })

  it('keeps its order with errors', () => {
    const failing = (a: Float64Array, i: number) => {
      console.log('before', i)
      a[0] = 1
      a[i] = 2
      console.log('after')
    }
    const kernel = jit(failing, ignored)
    const a = new Float64Array(2)
    expect(() => kernel(a, 5)).toThrow(RangeError)
    expect(lines).toEqual([['before', 5]])
    expect([...a]).toEqual([1, 0])
  })

  it('stands in no parallel loop, nor in a helper that one calls', () => {
    const show = (x: number) => console.log(x)
    const run = jit(
      (a: Float64Array) => {
        for (const i of prange(a.length)) show(a[i])
      },
      { ...ignored, scope: { show } },
    )
    expect(() => run([1])).toThrow(CompileError)
    expect(() => run([1])).toThrow('a log in a prange')
  })
})

describe('an error that a kernel throws', () => {
  it('tells the numbers in its text', () => {
    const check = (a: Float64Array, n: number, strict: boolean): number => {
      if (a.length < n) throw new RangeError(`got ${a.length} of ${n} elements, ${a[0] / 4} first (${strict})`)
      if (strict) throw TypeError('strict: ' + n)
      return n
    }
    const kernel = jit(check, ignored)
    for (const args of [
      [Float64Array.of(1), 3, true],
      [Float64Array.of(1, 2), 2, true],
    ] as [Float64Array, number, boolean][]) {
      const expected = (() => {
        try {
          return check(...args)
        } catch (error) {
          return error as Error
        }
      })() as Error
      const call = (run: (...args: never[]) => unknown) => () => run(...(args as unknown as never[]))
      expect(call(kernel)).toThrow(expected.message)
      expect(call(kernel)).toThrow(expected.constructor as never)
      expect(call(kernel.verify as never)).toThrow(expected.message)
    }
  })

  it('tells them across threads, those of the lowest iteration', () => {
    const positive = (a: Float64Array) => {
      for (const i of prange(a.length)) {
        if (a[i] < 0) throw new Error(`element ${i} is ${a[i]}, below ${-0.5} and ${a.length}`)
        a[i] = Math.sqrt(a[i])
      }
    }
    const kernel = jit(positive, ignored)
    const values = (): Float64Array =>
      Float64Array.from({ length: 300_000 }, (_, i) => (i % 50_000 === 49_999 ? -i / 2 : i))
    for (const threads of [1, 3])
      expect(() => kernel.with({ threads })(values())).toThrow('element 49999 is -24999.5, below -0.5 and 300000')
  })
})
