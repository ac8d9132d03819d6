import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ArgumentError, asarray, type Layout, NdArray, setThreads, threads, vectorize, zeros } from 'wamba'

const before = threads()
beforeAll(() => setThreads(3))
afterAll(() => setThreads(before))

const f = (a: number, b: number): number => a * 2 - b
const both = vectorize(f)

/** Every index of a shape, the last running fastest. */
function indices(shape: readonly number[]): number[][] {
  return shape.reduce<number[][]>(
    (all, n) => all.flatMap((index) => Array.from({ length: n }, (_, i) => [...index, i])),
    [[]],
  )
}

/** The element of an array at an index of a shape that it broadcasts to. */
function at(x: NdArray | Float64Array | number, index: readonly number[]): number {
  if (typeof x === 'number') return x
  const array = NdArray.is(x) ? x : new NdArray(x, [x.length])
  const own = index.slice(index.length - array.shape.length)
  return array.get(...own.map((i, d) => (array.shape[d] === 1 ? 0 : i))) as number
}

/** An array of a shape, lying in one of several ways. */
function make(shape: readonly number[], layout: Layout, seed: number): NdArray<'float64'> {
  const wide = layout === 'rows' ? shape.map((n) => n + 1) : shape
  const order = layout === 'strided' ? [...wide].reverse() : wide
  const data = Float64Array.from({ length: order.reduce((x, y) => x * y, 1) }, (_, i) => Math.sin(i + seed) * 10)
  const whole = new NdArray<'float64'>(data, order)
  return (layout === 'strided' ? whole.transpose() : whole).slice(...shape.map((n): [number, number] => [0, n]))
}

const layouts = fc.constantFrom<Layout>('C', 'rows', 'strided')
const operands = fc
  .tuple(
    fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 }),
    fc.nat(4),
    fc.infiniteStream(fc.boolean()),
  )
  .map(([shape, dropped, repeats]) => {
    const pick = (own: readonly number[]): number[] => own.map((n) => (repeats.next().value ? 1 : n))
    const short = pick(shape.slice(Math.min(dropped, shape.length - 1)))
    return { a: pick(shape), b: short, shape }
  })

describe('a ufunc over n-d arrays', () => {
  it('broadcasts as the elements one by one do', () => {
    fc.assert(
      fc.property(operands, layouts, layouts, fc.boolean(), ({ a, b }, la, lb, swap) => {
        const [x, y] = [make(a, la, 1), make(b, lb, 2)]
        const shape = a.map((n, d) => Math.max(n, b[d - (a.length - b.length)] ?? 1))
        const [p, q] = swap ? [y, x] : [x, y]
        const result = both(p, q) as NdArray<'float64'> | Float64Array
        const whole = NdArray.is(result) ? result : new NdArray(result, [result.length])
        expect(whole.shape).toEqual(shape)
        for (const index of indices(shape)) expect(whole.get(...index)).toBe(f(at(p, index), at(q, index)))
        expect(both.verify(p, q).ok).toBe(true)
      }),
      { numRuns: 150 },
    )
  })

  it('writes an output of any layout, and nothing else', () => {
    fc.assert(
      fc.property(layouts, layouts, layouts, fc.boolean(), (la, lb, lo, mask) => {
        const [x, y, out] = [make([3, 4], la, 1), make([4], lb, 2), make([3, 4], lo, 3)]
        const want = [...out.data]
        const where = Float64Array.of(1, 0, 1, 0)
        const model = new NdArray(Float64Array.from(want), out.shape, { strides: out.strides, offset: out.offset })
        for (const index of indices([3, 4]))
          if (!mask || where[index[1]]) model.set(...index, f(at(x, index), at(y, index)))
        expect(mask ? both(x, y, { out, where }) : both(x, y, out)).toBe(out)
        expect([...out.data]).toEqual([...model.data])
      }),
      { numRuns: 60 },
    )
  })

  it('reads its inputs before it writes them', () => {
    const square = asarray([
      [1, 2],
      [3, 4],
    ]) as NdArray<'float64'>
    both(square, square.transpose(), square)
    expect([...square.data]).toEqual([1, 1, 4, 4])
    both(square, 0, square)
    expect([...square.data]).toEqual([2, 2, 8, 8])
    both(square.row(1), square, square)
    expect([...square.data]).toEqual([14, 14, 8, 8])
  })

  it('gives a typed array for one dimension, shared where an input is', () => {
    const grid = zeros([3, 4])
    const column = both(grid.slice(undefined, 1), 1)
    expect(column).toBeInstanceOf(Float64Array)
    expect([...(column as unknown as Float64Array)]).toEqual([-1, -1, -1])
    expect(both(grid.row(1), 1)).toBeInstanceOf(Float64Array)
    expect(both(grid.row(1), 1, { where: [1, 0, 1, 1] })).toBeInstanceOf(Float64Array)
    expect(both(new NdArray(new Float64Array(6), [2, 3]), [1, 2, 3]).data.buffer).toBeInstanceOf(ArrayBuffer)
    expect(both(grid, [1, 2, 3, 4]).data.buffer).toBeInstanceOf(SharedArrayBuffer)
  })

  it('keeps to its signatures: inputs are converted, and the result has the dtype that they say', () => {
    const add = vectorize(['float32(float32, float32)', 'float64(float64, float64)'], (a, b) => a + b)
    const narrow = zeros([2, 3], 'float32')
    expect((add(narrow, Float32Array.of(1, 2, 3)) as NdArray).dtype).toBe('float32')
    expect((add(narrow, [0.1, 0.2, 0.3]) as NdArray).dtype).toBe('float64')
    expect((add(zeros([2, 1], 'int8'), narrow) as NdArray).data[0]).toBe(0)
    expect(() => add(narrow, Float32Array.of(1, 2, 3), zeros([2, 3]))).toThrow(
      'out is float64[:,:] of shape [2, 3]: expected',
    )
  })

  it('without a signature writes an output of another dtype with its own conversion', () => {
    const out = zeros([2, 2], 'uint8')
    both(asarray([[1], [200]]), [0, 1], out)
    expect([...out.data]).toEqual([2, 1, 144, 143])
  })

  it('runs long rows in lanes, and the longest dimension innermost', () => {
    const tall = zeros([1000, 3])
    both(tall, [1, 2, 3])
    expect(both.inspect('assembly')).toContain('prange over')
    const wide = both(zeros([3, 1000]), zeros(1000))
    expect(wide.shape).toEqual([3, 1000])
    expect(both.inspect('plan')).toContain('iterations together')
  })

  it.each<[string, () => unknown, string]>([
    [
      'shapes that do not broadcast',
      () => both(zeros([2, 3]), zeros([4])),
      "'a' of shape [2, 3] and 'b' of shape [4] do not broadcast: counted from the last, dimension 1 has the lengths 3 and 4",
    ],
    ['an output that is too small', () => both(zeros([2, 3]), zeros(3), zeros(3)), 'expected the shape [2, 3]'],
    ['an output of numbers', () => both(zeros([2, 3]), zeros(3), [1, 2, 3]), 'out is an array of numbers'],
    [
      'a mask of another shape',
      () => both(zeros([2, 3]), zeros(3), { where: zeros(2) }),
      "'a' of shape [2, 3] and where of shape [2]",
    ],
    [
      'a list as a mask, of another length',
      () => both(zeros([2, 3]), zeros(3), { where: [true] }),
      'where has length 1',
    ],
  ])('%s is a clear error', (_, call, message) => {
    expect(call).toThrow(ArgumentError)
    expect(call).toThrow(message)
  })
})
