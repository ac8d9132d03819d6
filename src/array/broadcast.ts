import { type AnyTypedArray, type DType, dtypes } from '../base/dtypes.ts'
import { ArgumentError } from '../base/errors.ts'
import type { NdArray } from '../base/ndarray.ts'

/**
 * The shape that arrays have together: aligned at their last dimensions, each length is the same in all, or 1.
 *
 * @throws ArgumentError where two lengths differ and neither is 1
 */
export function broadcastShape(name: string, shapes: ReadonlyMap<string, readonly number[]>): readonly number[] {
  const ndim = Math.max(...[...shapes.values()].map((shape) => shape.length))
  const common: number[] = Array(ndim).fill(1)
  for (const shape of shapes.values()) {
    shape.forEach((n, d) => {
      const at = d + ndim - shape.length
      if (common[at] === 1) common[at] = n
      else if (n !== 1 && n !== common[at]) throw mismatch(name, shapes, at - ndim)
    })
  }
  return common
}

function mismatch(name: string, shapes: ReadonlyMap<string, readonly number[]>, from: number): ArgumentError {
  const lengths = [...shapes].filter(([, shape]) => (shape.at(from) ?? 1) !== 1)
  const [[first, a]] = lengths
  const [second, b] = lengths.find(([, shape]) => shape.at(from) !== a.at(from))!
  return new ArgumentError(
    `${name}: ${first} of shape [${a.join(', ')}] and ${second} of shape [${b.join(', ')}] do not broadcast: counted from the ` +
      `last, dimension ${-from} has the lengths ${a.at(from)} and ${b.at(from)}. They must be equal, or one of them 1.`,
  )
}

/** An array's strides in a shape that it broadcasts to: 0 where it repeats. */
export function alignedStrides({ shape, strides }: NdArray, to: readonly number[]): readonly number[] {
  return to.map((_, d) => {
    const own = d - (to.length - shape.length)
    return own < 0 || shape[own] === 1 ? 0 : strides[own]
  })
}

/** The places of the elements in C order: of `data` where an array broadcasts to a shape. */
export function* places(array: NdArray, shape: readonly number[]): Generator<number> {
  const strides = alignedStrides(array, shape)
  function* from(d: number, at: number): Generator<number> {
    if (d === shape.length) yield at
    else for (let i = 0; i < shape[d]; i++) yield* from(d + 1, at + i * strides[d])
  }
  yield* from(0, array.offset)
}

/** The elements of an array in C order: a part of its data where they lie so, else a copy in plain memory. */
export function packed(array: NdArray): AnyTypedArray {
  const { data, offset, size, layout, dtype } = array
  if (layout === 'C') return size === data.length ? data : data.subarray(offset, offset + size)
  const copy = new dtypes[dtype as DType].array(size) as unknown as { [i: number]: unknown }
  let i = 0
  for (const at of places(array, array.shape)) copy[i++] = data[at]
  return copy as unknown as AnyTypedArray
}
