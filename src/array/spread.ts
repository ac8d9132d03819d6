import { type AnyTypedArray, type DType, dtypes } from '../base/dtypes.ts'
import { NdArray } from '../base/ndarray.ts'
import { layoutOf, rowMajor } from '../base/shape.ts'
import type { UfuncForm } from '../compiler/compile.ts'
import { covered, sameForm } from '../dispatch/views.ts'
import { alignedStrides } from './broadcast.ts'
import { planLoops } from './loops.ts'

/** Arrays that broadcast as the arguments of a loop over all of them. */
export interface Spread {
  /** What the loop is compiled for, beside the types of its arguments. */
  readonly form: UfuncForm
  /** The inputs: scalars, and for arrays their elements along the loops that they change in. */
  readonly inputs: readonly (number | bigint | boolean | AnyTypedArray | NdArray)[]
  /** The output's elements along all loops. */
  place(out: AnyTypedArray): AnyTypedArray | NdArray
}

/** `out`: where the output lies in its data; without one it is new, and in C order. */
export function spread(
  inputs: readonly (number | bigint | boolean | NdArray)[],
  shape: readonly number[],
  out: NdArray | undefined,
): Spread {
  const arrays = inputs.filter((input) => NdArray.is(input))
  const { extents, strides } = planLoops(shape, [
    ...arrays.map((array) => alignedStrides(array, shape)),
    out?.strides ?? rowMajor(shape),
  ])
  const axesOf = (own: readonly number[]): number[] => [...own.keys()].filter((d) => own[d] !== 0)
  // An output of one element takes part in the one loop that there is.
  const outStrides = strides[arrays.length].map((stride, d) => (extents[d] === 1 ? 1 : stride))
  const outLayout = layoutOf(extents, outStrides)
  let next = 0
  const axes = inputs.map((input) => (NdArray.is(input) ? axesOf(strides[next++]) : undefined))
  next = 0
  return {
    form: { axes, ndim: extents.length, ...(outLayout !== 'C' && { layout: outLayout }) },
    inputs: inputs.map((input, i) => {
      if (!NdArray.is(input)) return input
      const own = strides[next++]
      const along = axes[i]!
      return part(
        input.data,
        along.map((d) => extents[d]),
        along.map((d) => own[d]),
        input.offset,
      )
    }),
    place: (data) => part(data, extents, outStrides, out?.offset ?? 0),
  }
}

/** A part of the data: a typed array where its elements are neighbours in one dimension, or there is one alone. */
function part(
  data: AnyTypedArray,
  shape: readonly number[],
  strides: readonly number[],
  offset: number,
): AnyTypedArray | NdArray {
  if (shape.length === 0) return data.subarray(offset, offset + 1)
  if (shape.length === 1 && strides[0] === 1) return data.subarray(offset, offset + shape[0])
  return new NdArray(data, shape, { strides, offset })
}

/** Whether writing the output changes what is still to be read: it shares memory with an input, but not element by element. */
export function entangled(inputs: readonly unknown[], shape: readonly number[], out: NdArray): boolean {
  const own = covered(out)
  return inputs.some((input) => {
    if (!NdArray.is(input) || input.data.buffer !== out.data.buffer) return false
    const theirs = covered(input)
    const [start, end] = [theirs.byteOffset, theirs.byteOffset + theirs.byteLength]
    if (start >= own.byteOffset + own.byteLength || own.byteOffset >= end) return false
    const equal = input.shape.join() === shape.join() && sameForm(input, out) && start === own.byteOffset && !out.folded
    return !equal || input.dtype !== out.dtype
  })
}

/** A fresh array of a dtype in plain memory, with an operand's elements. */
export function converted(array: NdArray, elements: ArrayLike<unknown>, dtype: DType): NdArray {
  const copy = new dtypes[dtype].array(array.size)
  ;(copy as Float64Array).set(elements as ArrayLike<number>)
  return new NdArray(copy as AnyTypedArray, array.shape)
}
