/// <reference lib="esnext.disposable" preserve="true" />
import { type DType, dtypeOf, type TypedArrays } from './dtypes.ts'
import { inspectArray } from './ndprint.ts'
import { type Range, sliceOf, stridedRow } from './ndviews.ts'
import { coverage, dimensions, type Layout, layoutOf, overlapsItself, rowMajor, type Shape, sizeOf } from './shape.ts'

/** What an element of a dtype is in JavaScript. */
export type ElementOf<D extends DType> = D extends 'int64' | 'uint64' ? bigint : number

export interface NdArrayOptions {
  /** Elements of `data` from one index to the next, in each dimension. Default: C order. */
  readonly strides?: readonly number[]
  /** The element of `data` that all indices 0 mean. Default 0. */
  readonly offset?: number
}

/**
 * An array of several dimensions over a typed array: `data[offset + i * strides[0] + j * strides[1] + …]`. The fields are those of
 * the existing n-d array libraries. It never changes, but for its elements; views share them.
 */
export class NdArray<D extends DType = DType> {
  readonly data: TypedArrays[D]
  readonly shape: readonly number[]
  /** Elements of `data` from one index to the next, in each dimension. */
  readonly strides: readonly number[]
  readonly offset: number
  readonly dtype: D
  /** The number of elements; `size` and `length` are the same. */
  readonly size: number
  readonly length: number
  /** `C`: C order without gaps; `rows`: the elements of the last dimension are neighbours; `strided`: anything else. */
  readonly layout: Layout
  /** The part of `data` that its elements lie in: from `first` to before `end`. */
  readonly first: number
  readonly end: number
  /** Whether several indices mean one element, as with a stride of 0. */
  readonly folded: boolean
  /** Frees the data at the end of the block that holds `using a = zeros([2, 3])`, and with it every other view of it. */
  declare readonly [Symbol.dispose]: () => void
  /** Lists that are not frozen, for reading those takes ten times as long. */
  readonly #shape: readonly number[]
  readonly #strides: readonly number[]

  /**
   * @throws RangeError where an element would lie outside `data`, or where neither strides nor offset are given and the shape does
   * not have as many elements as `data`
   * @example new NdArray(new Float64Array(6), [2, 3])
   * @example new NdArray(data, [3, 2], { strides: [1, 3] }) // its transpose
   */
  constructor(data: TypedArrays[D], shape: Shape, { strides, offset = 0 }: NdArrayOptions = {}) {
    const lengths = Object.freeze([...dimensions('NdArray', shape)])
    const size = sizeOf(lengths)
    if (strides === undefined && offset === 0 && size !== data.length) {
      throw new RangeError(
        `NdArray: the shape [${lengths.join(', ')}] has ${size} elements, and the data ${data.length}.`,
      )
    }
    const steps = Object.freeze([...(strides ?? rowMajor(lengths))])
    if (steps.length !== lengths.length || !steps.every(Number.isSafeInteger) || !Number.isSafeInteger(offset)) {
      throw new RangeError(
        `NdArray: got the strides [${steps.join(', ')}] and the offset ${offset}, expected ${lengths.length} whole numbers, and one.`,
      )
    }
    const { first, end } = coverage(lengths, steps, offset)
    if (first < 0 || end > data.length) {
      throw new RangeError(
        `NdArray: the shape [${lengths.join(', ')}], strides [${steps.join(', ')}] and offset ${offset} reach the elements ` +
          `${first} to ${end - 1}, and the data has ${data.length}.`,
      )
    }
    this.#shape = [...lengths]
    this.#strides = [...steps]
    this.data = data
    this.shape = lengths
    this.strides = steps
    this.offset = offset
    this.dtype = dtypeOf(data)!.name as D
    this.size = size
    this.length = size
    this.layout = layoutOf(lengths, steps)
    this.first = first
    this.end = end
    this.folded = this.layout !== 'C' && overlapsItself(lengths, steps)
    // Kernels rely on the bounds that were checked here.
    Object.freeze(this)
  }

  /** Whether a value is one, and so has fields that fit each other. */
  static is(value: unknown): value is NdArray {
    return typeof value === 'object' && value !== null && #shape in value
  }

