import type { DType } from '../../base/dtypes.ts'
import { type NumberType, types } from '../../ops/type.ts'
import { type Access, type Expr, mayFault, type StoreStmt } from '../ir/nodes.ts'
import type { AccessPlan } from '../plan/accesses.ts'
import type { Spacing } from '../plan/spacing.ts'
import { elementText, splitOffset } from './address.ts'
import type { LaneBytes, Lanes, LaneText } from './lanes.ts'
import { pairs } from './lanes.ts'
import type { Scalar } from './scalar.ts'

/** What reading and writing the lanes of an array needs of the code around it. */
export interface MemoryContext {
  readonly text: LaneText
  readonly scalar: Scalar
  /** The lanes that are on; undefined where all are. */
  readonly mask: Lanes | undefined
  /** Iterations of this trip that stand before this gang. */
  readonly skip: number
  readonly plan: AccessPlan
  /** The lanes of an expression. */
  readonly lanes: (expr: Expr) => Lanes
  /** The lanes of an index modulo 2^32, in i32. */
  readonly indices: (expr: Expr) => Lanes
  /** Whether the loop's array is the same in all its iterations. */
  readonly steady: boolean
  /** Text that runs the gang's iterations one by one; does not return. */
  readonly again: () => string
}

/** Lanes of an array's elements, from where the index says. */
export function loadLanes(cx: MemoryContext, access: Access, index: Expr, type: NumberType): Lanes {
  const { shape, guard } = cx.plan
  const certain = guard === 'none' || (guard === 'masked' && cx.mask === undefined)
  if (shape === 'contiguous') {
    if (certain) return contiguous(cx, access, index, type)
    return index.kind === 'position' ? gathered(cx, access, index, type) : whereInside(cx, access, index, type)
  }
  if (shape === 'strided' && certain) return strided(cx, access, index, type)
  return gathered(cx, access, index, type)
}

const small: Readonly<Partial<Record<DType, 's' | 'u'>>> = {
  int8: 's',
  uint8: 'u',
  uint8c: 'u',
  int16: 's',
  uint16: 'u',
}

/** The address of a gang's first lane, as a pointer that neighbours share and a constant distance. */
function pointer(cx: MemoryContext, access: Access, index: Expr): { base: string; offset: number } {
  const { shift } = elementText[access.array.dtype]
  const array = cx.scalar.array(access.array)
  const { rest, offset } = splitOffset(index, shift)
  const at = rest ? `${array} + (${cx.scalar.wrapped(rest)} << ${shift})` : array
  return {
    base: cx.text.compute(at, mayFault(index)),
    offset: (offset << shift) + ((cx.skip * (cx.plan.stride ?? 0)) << shift),
  }
}

const immediate = (offset: number): string => (offset === 0 ? '' : `, ${offset}`)

function contiguous(cx: MemoryContext, access: Access, index: Expr, type: NumberType): Lanes {
  const { base, offset } = pointer(cx, access, index)
  const load = (at: number, instruction = 'load'): string =>
    cx.text.compute(`v128.${instruction}(${base}${immediate(offset + at)})`, true)
  const { dtype } = access.array
  const sign = small[dtype]
  if (sign !== undefined) return widened(cx, dtype, sign, load)
  if (dtype === 'uint32') {
    const words = Array.from({ length: cx.text.partsOf(4) }, (_, i) => load(16 * i))
    const parts = words.flatMap((part) =>
      ['low', 'high'].map((half) => cx.text.compute(`i64x2.extend_${half}_i32x4_u(${part})`)),
    )
    return { bytes: 8, parts }
  }
  const bytes = types[type].bytes as LaneBytes
  return { bytes, parts: Array.from({ length: cx.text.partsOf(bytes) }, (_, i) => load(16 * i)) }
}

/** Elements of 8 and 16 bits as i32 lanes. */
function widened(cx: MemoryContext, dtype: DType, sign: 's' | 'u', load: (at: number, how?: string) => string): Lanes {
  const { text } = cx
  const halves = (part: string, to: string, from: string): string[] =>
    ['low', 'high'].map((half) => text.compute(`${to}.extend_${half}_${from}_${sign}(${part})`))
  const low = (part: string, to: string, from: string): string =>
    text.compute(`${to}.extend_low_${from}_${sign}(${part})`)
  const byte = elementText[dtype].shift === 0
  const bytes = text.lanes << elementText[dtype].shift
  const words: string[] = []
  if (bytes < 16) {
    const part = load(0, bytes === 4 ? 'load32_zero' : 'load64_zero')
    words.push(byte ? low(part, 'i16x8', 'i8x16') : part)
  } else for (let at = 0; at < bytes; at += 16) words.push(...(byte ? halves(load(at), 'i16x8', 'i8x16') : [load(at)]))
  const parts =
    text.lanes === 4 ? [low(words[0], 'i32x4', 'i16x8')] : words.flatMap((part) => halves(part, 'i32x4', 'i16x8'))
  return { bytes: 4, parts }
}

