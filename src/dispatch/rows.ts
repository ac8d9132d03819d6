/** Arrays of arrays as arguments: `[[1, 2], [3, 4]]`, or rows that are typed arrays. A kernel works on a copy, an array of two dimensions. */
import { type AnyTypedArray, type DType, dtypeOf, dtypes, isTypedArray } from '../base/dtypes.ts'
import { ArgumentError } from '../base/errors.ts'
import { NdArray } from '../base/ndarray.ts'

type Row = number[] | AnyTypedArray

/** What a copy is of: how what the kernel wrote comes back, and how what is there comes in. */
export interface Original {
  readonly value: readonly unknown[]
  readonly giveBack: (copy: NdArray) => void
  readonly take: (copy: NdArray) => void
  /** One of its own, with the values of another copy. */
  readonly copied: (copy: NdArray) => Original
}

const callers = new WeakMap<NdArray, Original>()

/** Notes what a copy is of. */
export function isCopyOf(copy: NdArray, original: Original): void {
  callers.set(copy, original)
}

/** What a copy is of. */
export function originalIn(copy: unknown): readonly unknown[] | undefined {
  return NdArray.is(copy) ? callers.get(copy)?.value : undefined
}

function originalOf(rows: readonly Row[]): Original {
  return {
    value: rows,
    take: (copy) => take(copy, rows),
    giveBack: ({ data, shape }) => {
      rows.forEach((row, i) => {
        for (let j = 0; j < shape[1]; j++) row[j] = (data as Float64Array)[i * shape[1] + j]
      })
    },
    copied: ({ data, shape, offset }) =>
      originalOf(
        rows.map((row, i): Row => {
          const part = (data as Float64Array).slice(offset + i * shape[1], offset + (i + 1) * shape[1])
          return Array.isArray(row) ? Array.from(part) : part
        }),
      ),
  }
}

/**
 * The copy of an array of arrays; undefined for anything else.
 *
 * @throws ArgumentError where its rows are not of one length and kind, or one is there twice
 */
export function copyOfRows(value: readonly unknown[]): NdArray | undefined {
  const isRow = (row: unknown): row is Row => Array.isArray(row) || isTypedArray(row)
  const [first] = value
  if (!isRow(first)) return undefined
  const dtype: DType = dtypeOf(first)?.name ?? 'float64'
  const wrong = value.findIndex(
    (row) => !isRow(row) || row.length !== first.length || (dtypeOf(row)?.name ?? 'float64') !== dtype,
  )
  if (wrong >= 0)
    throw new ArgumentError(
      `An array of arrays has rows that differ: row ${wrong} is not like row 0. All need the same length and type of elements.`,
    )
  const rows = value as readonly Row[]
  if (new Set(rows).size < rows.length)
    throw new ArgumentError('An array of arrays has one row twice, which a kernel cannot keep the same: copy it.')
  const size = rows.length * first.length
  const copy = new NdArray(new dtypes[dtype].array(size) as AnyTypedArray, [rows.length, first.length])
  take(copy, rows)
  isCopyOf(copy, originalOf(rows))
  return copy
}

function take({ data, shape: [, width] }: NdArray, rows: readonly Row[]): void {
  rows.forEach((row, i) => {
    const odd = Array.isArray(row) ? row.findIndex((each) => typeof each !== 'number') : -1
    if (odd >= 0)
      throw new ArgumentError(`An array of arrays has no number at [${i}][${odd}]: every element must be a number.`)
    ;(data as Float64Array).set(row as number[], i * width)
  })
}

/** Copies what a kernel may have written into the caller's own rows. */
export function giveBackRows(copy: unknown): void {
  if (NdArray.is(copy)) callers.get(copy)?.giveBack(copy)
}

/** A copy of a copy is one of rows of its own. */
export function keepRows(from: NdArray, to: NdArray): void {
  const original = callers.get(from)
  if (original) callers.set(to, original.copied(to))
}

/** What the user's own function is passed in the place of a copy, and how what it wrote comes into the copy. */
export function withRows<T>(args: readonly unknown[], run: (args: unknown[]) => T): T {
  const originals = args.map((arg) => (NdArray.is(arg) ? callers.get(arg) : undefined))
  try {
    return run(args.map((arg, i) => originals[i]?.value ?? arg))
  } finally {
    args.forEach((arg, i) => {
      originals[i]?.take(arg as NdArray)
    })
  }
}

/** An array of two dimensions as the array of arrays that a kernel returns: the caller's own where it was an argument. */
export function rowsOf(array: NdArray, typed: boolean): readonly unknown[] {
  const own = callers.get(array)
  if (own) return own.value
  const { data, shape, offset, dtype } = array as NdArray<'float64'>
  const [height, width] = shape
  return Array.from({ length: height }, (_, i) => {
    const row = data.slice(offset + i * width, offset + (i + 1) * width)
    // JavaScript's own arrays are float64.
    return typed || dtype !== 'float64' ? row : Array.from(row)
  })
}
