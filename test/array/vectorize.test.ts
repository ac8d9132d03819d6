import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ArgumentError, arange, asarray, NdArray, random, vectorize, zeros } from 'wamba'
import { isSharedArray } from '#wamba/memory/views.js'

const multiply = vectorize(['float64(float64, float64)'], (a, b) => a * b, { name: 'multiply' })
const free = vectorize((a: number, b: number) => a * b + 1)

/** A view of an array's bytes, which compares fast. */
const bytes = ({ buffer, byteOffset, byteLength }: Float64Array): Buffer => Buffer.from(buffer, byteOffset, byteLength)

describe('a ufunc', () => {
  it('broadcasts over scalars, typed arrays and arrays of numbers', () => {
    expect([...multiply([1, 2, 3], 2)]).toEqual([2, 4, 6])
    expect([...multiply(2, Float64Array.of(1, 2))]).toEqual([2, 4])
    expect([...multiply([1, 2], asarray([3, 4]))]).toEqual([3, 8])
    expect([...multiply([], 2)]).toEqual([])
  })

  it('gives a number where all inputs are scalars', () => {
    expect(multiply(2, 3)).toBe(6)
    expect(free(2, 0.5)).toBe(2)
    expect(vectorize(['float32(float32)'], (x) => x)(0.1)).toBe(Math.fround(0.1))
  })

  it('makes its result where its inputs live', () => {
    const [plain, shared] = [Float64Array.of(1, 2), asarray([1, 2])]
    expect(isSharedArray(multiply(plain, 2))).toBe(false)
    expect(isSharedArray(multiply([1], 2))).toBe(false)
    expect(isSharedArray(multiply(shared, 2))).toBe(true)
    expect(isSharedArray(multiply(plain, shared))).toBe(true)
  })

  it('equals the function, element by element', () => {
    const number = fc.double()
    fc.assert(
      fc.property(fc.array(fc.tuple(number, number), { maxLength: 70 }), (pairs) => {
        const [x, y] = [pairs.map(([a]) => a), pairs.map(([, b]) => b)]
        expect([...free(x, y)]).toEqual(pairs.map(([a, b]) => a * b + 1))
        expect([...free(asarray(x), asarray(y))]).toEqual(pairs.map(([a, b]) => a * b + 1))
      }),
    )
  })

  it('gives the same bits on any number of threads', () => {
    const [x, y] = [random(1_000_003, { seed: 1 }), random(1_000_003, { seed: 2 })]
    const alone = multiply.with({ threads: 1 })(x, y)
    for (const threads of [2, 3, 8]) expect(bytes(multiply.with({ threads })(x, y)).equals(bytes(alone))).toBe(true)
    expect(multiply.verify(x, y)).toMatchObject({ ok: true, outputs: [{ name: 'out', maxUlp: 0, js: { maxUlp: 0 } }] })
  })

  it('keeps the shape of n-d arrays', () => {
    const grid = asarray([
      [1, 2],
      [3, 4],
    ]) as NdArray<'float64'>
    const result = multiply(grid, 10)
    expect(result).toBeInstanceOf(NdArray)
    expect([result.shape, [...result.data]]).toEqual([
      [2, 2],
      [10, 20, 30, 40],
    ])
    expect(() => multiply(grid, zeros([4, 1]))).toThrow("'a' of shape [2, 2] and 'b' of shape [4, 1] do not broadcast")
  })
})

describe('the output', () => {
  it('is the argument after the inputs, or an option, and is returned', () => {
    for (const out of [zeros(3), new Float64Array(3), [0, 0, 0]]) {
      expect(multiply([1, 2, 3], 2, out)).toBe(out)
      expect([...out]).toEqual([2, 4, 6])
      expect(multiply([1, 2, 3], 3, { out })).toBe(out)
      expect([...out]).toEqual([3, 6, 9])
    }
    const grid = zeros([1, 3])
    expect(multiply([1, 2, 3], 2, grid)).toBe(grid)
    expect([...grid.data]).toEqual([2, 4, 6])
  })

  it('may be an input, or overlap one', () => {
    const a = asarray([1, 2, 3])
    multiply(a, a, a)
    expect([...a]).toEqual([1, 4, 9])
    const b = arange(1, 6)
    multiply(b.subarray(0, 4), 2, b.subarray(1))
    expect([...b]).toEqual([1, 2, 4, 8, 16])
  })

  it('is filled where scalars alone are given', () => {
    expect([...multiply(2, 3, zeros(3))]).toEqual([6, 6, 6])
  })

  it('is written where `where` says, and is 0 elsewhere if it is new', () => {
    expect([...multiply([1, 2, 3], 2, { where: [true, false, true] })]).toEqual([2, 0, 6])
    const out = asarray([7, 8, 9])
    expect(multiply([1, 2, 3], 2, { out, where: Uint8Array.of(0, 1, 0) })).toBe(out)
    expect([...out]).toEqual([7, 4, 9])
  })

  it('takes its own dtype where there is no signature', () => {
    expect([...free([1.2, 2.9], 2, new Int32Array(2))]).toEqual([3, 6])
    expect([...free(Float64Array.of(0.1), 1, new Float32Array(1))]).toEqual([Math.fround(1.1)])
  })
})

describe('the dtype of a result', () => {
  it('is float64, and float32 where all inputs are', () => {
    expect(free([1], [2])).toBeInstanceOf(Float64Array)
    expect(free(new Int32Array(1), 1)).toBeInstanceOf(Float64Array)
    expect(free(new Float32Array(1), new Float32Array(1))).toBeInstanceOf(Float32Array)
  })

  it('is what the signature says', () => {
    const toBytes = vectorize('uint8(float64)', (x) => x)
    expect([...toBytes([1.9, 256, -1])]).toEqual([1, 0, 255])
    expect(toBytes(300)).toBe(44)
  })
})

