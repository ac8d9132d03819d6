import type { AnyTypedArray } from '../base/dtypes.ts'

/** A range of bytes of one buffer that some views cover together: views that overlap share a span. */
export interface Span {
  readonly buffer: ArrayBufferLike
  readonly start: number
  readonly end: number
  readonly views: readonly AnyTypedArray[]
}

/** Groups views into spans, so that a copy of each span keeps which elements are the same. */
export function spansOf(views: Iterable<AnyTypedArray>): Span[] {
  const byBuffer = new Map<ArrayBufferLike, AnyTypedArray[]>()
  for (const view of new Set(views)) {
    const group = byBuffer.get(view.buffer)
    if (group === undefined) byBuffer.set(view.buffer, [view])
    else group.push(view)
  }
  return [...byBuffer].flatMap(([buffer, group]) => merge(buffer, group))
}

function merge(buffer: ArrayBufferLike, views: AnyTypedArray[]): Span[] {
  const spans: { buffer: ArrayBufferLike; start: number; end: number; views: AnyTypedArray[] }[] = []
  for (const view of views.sort((a, b) => a.byteOffset - b.byteOffset)) {
    const end = view.byteOffset + view.byteLength
    const last = spans.at(-1)
    if (last !== undefined && view.byteOffset < last.end) {
      last.views.push(view)
      last.end = Math.max(last.end, end)
    } else {
      spans.push({ buffer, start: view.byteOffset, end, views: [view] })
    }
  }
  return spans
}
