/**
 * What fills fresh arrays: the prebuilt module, or, on machines without SIMD or shared memory, JavaScript that gives the same
 * bits.
 */
import { type AnyTypedArray, type DTypeRow, dtypeOf } from '../base/dtypes.ts'
import { runsWasm } from '../dispatch/target.ts'
import { doubleAt, singleAt } from './philox.ts'
import { inParts, prebuilt } from './prebuilt.ts'

type Elements = { [i: number]: number | bigint }

const isBig = ({ kind }: DTypeRow): boolean => kind === 'bigint' || kind === 'biguint'

/** Truncated, as a store of a number to an integer array is. */
function toBigInt(value: number | bigint): bigint {
  return typeof value === 'bigint' ? value : BigInt(Math.trunc(value))
}

/** Fills with a value, which is stored as the typed array stores it. */
export function fillValue(data: AnyTypedArray, value: number | bigint): void {
  const row = dtypeOf(data)!
  const one = new row.array(1) as unknown as Elements
  one[0] = isBig(row) ? toBigInt(value) : Number(value)
  const { byteOffset: address, length } = data
  if (!runsWasm()) (data as Float64Array).fill(one[0] as number)
  else if (isBig(row)) prebuilt().fill_i64(address, length, one[0] as bigint)
  else prebuilt()[`fill_${wasmName(row)}`](address, length, one[0] as number)
}

/** Element i becomes `start + i * step`. Bounds of an integer array may have fractions: the sum is truncated. */
export function fillSequence(data: AnyTypedArray, start: number, step: number): void {
  const row = dtypeOf(data)!
  const { byteOffset: address, length } = data
  const exact =
    row.kind === 'float' || (Number.isSafeInteger(start) && Number.isSafeInteger(step) && row.name !== 'uint8c')
  if (!runsWasm() || !exact) {
    const elements = data as unknown as Elements
    for (let i = 0; i < length; i++) elements[i] = isBig(row) ? toBigInt(start + i * step) : start + i * step
  } else if (isBig(row)) {
    inParts(length, (lo, hi) => prebuilt().arange_i64(address, lo, hi, BigInt(start), BigInt(step)))
  } else {
    const arange = prebuilt()[`arange_${wasmName(row)}`]
    inParts(length, (lo, hi) => arange(address, lo, hi, start, step))
  }
}

/** Fills a float array with the sequence of a seed: element i depends on the seed and i alone. */
export function fillRandom(data: Float64Array | Float32Array, seed: bigint): void {
  const low = Number(seed & 0xffffffffn)
  const high = Number(seed >> 32n)
  const double = data.BYTES_PER_ELEMENT === 8
  const { byteOffset: address, length } = data
  if (runsWasm()) {
    const random = double ? prebuilt().random_f64 : prebuilt().random_f32
    inParts(length, (lo, hi) => random(address, lo, hi, low, high))
  } else {
    const at = double ? doubleAt : singleAt
    for (let i = 0; i < length; i++) data[i] = at(i, low, high)
  }
}

/** The row's name in the prebuilt module, where signed functions serve for unsigned too. */
function wasmName({ kind, bytes }: DTypeRow): 'f64' | 'f32' | 'i32' | 'i16' | 'i8' {
  if (kind === 'float') return bytes === 8 ? 'f64' : 'f32'
  return bytes === 4 ? 'i32' : bytes === 2 ? 'i16' : 'i8'
}
