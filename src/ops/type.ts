import type { DType } from '../base/dtypes.ts'

/**
 * The value types of the IR. JavaScript has one number; a value is an integer here only where range analysis shows that the
 * answer is the same. `i64` holds exact integers beyond 32 bits.
 */
export type Type = 'f64' | 'f32' | 'i32' | 'i64' | 'bool'
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
}

/** The type that an element has as a value; undefined where the dtype is no number (`int64`, `uint64`). */
export const elementType: Readonly<Record<DType, NumberType | undefined>> = {
  float64: 'f64',
  float32: 'f32',
  int8: 'i32',
  int16: 'i32',
  int32: 'i32',
  int64: undefined,
  uint8: 'i32',
  uint8c: 'i32',
  uint16: 'i32',
  uint32: 'i64',
  uint64: undefined,
}