  /**
   * The element at `(i, j, …)`.
   *
   * @throws RangeError where an index is missing or out of bounds
   */
  get(...index: readonly number[]): ElementOf<D>
  get(i?: number, j?: number, ...more: readonly number[]): ElementOf<D> {
    const { data } = this
    if (i !== undefined && j !== undefined && more.length === 0) return data[this.#place(i, j)] as ElementOf<D>
    return data[this.#position(given([i, j, ...more]))] as ElementOf<D>
  }

  /** Sets the element at `(i, j, …)`: `set(i, j, value)`. */
  set(...indexThenValue: readonly [...index: number[], value: ElementOf<D>]): void
  set(i?: unknown, j?: unknown, value?: unknown, ...more: readonly unknown[]): void {
    const data = this.data as { [i: number]: unknown }
    if (this.#shape.length === 2 && value !== undefined && more.length === 0)
      data[this.#place(i as number, j as number)] = value
    else {
      const index = given([i, j, value, ...more])
      const last = index.pop()
      data[this.#position(index as number[])] = last
    }
  }

  /** The place in the data of an element of two dimensions. */
  #place(i: number, j: number): number {
    const shape = this.#shape
    const strides = this.#strides
    const inside = i >= 0 && i < shape[0] && j >= 0 && j < shape[1] && i === Math.floor(i) && j === Math.floor(j)
    return inside && shape.length === 2 ? this.offset + i * strides[0] + j * strides[1] : this.#position([i, j])
  }

  /**
   * Row `i` of an array of two dimensions: what is written to it is written to the array. Where the row's elements are neighbours it
   * is a `subarray` of the data; else an array-like object with the same elements, `row[j]` and `row.length`, which plain
   * JavaScript reads slowly. In a kernel both are free.
   *
   * @throws RangeError where there is no such row, or the array has not two dimensions
   */
  row(i: number): TypedArrays[D] {
    const { data, shape, strides } = this
    if (shape.length !== 2) {
      throw new RangeError(`NdArray: row(i) is for two dimensions, and this has ${shape.length}: use slice(i).`)
    }
    this.#check(i, 0)
    const start = this.offset + i * strides[0]
    if (shape[1] <= 1 || strides[1] === 1) return data.subarray(start, start + shape[1]) as TypedArrays[D]
    return stridedRow(data, start, strides[1], shape[1])
  }

  /**
   * A view of a part: for each dimension a range `[start, stop, step]`, whose parts may be left out and count from the end where
   * they are negative, as in Python; `undefined` for the whole; or a number, which leaves the dimension out.
   *
   * @throws RangeError where there are too many ranges, a step is 0, an index is out of bounds, or no dimension is left
   * @example a.slice([1, 3], [0, -1]) // rows 1 and 2, all columns but the last
   * @example a.slice([, , 2])         // every other row
   * @example a.slice(undefined, 5)    // column 5
   */
  slice(...ranges: readonly (Range | number | undefined)[]): NdArray<D> {
    if (ranges.length > this.shape.length) {
      throw new RangeError(`NdArray: got ${ranges.length} ranges for ${this.shape.length} dimensions.`)
    }
    let { offset } = this
    const shape: number[] = []
    const strides: number[] = []
    this.shape.forEach((extent, d) => {
      const range = ranges[d]
      if (typeof range === 'number') {
        this.#check(range, d)
        offset += range * this.strides[d]
        return
      }
      const { start, step, count } = sliceOf(range, extent)
      if (count > 0) offset += start * this.strides[d]
      shape.push(count)
      strides.push(this.strides[d] * step)
    })
    if (shape.length === 0) {
      throw new RangeError('NdArray: the slice leaves every dimension out: read an element with get(i, j, …).')
    }
    return new NdArray(this.data, shape, { strides, offset })
  }

  /** A view with the dimensions in the order of `axes`, or in reverse order. @throws RangeError where that is no order of them */
  transpose(...axes: readonly number[]): NdArray<D> {
    const order = axes.length > 0 ? axes : this.shape.map((_, d) => this.shape.length - 1 - d)
    if ([...order].sort((a, b) => a - b).join() !== this.shape.map((_, d) => d).join()) {
      throw new RangeError(
        `NdArray: got the axes ${order.join(', ')}, expected an order of 0 to ${this.shape.length - 1}.`,
      )
    }
    return new NdArray(
      this.data,
      order.map((d) => this.shape[d]),
      { strides: order.map((d) => this.strides[d]), offset: this.offset },
    )
  }

  /**
   * A view of the same elements in another shape.
   *
   * @throws RangeError where the shape has another number of elements, or this array has gaps or another order than C
   */
  reshape(...shape: readonly number[] | readonly [readonly number[]]): NdArray<D> {
    const lengths = dimensions('NdArray', shape.flat())
    if (sizeOf(lengths) !== this.size) {
      throw new RangeError(
        `NdArray: the shape [${lengths.join(', ')}] has ${sizeOf(lengths)} elements, and the array ${this.size}.`,
      )
    }
    if (this.layout !== 'C') {
      throw new RangeError(
        `NdArray: the strides [${this.strides.join(', ')}] are not C order, so that a view cannot have another shape: ` +
          `asarray(a, { shape: [${lengths.join(', ')}] }) copies it.`,
      )
    }
    return new NdArray(this.data, lengths, { offset: this.offset, strides: rowMajor(lengths) })
  }

  #position(index: readonly number[]): number {
    const shape = this.#shape
    const strides = this.#strides
    const count = index.length
    if (count !== shape.length) {
      throw new RangeError(
        `NdArray: got ${count} indices, expected ${shape.length}, for the shape [${shape.join(', ')}].`,
      )
    }
    let at = this.offset
    for (let d = 0; d < count; d++) {
      const i = index[d]
      if (!(i >= 0 && i < shape[d] && Number.isInteger(i))) this.#check(i, d)
      at += i * strides[d]
    }
    return at
  }

  #check(i: number, d: number): void {
    if (i >= 0 && i < this.shape[d] && Number.isInteger(i)) return
    throw new RangeError(
      `NdArray: the index ${i} of dimension ${d} is ${Number.isInteger(i) ? 'out of bounds' : 'not an integer'}: its length is ${this.shape[d]}.`,
    )
  }
}

/** What console.log prints in Node. */
Object.defineProperty(NdArray.prototype, Symbol.for('nodejs.util.inspect.custom'), {
  value(this: NdArray, _: number, options: object, inspect: (value: unknown, options: object) => string): string {
    return inspectArray(this, options, inspect)
  },
})

/** The arguments that there are. */
function given<T>(args: readonly (T | undefined)[]): T[] {
  return args.slice(0, args.findLastIndex((arg) => arg !== undefined) + 1) as T[]
}
