import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ArgumentError, asarray, CompileError, free, jit, MemoryError, prange, random, zeros } from 'wamba'

const sumOfSquares = (a: Float64Array | Float32Array): number => {
  let sum = 0
  for (const i of prange(a.length)) sum += a[i] ** 2
  return sum
}
const scale = (a: Float64Array, out: Float64Array, by: number): void => {
  for (let i = 0; i < a.length; i++) out[i] = a[i] * by
}

describe('a kernel without a signature', () => {
  it('is specialised for each combination of argument types', () => {
    const kernel = jit(sumOfSquares)
    expect(kernel.signatures).toEqual([])
    expect(kernel(Float64Array.of(1, 2, 3))).toBe(14)
    expect(kernel(Float32Array.of(1, 2))).toBe(5)
    expect(kernel([1, 2, 3, 4])).toBe(30)
    expect(kernel.signatures).toEqual(['float64(float64[:])', 'float64(float32[:])'])
  })

  it('takes a number that reaches an index as an integer where it is one', () => {
    const get = jit((a: Float64Array, k: number) => a[k])
    const a = asarray([5, 6, 7])
    expect(get(a, 1)).toBe(6)
    expect(get.signatures).toEqual(['float64(float64[:], int32)'])
    expect(() => get(a, 1.5)).toThrow(RangeError)
    expect(get(a, 2)).toBe(7)
    expect(get(a, -0)).toBe(5)
    expect(get.signatures).toHaveLength(2)
  })

  it('takes arrays of other realms', () => {
    expect(jit(sumOfSquares)(runInNewContext('Float64Array.of(1, 2, 3)'))).toBe(14)
  })

  it('returns booleans, and nothing where the function returns nothing', () => {
    const positive = jit((x: number, on: boolean) => x > 0 && on)
    expect([positive(1, true), positive(1, false), positive(-1, true)]).toEqual([true, false, false])
    expect([positive(1, true), positive(-1, true)]).toEqual([true, false])
    const out = zeros(2)
    expect(jit(scale)(asarray([1, 2]), out, 2)).toBeUndefined()
  })

  it('returns several scalars, as an array or an object', () => {
    const list = jit((x: number, n: number) => {
      for (let i = 0; i < n; i++) x /= 2
      return [x, n, x > 1]
    })
    const named = jit((a: Float64Array) => {
      let [low, high] = [a[0], a[0]]
      for (const i of prange(a.length)) {
        low = Math.min(low, a[i])
        high = Math.max(high, a[i])
      }
      return { low, high }
    })
    for (let again = 0; again < 3; again++) {
      expect(list(12, 2)).toEqual([3, 2, true])
      expect(named(asarray([3, 1, 2]))).toEqual({ low: 1, high: 3 })
      expect(named([5])).toEqual({ low: 5, high: 5 })
    }
    expect(named.signatures).toEqual(['{ low: float64, high: float64 }(float64[:])'])
    expect(named.verify([2, 1])).toMatchObject({ ok: true, outputs: [{ name: 'result.low' }, { name: 'result.high' }] })
    expect(list.verify(5, 1)).toMatchObject({ ok: true, outputs: [{ name: 'result[0]', maxUlp: 0 }, {}, {}] })
  })

  it('keeps the name, the length and the function it was made of', () => {
    const kernel = jit(scale)
    expect([kernel.name, kernel.length, kernel.js, kernel.target]).toEqual(['scale', 3, scale, 'wasm'])
    expect(jit(scale, { name: 'twice' }).name).toBe('twice')
  })
})

describe('a kernel with signatures', () => {
  it('is compiled at once', () => {
    expect(jit('float64(float64[:])', sumOfSquares).signatures).toEqual(['float64(float64[:])'])
  })

  it('takes the first that accepts the arguments, also after others were used', () => {
    const half = jit(['float64(int32)', 'float32(float64)'], (x: number) => x / 2)
    for (const x of [0.1, 3, 0.1, 3]) expect(half(x)).toBe(x === 3 ? 1.5 : Math.fround(0.05))
  })

  it('converts an array of numbers to the declared dtype', () => {
    const out = [0, 0]
    jit('void(float32[:], float32[:])', (a, b) => {
      for (let i = 0; i < a.length; i++) b[i] = a[i]
    })([0.1, 0.5], out)
    expect(out).toEqual([Math.fround(0.1), 0.5])
  })

  it('can be given more', () => {
    const kernel = jit(sumOfSquares)
    kernel.compile('float64(float64[:])')
    expect(kernel([3])).toBe(9)
    kernel.compile('(float64[:])')
    expect(kernel.signatures).toEqual(['float64(float64[:])'])
    expect(() => kernel.compile('float64(float64[:], int32)')).toThrow('has 2 parameters, and sumOfSquares has 1 (a)')
  })

  it('does not compile for others', () => {
    const kernel = jit('float64(float64[:])', sumOfSquares as (a: Float64Array) => number)
    expect(() => kernel(new Float32Array(2) as never)).toThrow(
      "sumOfSquares: argument 1, 'a', is float32[:] of length 2, but its signature is float64(float64[:]).",
    )
    expect(kernel([2])).toBe(4)
  })
})

