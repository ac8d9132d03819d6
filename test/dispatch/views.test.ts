import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ArgumentError, asarray, jit, NdArray, prange, setThreads, threads, zeros } from 'wamba'

const before = threads()
beforeAll(() => setThreads(3))
afterAll(() => setThreads(before))

type Grid = NdArray<'float64'>

const scale = (a: Grid, out: Grid, by: number): void => {
  for (const i of prange(a.shape[0])) for (let j = 0; j < a.shape[1]; j++) out.set(i, j, a.get(i, j) * by + j)
}

const counting = (n: number): Float64Array => Float64Array.from({ length: n }, (_, i) => i)

describe('n-d arrays of other libraries', () => {
  const kernel = jit(scale)

  it('are taken where they have data, shape, strides or stride, and offset', () => {
    const a = { data: counting(20), shape: [2, 3], stride: [4, -1], offset: 10 }
    const out = { data: new Float64Array(6), shape: [2, 3], strides: [3, 1], offset: 0 }
    kernel(a, out, 2)
    expect([...out.data]).toEqual([20, 19, 18, 28, 27, 26])
    kernel({ data: counting(6), shape: Int32Array.of(2, 3) }, out, 1)
    expect([...out.data]).toEqual([0, 2, 4, 3, 5, 7])
    expect(kernel.verify(a, out, 3).ok).toBe(true)
    expect([...asarray(a).transpose().row(0)]).toEqual([10, 14])
  })

  it('are refused where their fields do not fit', () => {
    const a = { data: counting(5), shape: [2, 3] }
    expect(() => kernel(a, zeros([2, 3]), 1)).toThrow(ArgumentError)
    expect(() => kernel(a, zeros([2, 3]), 1)).toThrow('reach the elements 0 to 5, and the data has 5')
    const list = { data: [1, 2], shape: [1, 2] }
    expect(() => kernel(list as never, zeros([1, 2]), 1)).toThrow('has a typed array as its `data`')
  })
})

describe('signatures', () => {
  const kernel = jit('void(float64[:,:], float64[:,:], float64)', scale)

  it('of n-d arrays take any layout, and are compiled for C order', () => {
    const out = zeros([3, 2])
    kernel(zeros([3, 2]), out, 1)
    kernel(zeros([2, 3]).transpose(), out, 1)
    kernel(zeros([3, 2]), out, 1)
    expect(kernel.signatures).toEqual([
      'void(float64[:,:], float64[:,:], float64)',
      'void(float64[::,::], float64[:,:], float64)',
    ])
  })

  it('refuse other dtypes and other numbers of dimensions', () => {
    const out = zeros([2, 2])
    expect(() => kernel(zeros([2, 2], 'float32') as never, out, 1)).toThrow("'a', is float32[:,:] of shape [2, 2]")
    expect(() => kernel(zeros([2, 2, 2]), out, 1)).toThrow("'a', is float64[:,:,:] of shape [2, 2, 2]")
    expect(() => kernel(zeros(4) as never, out, 1)).toThrow("'a', is float64[:] of length 4")
  })
})

it('an array of one dimension is taken as an n-d array too', () => {
  const sum = jit((a: Grid) => {
    let s = 0
    for (let i = 0; i < a.shape[0]; i++) s += a.get(i) * a.strides[0]
    return s
  })
  const grid = new NdArray<'float64'>(counting(12), [3, 4])
  expect(sum(grid.slice(undefined, 1))).toBe(4 * (1 + 5 + 9))
  expect(sum(grid.slice(2))).toBe(8 + 9 + 10 + 11)
  expect(sum.signatures).toEqual(['float64(float64[::])', 'float64(float64[:])'])
  expect(sum.verify(grid.slice(2)).ok).toBe(true)
  expect(() => jit((a: Grid, i: number) => a.get(i))(grid.slice(1), 4)).toThrow(
    "the index 4 of 'a' is out of bounds: 'a' has length 4",
  )
})

describe('views that share memory', () => {
  /** Two parts of one array of 8 x 8, as offset, strides and shape of each. */
  const part = fc.record({
    offset: fc.integer({ min: 0, max: 20 }),
    strides: fc.constantFrom([8, 1], [1, 8], [9, 2], [1, 1], [16, 1], [3, -1]),
  })
  const viewOf = (data: Float64Array, { offset, strides }: { offset: number; strides: readonly number[] }): Grid =>
    new NdArray<'float64'>(data, [3, 3], { strides, offset: offset + 2 })

  const shift = (a: Grid, out: Grid): void => {
    for (const i of prange(a.shape[0])) for (let j = 0; j < a.shape[1]; j++) out.set(i, j, a.get(i, j) + out.get(i, j))
  }
  const kernel = jit(shift)

  it.each([
    ['plain', (n: number) => counting(n)],
    ['shared', (n: number) => asarray(counting(n))],
  ])('give in %s memory what they give in plain JavaScript', (_, make) => {
    fc.assert(
      fc.property(part, part, (first, second) => {
        const [got, want] = [make(80), counting(80)]
        for (let again = 0; again < 2; again++) {
          kernel(viewOf(got, first), viewOf(got, second))
          shift(viewOf(want, first), viewOf(want, second))
          expect([...got]).toEqual([...want])
        }
        expect(kernel.verify(viewOf(got, first), viewOf(got, second)).ok).toBe(true)
      }),
      { numRuns: 60 },
    )
  })

  it('are copied where they lie in plain memory: the part that they cover, once', () => {
    const data = counting(100)
    const a = new NdArray<'float64'>(data, [10, 10])
    const own = jit(shift)
    own(a.slice([2, 4], [3, 5]), a.slice([3, 5], [3, 5]))
    const report = own.diagnostics().specialisations[0]
    // Elements 23 to 44 together in, and of the second 33 to 44 out.
    expect([report.bytesCopiedIn, report.bytesCopiedOut]).toEqual([22 * 8, 12 * 8])
  })

  it('are the same array where all is equal, and run on all threads', () => {
    const own = jit(shift)
    const a = zeros([100, 100])
    const rows = a.slice([1, 99])
    own(rows, rows)
    own(a.slice([1, 99]), rows)
    expect(own.diagnostics().specialisations[0].callsInOrder).toBe(0)
    own(a.slice([0, 98]), rows)
    own(a, a.transpose())
    expect(own.diagnostics().specialisations.map((each) => each.callsInOrder)).toEqual([1, 1])
  })
})
