import { type Fact, join, within } from '../../ops/fact.ts'
import { opNamed } from '../../ops/table.ts'
import { isSmall, type LaneType, type SmallType, smallElement, smallTypes } from '../../ops/type.ts'
import type { Access, ArrayRef, Expr, Local, Stmt } from '../ir/nodes.ts'
import { evaluated, operands, statements } from '../ir/walk.ts'
import type { AccessPlan } from './accesses.ts'
import { clampOf, clampsTo } from './clamps.ts'
import type { Facts } from './facts.ts'
import type { Strides } from './strides.ts'
import { wideLoads } from './wideLoads.ts'

/**
 * Whole numbers of which lanes hold 8 or 16 bits, where these are all that counts: the number fits, or what becomes of it, as a store to
 * a Uint8Array, takes its low bits alone and they depend on no others.
 */
export interface SmallLanes {
  readonly facts: Facts
  /** What an i32 value is computed in, and the operands of a comparison. */
  readonly types: ReadonlyMap<Expr, LaneType>
  readonly locals: ReadonlyMap<Local, SmallType>
  /** Sums and differences that are brought into the range of a small type, which one instruction does. */
  readonly saturated: ReadonlyMap<Expr, Operation>
}

type Operation = Extract<Expr, { kind: 'op' }>

/** A body whose iterations are lanes. */
interface Body {
  readonly body: readonly Stmt[]
  readonly of: Strides
  readonly accesses: ReadonlyMap<Access, AccessPlan>
  readonly accumulated: ReadonlySet<ArrayRef>
  readonly facts: Facts
  /** What holds a value when an iteration begins: it is as wide as its type. */
  readonly carried: ReadonlySet<Local>
}

export function smallLanes(body: Body): SmallLanes {
  // Without an array of small elements values would be narrowed, and widened again, for nothing.
  if (![...body.accesses.keys()].some(({ array }) => smallElement[array.dtype])) return wideLanes(body.facts)
  const analysis = new Analysis(body)
  for (let before = -1; before !== analysis.size; ) {
    before = analysis.size
    analysis.round()
  }
  analysis.widenLoads()
  return analysis
}

/** No value is held in fewer bits than its type has. */
export function wideLanes(facts: Facts): SmallLanes {
  return { facts, types: new Map(), locals: new Map(), saturated: new Map() }
}

/** The float32 that an int32 is the whole part of, modulo 2^32: it needs no float64. */
export function truncatedSingle(expr: Expr): Expr | undefined {
  if (expr.kind !== 'convert' || expr.mode !== 'int32' || expr.value.kind !== 'convert') return undefined
  const { value } = expr.value
  return value.type === 'f32' ? value : undefined
}

/** The small type of a whole number, of so many bytes at least. */
export function smallest(fact: Fact, least = 1, signed = false): SmallType | undefined {
  return (Object.keys(smallTypes) as SmallType[]).find((type) => {
    const { bytes, sign, lo, hi } = smallTypes[type]
    return bytes >= least && (sign === 's' || !signed) && within(fact, lo, hi)
  })
}

/** Comparisons with what all lanes share, which is brought into the range of the other operand. */
export const comparisons: ReadonlySet<string> = new Set(['<', '<=', '>', '>=', '===', '!=='])

/** The whole number that varies in a comparison, what all lanes share, and whether that is the left operand. */
export interface Threshold {
  readonly value: Expr
  readonly shared: Expr
  readonly mirrored: boolean
}

/** A comparison of a whole number with what all lanes share. */
export function threshold({ op, args }: Extract<Expr, { kind: 'op' }>, of: Strides): Threshold | undefined {
  if (!comparisons.has(op)) return undefined
  for (const [value, shared] of [args, [args[1], args[0]]]) {
    if (of.of(shared) !== 0 || of.of(value) !== undefined) continue
    const whole = value.kind === 'convert' && value.mode === 'number' && value.type === 'f64' ? value.value : value
    if (whole.type === 'i32') return { value: whole, shared, mirrored: shared === args[0] }
  }
  return undefined
}

class Analysis implements SmallLanes {
  readonly facts: Facts
  readonly types: Map<Expr, LaneType> = new Map()
  readonly locals: Map<Local, SmallType> = new Map()
  readonly saturated: Map<Expr, Operation> = new Map()
  readonly #body: Body
  /** The bytes of a value that its uses look at: they only grow. */
  readonly #asked: Map<Expr | Local, number> = new Map()

  constructor(body: Body) {
    this.#body = body
    this.facts = body.facts
  }