describe('plain arrays', () => {
  const bytes = 40
  const view = fc.record({ start: fc.integer({ min: 0, max: 4 }), length: fc.integer({ min: 0, max: 5 }) })
  /** The serial loop gives JavaScript's answer however the arrays overlap. */
  const shift = jit('void(float64[:], float64[:])', (a, b) => {
    for (let i = 0; i < b.length && i < a.length; i++) b[i] = a[i] + 1
  })

  it('are copied in and out, and stay the same elements where they overlap', () => {
    fc.assert(
      fc.property(view, view, (from, to) => {
        const run = (kernel: typeof shift.js): Float64Array => {
          const data = Float64Array.from({ length: bytes / 8 }, (_, i) => i)
          kernel(data.subarray(from.start, from.start + from.length), data.subarray(to.start, to.start + to.length))
          return data
        }
        expect(run(shift)).toEqual(run(shift.js))
      }),
    )
  })

  it('may be one array of numbers given twice', () => {
    const numbers = [1, 2, 3]
    shift(numbers, numbers)
    expect(numbers).toEqual([2, 3, 4])
  })

  it('mix with shared ones, and copies are counted', () => {
    const kernel = jit(scale)
    const [a, out] = [asarray([1, 2, 3]), new Float64Array(3)]
    kernel(a, out, 2)
    expect([...out]).toEqual([2, 4, 6])
    expect(kernel.diagnostics().specialisations[0]).toMatchObject({ bytesCopiedIn: 24, bytesCopiedOut: 24 })
    kernel(a, zeros(3), 2)
    expect(kernel.diagnostics().specialisations[0]).toMatchObject({ bytesCopiedIn: 24, bytesCopiedOut: 24 })
  })

  it('hold the effects of the iterations before an error', () => {
    const [a, out] = [
      [1, 2, 3],
      [0, 0],
    ]
    expect(() => jit(scale)(a, out, 2)).toThrow("the index 2 of 'out' is out of bounds")
    expect(out).toEqual([2, 4])
  })

  it('must hold numbers alone', () => {
    expect(() => jit(sumOfSquares)([1, '2'] as never)).toThrow(`'a' is an array whose element 1 is the string "2"`)
  })
})

describe('arrays that overlap', () => {
  const add = jit('void(float64[:], float64[:], float64)', (a, b, x) => {
    for (const i of prange(b.length)) b[i] = a[i] + x
  })
  const expected = (n: number, offset: number): Float64Array => {
    const data = Float64Array.from({ length: n + offset }, (_, i) => i)
    for (let i = 0; i < n; i++) data[i + offset] = data[i] + 1
    return data
  }

  it.each([0, 1, 2, 7])('give the answer of the serial loop, %i apart', (offset) => {
    for (const kernel of [add, add.with({ threads: 2 })]) {
      const data = asarray(Float64Array.from({ length: 1000 + offset }, (_, i) => i))
      kernel(data.subarray(0, 1000), data.subarray(offset), 1)
      expect(data).toEqual(expected(1000, offset))
    }
  })

  it('are reported where they made a loop run in order', () => {
    const before = add.diagnostics().specialisations[0].callsInOrder
    const data = zeros(10)
    for (let i = 0; i < 3; i++) add(data.subarray(0, 5), data.subarray(5), 1)
    for (let i = 0; i < 3; i++) add(data, data, 1)
    expect(add.diagnostics().specialisations[0].callsInOrder).toBe(before)
    add(data.subarray(0, 9), data.subarray(1), 1)
    expect(add.diagnostics().specialisations[0].callsInOrder).toBe(before + 1)
  })
})

describe('a call within a call', () => {
  it('has a frame of its own', () => {
    const kernel = jit(sumOfSquares)
    const numbers = [0, 2]
    Object.defineProperty(numbers, 0, { get: () => kernel([5]), enumerable: true })
    for (let again = 0; again < 3; again++) expect(kernel(numbers)).toBe(25 ** 2 + 4)
  })
})

