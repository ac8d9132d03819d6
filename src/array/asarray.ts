import { type AnyTypedArray, type DType, dtypeOf, dtypes, isTypedArray, type TypedArrays } from '../base/dtypes.ts'
import { ArgumentError } from '../base/errors.ts'
import { NdArray } from '../base/ndarray.ts'
import { dimensions, type Shape, sizeOf } from '../base/shape.ts'
import { describe } from '../dispatch/describe.ts'
import { adopt, checkArray, type NdArrayLike } from '../dispatch/views.ts'
import { hasSharedMemory } from '../memory/memory.ts'
import { isSharedArray } from '../memory/views.ts'
import { checkDType, newArray } from './allocate.ts'
import { packed } from './broadcast.ts'

/** Numbers in arrays of any depth, all rows of a dimension being of one length. */
export type Nested = readonly number[] | readonly bigint[] | readonly Nested[]

export interface AsArrayOptions<D extends DType = DType> {
  /** Default: the shape that the values have. */
  readonly shape?: Shape
  /** Default: that of a typed array, else `'float64'`. */
  readonly dtype?: D
}

/**
 * The values as an array in shared memory. What already lives there, with the dtype and shape asked for, is given back as it is;
 * anything else is copied once, an n-d array into C order, with the store conversion of the typed array.
 *
 * @throws ArgumentError where the rows differ in length, or a value is no number
 * @throws RangeError where the shape does not fit
 * @example asarray([1, 2, 3])
 * @example asarray([[1, 2], [3, 4]])                // an NdArray of shape [2, 2]
 * @example asarray(new Float32Array(6), { shape: [2, 3] })
 */
export function asarray<T extends AnyTypedArray>(values: T): T
export function asarray<D extends DType>(values: NdArray<D>): NdArray<D>
export function asarray<D extends DType>(values: NdArrayLike<D>): NdArray<D>
export function asarray<D extends DType = 'float64'>(
  values: readonly number[] | readonly bigint[] | AnyTypedArray,
  options?: AsArrayOptions<D> & { readonly shape?: number | readonly [number] },
): TypedArrays[D]
export function asarray<D extends DType = 'float64'>(
  values: Nested | AnyTypedArray | NdArray | NdArrayLike,
  options?: AsArrayOptions<D>,
): TypedArrays[D] | NdArray<D>
export function asarray(
  given: Nested | AnyTypedArray | NdArray | NdArrayLike,
  options: AsArrayOptions = {},
): AnyTypedArray | NdArray {
  const values = adopt(given) as typeof given
  checkArray(values)
  if (NdArray.is(values) && options.shape === undefined && (options.dtype ?? values.dtype) === values.dtype) {
    if (isPlacedRight(values.data)) return values
  }
  const own = NdArray.is(values) ? packed(values) : isTypedArray(values) ? values : undefined
  const nested = own ? undefined : flatten(values as Nested)
  const found = NdArray.is(values) ? values.shape : (nested?.shape ?? [own!.length])
  const lengths = options.shape === undefined ? found : dimensions('asarray', options.shape)
  const source = own ?? nested!.flat
  if (sizeOf(lengths) !== source.length) {
    throw new RangeError(
      `asarray: the shape [${lengths.join(', ')}] has ${sizeOf(lengths)} elements, and there are ${source.length} values.`,
    )
  }
  const dtype =
    options.dtype === undefined ? (own ? dtypeOf(own)!.name : 'float64') : checkDType('asarray', options.dtype)
  if (own && dtypeOf(own)!.name === dtype && isPlacedRight(own)) return shaped(own, lengths)
  const copy = newArray(dtype, source.length, false)
  const big = dtypes[dtype].kind === 'bigint' || dtypes[dtype].kind === 'biguint'
  const mixed = source.length > 0 && (typeof source[0] === 'bigint') !== big
  // A typed array takes either numbers or bigints: between the two each element is converted.
  const converted = mixed
    ? Array.from(source as ArrayLike<number>, (value) => (big ? BigInt(value) : Number(value)))
    : source
  ;(copy as Float64Array).set(converted as ArrayLike<number>)
  return shaped(copy, lengths)
}

/** Whether the array can stay where it is. */
function isPlacedRight(array: AnyTypedArray): boolean {
  return !hasSharedMemory() || isSharedArray(array)
}

function shaped(data: AnyTypedArray, lengths: readonly number[]): AnyTypedArray | NdArray {
  return lengths.length === 1 ? data : new NdArray(data, lengths)
}

/** Dimensions that nested arrays may have, as many as NumPy's. */
const DEEPEST = 64

/** The numbers of nested arrays in order, and the lengths of the dimensions. */
function flatten(values: Nested): { flat: readonly (number | bigint)[]; shape: readonly number[] } {
  const shape: number[] = []
  for (let level: unknown = values; Array.isArray(level); level = level[0]) {
    // An array that holds itself has no end.
    if (shape.push(level.length) > DEEPEST)
      throw new ArgumentError(`asarray: got arrays within arrays, more than ${DEEPEST} deep: expected numbers in them.`)
  }
  if (shape.length === 0) {
    throw new ArgumentError(
      `asarray: got ${describe(values)}: expected an array of numbers, a typed array or an NdArray.`,
    )
  }
  let level: readonly unknown[] = values
  for (let d = 1; d < shape.length; d++) {
    const odd = level.find((row) => !Array.isArray(row) || row.length !== shape[d])
    if (odd !== undefined) {
      throw new ArgumentError(
        `asarray: the rows of dimension ${d} have ${shape[d]} elements, and one is ${describe(odd)}.`,
      )
    }
    level = level.flat()
  }
  const wrong = level.findIndex((value) => typeof value !== 'number' && typeof value !== 'bigint')
  if (wrong >= 0)
    throw new ArgumentError(`asarray: the value ${wrong} is ${describe(level[wrong])}: expected a number.`)
  return { flat: level as readonly number[], shape }
}
