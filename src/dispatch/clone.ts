import { type AnyTypedArray, dtypeOf } from '../base/dtypes.ts'
import { NdArray } from '../base/ndarray.ts'
import { keepRows } from './rows.ts'
import { spansOf } from './spans.ts'
import { checkArray, covered, isElements } from './views.ts'

/** Copies of the arguments in plain memory. Arrays that overlap or are the same do so in the copy; other values stay. */
export function cloneArguments(args: readonly unknown[]): unknown[] {
  args.forEach(checkArray)
  const copies = new Map<unknown, unknown>()
  const arrays = [...new Set(args.filter(isElements))]
  const views = new Map(arrays.map((array) => [covered(array), array] as const))
  for (const span of spansOf(views.keys())) {
    const lead = span.start % 64
    const copy = new Uint8Array(lead + span.end - span.start)
    copy.set(new Uint8Array(span.buffer, span.start, span.end - span.start), lead)
    for (const view of span.views) {
      const own = new (dtypeOf(view)!.array)(copy.buffer, lead + view.byteOffset - span.start, view.length)
      const array = views.get(view)!
      copies.set(array, NdArray.is(array) ? moved(array, own) : own)
    }
  }
  for (const arg of args) if (Array.isArray(arg) && !copies.has(arg)) copies.set(arg, [...arg])
  return args.map((arg) => copies.get(arg) ?? arg)
}

/** The array over a copy of the part of the data that it covers. */
function moved(array: NdArray, data: AnyTypedArray): NdArray {
  const { shape, strides, offset, first } = array
  const copy = new NdArray(data, shape, { strides, offset: offset - first })
  keepRows(array, copy)
  return copy
}
