import { type Fact, within } from '../../ops/fact.ts'
import { opNamed } from '../../ops/table.ts'
import { isSmall, laneTypes, type SmallType, signSuffix, smallElement, smallTypes } from '../../ops/type.ts'
import type { Access, Expr, Local, StoreStmt } from '../ir/nodes.ts'
import { printExpr } from '../ir/print.ts'
import { mayFault } from '../ir/walk.ts'
import { clampOf, narrowed } from '../plan/clamps.ts'
import { isShift, smallest, type Threshold, threshold } from '../plan/smallLanes.ts'
import type { VectorPlan } from '../plan/vectors.ts'
import { clampedBytes } from './laneConvert.ts'
import { loadLanes, type MemoryContext } from './laneMemory.ts'
import { integers, type LaneBytes, type Lanes, type LaneText } from './lanes.ts'

type Op = Extract<Expr, { kind: 'op' }>
type Select = Extract<Expr, { kind: 'select' }>

/** What lanes of 8 and 16 bits need of those of any type. */
export interface SmallContext {
  readonly text: LaneText
  readonly plan: VectorPlan
  /** What each local that varies holds. */
  readonly values: ReadonlyMap<Local, Lanes>
  /** Iterations of this trip that stand before this gang. */
  readonly skip: number
  stride(expr: Expr): number | undefined
  /** The lanes of an expression, as wide as its type. */
  lanes(expr: Expr): Lanes
  /** Text of a value that all lanes share, or of the first lane's. */
  shared(expr: Expr): string
  /** The same, and what names texts of it. */
  same(expr: Expr): { value: string; name: (text: string) => string }
  select(expr: Select, side: (expr: Expr) => Lanes): Lanes
  memory(access: Access): MemoryContext
}

/** The low `bytes` of an int32 in each lane. */
export function smallLanes(exprs: SmallContext, expr: Expr, bytes: LaneBytes): Lanes {
  const { text, plan } = exprs
  const stride = exprs.stride(expr)
  if (bytes === 4 && stride !== undefined) return exprs.lanes(expr)
  if (stride === 0) return splat(exprs, expr, bytes)
  if (stride !== undefined) return line(exprs, expr, stride, bytes)
  if (expr.kind === 'load' && plan.small.types.has(expr))
    return loadLanes(exprs.memory(expr.access), expr.access, expr.index, 'i32', bytes)
  const clamped = bytes < 4 ? clampedLanes(exprs, expr, bytes) : undefined
  if (clamped) return clamped
  const type = typeOf(exprs, expr)
  if (type === undefined) return cut(exprs, exprs.lanes(expr), expr, bytes)
  const own = smallTypes[type].bytes
  const value = computed(exprs, expr, type)
  if (own > bytes) return cut(exprs, value, expr, bytes)
  if (own === bytes) return value
  const fact = factOf(exprs, expr)
  const fits = smallest(fact)
  if (fits === undefined || smallTypes[fits].bytes > own)
    throw new Error(
      `the low bits of a number are widened: ${printExpr(expr)} in ${type} to ${bytes}, ${JSON.stringify(fact)}`,
    )
  return text.widened(value, bytes, fact.lo < 0 ? 's' : 'u')
}

/** What is brought into the range of narrower lanes, which narrowing does by itself. */
function clampedLanes(exprs: SmallContext, expr: Expr, bytes: LaneBytes): Lanes | undefined {
  const clamp = exprs.plan.small.saturated.has(expr) ? undefined : clampOf(expr)
  if (clamp?.rest.type !== 'i32' || exprs.stride(clamp.rest) !== undefined) return undefined
  const { rest } = clamp
  const type = typeOf(exprs, rest)
  const own = type === undefined ? 4 : (smallTypes[type].bytes as LaneBytes)
  const fact = factOf(exprs, rest)
  const to = own > bytes ? narrowed(clamp, fact, bytes, own) : undefined
  return to && exprs.text.saturated(smallLanes(exprs, rest, own), bytes, smallTypes[to].sign)
}

function factOf({ plan }: SmallContext, expr: Expr): Fact {
  const { facts } = plan.small
  return expr.kind === 'local' ? facts.ofLocal(expr.local) : facts.of(expr)
}

/** What a store writes of its value: lanes of the element's bytes, where it is a small one. */
export function storedLanes(exprs: SmallContext, { access, value }: StoreStmt): Lanes {
  const { dtype } = access.array
  const element = smallElement[dtype]
  if (element === undefined) return exprs.lanes(value)
  const { bytes, sign, lo, hi } = smallTypes[element]
  if (dtype !== 'uint8c') return smallLanes(exprs, value, bytes)
  if (value.type === 'f64') return exprs.text.saturated(clampedBytes(exprs.text, exprs.lanes(value)), bytes, sign)
  const fact = exprs.plan.small.facts.of(value)
  if (within(fact, lo, hi)) return smallLanes(exprs, value, bytes)
  const { i16 } = smallTypes
  return exprs.text.saturated(smallLanes(exprs, value, within(fact, i16.lo, i16.hi) ? i16.bytes : 4), bytes, sign)
}

