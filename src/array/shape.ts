/** A number of elements, or the length of each dimension. */
export type Shape = number | readonly number[]

/**
 * The lengths of the dimensions.
 *
 * @throws RangeError where the shape has no dimension, or a length is not a whole number from 0 on
 */
export function dimensions(what: string, shape: Shape): readonly number[] {
  const lengths = typeof shape === 'number' ? [shape] : shape
  if (Array.isArray(lengths) && lengths.length > 0 && lengths.every((n) => Number.isSafeInteger(n) && n >= 0))
    return lengths
  const got = Array.isArray(shape) ? `[${shape.join(', ')}]` : String(shape)
  throw new RangeError(
    `${what}: the shape is ${got}: expected a whole number from 0 on, or an array of one or more of them.`,
  )
}

/** The number of elements of a shape. */
export function sizeOf(lengths: readonly number[]): number {
  return lengths.reduce((size, n) => size * n, 1)
}

/** Elements from one index to the next, in each dimension: the last one is contiguous. */
export function rowMajor(lengths: readonly number[]): readonly number[] {
  const strides = lengths.map(() => 1)
  for (let d = lengths.length - 2; d >= 0; d--) strides[d] = strides[d + 1] * lengths[d + 1]
  return strides
}
