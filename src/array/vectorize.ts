import type { AnyTypedArray, DType, TypedArrays } from '../base/dtypes.ts'
import { ArgumentError } from '../base/errors.ts'
import type { NdArray } from '../base/ndarray.ts'
import { describe } from '../dispatch/describe.ts'
import { type KernelMembers, makeKernel } from '../dispatch/kernel.ts'
import { locateFrom } from '../dispatch/locate.ts'
import { checkOptions, type JitOptions, jitOptions } from '../dispatch/options.ts'
import { rememberSource } from '../dispatch/scope.ts'
import type { CheckUfuncSignature, UfuncNumbers, UfuncResult } from '../dispatch/signature-types.ts'
import type { Unit } from '../dispatch/unit.ts'
import type { NdArrayLike } from '../dispatch/views.ts'
import { UfuncFront } from './ufunc.ts'

/** What a ufunc takes for each of its inputs. */
export type UfuncInput = number | bigint | boolean | AnyTypedArray | readonly number[]

/** The dtype that a typed array holds. */
type DTypeOf<A> = { [D in DType]: A extends TypedArrays[D] ? D : never }[DType]

/** For each input of a ufunc whose function takes the numbers `N`: `T`. */
type Each<N extends readonly unknown[], T> = { [K in keyof N]: T }

export interface Where {
  /** The elements to compute: those that are not 0 or false. The others stay as they are in the output, or 0 without one. */
  readonly where: ArrayLike<number | boolean> | NdArrayLike
}

/** An element of an array. */
type ScalarOf<R> = R extends BigInt64Array | BigUint64Array ? bigint : number

/** What `async` of a ufunc takes and gives: as a call, in a promise. */
export interface UfuncAsync<N extends readonly unknown[], R extends AnyTypedArray> {
  (...inputs: Each<N, number | bigint | boolean>): Promise<ScalarOf<R>>
  (...inputs: Each<N, UfuncInput>): Promise<R>
  <O extends AnyTypedArray | number[] | NdArrayLike>(
    ...args: [...inputs: Each<N, UfuncInput | NdArrayLike>, out: O | ({ readonly out: O } & Partial<Where>)]
  ): Promise<O>
  (...args: [...inputs: Each<N, UfuncInput>, options: Where]): Promise<R>
  (...inputs: Each<N, UfuncInput | NdArrayLike>): Promise<NdArray<DTypeOf<R>>>
  (...args: [...inputs: Each<N, UfuncInput | NdArrayLike>, options: Where]): Promise<NdArray<DTypeOf<R>>>
}

/** A function over elements: called with arrays and scalars, it computes every element. `R`: the array that it makes. */
export interface Ufunc<N extends readonly unknown[], R extends AnyTypedArray>
  extends KernelMembers<(...args: N) => ScalarOf<R> | boolean, Each<N, UfuncInput | NdArrayLike>, UfuncAsync<N, R>> {
  (...inputs: Each<N, number | bigint | boolean>): ScalarOf<R>
  (...inputs: Each<N, UfuncInput>): R
  <O extends AnyTypedArray | number[] | NdArrayLike>(
    ...args: [...inputs: Each<N, UfuncInput | NdArrayLike>, out: O | ({ readonly out: O } & Partial<Where>)]
  ): O
  (...args: [...inputs: Each<N, UfuncInput>, options: Where]): R
  (...inputs: Each<N, UfuncInput | NdArrayLike>): NdArray<DTypeOf<R>>
  (...args: [...inputs: Each<N, UfuncInput | NdArrayLike>, options: Where]): NdArray<DTypeOf<R>>
}

/** What a ufunc without a signature makes: float64, float32 where all inputs are, int32 where the results are integers. */
export type NumberArray = Float64Array | Float32Array | Int32Array | Uint32Array | Uint8Array

/**
 * Makes a universal function of a function of numbers: it broadcasts over scalars, typed arrays, `number[]` and n-d arrays, in
 * SIMD and on all cores. Shapes are aligned at their last dimensions, and a length of 1 repeats. The output is the argument after the inputs, or `{ out }`; without one a new array is made, in shared memory
 * where an input lives there. Scalars alone give a number.
 *
 * With signatures it is compiled now; a call takes the first that accepts its inputs without loss. Without, it is compiled for
 * the dtypes of each first call, and the result is float64, or float32 where all inputs are, or an integer type where it is
 * known to be one.
 *
 * @throws CompileError where the function cannot be compiled
 * @throws ArgumentError where shapes do not broadcast, typed arrays differ in length, or the output is of another dtype
 * @example
 * const multiply = vectorize(['float64(float64, float64)'], (a, b) => a * b)
 * multiply(data, 2)
 * multiply(x, y, out)
 */
export function vectorize<N extends bigint[]>(
  fn: (...args: N) => bigint,
  options?: JitOptions,
): Ufunc<N, BigInt64Array | BigUint64Array>
export function vectorize<N extends (number | bigint)[]>(
  fn: (...args: N) => number | boolean,
  options?: JitOptions,
): Ufunc<N, NumberArray>
export function vectorize<const S extends string>(
  signatures: (S & CheckUfuncSignature<S>) | readonly (S & CheckUfuncSignature<S>)[],
  fn: (...args: UfuncNumbers<S>) => number | bigint | boolean,
  options?: JitOptions,
): Ufunc<UfuncNumbers<S>, UfuncResult<S>>
export function vectorize(first: unknown, second?: unknown, third?: JitOptions): unknown {
  const signed = typeof first === 'string' || Array.isArray(first)
  const fn = signed ? second : first
  const options = checkOptions('vectorize', (signed ? third : (second as JitOptions)) ?? {}, jitOptions)
  if (typeof fn !== 'function') {
    throw new ArgumentError(
      `vectorize: got ${describe(fn)} where a function was expected: vectorize(fn) or vectorize(signatures, fn).`,
    )
  }
  const signatures = signed ? [first].flat() : undefined
  if (signatures?.length === 0) {
    throw new ArgumentError(
      'vectorize: got an empty list of signatures. Leave it out to compile for the dtypes of each call.',
    )
  }
  const front = new UfuncFront(fn as Unit['js'], options, signatures === undefined, locateFrom(vectorize))
  for (const signature of signatures ?? []) front.declare(signature as string)
  const kernel = makeKernel<object>(front)
  rememberSource(kernel, front.source)
  return kernel
}