/** A value as lanes hold it: in its small type, where it has one. */
export function heldLanes(exprs: SmallContext, expr: Expr): Lanes {
  const type = typeOf(exprs, expr)
  return type === undefined ? exprs.lanes(expr) : smallLanes(exprs, expr, smallTypes[type].bytes)
}

/** The small type that lanes hold an int32 in. */
function typeOf({ plan }: SmallContext, expr: Expr): SmallType | undefined {
  if (expr.kind === 'local') return plan.small.locals.get(expr.local)
  const type = plan.small.types.get(expr)
  return type !== undefined && isSmall(type) ? type : undefined
}

/** A number in fewer bytes than lanes have: saturated where it fits, which takes no masks. */
function cut({ text, plan }: SmallContext, value: Lanes, expr: Expr, bytes: LaneBytes): Lanes {
  const fits = smallest(plan.small.facts.of(expr))
  if (fits === undefined || smallTypes[fits].bytes > bytes) return text.truncated(value, bytes)
  return text.saturated(value, bytes, smallTypes[fits].sign)
}

function splat(exprs: SmallContext, expr: Expr, bytes: LaneBytes): Lanes {
  const { text } = exprs
  const shape = integers[bytes]
  if (expr.kind !== 'const') {
    const { value, name } = exprs.same(expr)
    return text.repeat(name(`${shape}.splat(${bytes === 4 ? '' : `<i${8 * bytes}><i32>`}${value})`), bytes)
  }
  const value = wrapped(expr.value, bytes)
  const part = text.hoist(`${shape}.splat(${value})`, 'c')
  text.note(part, { kind: 'constant', value, ones: value === -1 })
  return text.repeat(part, bytes)
}

/** A number as the signed one of the same low bits. */
function wrapped(value: number, bytes: LaneBytes): number {
  const rest = 32 - 8 * Math.min(bytes, 4)
  return (value << rest) >> rest
}

/** A whole number that moves evenly from lane to lane. */
function line(exprs: SmallContext, expr: Expr, stride: number, bytes: LaneBytes): Lanes {
  const { text } = exprs
  const shape = integers[bytes]
  const first = text.compute(`${shape}.splat(<i${8 * bytes}><i32>${exprs.shared(expr)})`, mayFault(expr))
  const count = 16 / bytes
  const parts = Array.from({ length: text.partsOf(bytes) }, (_, part) => {
    const steps = Array.from({ length: count }, (_, i) => wrapped(stride * (exprs.skip + part * count + i), bytes))
    const iota = text.hoist(`${shape}(${steps.join(', ')})`, 'iota')
    return text.compute(`${shape}.add(${first}, ${iota})`, mayFault(expr))
  })
  return { bytes, parts }
}

function computed(exprs: SmallContext, expr: Expr, type: SmallType): Lanes {
  const { bytes, shape } = smallTypes[type]
  const { text } = exprs
  switch (expr.kind) {
    case 'local':
      return exprs.values.get(expr.local)!
    case 'select':
      return exprs.select(expr, (side) => smallLanes(exprs, side, bytes))
    case 'convert': {
      if (expr.value.type !== 'bool') return smallLanes(exprs, expr.value, bytes)
      const one = text.hoist(`${shape}.splat(1)`, 'c')
      return text.map(text.width(exprs.lanes(expr.value), bytes), (part) => `v128.and(${part}, ${one})`)
    }
    case 'op': {
      const saturated = exprs.plan.small.saturated.get(expr)
      if (saturated) {
        const [a, b] = saturated.args.map((arg) => smallLanes(exprs, arg, bytes))
        const way = `${saturated.op === '+' ? 'add' : 'sub'}_sat${signSuffix(type)}`
        return text.map(a, (part, i) => `${shape}.${way}(${part}, ${b.parts[i]})`)
      }
      if (isShift(expr.op)) {
        const way = expr.op === '<<' ? 'shl' : `shr${expr.op === '>>>' ? '_u' : signSuffix(type)}`
        const count = exprs.shared(expr.args[1])
        return text.map(smallLanes(exprs, expr.args[0], bytes), (part) => `${shape}.${way}(${part}, ${count})`)
      }
      const shift = shiftFor(expr)
      if (shift)
        return text.map(smallLanes(exprs, shift.value, bytes), (part) =>
          shift.by === 1 ? `${shape}.add(${part}, ${part})` : `${shape}.shl(${part}, ${shift.by})`,
        )
      const args = expr.args.map((arg) => smallLanes(exprs, arg, bytes))
      return text.map(args[0], (_, i) => opNamed(expr.op).vector(type, ...args.map(({ parts }) => parts[i]))!)
    }
    default:
      throw new Error(`a ${expr.kind} expression has no small lanes`)
  }
}

