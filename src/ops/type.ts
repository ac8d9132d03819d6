import type { DType } from '../base/dtypes.ts'

/**
 * The value types of the IR. JavaScript has one number; a value is an integer here only where range analysis shows that the
 * answer is the same. `i64` holds exact integers beyond 32 bits.
 */
export type Type = 'f64' | 'f32' | 'i32' | 'i64' | BigType | 'bool'
/** The low 64 bits of a BigInt, which stand for a signed or an unsigned number. */
export type BigType = 's64' | 'u64'
export type NumberType = Exclude<Type, 'bool'>

export interface TypeRow {
  /** Bytes of a lane. A `bool` has none of its own: a mask takes the width of what was compared. */
  readonly bytes: number
  /** The `v128` shape, the namespace of its intrinsics. */
  readonly shape: string
  readonly float: boolean
}

export const types: Readonly<Record<NumberType, TypeRow>> = {
  f64: { bytes: 8, shape: 'f64x2', float: true },
  f32: { bytes: 4, shape: 'f32x4', float: true },
  i32: { bytes: 4, shape: 'i32x4', float: false },
  i64: { bytes: 8, shape: 'i64x2', float: false },
  s64: { bytes: 8, shape: 'i64x2', float: false },
  u64: { bytes: 8, shape: 'i64x2', float: false },
}

export function isBigType(type: Type): type is BigType {
  return type === 's64' || type === 'u64'
}

export function isFloat(type: Type): boolean {
  return type === 'f64' || type === 'f32'
}

/** The type that an element has as a value. */
export const elementType: Readonly<Record<DType, NumberType>> = {
  float64: 'f64',
  float32: 'f32',
  int8: 'i32',
  int16: 'i32',
  int32: 'i32',
  int64: 's64',
  uint8: 'i32',
  uint8c: 'i32',
  uint16: 'i32',
  uint32: 'i64',
  uint64: 'u64',
}
