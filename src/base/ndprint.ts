/** What of a dimension longer than this is printed. */
const EDGE = 20

interface Elements {
  readonly dtype: string
  readonly shape: readonly number[]
  readonly strides: readonly number[]
  readonly offset: number
  readonly data: ArrayLike<number | bigint>
}

type Nested = (Nested | number | bigint | Ellipsis)[]

/** Stands for the elements that are left out. */
class Ellipsis {
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return '…'
  }
}

/** How the console shows an array: its shape, its dtype and nested lists of its elements; of a long dimension the first ones. */
export function inspectArray(
  array: Elements,
  options: object,
  inspect: (value: unknown, options: object) => string,
): string {
  const { dtype, shape, strides, offset, data } = array
  const list = (d: number, at: number): Nested => {
    const shown = Array.from({ length: Math.min(shape[d], EDGE) }, (_, i) => {
      const place = at + i * strides[d]
      return d === shape.length - 1 ? data[place] : list(d + 1, place)
    })
    return shape[d] > EDGE ? [...shown, new Ellipsis()] : shown
  }
  return `NdArray(${shape.join(', ')}) ${dtype} ${inspect(list(0, offset), { ...options, depth: null })}`
}
