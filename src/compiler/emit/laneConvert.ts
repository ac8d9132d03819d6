import { type Fact, INT32 } from '../../ops/fact.ts'
import { isBigType, types } from '../../ops/type.ts'
import type { Expr } from '../ir/nodes.ts'
import { isWhole } from '../plan/wholes.ts'
import { type LaneBytes, type Lanes, type LaneText, pairs } from './lanes.ts'
import type { Scalar } from './scalar.ts'

type Convert = Extract<Expr, { kind: 'convert' }>

/** Lanes of another type; undefined where SIMD has no instructions for it. `fact`: what is known of the value. */
export function convertLanes(
  text: LaneText,
  scalar: Scalar,
  value: Lanes,
  expr: Convert,
  fact: Fact,
): Lanes | undefined {
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
    if (fact.lo >= INT32.lo && fact.hi <= INT32.hi) return near(text, value, fact.nan, isWhole(expr.value, new Set()))
    return toInt32(text, scalar, value, isWhole(expr.value, new Set()))
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

/**
 * ToInt32 of numbers that may be any: a sum with 1.5 * 2^52 has the low bits of a whole number of less than 2^51, and the exponent of that of no
 * other. Asked once for all lanes.
 */
function toInt32(text: LaneText, scalar: Scalar, value: Lanes, whole: boolean): Lanes {
  scalar.use('toInt32Lanes')
  const exponent = text.hoist('i32x4.splat(0x433)', 'c')
  const sums = value.parts.map((part) =>
    text.compute(`f64x2.add(${whole ? part : `f64x2.trunc(${part})`}, ${text.hoist(SHIFT, 'c')})`),
  )
  const near = pairs(sums).map(
    ([a, b]) => `i32x4.eq(i32x4.shr_s(v128.shuffle<i32>(${a}, ${b}, 1, 3, 5, 7), 20), ${exponent})`,
  )
  const parts = pairs(sums).map(([a, b]) => `v128.shuffle<i32>(${a}, ${b}, 0, 2, 4, 6)`)
  return unless(
    text,
    near,
    parts,
    pairs(value.parts).map(([a, b]) => `toInt32Lanes(${a}, ${b})`),
  )
}

/** The same of float32 numbers, of which those of less than 2^22 are added to 1.5 * 2^23. */
export function singlesToInt32(text: LaneText, scalar: Scalar, value: Lanes, fact: Fact, whole: boolean): Lanes {
  if (fact.lo >= INT32.lo && fact.hi <= INT32.hi) return nearSingle(text, value, fact, whole)
  scalar.use('toInt32Singles')
  const shift = text.hoist('f32x4.splat(<f32>12582912.0)', 'c')
  const limit = text.hoist('f32x4.splat(<f32>4194304.0)', 'c')
  const sizes = text.hoist('i32x4.splat(i32.MAX_VALUE)', 'c')
  const cut = whole ? value : text.map(value, (part) => `f32x4.trunc(${part})`)
  const near = cut.parts.map((part) => `f32x4.lt(v128.and(${part}, ${sizes}), ${limit})`)
  const parts = cut.parts.map((part) => `i32x4.sub(f32x4.add(${part}, ${shift}), ${shift})`)
  return unless(
    text,
    near,
    parts,
    value.parts.map((part) => `toInt32Singles(${part})`),
  )
}

/** Integers in lanes, where all of these masks are on; others in their place, where not. */
function unless(text: LaneText, near: readonly string[], parts: readonly string[], others: readonly string[]): Lanes {
  const known = parts.every((part) => text.knows(part))
  const names = parts.map((part) => text.compute(part, false, 'let'))
  const all = [...new Set(near)].reduce((a, b) => `v128.and(${a}, ${b})`)
  if (!known)
    text.scoped(`if (!i32x4.all_true(${all})) {`, () => {
      for (const [i, name] of new Map(names.map((each, i) => [i, each] as const)))
        text.lines.add(`${name} = ${others[i]}`)
    })
  return { bytes: 4, parts: names }
}

/** Added to it, a whole number of less than 2^51 is the low bits; another one is rounded, halves to even. */
const SHIFT = 'f64x2.splat(6755399441055744.0)'

/** The whole parts of numbers within int32, or NaN, which becomes 0. */
function near(text: LaneText, value: Lanes, nan: boolean, whole: boolean): Lanes {
  const low = value.parts.map((part) => {
    const shifted = text.compute(`f64x2.add(${whole ? part : `f64x2.trunc(${part})`}, ${text.hoist(SHIFT, 'c')})`)
    return nan ? text.compute(`v128.and(${shifted}, f64x2.eq(${part}, ${part}))`) : shifted
  })
  return { bytes: 4, parts: pairs(low).map(([a, b]) => text.compute(`v128.shuffle<i32>(${a}, ${b}, 0, 2, 4, 6)`)) }
}

/** The same of float32, whose low bits are those of less than 2^22. */
function nearSingle(text: LaneText, value: Lanes, { lo, hi, nan }: Fact, whole: boolean): Lanes {
  if (lo < -(2 ** 22) || hi >= 2 ** 22) return text.map(value, (part) => `i32x4.trunc_sat_f32x4_s(${part})`)
  const shift = text.hoist('f32x4.splat(<f32>12582912.0)', 'c')
  return text.map(value, (part) => {
    const shifted = text.compute(`f32x4.add(${whole ? part : `f32x4.trunc(${part})`}, ${shift})`)
    const number = `i32x4.sub(${shifted}, ${shift})`
    return nan ? `v128.and(${number}, f32x4.eq(${part}, ${part}))` : number
  })
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

/** Numbers as a clamped array stores them, in i32 lanes: to the nearest, halves to even; NaN is 0. */
export function clampedBytes(text: LaneText, value: Lanes): Lanes {
  const [least, most, shift] = ['f64x2.splat(0)', 'f64x2.splat(255)', SHIFT].map((limit) => text.hoist(limit, 'c'))
  const low = value.parts.map((part) =>
    text.compute(`f64x2.add(f64x2.pmin(f64x2.pmax(${least}, ${part}), ${most}), ${shift})`),
  )
  return { bytes: 4, parts: pairs(low).map(([a, b]) => text.compute(`v128.shuffle<i32>(${a}, ${b}, 0, 2, 4, 6)`)) }
}