/** A contiguous read where all its lanes lie in the array, else lane by lane. */
function whereInside(cx: MemoryContext, access: Access, index: Expr, type: NumberType): Lanes {
  const { text, scalar } = cx
  const bytes = types[type].bytes as LaneBytes
  const first = text.compute(`<i64>${scalar.operand(index)}${cx.skip ? ` + ${cx.skip}` : ''}`, mayFault(index))
  const inside = `${first} >= 0 && ${first} <= <i64>${scalar.length(access.array)} - ${text.lanes}`
  const zero = text.repeat(text.hoist('i32x4.splat(0)', 'off'), bytes)
  if (cx.mask === undefined) {
    // All lanes are on: one that lies outside throws.
    text.scoped(`if (!(${inside})) {`, () => text.lines.add(cx.again(), 'unreachable()'))
    return contiguous(cx, access, index, type)
  }
  const value = text.variables(zero, 'v')
  text.scoped(`if (${inside}) {`, () => text.assign([{ to: value, value: contiguous(cx, access, index, type) }]))
  text.scoped('else {', () => text.assign([{ to: value, value: gathered(cx, access, index, type) }]))
  return value
}

/** Elements at one distance from lane to lane. */
function strided(cx: MemoryContext, access: Access, index: Expr, type: NumberType): Lanes {
  return pick(cx, access, type, stridedPlaces(cx, access, index))
}

/** The arguments of an access to each lane's element, the address and the immediate offset, where they are at one distance. */
function stridedPlaces(cx: MemoryContext, access: Access, index: Expr): (lane: number) => string {
  const { shift } = elementText[access.array.dtype]
  if (cx.plan.spacing) return spacedPlaces(cx, access, cx.plan.spacing)
  const { base, offset } = pointer(cx, access, index)
  const step = cx.plan.stride! * 2 ** shift
  // Distances in an instruction are not negative: count from the last lane where the index falls.
  const fall = step < 0 ? step * (cx.text.lanes - 1) : 0
  const from = offset + fall < 0 ? cx.text.compute(`${base} - ${-(offset + fall)}`) : base
  const start = offset + fall < 0 ? -fall : offset
  return (lane) => `${from}${immediate(start + step * lane)}`
}

/** The same where the distance is one of run time: each address is the last one and the distance. */
function spacedPlaces(
  { text, scalar, skip }: MemoryContext,
  { array }: Access,
  spacing: Spacing,
): (lane: number) => string {
  const { shift } = elementText[array.dtype]
  const { rest, offset } = splitOffset(spacing.first, shift)
  const by = text.compute(`${scalar.wrapped(spacing.by)} << ${shift}`)
  const first = rest ? `${scalar.array(array)} + (${scalar.wrapped(rest)} << ${shift})` : scalar.array(array)
  let at = text.compute(skip === 0 ? first : `${first} + ${skip} * ${by}`)
  const places = Array.from({ length: text.lanes }, (_, lane) => {
    if (lane > 0) at = text.compute(`${at} + ${by}`)
    return `${at}${immediate(offset << shift)}`
  })
  return (lane) => places[lane]
}

/** Elements at indices of each lane's own; lanes that are off read the first. */
function gathered(cx: MemoryContext, access: Access, index: Expr, type: NumberType): Lanes {
  const at = pointers(cx, access, index)
  return pick(cx, access, type, (lane) => `<usize>i32x4.extract_lane(${at.parts[lane >> 2]}, ${lane & 3})`)
}

/** The addresses of each lane's element, in i32 lanes. Those that are off are at the first element. */
export function pointers(cx: MemoryContext, access: Access, index: Expr): Lanes {
  const { text, scalar, mask } = cx
  const { shift } = elementText[access.array.dtype]
  let at = cx.plan.guard === 'checked' ? checkedIndices(cx, access, index) : cx.indices(index)
  if (mask !== undefined && cx.plan.guard !== 'none') at = text.and(text.width(mask, 4), at)
  const scaled = shift === 0 ? at : text.map(at, (part) => `i32x4.shl(${part}, ${shift})`)
  const base = invariant(cx, `i32x4.splat(<i32>${scalar.array(access.array)})`)
  return text.map(scaled, (part) => `i32x4.add(${part}, ${base})`)
}

