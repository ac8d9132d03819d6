/** Arrays of arrays as arguments: `[[1, 2], [3, 4]]`, or rows that are typed arrays. A kernel works on a copy, an array of two dimensions. */
import { type AnyTypedArray, type DType, dtypeOf, dtypes, isTypedArray } from '../base/dtypes.ts'
import { ArgumentError } from '../base/errors.ts'
import { NdArray } from '../base/ndarray.ts'

type Row = number[] | AnyTypedArray

const callers = new WeakMap<NdArray, readonly Row[]>()

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
  callers.set(copy, rows)
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
  const rows = NdArray.is(copy) ? callers.get(copy) : undefined
  if (rows === undefined) return
  const { data, shape } = copy as NdArray<'float64'>
  rows.forEach((row, i) => {
    for (let j = 0; j < shape[1]; j++) row[j] = data[i * shape[1] + j]
  })
}

/** A copy of a copy is one of rows of its own. */
export function keepRows(from: NdArray, to: NdArray): void {
  const rows = callers.get(from)
  if (rows === undefined) return
  const { shape } = to
  const data = to.data as Float64Array
  const own = rows.map((row, i): Row => {
    const part = data.slice(to.offset + i * shape[1], to.offset + (i + 1) * shape[1])
    return Array.isArray(row) ? Array.from(part) : part
  })
  callers.set(to, own)
}

/** What the user's own function is passed in the place of a copy, and how what it wrote comes into the copy. */
export function withRows<T>(args: readonly unknown[], run: (args: unknown[]) => T): T {
  const rows = args.map((arg) => (NdArray.is(arg) ? callers.get(arg) : undefined))
  try {
    return run(args.map((arg, i) => rows[i] ?? arg))
  } finally {
    args.forEach((arg, i) => {
      if (rows[i]) take(arg as NdArray, rows[i])
    })
  }
}

/** An array of two dimensions as the array of arrays that a kernel returns: the caller's own where it was an argument. */
export function rowsOf(array: NdArray, typed: boolean): readonly unknown[] {
  const own = callers.get(array)
  if (own) return own
  const { data, shape, offset } = array as NdArray<'float64'>
  const [height, width] = shape
  return Array.from({ length: height }, (_, i) => {
    const row = data.slice(offset + i * width, offset + (i + 1) * width)
    return typed ? row : Array.from(row)
  })
}
