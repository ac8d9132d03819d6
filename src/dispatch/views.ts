import { type AnyTypedArray, type DType, isTypedArray, type TypedArrays } from '../base/dtypes.ts'
import { ArgumentError } from '../base/errors.ts'
import { NdArray } from '../base/ndarray.ts'
import { rowMajor } from '../base/shape.ts'
import { checkInUse } from '../memory/views.ts'

/** The fields that the n-d arrays of other libraries have; the steps are named `strides` or `stride`. Default: C order. */
export interface NdArrayLike<D extends DType = DType> {
  readonly data: TypedArrays[D]
  readonly shape: ArrayLike<number>
  readonly strides?: ArrayLike<number>
  readonly stride?: ArrayLike<number>
  readonly offset?: number
}

type Fields = Readonly<Record<'data' | 'shape' | 'strides' | 'stride' | 'offset', unknown>>

/**
 * An argument as kernels take it: an n-d array of another library (`data`, `shape`, `strides` or `stride`, `offset`) becomes an
 * NdArray over the same elements; anything else stays.
 *
 * @throws ArgumentError where the fields do not fit each other
 */
export function adopt(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || NdArray.is(value) || isTypedArray(value)) return value
  const { data, shape, strides, stride, offset = 0 } = value as Fields
  const lengths = numbers(shape)
  if (!isTypedArray(data) || lengths === undefined) return value
  const steps = numbers(strides) ?? numbers(stride)
  try {
    return new NdArray(data, lengths, { strides: steps ?? rowMajor(lengths), offset: offset as number })
  } catch (error) {
    throw new ArgumentError(`An n-d array of another library does not fit its data: ${(error as Error).message}`)
  }
}

function numbers(list: unknown): readonly number[] | undefined {
  if (!Array.isArray(list) && !isTypedArray(list)) return undefined
  return Array.from(list as ArrayLike<number>, Number)
}

/** Whether an argument is an array in memory: a typed array or an n-d array. */
export function isElements(arg: unknown): arg is AnyTypedArray | NdArray {
  return isTypedArray(arg) || NdArray.is(arg)
}

/** @throws MemoryError where an argument is an array that was freed. For what reads arguments in JavaScript; kernels refuse them anyway. */
export function checkArray(arg: unknown): void {
  if (isElements(arg)) checkInUse(NdArray.is(arg) ? arg.data : arg)
}

/** What lies in memory for an array argument, in elements of its typed array: an n-d array's part, or all of a typed array. */
export function covered(array: AnyTypedArray | NdArray): AnyTypedArray {
  return NdArray.is(array) ? array.data.subarray(array.first, array.end) : array
}

/** The bytes from the start of what is covered to the element that all indices 0 mean. */
export function originOf(array: AnyTypedArray | NdArray): number {
  return NdArray.is(array) ? (array.offset - array.first) * array.data.BYTES_PER_ELEMENT : 0
}

/** The elements of an array of one dimension without gaps, as a typed array. */
export function flat(array: AnyTypedArray | NdArray): AnyTypedArray {
  if (!NdArray.is(array)) return array
  return array.data.subarray(array.offset, array.offset + array.size)
}

/** Whether two arrays have their elements in the same places, relative to the first. */
export function sameForm(a: AnyTypedArray | NdArray, b: AnyTypedArray | NdArray): boolean {
  const [first, second] = [a, b].map((array) => (NdArray.is(array) ? array : { shape: [array.length], strides: [1] }))
  const same = (x: readonly number[], y: readonly number[]): boolean =>
    x.length === y.length && x.every((n, d) => n === y[d])
  return same(first.shape, second.shape) && same(first.strides, second.strides)
}

/** Any array as an n-d array over the same elements. */
export function asNdArray(array: AnyTypedArray | NdArray): NdArray {
  return NdArray.is(array) ? array : new NdArray(array, [array.length])
}
