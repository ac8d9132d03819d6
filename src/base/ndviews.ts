import type { AnyTypedArray, DType, TypedArrays } from './dtypes.ts'

/** `[start, stop, step]` of a dimension; what is left out is the whole of it. */
export type Range = readonly [start?: number, stop?: number, step?: number]

/** The indices that a range means: `count` of them, from `start` on, `step` apart. As in Python. @throws RangeError */
export function sliceOf(range: Range | undefined, extent: number): { start: number; step: number; count: number } {
  const [from, to, by = 1] = range ?? []
  if (by === 0 || ![from ?? 0, to ?? 0, by].every(Number.isSafeInteger)) {
    throw new RangeError(
      `NdArray: got the range [${[from, to, by].join(', ')}]: expected whole numbers, and a step other than 0.`,
    )
  }
  // A range that runs backwards begins at the last index, and may end before the first.
  const least = by > 0 ? 0 : -1
  const most = by > 0 ? extent : extent - 1
  const clamp = (i: number): number => Math.min(Math.max(i < 0 ? i + extent : i, least), most)
  const start = from === undefined ? (by > 0 ? 0 : most) : clamp(from)
  const stop = to === undefined ? (by > 0 ? extent : -1) : clamp(to)
  return { start, step: by, count: Math.max(0, Math.ceil((stop - start) / by)) }
}

/** An index as a property key. */
const INDEX = /^(?:0|[1-9]\d*)$/

/** An array-like object over elements that are not neighbours. It reads and writes as a typed array does. */
export function stridedRow<D extends DType>(
  data: TypedArrays[D],
  start: number,
  stride: number,
  length: number,
): TypedArrays[D] {
  const elements = data as unknown as { [i: number]: unknown }
  const place = (key: string): number | undefined => (Number(key) < length ? start + Number(key) * stride : undefined)
  const row = new Proxy(
    {},
    {
      get(_, key) {
        if (key === 'length') return length
        if (key === Symbol.iterator) return Array.prototype[Symbol.iterator]
        if (typeof key !== 'string' || !INDEX.test(key)) return undefined
        const at = place(key)
        return at === undefined ? undefined : elements[at]
      },
      set(_, key, value) {
        if (typeof key !== 'string' || !INDEX.test(key)) return false
        const at = place(key)
        if (at !== undefined) elements[at] = value
        return true
      },
      has: (_, key) => key === 'length' || (typeof key === 'string' && INDEX.test(key) && Number(key) < length),
    },
  )
  return row as AnyTypedArray as TypedArrays[D]
}
