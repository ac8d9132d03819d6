import { dtypeOf } from '../base/dtypes.ts'
import { NdArray } from '../base/ndarray.ts'
import {
  type ArgType,
  type ArrayType,
  type IntegerUse,
  type NarrowInt,
  narrowed,
  narrowInts,
  type ScalarType,
} from '../compiler/manifest.ts'

/** Whether a value is a number that an int32 holds exactly; -0 is not. */
export function isInt32(value: unknown): value is number {
  return typeof value === 'number' && (value | 0) === value && (value !== 0 || 1 / value > 0)
}

function lies(value: number, [least, most]: readonly [number, number]): boolean {
  return value >= least && value <= most
}

/** The type of a number where its parameter is so used. */
function typeOfNumber(value: number, use: IntegerUse | undefined): ScalarType {
  if (use === undefined || !isInt32(value)) return 'float64'
  return narrowed[use].find((name) => lies(value, narrowInts[name])) ?? 'int32'
}

/**
 * The type an argument is specialised as, or undefined where a kernel cannot take it. `use`: what its parameter is
 * used for, so that a number which is an integer is an int32. A `number[]` is a `float64[:]`.
 */
export function typeOfArgument(value: unknown, use: IntegerUse | undefined): ArgType | undefined {
  if (typeof value === 'number') return { kind: 'scalar', dtype: typeOfNumber(value, use) }
  if (typeof value === 'bigint') {
    if (BigInt.asIntN(64, value) === value) return { kind: 'scalar', dtype: value < 0n ? 'int64' : 'uint63' }
    return BigInt.asUintN(64, value) === value ? { kind: 'scalar', dtype: 'uint64' } : undefined
  }
  if (typeof value === 'boolean') return { kind: 'scalar', dtype: 'bool' }
  if (Array.isArray(value)) return { kind: 'array', dtype: 'float64', ndim: 1 }
  if (NdArray.is(value)) return typeOfNdArray(value)
  const row = dtypeOf(value)
  return row && { kind: 'array', dtype: row.name, ndim: 1 }
}

/** The type of an n-d array. One of one dimension without gaps is like a typed array. */
export function typeOfNdArray({ dtype, shape, layout }: NdArray): ArrayType {
  return { kind: 'array', dtype, ndim: shape.length, ...(layout !== 'C' && { layout }) }
}

/**
 * The type for which a declared one is compiled for an argument that it accepts: one that says `[:,:]` takes any array of two
 * dimensions, and one that is not in C order has code of its own.
 */
export function fittingType(declared: ArgType, value: unknown): ArgType {
  if (declared.kind === 'scalar' || !NdArray.is(value)) return declared
  const given = typeOfNdArray(value)
  const order = [undefined, 'rows', 'strided']
  return order.indexOf(given.layout) > order.indexOf(declared.layout) ? given : declared
}

/** Whether a parameter declared as `type` takes the value. A number for an int32 must be one; arrays are not converted. */
export function accepts(type: ArgType, value: unknown): boolean {
  if (type.kind === 'array') {
    if (Array.isArray(value))
      return type.ndim === 1 && type.layout === undefined && type.dtype !== 'int64' && type.dtype !== 'uint64'
    if (NdArray.is(value)) return value.dtype === type.dtype && value.shape.length === type.ndim
    return type.ndim === 1 && type.layout === undefined && dtypeOf(value)?.name === type.dtype
  }
  if (type.dtype === 'bool') return typeof value === 'boolean'
  if (type.dtype === 'int64') return typeof value === 'bigint' && BigInt.asIntN(64, value) === value
  if (type.dtype === 'uint63') return typeof value === 'bigint' && BigInt.asUintN(63, value) === value
  if (type.dtype === 'uint64') return typeof value === 'bigint' && BigInt.asUintN(64, value) === value
  if (isNarrow(type.dtype)) return isInt32(value) && lies(value, narrowInts[type.dtype])
  return type.dtype === 'int32' ? isInt32(value) || Object.is(value, -0) : typeof value === 'number'
}

/** Whether a type is a range of int32. */
export function isNarrow(type: string): type is NarrowInt {
  return type in narrowInts
}

/** A scalar as the kernel sees it: rounded where it is float32, -0 made 0 where it is int32. */
export function scalarValue(type: ArgType, value: unknown): number | bigint {
  if (typeof value === 'bigint') return value
  if (type.dtype === 'float32') return Math.fround(value as number)
  return type.dtype === 'float64' ? (value as number) : Number(value) | 0
}
