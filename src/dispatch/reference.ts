import { type AnyTypedArray, type DType, dtypes } from '../base/dtypes.ts'
import { NdArray } from '../base/ndarray.ts'
import { type Compilation, hasDimensions } from '../compiler/manifest.ts'
import { type Elementary, elementary } from '../ops/library.ts'
import { throwFault, type Value } from '../team/fault.ts'
import { scalarValue } from './argument.ts'
import { refuseNumbers } from './bind.ts'
import { hazards, runsInOrder } from './overlap.ts'
import { giveBackRows, rowsOf } from './rows.ts'
import { logAt } from './told.ts'
import { flat } from './views.ts'

/** A kernel's JavaScript reference over its complete arguments. Throws KernelFault. */
export type Reference = (args: readonly unknown[], races?: Recorder) => unknown

/** What a recording reference tells of the elements that iterations touch. */
export interface Recorder {
  /** The counter's value in the iteration that runs. */
  iteration: number
  /** A parallel loop begins. */
  begin(): void
  /** An access, by its place among the manifest's sites. Gives the index back. */
  touch(array: AnyTypedArray, index: number, site: number, store: boolean): number
}

interface ReferenceOptions {
  /** The arrays of the kernel's scope. */
  readonly frozen?: readonly (AnyTypedArray | NdArray)[]
  readonly text?: string
}

/** What the reference asks of its surroundings. */
interface Host {
  log(site: number, values: readonly Value[]): void
  /** An n-d array, or the argument that has these elements. */
  array(data: AnyTypedArray, shape: readonly number[], strides: readonly number[], offset: number): unknown
  /** One of two dimensions as an array of arrays, or of typed arrays. */
  rows(array: NdArray, typed: boolean): unknown
}

function isSame(
  array: NdArray,
  data: AnyTypedArray,
  shape: readonly number[],
  strides: readonly number[],
  offset: number,
): boolean {
  const { BYTES_PER_ELEMENT: bytes } = data
  const start = (of: AnyTypedArray, at: number): number => of.byteOffset + at * bytes
  const same = (a: readonly number[], b: readonly number[]): boolean =>
    a.length === b.length && a.every((n, d) => n === b[d])
  return (
    array.data.buffer === data.buffer &&
    start(array.data, array.offset) === start(data, offset) &&
    same(array.shape, shape) &&
    same(array.strides, strides)
  )
}

/**
 * Makes the reference callable. A `number[]` is copied into a typed array and, where written, back; scalars are rounded to
 * their type. `text`: the recording reference, for calls with a recorder.
 */
export function referenceOf(
  { manifest, stages }: Compilation,
  { frozen = [], text = stages.reference }: ReferenceOptions = {},
): Reference {
  const body = new Function('$args', '$fault', '$math', '$inOrder', '$races', '$host', text) as (
    args: unknown[],
    raise: typeof throwFault,
    math: Elementary,
    inOrder: boolean,
    races: Recorder | undefined,
    host: Host,
  ) => unknown
  const math = text.includes('$math.') ? elementary() : {}
  const ordered = text.includes('$inOrder)') ? hazards(manifest.params) : undefined
  return (args, races) => {
    const values = manifest.params.map(({ type }, i) => {
      if (type.kind === 'scalar') return type.dtype === 'bool' ? args[i] : scalarValue(type, args[i])
      if (Array.isArray(args[i])) {
        refuseNumbers(manifest.params[i])
        return fromNumbers(type.dtype, args[i])
      }
      return hasDimensions(type) ? args[i] : flat(args[i] as AnyTypedArray)
    })
    try {
      const result = body(
        [...values, ...frozen.map((array) => (NdArray.is(array) && array.shape.length === 1 ? flat(array) : array))],
        throwFault,
        math,
        ordered !== undefined && runsInOrder(ordered, manifest.params, values),
        races,
        {
          log: (site, noted) => logAt(manifest.sites[site], noted),
          array: (data, shape, strides, offset) =>
            args.find((arg) => NdArray.is(arg) && isSame(arg, data, shape, strides, offset)) ??
            new NdArray(data, shape, { strides, offset }),
          rows: rowsOf,
        },
      )
      if (manifest.results !== undefined) return result
      return manifest.result === 'void' ? undefined : manifest.result === 'bool' ? Boolean(result) : result
    } finally {
      manifest.params.forEach((param, i) => {
        if (param.writes && Array.isArray(args[i])) writeNumbers(args[i], values[i] as ArrayLike<number>)
        else if (param.writes) giveBackRows(args[i])
      })
    }
  }
}

function fromNumbers(dtype: DType, numbers: readonly number[]): ArrayLike<unknown> {
  const copy = new dtypes[dtype].array(numbers.length)
  ;(copy as Float64Array).set(numbers)
  return copy
}

/** Copies the elements back into the caller's `number[]`. */
export function writeNumbers(target: number[], from: ArrayLike<number>): void {
  for (let i = 0; i < target.length; i++) target[i] = from[i]
}