describe('a signature that is added', () => {
  it('compiles nothing anew where it says what is so already', () => {
    const add = vectorize((a: number, b: number) => a + b)
    add([1], [2])
    add.compile('float64(float64, float64)')
    expect(add.signatures).toEqual(['float64[:](float64[:], float64[:])'])
    expect(add(new Int32Array(1), new Int32Array(1))).toBeInstanceOf(Float64Array)
  })
})

describe('of several signatures', () => {
  const add = vectorize(
    ['int32(int32, int32)', 'float32(float32, float32)', 'float64(float64, float64)'],
    (a, b) => a + b,
  )

  it('the first that accepts the inputs without loss is taken', () => {
    expect(add(new Int32Array(1), new Int32Array(1))).toBeInstanceOf(Int32Array)
    expect(add(new Int16Array(1), 5)).toBeInstanceOf(Int32Array)
    expect(add(new Int16Array(1), new Float32Array(1))).toBeInstanceOf(Float32Array)
    expect(add(new Int32Array(1), 0.5)).toBeInstanceOf(Float64Array)
    expect(add(new Float32Array(1), 0.5)).toBeInstanceOf(Float32Array)
    expect(add([1], 1)).toBeInstanceOf(Float64Array)
    expect(add(0.1, 0.2)).toBe(0.1 + 0.2)
  })

  it('that choice does not depend on what was called before', () => {
    const kinds = (): string[] =>
      [add(new Float32Array(1), 1), add(new Int32Array(1), 1), add(new Int32Array(1), 1.5)].map(
        (x) => x.constructor.name,
      )
    const first = kinds()
    expect(kinds()).toEqual(first)
    expect(first).toEqual(['Float32Array', 'Int32Array', 'Float64Array'])
  })

  it('converted inputs give what the declared dtype gives', () => {
    const third = vectorize('float64(float64)', (x) => x / 3)
    const x = Float32Array.of(0.1, 0.7)
    expect([...third(x)]).toEqual([x[0] / 3, x[1] / 3])
  })
})

describe('bad input', () => {
  it.each<[string, () => unknown, string]>([
    [
      'unequal lengths',
      () => multiply([1, 2], [1]),
      "multiply: 'a' has length 2 and 'b' has length 1: all arrays must be of one length.",
    ],
    [
      'an output of another length',
      () => multiply([1, 2], 1, zeros(3)),
      "multiply: 'a' has length 2 and out has length 3",
    ],
    [
      'an output of another dtype',
      () => multiply([1, 2], 1, new Float32Array(2)),
      'multiply: out is float32[:] of length 2: expected float64[:] of length 2, as the signature float64(float64, float64) gives.',
    ],
    ['a string', () => multiply('1' as never, 1), `multiply: 'a' is the string "1": expected a number`],
    [
      'too few inputs',
      () => Reflect.apply(multiply, undefined, [1]),
      'multiply takes 2 inputs (a, b) and at most an output, got 1 argument.',
    ],
    ['too many', () => Reflect.apply(multiply, undefined, [1, 2, zeros(1), 4]), 'got 4 arguments'],
    [
      'an unknown option',
      () => multiply([1], 2, { ot: 1 } as never),
      "multiply has no option 'ot'. Its options are out, where.",
    ],
    ['an output that is none', () => multiply([1], 2, 'x' as never), 'multiply: the output is the string "x"'],
    ['a mask of another length', () => multiply([1, 2], 2, { where: [1] }), "'a' has length 2 and where has length 1"],
    [
      'a dtype that loses',
      () => multiply(new BigInt64Array(1), 1),
      'no signature accepts that without loss: float64(float64, float64)',
    ],
    ['no function', () => vectorize(3 as never), 'vectorize: got the number 3 where a function was expected'],
    [
      'a signature of another length',
      () => vectorize('float64(float64)', ((a: number, b: number) => a + b) as never),
      'has 1 inputs',
    ],
  ])('%s is one clear error, and the next call works', (_, call, message) => {
    expect(call).toThrow(message)
    expect([...multiply([1, 2], 3)]).toEqual([3, 6])
  })

  it('is an ArgumentError', () => {
    expect(() => multiply([1, 2], [1])).toThrow(ArgumentError)
  })
})

describe('a ufunc of BigInts', () => {
  it('takes arrays of them, and BigInts beside arrays', () => {
    const add = vectorize((a: bigint, b: bigint) => a + b)
    expect(add(BigInt64Array.of(1n, -2n), BigInt64Array.of(3n, 4n))).toEqual(BigInt64Array.of(4n, 2n))
    expect(add(BigUint64Array.of(2n ** 64n - 1n), 2n)).toEqual(BigUint64Array.of(1n))
    expect(add(3n, 4n)).toBe(7n)
    expect(() => add(BigInt64Array.of(1n), 2n ** 64n)).toThrow('a bigint of 64 bits')
  })

  it('has signatures of int64 and uint64, which no number fits', () => {
    const multiply = vectorize(['uint64(uint64, uint64)'], (a, b) => a * b)
    expect(multiply(BigUint64Array.of(3n, 2n ** 63n), 3n)).toEqual(BigUint64Array.of(9n, 2n ** 63n))
    expect(() => multiply(BigUint64Array.of(3n), -3n)).toThrow('no signature accepts')
    expect(() => multiply(BigUint64Array.of(3n), 3 as never)).toThrow('no signature accepts')
    const half = vectorize((x: bigint) => Number(x) / 2)
    expect(half(BigInt64Array.of(1n, -5n))).toEqual(Float64Array.of(0.5, -2.5))
  })
})
