import { type AnyTypedArray, type DType, dtypes } from '../base/dtypes.ts'
import type { ScalarType } from '../compiler/manifest.ts'
import { isInt32 } from '../dispatch/argument.ts'

/** Whether every value of one dtype is a value of another: NumPy's "safe" casting. */
export function safeCast(from: DType, to: DType): boolean {
  if (from === to) return true
  const a = dtypes[from]
  const b = dtypes[to]
  switch (a.kind) {
    case 'float':
      return b.kind === 'float' && a.bytes <= b.bytes
    case 'uint':
      if (b.kind === 'uint') return a.bytes <= b.bytes && to !== 'uint8c'
      break
    case 'int':
      break
    default:
      // BigInts and numbers do not mix.
      return false
  }
  if (b.kind === 'float') return a.bytes < b.bytes
  return b.kind === 'int' && (a.kind === 'int' ? a.bytes <= b.bytes : a.bytes < b.bytes)
}

/** Whether an input declared as `dtype` takes a scalar. Integers are numbers that an int32 holds, or for uint32 itself. */
export function takesScalar(dtype: DType, value: number | bigint | boolean): boolean {
  if (typeof value === 'bigint') {
    if (dtype === 'int64') return BigInt.asIntN(64, value) === value
    return dtype === 'uint64' && BigInt.asUintN(64, value) === value
  }
  if (typeof value === 'boolean') return dtypes[dtype].kind !== 'bigint' && dtypes[dtype].kind !== 'biguint'
  if (dtypes[dtype].kind === 'float') return true
  if (dtype === 'uint32') return value >>> 0 === value && !Object.is(value, -0)
  return dtype !== 'int64' && dtype !== 'uint64' && isInt32(value)
}

/** How a scalar is passed to an input declared as `dtype`. */
export function scalarTypeOf(dtype: DType): ScalarType {
  if (dtype === 'float64' || dtype === 'float32' || dtype === 'int64' || dtype === 'uint64') return dtype
  return dtype === 'uint32' ? 'float64' : 'int32'
}

/** The array converted to a dtype; a temporary in plain memory. */
export function convert(array: AnyTypedArray | readonly number[], dtype: DType): AnyTypedArray {
  const copy = new dtypes[dtype].array(array.length)
  ;(copy as Float64Array).set(array as ArrayLike<number>)
  return copy
}