/** A name for what an array that stays the same gives: before the loop. */
function invariant({ text, steady }: MemoryContext, value: string): string {
  return steady ? text.hoist(value, 'u') : text.compute(value)
}

/** The indices, after the lanes that are on have been found to lie in the array. */
function checkedIndices(cx: MemoryContext, access: Access, index: Expr): Lanes {
  const { text, scalar, mask } = cx
  const length = scalar.length(access.array)
  let outside: Lanes
  let inside: Lanes | undefined
  let at: Lanes
  if (index.type === 'i32' || cx.plan.narrow) {
    at = cx.indices(index)
    const most = invariant(cx, `i32x4.splat(${length})`)
    outside = text.map(at, (part) => `i32x4.ge_u(${part}, ${most})`)
  } else if (index.type === 'i64') {
    const wide = cx.lanes(index)
    const most = invariant(cx, `i64x2.splat(<i64>${length})`)
    const least = text.hoist('i64x2.splat(0)', 'off')
    outside = text.map(wide, (part) => `v128.or(i64x2.lt_s(${part}, ${least}), i64x2.ge_s(${part}, ${most}))`)
    at = text.width(wide, 4)
  } else {
    const wide = cx.lanes(index)
    const most = invariant(cx, `f64x2.splat(<f64>${length})`)
    const least = text.hoist('f64x2.splat(0)', 'off')
    const whole = cx.scalar.isWhole(index)
    // NaN fails every comparison.
    inside = text.map(wide, (part) => {
      const range = `v128.and(f64x2.ge(${part}, ${least}), f64x2.lt(${part}, ${most}))`
      return whole ? range : `v128.and(${range}, f64x2.eq(${part}, f64x2.floor(${part})))`
    })
    outside = mask === undefined ? inside : text.not(inside)
    // The low bits of what lies in the array; those of other lanes are not used.
    const shift = text.hoist('f64x2.splat(4503599627370496.0)', 'c')
    const parts = pairs(wide.parts).map((both) => {
      const [a, b] = both.map((part) => text.compute(`f64x2.add(${part}, ${shift})`))
      return text.compute(`v128.shuffle<i32>(${a}, ${b}, 0, 2, 4, 6)`)
    })
    at = { bytes: 4, parts }
  }
  const fails = mask === undefined && inside ? `!${text.all(inside)}` : text.any(text.and(mask, outside))
  text.scoped(`if (${fails}) {`, () => text.lines.add(cx.again(), 'unreachable()'))
  return at
}

/** Puts elements read one by one into lanes. `at` is the address of each lane's. */
function pick(cx: MemoryContext, access: Access, type: NumberType, at: (lane: number) => string): Lanes {
  const { text } = cx
  const { shape } = types[type]
  const bytes = types[type].bytes as LaneBytes
  const { type: element } = elementText[access.array.dtype]
  const same = element === type
  const count = 16 / bytes
  const parts = Array.from({ length: text.partsOf(bytes) }, (_, part) => {
    let value = ''
    for (let i = 0; i < count; i++) {
      const address = at(part * count + i)
      if (same) {
        const [pointer, offset = '0'] = address.split(/, (?=-?\d+$)/)
        value = text.compute(
          i === 0
            ? `v128.load${bytes * 8}_zero(${address})`
            : `v128.load${bytes * 8}_lane(${pointer}, ${value}, ${i}${offset === '0' ? '' : `, ${offset}`})`,
          true,
        )
      } else {
        const one = `<${type}>load<${element}>(${address})`
        value = text.compute(i === 0 ? `${shape}.splat(${one})` : `${shape}.replace_lane(${value}, ${i}, ${one})`, true)
      }
    }
    return value
  })
  return { bytes, parts }
}

/** Writes lanes, those that are on. */
export function storeLanes(cx: MemoryContext, stmt: StoreStmt, value: Lanes): void {
  const { text, mask } = cx
  const { access, index } = stmt
  const { shape, guard, own } = cx.plan
  const lanewise = (): void => scattered(cx, stmt, value)
  if (shape !== 'contiguous' || guard === 'checked') lanewise()
  else if (mask === undefined || mask.constant === true) whole(cx, access, index, value)
  else if (own) blended(cx, access, index, value, mask)
  else {
    text.scoped(`if (${text.all(mask)}) {`, () => whole(cx, access, index, value))
    text.scoped('else {', lanewise)
  }
  text.forgetLoads()
}