describe('a call that fails', () => {
  const get = jit((a: Float64Array, k: number) => a[k], { name: 'get' })
  const a = asarray([1, 2, 3])

  it('throws a RangeError with array, index, length, file, line and caret', () => {
    for (let again = 0; again < 2; again++) {
      try {
        get(a, 3)
        expect.unreachable()
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError)
        const [what, where, code, caret] = (error as Error).message.split('\n')
        expect(what).toBe("get: the index 3 of 'a' is out of bounds: 'a' has length 3")
        expect(where).toMatch(/jit\.test\.ts:\d+:\d+$/)
        expect(code.indexOf('a[k]')).toBe(caret.indexOf('^'))
      }
    }
  })

  it('leaves the kernel and the team as they were', () => {
    const checked = jit((x: Float64Array, n: number) => {
      let sum = 0
      for (const i of prange(n)) sum += x[i]
      return sum
    })
    const x = zeros(5_000_000).fill(1)
    for (const kernel of [checked, checked.with({ threads: 2 }), checked.with({ threads: 3 })]) {
      expect(() => kernel(x, x.length + 1)).toThrow(`the index ${x.length} of 'x' is out of bounds`)
      expect(kernel(x, x.length)).toBe(x.length)
    }
  })

  it.each<[string, () => unknown, string]>([
    [
      'too few arguments',
      () => Reflect.apply(get, undefined, [a]),
      "get takes 2 arguments (a, k), got 1: 'k' is missing.",
    ],
    [
      'too many',
      () => Reflect.apply(get, undefined, [a, 1, 2]),
      'get takes 2 arguments (a, k), got 3: leave out the rest.',
    ],
    ['a string', () => get(a, '1' as never), `get: argument 2, 'k', is the string "1"`],
    ['a bigint beyond 64 bits', () => get(a, (2n ** 64n) as never), 'a BigInt must fit 64 bits'],
    [
      'an n-d array without elements',
      () => get({ shape: [2, 2] } as never, 1),
      'an n-d array has a typed array as its `data`',
    ],
    ['null', () => get(null as never, 1), "get: argument 1, 'a', is null"],
  ])('says what was wrong with %s', (_, call, message) => {
    expect(get(a, 1)).toBe(2)
    expect(call).toThrow(ArgumentError)
    expect(call).toThrow(message)
    expect(get(a, 1)).toBe(2)
  })

  it('rejects an array that was freed, warm or not', () => {
    const b = asarray([1])
    expect(get(b, 0)).toBe(1)
    expect(get(b, 0)).toBe(1)
    free(b)
    expect(() => get(b, 0)).toThrow(MemoryError)
    expect(() => get(b.subarray(0), 0)).toThrow(MemoryError)
    expect(get(a, 0)).toBe(1)
  })
})

describe('options', () => {
  it('give names from outside, frozen when jit is called', () => {
    const scope = { factor: 3 }
    const factor = 3
    const kernel = jit((x: number) => x * factor, { scope })
    scope.factor = 4
    expect(kernel(2)).toBe(6)
    expect(jit((x: number) => x * factor, { scope })(2)).toBe(8)
  })

  it('are checked', () => {
    expect(() => jit(scale, { fastmaths: true } as never)).toThrow(
      "jit has no option 'fastmaths'. Its options are name, scope",
    )
    expect(() => jit(scale, { cache: 'no' as never })).toThrow(
      'the option cache is the string "no": expected true or false',
    )
    expect(() => jit(scale, { scope: { f: 'sin' as never } })).toThrow(
      'scope.f is the string "sin": expected a number, a bigint, a boolean, an array of numbers or a function',
    )
    expect(() => jit(5 as never)).toThrow('jit: got the number 5 where a function was expected')
    expect(() => jit([] as never[], scale as never)).toThrow('an empty list of signatures')
  })

  it('can make a function that does not compile run as it is', () => {
    const odd = (x: number): number => Number(String(x - 1))
    expect(() => jit(odd)).toThrow(CompileError)
    const kernel = jit(odd, { fallback: 'js' })
    expect([kernel(1), kernel(2), kernel.target]).toEqual([0, 1, 'js'])
    expect(kernel.verify(1)).toEqual({ ok: true, outputs: [] })
    expect(() => kernel.inspect('ir')).toThrow('nothing is compiled')
  })

  it('limit the threads, and change no result', () => {
    const x = random(2_000_000, { seed: 5 })
    const kernel = jit(sumOfSquares)
    const alone = jit(sumOfSquares, { parallel: false })(x)
    for (const threads of [1, 2, 3, 8]) expect(kernel.with({ threads })(x)).toBe(alone)
    expect(kernel.with({ threads: 2 })).toBe(kernel.with({ threads: 2 }))
    expect(kernel.with({ threads: 2 }).with({})).toBe(kernel.with({ threads: 2 }))
    expect(kernel.with({ threads: 2 }).with({ threads: undefined })).toBe(kernel)
    expect(() => kernel.with({ threads: 1.5 })).toThrow('the option threads is the number 1.5: expected a whole number')
  })
})