/** A product with a power of two as a shift. */
function shiftFor({ op, args }: Op): { value: Expr; by: number } | undefined {
  if (op !== '*' && op !== 'Math.imul') return undefined
  const [factor, value] = args[0].kind === 'const' ? args : [args[1], args[0]]
  const by = factor.kind === 'const' ? Math.log2(factor.value) : Number.NaN
  return Number.isInteger(by) && by > 0 && by < 15 ? { value, by } : undefined
}

/** A mask of a comparison in a type that the plan has for it. */
export function compareLanes(exprs: SmallContext, expr: Op): Lanes {
  const { text, plan } = exprs
  const type = plan.small.types.get(expr)!
  const bytes = laneTypes[type].bytes as LaneBytes
  const limit = threshold(expr, plan.strides)
  if (limit) return limited(exprs, expr, limit)
  const [a, b] = expr.args.map((arg) => smallLanes(exprs, arg, bytes))
  // Only `ge` and `le` of unsigned lanes are short: the others are their complements.
  const complement = { '<': 'ge', '>': 'le' }[expr.op]
  if (complement === undefined) return text.map(a, (part, i) => opNamed(expr.op).vector(type, part, b.parts[i])!)
  const shape = laneTypes[type].shape
  if (signSuffix(type) === '_s') return text.map(a, (part, i) => opNamed(expr.op).vector(type, part, b.parts[i])!)
  return text.not(text.map(a, (part, i) => `${shape}.${complement}_u(${part}, ${b.parts[i]})`))
}

const mirror: Readonly<Record<string, string>> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=' }

/**
 * A comparison of whole numbers in a range with what all lanes share: with the least number from which they compare as with it, brought
 * into the range, and with whether there is one. NaN compares with none.
 */
function limited(exprs: SmallContext, expr: Op, { value, shared, mirrored }: Threshold): Lanes {
  const { text, plan } = exprs
  const type = plan.small.types.get(expr)!
  const { lo, hi } = plan.small.facts.of(value)
  const { shape } = laneTypes[type]
  const bytes = laneTypes[type].bytes as LaneBytes
  const op = mirrored ? (mirror[expr.op] ?? expr.op) : expr.op
  const equal = op === '===' || op === '!=='
  const rises = op === '>' || op === '>='
  const negated = op === '!==' || op === '<' || op === '<='
  const compared = equal ? 'eq' : `ge${signSuffix(type)}`
  const after = op === '>' || op === '<='
  const lanes = smallLanes(exprs, value, bytes)
  const against = (limit: string): Lanes => text.map(lanes, (part) => `${shape}.${compared}(${part}, ${limit})`)
  if (shared.kind === 'const') {
    const from = equal ? shared.value : after ? Math.floor(shared.value) + 1 : Math.ceil(shared.value)
    if (equal && !(Number.isInteger(from) && from >= lo && from <= hi)) return text.constant(negated)
    if (Number.isNaN(from)) return text.constant(false)
    if (!equal && (from <= lo || from > hi)) return text.constant(rises === from <= lo)
    const mask = against(splat(exprs, { ...shared, type: 'i32', value: from }, bytes).parts[0])
    return negated ? text.not(mask) : mask
  }
  const { value: given, name } = exprs.same(shared)
  const number = name(shared.type === 'f64' ? given : `<f64><i32>${given}`)
  const from = name(equal ? number : after ? `floor<f64>(${number}) + 1` : `ceil<f64>(${number})`)
  const some = equal
    ? `${from} >= ${lo} && ${from} <= ${hi} && floor<f64>(${from}) == ${from}`
    : rises
      ? `${from} <= ${hi}`
      : `!(${from} > ${hi})`
  const least = name(`${from} >= ${lo} ? (${from} > ${hi} ? ${hi} : <i32>${from}) : ${lo}`)
  const limit = name(`${shape}.splat(${bytes === 4 ? '' : `<i${8 * bytes}>`}${least})`)
  const any = name(`${shape}.splat(${some} ? -1 : 0)`)
  const mask = text.map(against(limit), (part) => `v128.and(${part}, ${any})`)
  return negated ? text.not(mask) : mask
}
