import type { DType } from '../../base/dtypes.ts'
import { type NumberType, type SmallRow, smallElement, smallTypes, types } from '../../ops/type.ts'
import type { Access, Expr, StoreStmt } from '../ir/nodes.ts'
import { mayFault } from '../ir/walk.ts'
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

/** What lanes hold of an element: a value of this type; of a small one its low `bytes`, where these are fewer. */
interface Held {
  readonly type: NumberType
  readonly bytes: LaneBytes
}

/** Lanes of an array's elements, from where the index says. */
export function loadLanes(
  cx: MemoryContext,
  access: Access,
  index: Expr,
  type: NumberType,
  bytes: LaneBytes = types[type].bytes as LaneBytes,
): Lanes {
  const { shape, guard } = cx.plan
  const certain = guard === 'none' || (guard === 'masked' && cx.mask === undefined)
  const held = { type, bytes }
  if (shape === 'contiguous') {
    if (certain) return contiguous(cx, access, index, held)
    return index.kind === 'position' ? gathered(cx, access, index, held) : whereInside(cx, access, index, held)
  }
  if (shape === 'strided' && certain) return strided(cx, access, index, held)
  return gathered(cx, access, index, held)
}

/** The address of a gang's first lane, as a pointer that neighbours share and a constant distance. */
export function pointer(cx: MemoryContext, access: Access, index: Expr): { base: string; offset: number } {
  const { shift } = elementText[access.array.dtype]
  const array = cx.scalar.array(access.array)
  const { rest, offset } = splitOffset(index, shift)
  const at = rest ? `${array} + (${cx.scalar.wrapped(rest)} << ${shift})` : array
  return {
    base: cx.text.compute(at, mayFault(index)),
    offset: (offset << shift) + ((cx.skip * (cx.plan.stride ?? 0)) << shift),
  }
}

export const immediate = (offset: number): string => (offset === 0 ? '' : `, ${offset}`)

function contiguous(cx: MemoryContext, access: Access, index: Expr, held: Held): Lanes {
  const { base, offset } = pointer(cx, access, index)
  const load = (at: number, instruction = 'load'): string =>
    cx.text.compute(`v128.${instruction}(${base}${immediate(offset + at)})`, true)
  const { dtype } = access.array
  if (smallElement[dtype]) return small(cx, dtype, held.bytes, load)
  if (dtype === 'uint32') {
    const words = Array.from({ length: cx.text.partsOf(4) }, (_, i) => load(16 * i))
    const parts = words.flatMap((part) =>
      ['low', 'high'].map((half) => cx.text.compute(`i64x2.extend_${half}_i32x4_u(${part})`)),
    )
    return { bytes: 8, parts }
  }
  const { bytes } = held
  return { bytes, parts: Array.from({ length: cx.text.partsOf(bytes) }, (_, i) => load(16 * i)) }
}

/** Elements of 8 and 16 bits, side by side. */
function small(cx: MemoryContext, dtype: DType, wanted: LaneBytes, load: (at: number, how?: string) => string): Lanes {
  const { text } = cx
  const { bytes, sign } = smallTypes[smallElement[dtype]!]
  const all = text.lanes * bytes
  // Eight bytes are read as lanes of 16 bits at once, but where they are read together.
  if (bytes === 1 && wanted === 2 && text.lanes >= 8) {
    const parts = Array.from({ length: text.lanes / 8 }, (_, i) => load(8 * i, `load8x8_${sign}`))
    return { bytes: 2, parts }
  }
  const parts =
    all < 16
      ? [load(0, all === 4 ? 'load32_zero' : 'load64_zero')]
      : Array.from({ length: all / 16 }, (_, i) => load(16 * i))
  return text.fitted({ bytes, parts }, wanted, sign)
}

/** A contiguous read where all its lanes lie in the array, else lane by lane. */
function whereInside(cx: MemoryContext, access: Access, index: Expr, held: Held): Lanes {
  const { text, scalar } = cx
  const first = text.compute(`<i64>${scalar.operand(index)}${cx.skip ? ` + ${cx.skip}` : ''}`, mayFault(index))
  const inside = `${first} >= 0 && ${first} <= <i64>${scalar.length(access.array)} - ${text.lanes}`
  const zero = text.repeat(text.hoist('i32x4.splat(0)', 'off'), held.bytes)
  if (cx.mask === undefined) {
    // All lanes are on: one that lies outside throws.
    text.scoped(`if (!(${inside})) {`, () => text.lines.add(cx.again(), 'unreachable()'))
    return contiguous(cx, access, index, held)
  }
  const value = text.variables(zero, 'v')
  text.scoped(`if (${inside}) {`, () => text.assign([{ to: value, value: contiguous(cx, access, index, held) }]))
  text.scoped('else {', () => text.assign([{ to: value, value: gathered(cx, access, index, held) }]))
  return value
}

/** Distances at which lanes are read by whole vectors: what is skipped is most of them beyond it. */
const MOST_INTERLEAVED = 4

