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
  const got = Array.isArray(shape)
    ? `[${shape.join(', ')}]`
    : typeof shape === 'string'
      ? `the string "${shape}"`
      : String(shape)
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

/** How the elements of an array lie: in C order without gaps; the last dimension's as neighbours; or anyhow. */
export type Layout = 'C' | 'rows' | 'strided'

export function layoutOf(shape: readonly number[], strides: readonly number[]): Layout {
  const order = rowMajor(shape)
  if (strides.every((stride, d) => stride === order[d])) return 'C'
  return shape.length > 1 && strides[strides.length - 1] === 1 ? 'rows' : 'strided'
}

/** The part of the data that the elements lie in, from `first` to before `end`. */
export function coverage(
  shape: readonly number[],
  strides: readonly number[],
  offset: number,
): { first: number; end: number } {
  if (shape.includes(0)) return { first: 0, end: 0 }
  let [first, last] = [offset, offset]
  shape.forEach((extent, d) => {
    const reach = (extent - 1) * strides[d]
    if (reach < 0) first += reach
    else last += reach
  })
  return { first, end: last + 1 }
}

/** Whether different indices may mean one element: then iterations that write different indices are not independent. */
export function overlapsItself(shape: readonly number[], strides: readonly number[]): boolean {
  const order = shape
    .map((extent, d) => ({ extent, stride: Math.abs(strides[d]) }))
    .filter(({ extent }) => extent > 1)
    .sort((a, b) => a.stride - b.stride)
  let reach = 0
  for (const { extent, stride } of order) {
    if (stride <= reach) return true
    reach += stride * (extent - 1)
  }
  return false
}