  /** Grows until the analysis is done. */
  get size(): number {
    return [...this.#asked.values()].reduce((sum, bytes) => sum + bytes, 0)
  }

  round(): void {
    for (const stmt of statements(this.#body.body)) {
      if (stmt.kind === 'set' && this.#isOwn(stmt.local)) this.#number(stmt.value, this.#bytesOf(stmt.local))
      else if (stmt.kind === 'store' && !this.#body.accumulated.has(stmt.access.array)) {
        this.#any(stmt.index)
        const { dtype } = stmt.access.array
        const small = smallElement[dtype]
        if (stmt.value.type !== 'i32') this.#any(stmt.value)
        else this.#number(stmt.value, small && dtype !== 'uint8c' ? smallTypes[small].bytes : 4)
      } else if (stmt.kind !== 'check') for (const expr of evaluated(stmt)) this.#any(expr)
    }
    this.locals.clear()
    for (const stmt of statements(this.#body.body)) {
      if (stmt.kind !== 'set' || !this.#isOwn(stmt.local)) continue
      const bytes = this.#bytesOf(stmt.local)
      if (bytes < 4) this.locals.set(stmt.local, this.#typeOf(this.facts.ofLocal(stmt.local), bytes) as SmallType)
    }
  }

  /** Reads what is computed with in 16 bits in 16 bits. */
  widenLoads(): void {
    const { body, accesses } = this.#body
    for (const [local, load] of wideLoads(body, accesses, this.types, this.locals)) {
      this.locals.set(local, 'i16')
      this.types.set(load, 'i16')
    }
  }

  /** Whether a local holds lanes of its own, in which it may be small. */
  #isOwn(local: Local): boolean {
    const { of, carried } = this.#body
    return local.type === 'i32' && of.locals.has(local) && of.locals.get(local) === undefined && !carried.has(local)
  }

  #bytesOf(local: Local): number {
    return Math.min(this.#asked.get(local) ?? 1, bytesOf(this.facts.ofLocal(local)))
  }

  /** A type of so many bytes: that of the number where it fits. */
  #typeOf(fact: Fact, bytes: number): LaneType {
    if (bytes >= 4) return 'i32'
    const fits = smallest(fact, bytes)
    if (fits && smallTypes[fits].bytes === bytes) return fits
    return bytes === 1 ? 'i8' : 'i16'
  }

  /** An expression of any type: of the whole numbers in it all 32 bits count. */
  #any(expr: Expr): void {
    if (expr.type === 'i32') this.#number(expr, 4)
    else if (expr.kind === 'op' && this.#compare(expr)) return
    else for (const operand of operands(expr)) this.#any(operand)
  }

  /** Whether a comparison has lanes of a type of its own. */
  #compare(expr: Extract<Expr, { kind: 'op' }>): boolean {
    if (expr.type !== 'bool' || this.#body.of.of(expr) === 0) return false
    const limit = threshold(expr, this.#body.of)
    if (limit) {
      this.#number(limit.value, 4)
      const type = smallest(this.facts.of(limit.value), this.#native(limit.value)) ?? 'i32'
      if (type !== 'i32' || limit.shared.type !== 'i32') this.types.set(expr, type)
      else this.types.delete(expr)
      return true
    }
    if (expr.args.some((arg) => arg.type !== 'i32')) return false
    const type = smallest(all(expr.args.map((arg) => this.facts.of(arg))), this.#narrowest(expr.args))
    if (type === undefined) return false
    this.types.set(expr, type)
    for (const arg of expr.args) this.#number(arg, 4)
    return true
  }

  /** A whole number of 32 bits, of which so many bytes count. */
  #number(expr: Expr, count: number): void {
    const asked = Math.max(this.#asked.get(expr) ?? 1, count)
    this.#asked.set(expr, asked)
    const { of } = this.#body
    if (of.of(expr) !== undefined) return
    if (expr.kind === 'local') {
      this.#asked.set(expr.local, Math.max(this.#asked.get(expr.local) ?? 1, asked))
      return
    }
    if (expr.kind === 'load') {
      const small = smallElement[expr.access.array.dtype]
      if (small) this.types.set(expr, small)
      this.#any(expr.index)
      return
    }
    const wanted = Math.min(asked, bytesOf(this.facts.of(expr)))
    const type = this.#computed(expr, wanted)
    if (isSmall(type)) this.types.set(expr, type)
    else {
      this.types.delete(expr)
      for (const operand of operands(expr)) this.#any(operand)
    }
  }

  /** The type that an expression is computed in, of whose result so many bytes count; and what it asks of its operands. */
  #computed(expr: Expr, wanted: number): LaneType {
    const fact = this.facts.of(expr)
    if (expr.kind === 'select') {
      const type = this.#typeOf(fact, Math.max(wanted, this.#narrowest([expr.yes, expr.no])))
      if (!isSmall(type)) return type
      this.#any(expr.test)
      for (const side of [expr.yes, expr.no]) this.#number(side, smallTypes[type].bytes)
      return type
    }
    if (expr.kind === 'convert') {
      if (expr.mode === 'int32' && expr.value.type === 'i32') {
        this.#number(expr.value, wanted)
        return this.#typeOf(fact, wanted)
      }
      if (expr.value.type !== 'bool') return 'i32'
      this.#any(expr.value)
      return 'u8'
    }
    if (expr.kind !== 'op') return 'i32'
    const saturated = this.#saturation(expr)
    if (saturated) {
      this.saturated.set(expr, saturated.sum)
      for (const arg of saturated.sum.args) this.#number(arg, 4)
      return saturated.type
    }
    const { small } = opNamed(expr.op)
    if (small === undefined) return 'i32'
    const numbers = isShift(expr.op) ? expr.args.slice(0, 1) : expr.args
    const least = Math.max(small.least, this.#narrowest(numbers))
    if (small.of === 'bits') {
      const type = this.#typeOf(fact, Math.max(wanted, least))
      if (!isSmall(type) || !this.#hasCount(expr, type)) return 'i32'
      for (const arg of numbers) this.#number(arg, smallTypes[type].bytes)
      return type
    }
    const facts = numbers.map((arg) => this.facts.of(arg))
    const type = smallest(all(isShift(expr.op) ? facts : [...facts, fact]), least, small.signed)
    if (type === undefined || !this.#hasCount(expr, type)) return 'i32'
    if (expr.op === '>>>' && facts[0].lo < 0) return 'i32'
    for (const arg of numbers) this.#number(arg, 4)
    return type
  }

  /** The sum or difference of small numbers that an expression brings into the range of their type, by the least and the greatest that it lets through. */
  #saturation(expr: Operation): { sum: Operation; type: SmallType } | undefined {
    const clamp = clampOf(expr)
    const sum = clamp?.rest
    if (clamp === undefined || sum?.kind !== 'op' || (sum.op !== '+' && sum.op !== '-')) return undefined
    const whole = this.facts.of(sum)
    const parts = sum.args.map((arg) => this.facts.of(arg))
    for (const [type, row] of Object.entries(smallTypes) as [SmallType, (typeof smallTypes)[SmallType]][]) {
      const fits = parts.every((fact) => within(fact, row.lo, row.hi))
      if (fits && clampsTo(clamp, whole, type)) return { sum, type }
    }
    return undefined
  }

  /** Whether a shift has one count for all lanes, of fewer bits than they have: it counts modulo these, not 32. */
  #hasCount({ op, args }: Extract<Expr, { kind: 'op' }>, type: SmallType): boolean {
    if (!isShift(op)) return true
    return this.#body.of.of(args[1]) === 0 && within(this.facts.of(args[1]), 0, 8 * smallTypes[type].bytes - 1)
  }

  /** The bytes of the narrowest lanes that some of these numbers come in; 1 where all lanes share them. */
  #narrowest(exprs: readonly Expr[]): number {
    const found = exprs.filter((expr) => this.#body.of.of(expr) === undefined).map((expr) => this.#native(expr))
    return found.length > 0 ? Math.min(...found) : 1
  }

  /** The bytes of the lanes that a number comes in. */
  #native(expr: Expr): number {
    if (this.#body.of.of(expr) !== undefined) return 1
    switch (expr.kind) {
      case 'load': {
        const small = smallElement[expr.access.array.dtype]
        return small ? smallTypes[small].bytes : 4
      }
      case 'local':
        return this.#isOwn(expr.local) ? this.#bytesOf(expr.local) : 4
      case 'op':
        return opNamed(expr.op).small ? Math.max(...expr.args.map((arg) => this.#native(arg))) : 4
      case 'select':
        return Math.max(this.#native(expr.yes), this.#native(expr.no))
      case 'convert':
        return expr.value.type === 'bool' ? 1 : expr.value.type === 'i32' ? this.#native(expr.value) : 4
      default:
        return 4
    }
  }
}

const all = (facts: readonly Fact[]): Fact => facts.reduce(join)

export function isShift(op: string): boolean {
  return op === '<<' || op === '>>' || op === '>>>'
}

/** The bytes of the least lanes that hold a whole number of 32 bits. */
function bytesOf(fact: Fact): number {
  const type = smallest(fact)
  return type ? smallTypes[type].bytes : 4
}