/** Elements at a short distance, such as the colours of pixels: of whole vectors, which accesses to the elements between share. */
function interleaved(cx: MemoryContext, access: Access, index: Expr, element: SmallRow, wanted: LaneBytes): Lanes {
  const { text } = cx
  const { base, offset } = pointer(cx, access, index)
  // Bytes that no element fills are 0, which is how an unsigned number is wider.
  const bytes = element.sign === 'u' && wanted > element.bytes ? wanted : element.bytes
  const step = cx.plan.stride! * element.bytes
  const from = offset - (offset % step)
  const count = Math.min(text.lanes, 16 / bytes)
  const parts = Array.from({ length: text.partsOf(bytes) }, (_, part) => {
    const picked = Array.from({ length: Math.ceil((count * step) / 16) }, (_, i) => {
      const places = Array.from({ length: 16 }, (_, byte) => {
        const [lane, at] = [Math.floor(byte / bytes), byte % bytes]
        const place = lane * step + (offset - from) + at - 16 * i
        return lane < count && at < element.bytes && place >= 0 && place < 16 ? place : -1
      })
      const vector = text.compute(`v128.load(${base}${immediate(from + part * count * step + 16 * i)})`, true)
      return text.compute(`i8x16.swizzle(${vector}, ${text.hoist(`i8x16(${places.join(', ')})`, 'places')})`)
    })
    return picked.reduce((a, b) => text.compute(`v128.or(${a}, ${b})`))
  })
  return text.fitted({ bytes, parts }, wanted, element.sign)
}

/** Elements at one distance from lane to lane. */
function strided(cx: MemoryContext, access: Access, index: Expr, held: Held): Lanes {
  const element = smallElement[access.array.dtype]
  const { stride, spacing } = cx.plan
  if (element && stride! > 1 && stride! <= MOST_INTERLEAVED && spacing === undefined && held.bytes <= 4)
    return interleaved(cx, access, index, smallTypes[element], held.bytes)
  return pick(cx, access, held, stridedPlaces(cx, access, index))
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
function gathered(cx: MemoryContext, access: Access, index: Expr, held: Held): Lanes {
  const at = pointers(cx, access, index)
  return pick(cx, access, held, (lane) => `<usize>i32x4.extract_lane(${at.parts[lane >> 2]}, ${lane & 3})`)
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
function pick(cx: MemoryContext, access: Access, { type, bytes: wanted }: Held, at: (lane: number) => string): Lanes {
  const { text } = cx
  const { shape } = types[type]
  const { type: element } = elementText[access.array.dtype]
  const small = smallElement[access.array.dtype]
  if (small) {
    const { bytes, sign } = smallTypes[small]
    if (wanted !== bytes) return text.fitted(pick(cx, access, { type, bytes }, at), wanted, sign)
  }
  const bytes = wanted
  const same = element === type || small !== undefined
  const count = Math.min(text.lanes, 16 / bytes)
  const parts = Array.from({ length: text.partsOf(bytes) }, (_, part) => {
    let value = ''
    for (let i = 0; i < count; i++) {
      const address = at(part * count + i)
      if (same) {
        const [pointer, offset = '0'] = address.split(/, (?=-?\d+$)/)
        value = text.compute(
          i === 0
            ? `v128.load${bytes * 8}_${bytes < 4 ? 'splat' : 'zero'}(${address})`
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

/** Writes lanes, those that are on. Those of a small element have its bytes. */
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
  const bytes = text.lanes << elementText[access.array.dtype].shift
  const { parts } = value
  if (bytes < 16) text.lines.add(`v128.store${bytes * 8}_lane(${base}, ${parts[0]}, 0${immediate(offset)})`)
  else parts.forEach((part, i) => void text.lines.add(`v128.store(${base}, ${part}${immediate(offset + 16 * i)})`))
}

/** Writes back what lies in the lanes that are off: no other thread writes there. */
function blended(cx: MemoryContext, access: Access, index: Expr, value: Lanes, mask: Lanes): void {
  const { text } = cx
  const { base, offset } = pointer(cx, access, index)
  const bytes = (1 << elementText[access.array.dtype].shift) as LaneBytes
  const on = text.width(mask, bytes)
  const all = text.lanes * bytes
  value.parts.forEach((part, i) => {
    const at = immediate(offset + 16 * i)
    const old = text.compute(`v128.load${all < 16 ? `${8 * all}_zero` : ''}(${base}${at})`, true)
    const joined = `v128.bitselect(${part}, ${old}, ${on.parts[i]})`
    text.lines.add(
      all < 16 ? `v128.store${8 * all}_lane(${base}, ${joined}, 0${at})` : `v128.store(${base}, ${joined}${at})`,
    )
  })
}

/** Writes lane by lane, in the order of the iterations. */
function scattered(cx: MemoryContext, stmt: StoreStmt, value: Lanes): void {
  const { text, mask } = cx
  const { access, index } = stmt
  const { shift, type } = elementText[access.array.dtype]
  const place = places(cx, access, index)
  const bits = mask && laneBits(text, mask)
  for (let lane = 0; lane < text.lanes; lane++) {
    const [address, offset] = place(lane).split(/, (?=\d+$)/)
    const at = offset === undefined ? '' : `, ${offset}`
    const count = 16 / value.bytes
    const part = value.parts[Math.floor(lane / count)]
    const shape = value.bytes === 8 ? (type === 'f64' ? 'f64x2' : 'i64x2') : type === 'f32' ? 'f32x4' : 'i32x4'
    const one = `${shape}.extract_lane(${part}, ${lane % count})`
    const line =
      1 << shift === value.bytes
        ? `v128.store${8 << shift}_lane(${address}, ${part}, ${lane % count}${at})`
        : `store<${type}>(${address}, <${type}>${one}${at})`
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
