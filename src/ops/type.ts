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

/** Whole numbers of which lanes hold 8 or 16 bits: values of the IR are i32 there, too. */
export type SmallType = 'i8' | 'u8' | 'i16' | 'u16'
/** What a lane may hold. */
export type LaneType = NumberType | SmallType

export interface SmallRow extends TypeRow {
  readonly bytes: 1 | 2
  readonly float: false
  /** The suffix of instructions that take the numbers as signed or unsigned. */
  readonly sign: 's' | 'u'
  readonly lo: number
  readonly hi: number
}

export const smallTypes: Readonly<Record<SmallType, SmallRow>> = {
  u8: { bytes: 1, shape: 'i8x16', float: false, sign: 'u', lo: 0, hi: 255 },
  i8: { bytes: 1, shape: 'i8x16', float: false, sign: 's', lo: -128, hi: 127 },
  u16: { bytes: 2, shape: 'i16x8', float: false, sign: 'u', lo: 0, hi: 65535 },
  i16: { bytes: 2, shape: 'i16x8', float: false, sign: 's', lo: -32768, hi: 32767 },
}

export const laneTypes: Readonly<Record<LaneType, TypeRow>> = { ...types, ...smallTypes }

export function isSmall(type: LaneType): type is SmallType {
  return type in smallTypes
}

/** The suffix of a lane type's instructions that depend on the sign. */
export function signSuffix(type: LaneType): string {
  if (laneTypes[type].float) return ''
  return isSmall(type) ? `_${smallTypes[type].sign}` : '_s'
}

/** The small type that an element is. */
export const smallElement: Readonly<Partial<Record<DType, SmallType>>> = {
  int8: 'i8',
  int16: 'i16',
  uint8: 'u8',
  uint8c: 'u8',
  uint16: 'u16',
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
