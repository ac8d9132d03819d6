import { type DType, dtypeOf, type TypedArrays } from '../base/dtypes.ts'
import { dimensions, rowMajor, sizeOf } from './shape.ts'

/** What an element of a dtype is in JavaScript. */
export type ElementOf<D extends DType> = D extends 'int64' | 'uint64' ? bigint : number

/** An array of two or more dimensions in C order: the last index runs fastest in `data`. */
export class NdArray<D extends DType = DType> {
  readonly data: TypedArrays[D]
  readonly shape: readonly number[]
  /** Elements of `data` from one index to the next, in each dimension. */
  readonly strides: readonly number[]
  readonly dtype: D

  /** @throws RangeError where the shape does not have as many elements as `data` */
  constructor(data: TypedArrays[D], shape: readonly number[]) {
    const lengths = dimensions('NdArray', shape)
    if (sizeOf(lengths) !== data.length) {
      throw new RangeError(
        `NdArray: the shape [${lengths.join(', ')}] has ${sizeOf(lengths)} elements, and the data ${data.length}.`,
      )
    }
    this.data = data
    this.shape = [...lengths]
    this.strides = rowMajor(lengths)
    this.dtype = dtypeOf(data)!.name as D
  }

  /**
   * The element at `(i, j, …)`.
   *
   * @throws RangeError where an index is missing or out of bounds
   */
  get(...index: readonly number[]): ElementOf<D> {
    return this.data[this.#offset(index)] as ElementOf<D>
  }

  /** Sets the element at `(i, j, …)`: `set(i, j, value)`. */
  set(...indexThenValue: readonly [...index: number[], value: ElementOf<D>]): void {
    const value = indexThenValue[indexThenValue.length - 1]
    ;(this.data as { [i: number]: unknown })[this.#offset(indexThenValue.slice(0, -1) as number[])] = value
  }

  #offset(index: readonly number[]): number {
    const { shape, strides } = this
    if (index.length !== shape.length) {
      throw new RangeError(
        `NdArray: got ${index.length} indices, expected ${shape.length}, for the shape [${shape.join(', ')}].`,
      )
    }
    let offset = 0
    for (let d = 0; d < shape.length; d++) {
      if (!(Number.isInteger(index[d]) && index[d] >= 0 && index[d] < shape[d])) {
        throw new RangeError(
          `NdArray: the index ${index[d]} of dimension ${d} is out of bounds: its length is ${shape[d]}.`,
        )
      }
      offset += index[d] * strides[d]
    }
    return offset
  }
}
