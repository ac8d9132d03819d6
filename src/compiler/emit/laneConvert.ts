import { isBigType, types } from '../../ops/type.ts'
import type { Expr } from '../ir/nodes.ts'
import { type LaneBytes, type Lanes, type LaneText, pairs } from './lanes.ts'
import type { Scalar } from './scalar.ts'

type Convert = Extract<Expr, { kind: 'convert' }>

/** Lanes of another type; undefined where SIMD has no instructions for it. */
export function convertLanes(text: LaneText, scalar: Scalar, value: Lanes, expr: Convert): Lanes | undefined {
  const { type: to, mode } = expr
  const from = expr.value.type
  if (mode === 'unsigned') return halves(text, value, 'i64x2.extend', 'i32x4_u')
  if (mode === 'clamp') return undefined
  if (mode === 'bits') return value
  if (mode === 'bigint' && from === 'i64') return value
  if (mode === 'int32') {
    if (from === 'i64') return text.width(value, 4)
    if (from === 'i32') return value
    if (from !== 'f64') return undefined
    scalar.use('toInt32Lanes')
    return { bytes: 4, parts: pairs(value.parts).map(([a, b]) => text.compute(`toInt32Lanes(${a}, ${b})`)) }
  }
  if (from === to) return value
  if (from === 'bool') {
    if (to === 'bool') return value
    const { shape, bytes } = types[to]
    const one = text.hoist(`${shape}.splat(1)`, 'c')
    return text.map(text.width(value, bytes as LaneBytes), (part) => `v128.and(${part}, ${one})`)
  }
  if (to === 'f64' && (from === 'f32' || from === 'i32')) {
    const instruction = from === 'f32' ? 'f64x2.promote_low_f32x4' : 'f64x2.convert_low_i32x4_s'
    const parts = value.parts.flatMap((part) => {
      const upper = text.compute(`v128.shuffle<i64>(${part}, ${part}, 1, 0)`)
      return [text.compute(`${instruction}(${part})`), text.compute(`${instruction}(${upper})`)]
    })
    return { bytes: 8, parts }
  }
  if (from === 'i32' && to === 'f32') return text.map(value, (part) => `f32x4.convert_i32x4_s(${part})`)
  if (from === 'i32' && (to === 'i64' || isBigType(to))) return halves(text, value, 'i64x2.extend', 'i32x4_s')
  if ((from === 'i64' || isBigType(from)) && to === 'i32') return text.width(value, 4)
  if (isBigType(from) && to === 'i64') return value
  if (from === 'f32' && to === 'i32') return text.map(value, (part) => `i32x4.trunc_sat_f32x4_s(${part})`)
  if (from === 'f64' && (to === 'f32' || to === 'i32')) {
    const instruction = to === 'f32' ? 'f32x4.demote_f64x2_zero' : 'i32x4.trunc_sat_f64x2_s_zero'
    const parts = pairs(value.parts).map((pair) => {
      const [a, b] = pair.map((part) => text.compute(`${instruction}(${part})`))
      return text.compute(`v128.shuffle<i64>(${a}, ${b}, 0, 2)`)
    })
    return { bytes: 4, parts }
  }
  return undefined
}

/** Unsigned numbers of 32 bits, in i32 lanes, as f64. */
export function unsignedToFloat(text: LaneText, value: Lanes): Lanes {
  const parts = value.parts.flatMap((part) => {
    const upper = text.compute(`v128.shuffle<i64>(${part}, ${part}, 1, 0)`)
    return [part, upper].map((half) => text.compute(`f64x2.convert_low_i32x4_u(${half})`))
  })
  return { bytes: 8, parts }
}

function halves(text: LaneText, value: Lanes, to: string, from: string): Lanes {
  const parts = value.parts.flatMap((part) =>
    ['low', 'high'].map((half) => text.compute(`${to}_${half}_${from}(${part})`)),
  )
  return { bytes: 8, parts }
}

/** Numbers as a clamped array stores them, in i32 lanes that the store saturates: to the nearest, halves to even; NaN is 0. */
export function clampedBytes(text: LaneText, value: Lanes): Lanes {
  const parts = pairs(value.parts).map((pair) => {
    const [a, b] = pair.map((part) => text.compute(`i32x4.trunc_sat_f64x2_s_zero(f64x2.nearest(${part}))`))
    return text.compute(`v128.shuffle<i64>(${a}, ${b}, 0, 2)`)
  })
  return { bytes: 4, parts }
}
