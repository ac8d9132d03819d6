import type { DType, TypedArrays } from '../base/dtypes.ts'
import { ArgumentError } from '../base/errors.ts'
import { NdArray } from '../base/ndarray.ts'
import { dimensions, type Shape, sizeOf } from '../base/shape.ts'
import { describe } from '../dispatch/describe.ts'
import { provideNames } from '../dispatch/own.ts'
import { checkDType, newArray } from './allocate.ts'
import { fillSequence, fillValue } from './fill.ts'

/** An array of a shape: one dimension is a typed array, more are an NdArray. */
export type ArrayOf<D extends DType, S extends Shape> = S extends number | readonly [number]
  ? TypedArrays[D]
  : S extends readonly [number, number, ...number[]]
    ? NdArray<D>
    : TypedArrays[D] | NdArray<D>

/** Makes an array of any shape: zeros, or what `fill` makes of it, or whatever was in the memory. */
export function make<D extends DType, S extends Shape>(
  what: string,
  shape: S,
  dtype: D,
  fill: ((data: TypedArrays[D]) => void) | 'zeros' | 'nothing',
): ArrayOf<D, S> {
  const lengths = dimensions(what, shape)
  const data = newArray(checkDType(what, dtype) as D, sizeOf(lengths), fill === 'zeros')
  if (typeof fill === 'function') fill(data)
  return (lengths.length === 1 ? data : new NdArray(data, lengths)) as ArrayOf<D, S>
}

/**
 * An array of zeros in shared memory, which kernels and all their threads use without a copy.
 *
 * @throws MemoryError where the memory is exhausted
 * @example zeros(1000)            // a Float64Array of 1000
 * @example zeros([3, 4], 'int32') // an NdArray
 */
export function zeros<const S extends Shape, D extends DType = 'float64'>(
  shape: S,
  dtype: D = 'float64' as D,
): ArrayOf<D, S> {
  return make('zeros', shape, dtype, 'zeros')
}

/** An array whose elements are whatever was in the memory before: for results that are written as a whole. */
export function empty<const S extends Shape, D extends DType = 'float64'>(
  shape: S,
  dtype: D = 'float64' as D,
): ArrayOf<D, S> {
  return make('empty', shape, dtype, 'nothing')
}

/** An array of ones. */
export function ones<const S extends Shape, D extends DType = 'float64'>(
  shape: S,
  dtype: D = 'float64' as D,
): ArrayOf<D, S> {
  return make('ones', shape, dtype, (data) => fillValue(data, 1))
}

/**
 * An array filled with a value, which is stored as the typed array stores it.
 *
 * @example full([2, 2], 0.5)
 */
export function full<const S extends Shape, D extends DType = 'float64'>(
  shape: S,
  value: number | bigint,
  dtype: D = 'float64' as D,
): ArrayOf<D, S> {
  if (typeof value !== 'number' && typeof value !== 'bigint') {
    throw new ArgumentError(
      `full: the value is ${describe(value)}: expected a number, or a bigint for int64 and uint64.`,
    )
  }
  return make('full', shape, dtype, (data) => fillValue(data, value))
}

/**
 * The numbers from `start` (default 0) to before `stop`, `step` (default 1) apart: element i is `start + i * step`. The dtype is
 * the last argument.
 *
 * @throws RangeError where the step is 0 or a bound is not finite
 * @example arange(5)                  // 0 1 2 3 4
 * @example arange(1, 2, 0.25)         // 1 1.25 1.5 1.75
 * @example arange(10, 0, -1, 'int32') // 10 9 … 1
 */
export function arange<D extends DType = 'float64'>(stop: number, dtype?: D): TypedArrays[D]
export function arange<D extends DType = 'float64'>(start: number, stop: number, dtype?: D): TypedArrays[D]
export function arange<D extends DType = 'float64'>(
  start: number,
  stop: number,
  step: number,
  dtype?: D,
): TypedArrays[D]
export function arange(...args: readonly (number | DType | undefined)[]): TypedArrays[DType] {
  const given = args.filter((arg) => arg !== undefined)
  const dtype = typeof given.at(-1) === 'string' ? (given.pop() as DType) : 'float64'
  const [start, stop, step = 1] = (given.length === 1 ? [0, ...given] : given) as number[]
  const length = Math.ceil((stop - start) / step)
  if (![start, stop, step].every(Number.isFinite) || step === 0) {
    throw new RangeError(`arange: got (${args.join(', ')}): expected finite numbers, and a step other than 0.`)
  }
  return make('arange', Math.max(0, length), dtype, (data) => fillSequence(data, start, step))
}

/**
 * `count` (default 50) numbers from `start` to `stop`, both included, equally far apart.
 *
 * @throws RangeError where a bound is not finite
 * @example linspace(0, 1, 5) // 0 0.25 0.5 0.75 1
 */
export function linspace<D extends DType = 'float64'>(
  start: number,
  stop: number,
  count = 50,
  dtype: D = 'float64' as D,
): TypedArrays[D] {
  if (!Number.isFinite(start) || !Number.isFinite(stop)) {
    throw new RangeError(`linspace: got the bounds ${start} and ${stop}: expected finite numbers.`)
  }
  return make('linspace', count, dtype, (data) => {
    fillSequence(data, start, count > 1 ? (stop - start) / (count - 1) : 0)
    // The last one would differ by a rounding.
    if (count > 1) fillValue(data.subarray(count - 1), stop)
  })
}

provideNames({ zeros, ones, full, empty })
