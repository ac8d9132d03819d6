import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NdArray, type Range, zeros } from 'wamba'

/** An array as a person thinks of it: a function from indices to elements. */
interface Model {
  readonly shape: readonly number[]
  readonly at: (index: readonly number[]) => number
}

/** Every index of a shape, the last running fastest. */
function indices(shape: readonly number[]): number[][] {
  return shape.reduce<number[][]>(
    (all, n) => all.flatMap((index) => Array.from({ length: n }, (_, i) => [...index, i])),
    [[]],
  )
}

/** The indices that a range means in Python, found by walking. */
function walk([start, stop, step = 1]: Range, n: number): number[] {
  const all = Array.from({ length: n }, (_, i) => i)
  const from = (i: number): number => (i < 0 ? i + n : i)
  if (step > 0) {
    const part = all.filter((i) => i >= from(start ?? 0) && i < from(stop ?? n))
    return part.filter((_, k) => k % step === 0)
  }
  const part = all.reverse().filter((i) => i <= from(start ?? n - 1) && (stop === undefined || i > from(stop)))
  return part.filter((_, k) => k % -step === 0)
}

type View = (a: NdArray<'float64'>, m: Model) => [NdArray<'float64'>, Model]

const transposed: View = (a, m) => [
  a.transpose(),
  { shape: [...m.shape].reverse(), at: (index) => m.at([...index].reverse()) },
]

function sliced(d: number, range: Range): View {
  return (a, m) => {
    const own = d % m.shape.length
    const list = walk(range, m.shape[own])
    return [
      a.slice(...m.shape.map((_, k) => (k === own ? range : undefined))),
      {
        shape: m.shape.map((n, k) => (k === own ? list.length : n)),
        at: (index) => m.at(index.map((i, k) => (k === own ? list[i] : i))),
      },
    ]
  }
}

function fixed(d: number, i: number): View {
  return (a, m) => {
    const own = d % m.shape.length
    if (m.shape.length === 1 || m.shape[own] === 0) return [a, m]
    const at = i % m.shape[own]
    return [
      a.slice(...m.shape.map((_, k) => (k === own ? at : undefined))),
      { shape: m.shape.filter((_, k) => k !== own), at: (index) => m.at(index.toSpliced(own, 0, at)) },
    ]
  }
}

const bound = fc.option(fc.integer({ min: -6, max: 6 }), { nil: undefined })
const step = fc.integer({ min: -3, max: 3 }).filter((by) => by !== 0)
const view: fc.Arbitrary<View> = fc.oneof(
  fc.constant(transposed),
  fc.tuple(fc.nat(3), fc.tuple(bound, bound, step)).map(([d, range]) => sliced(d, range)),
  fc.tuple(fc.nat(3), fc.nat(5)).map(([d, i]) => fixed(d, i)),
)
const shapes = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 })

describe('an n-d array', () => {
  it('has its elements in C order', () => {
    const a = zeros([2, 3, 4])
    a.set(1, 2, 3, 9)
    expect([a.strides, a.data[23], a.get(1, 2, 3), a.size, a.layout]).toEqual([[12, 4, 1], 9, 9, 24, 'C'])
  })

  it('checks its indices', () => {
    const a = zeros([2, 3])
    expect(() => a.get(1)).toThrow('got 1 indices, expected 2, for the shape [2, 3]')
    expect(() => a.get(0, 3)).toThrow('the index 3 of dimension 1 is out of bounds: its length is 3')
    expect(() => a.set(0.5, 0, 1)).toThrow('the index 0.5 of dimension 0 is not an integer')
    expect(() => a.row(2)).toThrow('the index 2 of dimension 0 is out of bounds: its length is 2')
  })

  it('lies in its data', () => {
    const data = new Float64Array(5)
    expect(() => new NdArray(data, [2, 3])).toThrow('the shape [2, 3] has 6 elements, and the data 5')
    expect(() => new NdArray(data, [2, 2], { strides: [3, 2] })).toThrow(
      'reach the elements 0 to 5, and the data has 5',
    )
    expect(() => new NdArray(data, [2], { strides: [-1] })).toThrow('reach the elements -1 to 0')
    expect(() => new NdArray(data, [2, 2], { strides: [1] })).toThrow('expected 2 whole numbers')
    expect(() => Object.assign(new NdArray(data, [5]), { offset: 9 })).toThrow(TypeError)
  })

  it('knows how its elements lie', () => {
    const a = zeros([4, 6])
    expect(a.slice([1, 3]).layout).toBe('C')
    expect(a.slice(undefined, [1, 3]).layout).toBe('rows')
    expect(a.transpose().layout).toBe('strided')
    expect([a.folded, new NdArray(a.data, [3, 2], { strides: [0, 1] }).folded]).toEqual([false, true])
  })
})

describe('a view', () => {
  it('has the elements that a naive model has, and writes them to the array', () => {
    const views = fc.array(view, { maxLength: 4 })
    fc.assert(
      fc.property(shapes, views, (shape, steps) => {
        const whole = zeros(shape as [number, number])
        const base = NdArray.is(whole) ? whole : new NdArray<'float64'>(whole as Float64Array, shape)
        base.data.forEach((_, i) => {
          base.data[i] = i
        })
        const first: [NdArray<'float64'>, Model] = [base, { shape, at: (index) => base.get(...index) }]
        const [a, model] = steps.reduce(([x, m], next) => next(x, m), first)
        expect(a.shape).toEqual(model.shape)
        for (const index of indices(model.shape)) {
          expect(a.get(...index)).toBe(model.at(index))
          a.set(...index, -1)
          expect(model.at(index)).toBe(-1)
          a.set(...index, 7)
        }
        if (a.shape.length === 2) {
          for (let i = 0; i < a.shape[0]; i++) {
            const row = a.row(i)
            expect(row.length).toBe(a.shape[1])
            for (let j = 0; j < row.length; j++) {
              row[j] = i + j
              expect(a.get(i, j)).toBe(row[j])
            }
          }
        }
      }),
    )
  })

  it('of another shape shares the elements, where they are in C order', () => {
    const a = zeros([2, 6])
    a.reshape(3, 4).set(2, 3, 5)
    expect([a.get(1, 5), a.reshape([12]).shape]).toEqual([5, [12]])
    expect(() => a.reshape(5)).toThrow('the shape [5] has 5 elements, and the array 12')
    expect(() => a.transpose().reshape(12)).toThrow('asarray(a, { shape: [12] }) copies it')
  })

  it('of a row whose elements are neighbours is a typed array, else one like it', () => {
    const a = zeros([2, 3])
    expect(a.row(1)).toBeInstanceOf(Float64Array)
    const column = a.transpose().row(2)
    column[1] = 4
    column[2] = 5
    expect([column.length, column[1], a.get(1, 2), column[2], 1 in column, 2 in column]).toEqual([
      2,
      4,
      4,
      undefined,
      true,
      false,
    ])
    expect([...column]).toEqual([0, 4])
    expect(() => zeros([2, 2, 2]).row(0)).toThrow('use slice(i)')
  })

  it('refuses ranges that make no sense', () => {
    const a = zeros([2, 3])
    expect(() => a.slice(0, 0)).toThrow('read an element with get')
    expect(() => a.slice([0, 1, 0])).toThrow('a step other than 0')
    expect(() => a.slice(0, 1, 2)).toThrow('got 3 ranges for 2 dimensions')
    expect(() => a.slice(2)).toThrow('the index 2 of dimension 0')
    expect(() => a.transpose(0, 0)).toThrow('expected an order of 0 to 1')
  })
})
