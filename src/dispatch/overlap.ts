import { type AnyTypedArray, type DType, dtypes } from '../base/dtypes.ts'
import { FLAG_ALIASED, FLAG_IN_ORDER, type ParamLayout } from '../compiler/manifest.ts'
import { sharedAddress } from '../memory/views.ts'

/**
 * A pair of array parameters to look at when a call is made: where their bytes overlap and one of them is written, the
 * iterations of a region are not independent of each other, and it runs in order.
 */
export interface Hazard {
  readonly written: number
  readonly other: number
  /** An equal range keeps them independent: each iteration touches only its own element of both. */
  readonly equalIsSafe: boolean
}

/** The pairs of parameters whose overlap matters, by position. */
export function hazards(params: readonly ParamLayout[]): Hazard[] {
  const found: Hazard[] = []
  params.forEach((param, written) => {
    if (param.type.kind !== 'array' || !param.writes) return
    params.forEach((against, other) => {
      if (other === written || against.type.kind !== 'array') return
      if (against.writes && other < written) return
      const sameSize = dtypes[param.type.dtype as DType].bytes === dtypes[against.type.dtype].bytes
      found.push({ written, other, equalIsSafe: sameSize && param.elementwise && against.elementwise })
    })
  })
  return found
}

/** The flag of the frame that a hazard asks for with these byte ranges: FLAG_IN_ORDER, FLAG_ALIASED or 0. */
export function flagOf(hazard: Hazard, starts: readonly number[], ends: readonly number[]): number {
  const { written: w, other: o, equalIsSafe } = hazard
  if (equalIsSafe && starts[w] === starts[o] && ends[w] === ends[o]) return FLAG_ALIASED
  return starts[w] < ends[o] && starts[o] < ends[w] ? FLAG_IN_ORDER : 0
}

/** Whether arguments, wherever they live, overlap so that regions run in order. */
export function runsInOrder(found: readonly Hazard[], args: readonly unknown[]): boolean {
  return found.some((hazard) => {
    const [a, b] = [args[hazard.written], args[hazard.other]]
    if (!ArrayBuffer.isView(a) || !ArrayBuffer.isView(b) || !sameMemory(a, b)) return false
    const starts = args.map((arg) => (ArrayBuffer.isView(arg) ? arg.byteOffset : 0))
    const ends = args.map((arg, i) => (ArrayBuffer.isView(arg) ? starts[i] + arg.byteLength : 0))
    return (flagOf(hazard, starts, ends) & FLAG_IN_ORDER) !== 0
  })
}

/** Whether two views lie over the same bytes: shared arrays have buffers of their own over one memory. */
function sameMemory(a: ArrayBufferView, b: ArrayBufferView): boolean {
  return a.buffer === b.buffer || (sharedAddress(a as AnyTypedArray) !== 0 && sharedAddress(b as AnyTypedArray) !== 0)
}
