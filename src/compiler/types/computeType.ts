/** The types in which values of a fact compute exactly as JavaScript does. */
import { EXACT, type Fact, INT32_MAX, INT32_MIN, within } from '../../ops/fact.ts'
import type { NumberType, Type } from '../../ops/type.ts'
import type { ScalarType } from '../manifest.ts'
import { bigType } from './lowerBigs.ts'

export const scalarType: Readonly<Record<ScalarType, Type>> = {
  float64: 'f64',
  float32: 'f32',
  int32: 'i32',
  uint20: 'i32',
  natural20: 'i32',
  natural: 'i32',
  bool: 'bool',
  int64: 's64',
  uint64: 'u64',
  uint63: 's64',
}
/** The types in which values of a fact compute exactly as JavaScript does. */
export function computeType(fact: Fact): NumberType {
  if (fact.big) return bigType(fact.big)
  if (fact.f32) return 'f32'
  if (!fact.int || fact.negZero) return 'f64'
  if (within(fact, INT32_MIN, INT32_MAX)) return 'i32'
  return within(fact, -EXACT, EXACT) ? 'i64' : 'f64'
}

/** The type in which a scalar is returned. */
export function returnType(fact: Fact): Type {
  if (fact.bool) return 'bool'
  const type = computeType(fact)
  return type === 'i64' ? 'f64' : type
}

/** Whether a value is an integer of 32 bits; it may be -0. */
export function fitsInt32(fact: Fact): boolean {
  return within(fact, INT32_MIN, INT32_MAX)
}

/** Comparisons do not tell -0 from 0. */
export function ignoreZeroSign(fact: Fact): Fact {
  return fact.negZero ? { ...fact, negZero: false } : fact
}
