import { type AnyTypedArray, dtypeOf } from '../base/dtypes.ts'
import { spansOf } from './spans.ts'

/** Copies of the arguments in plain memory. Arrays that overlap or are the same do so in the copy; other values stay. */
export function cloneArguments(args: readonly unknown[]): unknown[] {
  const copies = new Map<unknown, unknown>()
  for (const span of spansOf(args.filter((arg) => dtypeOf(arg) !== undefined) as AnyTypedArray[])) {
    const lead = span.start % 64
    const copy = new Uint8Array(lead + span.end - span.start)
    copy.set(new Uint8Array(span.buffer, span.start, span.end - span.start), lead)
    for (const view of span.views) {
      copies.set(view, new (dtypeOf(view)!.array)(copy.buffer, lead + view.byteOffset - span.start, view.length))
    }
  }
  for (const arg of args) if (Array.isArray(arg) && !copies.has(arg)) copies.set(arg, [...arg])
  return args.map((arg) => copies.get(arg) ?? arg)
}