/** Writes all lanes side by side. */
function whole(cx: MemoryContext, access: Access, index: Expr, value: Lanes): void {
  const { text } = cx
  const { base, offset } = pointer(cx, access, index)
  const { dtype } = access.array
  const bytes = text.lanes << elementText[dtype].shift
  const parts = small[dtype] === undefined ? value.parts : narrowed(cx, dtype, value)
  if (bytes < 16) text.lines.add(`v128.store${bytes * 8}_lane(${base}, ${parts[0]}, 0${immediate(offset)})`)
  else parts.forEach((part, i) => void text.lines.add(`v128.store(${base}, ${part}${immediate(offset + 16 * i)})`))
}

/** i32 lanes as elements of 8 or 16 bits, which wrap; those of a clamped array saturate. */
function narrowed(cx: MemoryContext, dtype: DType, value: Lanes): string[] {
  const { text } = cx
  const clamped = dtype === 'uint8c'
  const byte = elementText[dtype].shift === 0
  const bits = text.hoist(`i32x4.splat(${byte ? 255 : 65535})`, 'c')
  const low = clamped ? value.parts : value.parts.map((part) => text.compute(`v128.and(${part}, ${bits})`))
  const join = (parts: readonly string[], instruction: string): string[] => {
    if (parts.length === 1) return [text.compute(`${instruction}(${parts[0]}, ${parts[0]})`)]
    return pairs(parts).map(([a, b]) => text.compute(`${instruction}(${a}, ${b})`))
  }
  const words = join(low, clamped ? 'i16x8.narrow_i32x4_s' : 'i16x8.narrow_i32x4_u')
  return byte ? join(words, 'i8x16.narrow_i16x8_u') : words
}

/** Writes back what lies in the lanes that are off: no other thread writes there. */
function blended(cx: MemoryContext, access: Access, index: Expr, value: Lanes, mask: Lanes): void {
  const { text } = cx
  const { base, offset } = pointer(cx, access, index)
  const bytes = (1 << elementText[access.array.dtype].shift) as LaneBytes
  const on = text.width(mask, bytes)
  value.parts.forEach((part, i) => {
    const at = immediate(offset + 16 * i)
    const old = text.compute(`v128.load(${base}${at})`, true)
    text.lines.add(`v128.store(${base}, v128.bitselect(${part}, ${old}, ${on.parts[i]})${at})`)
  })
}

/** Writes lane by lane, in the order of the iterations. */
function scattered(cx: MemoryContext, stmt: StoreStmt, value: Lanes): void {
  const { text, mask } = cx
  const { access, index } = stmt
  const { dtype } = access.array
  const { shift, type } = elementText[dtype]
  const place = places(cx, access, index)
  const bits = mask && laneBits(text, mask)
  for (let lane = 0; lane < text.lanes; lane++) {
    const [address, offset] = place(lane).split(/, (?=\d+$)/)
    const at = offset === undefined ? '' : `, ${offset}`
    const count = 16 / value.bytes
    const part = value.parts[Math.floor(lane / count)]
    const shape = value.bytes === 8 ? (type === 'f64' ? 'f64x2' : 'i64x2') : type === 'f32' ? 'f32x4' : 'i32x4'
    const one = `${shape}.extract_lane(${part}, ${lane % count})`
    const stored = dtype === 'uint8c' ? `min<i32>(max<i32>(${one}, 0), 255)` : one
    const line =
      1 << shift === value.bytes
        ? `v128.store${8 << shift}_lane(${address}, ${part}, ${lane % count}${at})`
        : `store<${type}>(${address}, <${type}>${stored}${at})`
    text.lines.add(bits ? `if (${bits} & ${2 ** lane}) ${line}` : line)
  }
}

/** The arguments of a store to each lane's element. */
function places(cx: MemoryContext, access: Access, index: Expr): (lane: number) => string {
  if (cx.plan.shape === 'strided' && cx.plan.guard !== 'checked') return stridedPlaces(cx, access, index)
  const at = pointers(cx, access, index)
  return (lane) => `<usize>i32x4.extract_lane(${at.parts[lane >> 2]}, ${lane & 3})`
}

/** A bit for each lane that is on. */
export function laneBits(text: LaneText, mask: Lanes): string {
  const parts = text.width(mask, 4).parts.map((part, i) => {
    const bits = `i32x4.bitmask(${part})`
    return i === 0 ? bits : `(${bits} << ${4 * i})`
  })
  return text.compute(parts.join(' | '))
}
