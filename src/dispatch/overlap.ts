import { type AnyTypedArray, type DType, dtypes } from '../base/dtypes.ts'
import { NdArray } from '../base/ndarray.ts'
import { FLAG_ALIASED, FLAG_IN_ORDER, type ParamLayout } from '../compiler/manifest.ts'
import { sharedAddress } from '../memory/views.ts'
import { covered, isElements, sameForm } from './views.ts'

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
      found.push({ written, other, equalIsSafe: sameSize && independent(param, against) })
    })
  })
  return found
}

/** Whether each iteration touches its own elements of both arrays, and the same ones where the arrays are equal. */
function independent(a: ParamLayout, b: ParamLayout): boolean {
  if (!a.elementwise || !b.elementwise || a.type.kind !== 'array' || b.type.kind !== 'array') return false
  if (a.type.ndim !== b.type.ndim) return false
  return a.along === undefined || a.along.some((dim) => b.along?.includes(dim))
}

/** The flags of the frame for the arguments of a call. */
export function flagsOf(
  pairs: readonly Hazard[],
  params: readonly ParamLayout[],
  { starts, ends }: { readonly starts: readonly number[]; readonly ends: readonly number[] },
  args: readonly unknown[],
): number {
  let flags = 0
  for (const hazard of pairs) {
    const same = (): boolean => sameForm(args[hazard.written] as NdArray, args[hazard.other] as NdArray)
    flags |= flagOf(hazard, starts, ends, same)
  }
  // Where several indices mean one element, iterations that write different ones depend on each other.
  const folded = params.some(({ writes }, i) => {
    const arg = args[i]
    return writes && NdArray.is(arg) && arg.folded
  })
  return folded ? flags | FLAG_IN_ORDER : flags
}

/**
 * The flag of the frame that a hazard asks for with these byte ranges: FLAG_IN_ORDER, FLAG_ALIASED or 0. `same`: whether arrays of
 * one range have their elements in the same places too.
 */
export function flagOf(
  hazard: Hazard,
  starts: readonly number[],
  ends: readonly number[],
  same: () => boolean = () => true,
): number {
  const { written: w, other: o, equalIsSafe } = hazard
  if (equalIsSafe && starts[w] === starts[o] && ends[w] === ends[o] && same()) return FLAG_ALIASED
  return starts[w] < ends[o] && starts[o] < ends[w] ? FLAG_IN_ORDER : 0
}

/** Whether arguments, wherever they live, overlap so that regions run in order. */
export function runsInOrder(
  found: readonly Hazard[],
  params: readonly ParamLayout[],
  args: readonly unknown[],
): boolean {
  const views = args.map((arg) => (isElements(arg) ? covered(arg) : undefined))
  const starts = views.map((view) => view?.byteOffset ?? 0)
  const ends = views.map((view, i) => starts[i] + (view?.byteLength ?? 0))
  const met = found.filter(({ written, other }) => {
    const [a, b] = [views[written], views[other]]
    return a !== undefined && b !== undefined && sameMemory(a, b)
  })
  return (flagsOf(met, params, { starts, ends }, args) & FLAG_IN_ORDER) !== 0
}

/** Whether two views lie over the same bytes: shared arrays have buffers of their own over one memory. */
function sameMemory(a: AnyTypedArray, b: AnyTypedArray): boolean {
  return a.buffer === b.buffer || (sharedAddress(a) !== 0 && sharedAddress(b) !== 0)
}
