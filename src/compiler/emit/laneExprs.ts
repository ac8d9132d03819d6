import type { Op } from '../../ops/op.ts'
import { opNamed } from '../../ops/table.ts'
import { isBigType, type LaneType, laneTypes, type NumberType, type Type, types } from '../../ops/type.ts'
import { type Access, arrayLocals, type Expr, type ForStmt, type Local } from '../ir/nodes.ts'
import { assignedLocals, mayFault, subexpressions } from '../ir/walk.ts'
import { invariant } from '../plan/affine.ts'
import { truncatedSingle } from '../plan/smallLanes.ts'
import type { VectorPlan } from '../plan/vectors.ts'
import { isWhole } from '../plan/wholes.ts'
import { elementText } from './address.ts'
import { maskedSign, maskedSum, maskOf } from './blends.ts'
import { convertLanes, singlesToInt32, unsignedToFloat } from './laneConvert.ts'
import { loadLanes, type MemoryContext } from './laneMemory.ts'
import { type LaneBytes, type Lanes, type LaneText, pairs } from './lanes.ts'
import { literal } from './literal.ts'
import { powerOfTwo } from './remainders.ts'
import type { Scalar } from './scalar.ts'
import { limitIn } from './scalarExtremes.ts'
import { compareLanes, smallLanes } from './smallLanes.ts'

/** Shifts take one count for all lanes. */
const shifts: Readonly<Record<string, string>> = { '<<': 'shl', '>>': 'shr_s', '>>>': 'shr_u' }

/** Prints expressions as lanes. What lanes hold, and which are on, is set by the statements around. */
export class LaneExprs {
  readonly text: LaneText
  readonly scalar: Scalar
  readonly plan: VectorPlan
  readonly #invariants: ReadonlySet<Local>
  readonly #again: (skip: number) => string
  /** What each local that varies holds. */
  values: Map<Local, Lanes> = new Map()
  /** The lanes that are on; undefined where all are. */
  mask: Lanes | undefined
  /** Whether a lane is on for certain: then what all lanes share may throw as it would in that lane. */
  certain = true
  /** Iterations of this trip that stand before this gang. */
  skip = 0

  constructor(text: LaneText, scalar: Scalar, loop: ForStmt, plan: VectorPlan, again: (skip: number) => string) {
    this.text = text
    this.scalar = scalar
    this.plan = plan
    this.#invariants = new Set([...assignedLocals(loop.body), ...assignedLocals(plan.body), loop.counter])
    this.#again = again
  }

  stride(expr: Expr): number | undefined {
    return this.plan.strides.of(expr)
  }

  /** Text of a value that all lanes share, or of the first lane's where it moves evenly. */
  shared(expr: Expr): string {
    const value = this.scalar.expr(expr)
    if (this.certain || !this.mayHarm(expr)) return value
    return `(${this.text.any(this.mask)} ? ${value} : ${expr.type === 'bool' ? 'false' : `<${expr.type}>0`})`
  }

  /** Whether evaluating a shared value where no lane is on might trap or read what it must not. */
  mayHarm(expr: Expr): boolean {
    for (const e of subexpressions(expr)) {
      if (e.kind === 'load' && this.plan.accesses.get(e.access)!.guard !== 'none') return true
      if (e.kind === 'op' && e.op === '%' && traps(e.type)) return true
    }
    return false
  }

  /** Whether an expression must know which lanes are on. */
  #needsMask(expr: Expr): boolean {
    for (const e of subexpressions(expr))
      if (e.kind === 'op' && e.args[0].type !== 'bool' && opNamed(e.op).rare?.(e.args[0].type)) return true
    return this.mayHarm(expr)
  }

  lanes(expr: Expr): Lanes {
    const stride = this.stride(expr)
    if (stride === 0) return this.#splat(expr)
    if (stride !== undefined) return this.#line(expr, stride)
    if (this.plan.small.types.has(expr))
      return expr.kind === 'op' && expr.type === 'bool' ? compareLanes(this, expr) : smallLanes(this, expr, 4)
    switch (expr.kind) {
      case 'local': {
        const value = this.values.get(expr.local)
        if (value) return this.plan.small.locals.has(expr.local) ? smallLanes(this, expr, 4) : value
        throw new Error(`'${expr.local.name}' has no lanes`)
      }
      case 'load':
        return loadLanes(this.memory(expr.access), expr.access, expr.index, expr.type)
      case 'op':
        return this.#op(expr)
      case 'select':
        return this.select(expr, (side) => this.lanes(side))
      case 'logical': {
        const left = this.lanes(expr.left)
        const and = expr.op === '&&'
        const right = this.#under(expr.right, () =>
          and ? this.text.and(this.mask, left) : this.text.andNot(this.mask, left),
        )
        return and ? this.text.and(right, left) : this.text.or(left, right)
      }
      case 'not':
        return this.text.not(this.lanes(expr.value))
      case 'convert':
        return this.#convert(expr)
      default:
        throw new Error(`a ${expr.kind} expression has no lanes`)
    }
  }

  /** What an access needs of the state here. */
  memory(access: Access): MemoryContext {
    return {
      text: this.text,
      scalar: this.scalar,
      mask: this.mask,
      skip: this.skip,
      plan: this.plan.accesses.get(access)!,
      lanes: (expr) => this.lanes(expr),
      indices: (expr) => this.indices(expr),
      steady: ![...arrayLocals(access.array)].some((local) => this.#invariants.has(local)),
      again: () => this.#again(this.skip),
    }
  }

  /** One of two values in each lane. */
  blend(test: Lanes, yes: Lanes, no: Lanes): Lanes {
    const { text } = this
    if (test.constant !== undefined) return test.constant ? yes : no
    if (yes.constant !== undefined || no.constant !== undefined) return this.#blendConstant(test, yes, no)
    const opposite = text.oppositeOf(test)
    if (opposite) return this.blend(opposite, no, yes)
    const other = text.width(no, yes.bytes)
    const on = text.width(test, yes.bytes)
    const parts = yes.parts.map((part, i) => {
      const masked = part === other.parts[i] ? part : maskOf(text, part, other.parts[i], on.parts[i])
      return (
        masked ??
        text.compute(
          maskedSum(text, part, other.parts[i], on.parts[i]) ??
            maskedSign(text, part, other.parts[i], on.parts[i]) ??
            `v128.bitselect(${part}, ${other.parts[i]}, ${on.parts[i]})`,
        )
      )
    })
    return { bytes: yes.bytes, parts }
  }

  #blendConstant(test: Lanes, yes: Lanes, no: Lanes): Lanes {
    const { text } = this
    if (yes.constant === no.constant && yes.constant !== undefined) return yes
    if (yes.constant === true) return text.or(no.constant === false ? test : no, test)
    if (yes.constant === false) return no.constant === true ? text.not(test) : text.andNot(no, test)
    return no.constant ? text.or(yes, text.not(test)) : text.and(test, yes)
  }

  /** The text of a value that all lanes share, and what names texts of it: before the loop where it is invariant. */
  same(expr: Expr): { value: string; name: (text: string) => string } {
    const { text } = this
    const fixed = invariant(expr, this.#invariants) && !this.mayHarm(expr)
    const loads = mayFault(expr)
    return {
      value: fixed ? this.scalar.expr(expr) : this.shared(expr),
      name: (splat) => (fixed ? text.hoist(splat, expr.kind === 'const' ? 'c' : 'u') : text.compute(splat, loads)),
    }
  }

  /** An expression where fewer lanes are on. */
  #under(expr: Expr, mask: () => Lanes, lanes = (e: Expr): Lanes => this.lanes(e)): Lanes {
    if (!this.#needsMask(expr)) return lanes(expr)
    const [outer, certain] = [this.mask, this.certain]
    this.mask = mask()
    this.certain = false
    const value = lanes(expr)
    this.mask = outer
    this.certain = certain
    return value
  }

  /** A value that all lanes share, in each; before the loop where it is invariant. */
  #splat(expr: Expr): Lanes {
    const { text } = this
    if (expr.kind === 'const' && expr.type === 'bool') return text.constant(expr.value !== 0)
    if (isScaledLoad(expr)) return this.#op(expr)
    const { value, name } = this.same(expr)
    if (expr.type === 'bool') return text.repeat(name(`i32x4.splat(-<i32>${value})`), 4)
    const { shape, bytes } = types[expr.type]
    const direct =
      expr.kind === 'load' &&
      elementText[expr.access.array.dtype].type === expr.type &&
      (this.certain || !this.mayHarm(expr)) &&
      this.plan.accesses.get(expr.access)!.guard !== 'checked'
    const splat = direct
      ? `v128.load${bytes * 8}_splat(${this.scalar.address(expr.access, expr.index)})`
      : `${shape}.splat(${value})`
    const part = name(splat)
    if (expr.kind === 'const') text.note(part, { kind: 'constant', value: expr.value })
    return text.repeat(part, bytes as LaneBytes)
  }

  /** A whole number that moves evenly from lane to lane, as an integer or a float64. */
  #line(expr: Expr, stride: number): Lanes {
    const { text } = this
    const { shape, bytes } = types[expr.type as NumberType]
    const loads = mayFault(expr)
    const first = text.compute(`${shape}.splat(${this.shared(expr)})`, loads)
    const count = 16 / bytes
    const parts = Array.from({ length: text.partsOf(bytes as LaneBytes) }, (_, part) => {
      const steps = Array.from({ length: count }, (_, i) => stride * (this.skip + part * count + i))
      return text.compute(`${shape}.add(${first}, ${text.hoist(`${shape}(${steps.join(', ')})`, 'iota')})`, loads)
    })
    return { bytes: bytes as LaneBytes, parts }
  }

  /** An index modulo 2^32: sums and products need their low bits alone. */
  indices(index: Expr): Lanes {
    const { text } = this
    const stride = this.stride(index)
    if (stride !== undefined) {
      const first = text.compute(`i32x4.splat(<i32>${this.scalar.wrapped(index)})`, mayFault(index))
      const parts = Array.from({ length: text.partsOf(4) }, (_, part) => {
        const steps = [0, 1, 2, 3].map((i) => stride * (this.skip + part * 4 + i))
        const iota = text.hoist(`i32x4(${steps.join(', ')})`, 'iota')
        return text.compute(`i32x4.add(${first}, ${iota})`, mayFault(index))
      })
      return { bytes: 4, parts }
    }
    if (index.kind === 'position') return this.#position(index)
    if (index.kind === 'local' && this.plan.narrow.has(index.local)) return this.values.get(index.local)!
    if (index.type === 'i32') return this.lanes(index)
    if (index.kind === 'convert' && index.mode === 'number' && index.value.type === 'bool')
      return this.lanes({ ...index, type: 'i32' })
    if (index.kind === 'convert' && index.mode === 'number' && index.value.type !== 'f64' && index.value.type !== 'f32')
      return this.indices(index.value)
    const name = index.kind === 'op' ? { '+': 'add', '-': 'sub', '*': 'mul' }[index.op] : undefined
    if (index.kind === 'op' && name !== undefined) {
      const [a, b] = index.args.map((arg) => this.indices(arg))
      return text.map(a, (part, i) => `i32x4.${name}(${part}, ${b.parts[i]})`)
    }
    if (index.type === 'i64') return text.width(this.lanes(index), 4)
    if (index.type === 'f64') {
      const parts = pairs(this.lanes(index).parts).map(([low, high]) => {
        const [a, b] = [low, high].map((part) => text.compute(`i32x4.trunc_sat_f64x2_s_zero(${part})`))
        return text.compute(`v128.shuffle<i64>(${a}, ${b}, 0, 2)`)
      })
      return { bytes: 4, parts }
    }
    throw new Error('an index is no number')
  }

  /** Where elements lie in an array of several dimensions. */
  #position({ indices, array }: Extract<Expr, { kind: 'position' }>): Lanes {
    const { text } = this
    const terms = indices.map((index, d) => {
      const at = this.indices(index)
      const stride = array.dims?.[d].stride
      if (stride === undefined) return at
      const by = text.compute(`i32x4.splat(${this.scalar.local(stride)})`)
      return text.map(at, (part) => `i32x4.mul(${part}, ${by})`)
    })
    return terms.reduce((a, b) => text.map(a, (part, i) => `i32x4.add(${part}, ${b.parts[i]})`))
  }

  #op(expr: Extract<Expr, { kind: 'op' }>): Lanes {
    const type = expr.args[0].type as NumberType
    const op = opNamed(expr.op)
    const shift = shifts[expr.op]
    if (shift !== undefined && this.stride(expr.args[1]) === 0) {
      const count = this.shared(expr.args[1])
      if (!isBigType(type))
        return this.text.map(this.lanes(expr.args[0]), (part) => `i32x4.${shift}(${part}, ${count})`)
      const way = type === 'u64' && expr.op === '>>' ? 'shr_u' : shift
      return this.text.map(this.lanes(expr.args[0]), (part) => `i64x2.${way}(${part}, <i32>${count})`)
    }
    const fused = this.plan.fma ? this.#fused(expr) : undefined
    if (fused) return fused
    if (type === 'f64' || type === 'f32')
      if (expr.op === 'Math.min' || expr.op === 'Math.max') return this.#extreme(expr.op, type, expr.args)
    if (expr.op === '%' && powerOfTwo(expr.args[1])) return this.#remainderOfPower(expr.args[0], expr.args[1].value)
    if ((expr.op === '-x' || expr.op === 'Math.abs') && types[type].float)
      return this.#signed(expr.op, type, expr.args[0])
    const doubled = expr.op === '*' || expr.op === 'Math.imul' ? this.#shifted(expr) : undefined
    if (doubled) return doubled
    const args = expr.args.map((arg) => this.lanes(arg))
    if (op.vector(type, 'a', 'b') === undefined) return this.#oneByOne(expr, args)
    const parts = this.#operation(op, type, args)
    if (expr.op === '+' || expr.op === '-')
      parts.forEach((part, i) => {
        const [left, right] = args.map((arg) => arg.parts[i])
        this.text.note(part, { kind: 'sum', subtracts: expr.op === '-', shape: types[type].shape, left, right })
      })
    if (expr.op === '===' || expr.op === '!==') this.#noteBit(expr, parts)
    return { bytes: types[type].bytes as LaneBytes, parts }
  }

  /**
   * The smaller or larger of floats. WebAssembly's own `min` and `max` take seven and eight x64 instructions, for NaN and the sign of
   * zeros; `pmin` and `pmax` are one each, and give the first operand where the two are equal or one is NaN. So both orders agree but
   * there, and there the bits of both make the result: an `or` is -0 or NaN, and less what differs it is +0 or NaN.
   */
  #extreme(op: 'Math.min' | 'Math.max', type: 'f64' | 'f32', args: readonly Expr[]): Lanes {
    const { text } = this
    const { shape } = types[type]
    const least = op === 'Math.min'
    const p = `${shape}.p${least ? 'min' : 'max'}`
    const limit = limitIn(args)
    const [a, b] = (limit === 0 ? [args[1], args[0]] : args).map((arg) => this.lanes(arg))
    return text.map(a, (x, i) => {
      const y = b.parts[i]
      if (limit >= 0) {
        const one = `${p}(${x}, ${y})`
        // Of -0 and 0 it gives -0.
        return least || (args[limit] as { value: number }).value !== 0 ? one : `${shape}.add(${one}, ${y})`
      }
      const [one, other] = [text.compute(`${p}(${x}, ${y})`), text.compute(`${p}(${y}, ${x})`)]
      const either = `v128.or(${one}, ${other})`
      return least ? either : `${shape}.sub(${either}, v128.xor(${one}, ${other}))`
    })
  }

  /** V8 makes the mask of a `neg` or an `abs` of floats anew each time; a constant it takes out of the loop. */
  #signed(op: '-x' | 'Math.abs', type: NumberType, value: Expr): Lanes {
    const { text } = this
    const [shape, of] = types[type].bytes === 8 ? ['i64x2', 'i64'] : ['i32x4', 'i32']
    const mask = text.hoist(`${shape}.splat(${of}.${op === '-x' ? 'MIN_VALUE' : 'MAX_VALUE'})`, 'c')
    const lanes = this.lanes(value)
    const signed = text.map(lanes, (part) => `v128.${op === '-x' ? 'xor' : 'and'}(${part}, ${mask})`)
    if (op === '-x')
      signed.parts.forEach((part, i) => {
        text.note(part, { kind: 'negated', of: lanes.parts[i], sign: mask })
      })
    return signed
  }

  /** Notes of a comparison of one bit with 0 what it is. */
  #noteBit({ op, args }: Extract<Expr, { kind: 'op' }>, parts: readonly string[]): void {
    const [bits, zero] = args
    if (bits.kind !== 'op' || bits.op !== '&' || bits.type !== 'i32' || zero.kind !== 'const' || zero.value !== 0)
      return
    const at = bits.args.findIndex((arg) => arg.kind === 'const')
    const mask = bits.args[at]
    const bit = mask?.kind === 'const' ? Math.log2(mask.value) : Number.NaN
    const of = bits.args[1 - at]
    if (!Number.isInteger(bit) || this.stride(of) !== undefined || this.plan.small.types.has(of)) return
    const lanes = this.lanes(of)
    parts.forEach((part, i) => {
      this.text.note(part, { kind: 'bit', of: lanes.parts[i], bit, set: op === '!==' })
    })
  }

  /** The product of whole numbers by a power of two. */
  #shifted({ args, type }: Extract<Expr, { kind: 'op' }>): Lanes | undefined {
    if (types[type as NumberType].float) return undefined
    const at = args.findIndex((arg) => arg.kind === 'const')
    const factor = args[at]
    if (factor?.kind !== 'const') return undefined
    const by = Math.log2(Number(factor.value))
    if (!Number.isInteger(by) || by < 1 || by > 30) return undefined
    const { shape } = types[type as NumberType]
    return this.text.map(this.lanes(args[1 - at]), (part) => `${shape}.shl(${part}, ${by})`)
  }

  /** `a * b + c` and `c - a * b`, rounded once. */
  #fused({ op, args, type }: Extract<Expr, { kind: 'op' }>): Lanes | undefined {
    if ((op !== '+' && op !== '-') || (type !== 'f64' && type !== 'f32')) return undefined
    const isProduct = (e: Expr): e is Extract<Expr, { kind: 'op' }> =>
      e.kind === 'op' && e.op === '*' && this.stride(e) !== 0
    const [product, other] = op === '+' && isProduct(args[0]) ? args : [args[1], args[0]]
    if (!isProduct(product)) return undefined
    const [a, b, c] = [...product.args, other].map((arg) => this.lanes(arg))
    const instruction = `${types[type].shape}.relaxed_${op === '+' ? 'madd' : 'nmadd'}`
    return this.text.map(a, (part, i) => `${instruction}(${part}, ${b.parts[i]}, ${c.parts[i]})`)
  }

  /** The remainder by a power of two, which divides exactly; a zero has the sign of what is divided. */
  #remainderOfPower(value: Expr, by: number): Lanes {
    const { text } = this
    const { shape, bytes } = types[value.type as NumberType]
    const constant = (n: number): string => text.hoist(`${shape}.splat(${literal(n, value.type)})`, 'c')
    return text.map(this.lanes(value), (part) => {
      const whole = text.compute(
        `${shape}.mul(${shape}.trunc(${shape}.mul(${part}, ${constant(1 / by)})), ${constant(by)})`,
      )
      const sign = text.hoist(bytes === 8 ? 'i64x2.splat(i64.MIN_VALUE)' : 'i32x4.splat(i32.MIN_VALUE)', 'c')
      return `v128.or(${shape}.sub(${part}, ${whole}), v128.and(${part}, ${sign}))`
    })
  }

  #operation(op: Op, type: NumberType, args: readonly Lanes[]): readonly string[] {
    const { text } = this
    for (const { as } of op.laneImports?.(type) ?? []) this.scalar.use(as)
    const operands = args[0].parts.map((_, i) => args.map((a) => a.parts[i]))
    const texts = operands.map((lanes) => op.vector(type, ...lanes)!)
    const rare = op.rare?.(type)
    const parts = texts.map((each) => text.compute(each, false, rare ? 'let' : 'const'))
    if (rare === undefined) return parts
    // What was computed before may have been mended for other lanes only.
    const mended = (on: Lanes | undefined): string => `${parts} mended for ${on?.parts}`
    if (text.knows(mended(undefined)) || text.knows(mended(this.mask))) return parts
    // Then what was made of it is stale.
    for (const part of new Set(parts)) text.forget(part)
    text.remember(mended(this.mask))
    // After the common case of all parts, and asked once. What mends them takes them, so V8 computes them before the branch,
    // not inside of it, and hoists their constants.
    const on = this.mask && text.width(this.mask, types[type].bytes as LaneBytes)
    const distinct = parts.flatMap((part, i) => (parts.indexOf(part) === i ? [{ part, lanes: operands[i], i }] : []))
    const masks = distinct.map(({ part, lanes, i }) => {
      const mask = rare.mask(lanes, part)
      return on ? `v128.and(${mask}, ${on.parts[i]})` : mask
    })
    text.scoped(`if (v128.any_true(${masks.reduce((a, b) => `v128.or(${a}, ${b})`)})) {`, () => {
      for (const { part, lanes } of distinct) text.lines.add(`${part} = ${rare.fix(lanes, part)}`)
    })
    return parts
  }

  /** An operation that SIMD does not have: lane by lane. */
  #oneByOne(expr: Extract<Expr, { kind: 'op' | 'convert' }>, args: readonly Lanes[]): Lanes {
    const { text } = this
    const from = (expr.kind === 'op' ? expr.args : [expr.value]).map((arg) => arg.type as NumberType)
    const values = [...args]
    // A lane that is off may hold a divisor of 0.
    if (expr.kind === 'op' && expr.op === '%' && traps(from[1]) && this.mask) {
      const { shape, bytes } = types[from[1]]
      const one = text.repeat(text.hoist(`${shape}.splat(1)`, 'c'), bytes as LaneBytes)
      values[1] = this.blend(this.mask, values[1], one)
    }
    const type = expr.type as NumberType
    const { shape, bytes } = types[type]
    const count = 16 / bytes
    const one = (lane: number): string => {
      const operands = values.map((value, i): Expr => {
        const row = types[from[i]]
        const per = 16 / row.bytes
        const local: Local = { name: 'lane', type: from[i] }
        const extracted = `${row.shape}.extract_lane(${value.parts[Math.floor(lane / per)]}, ${lane % per})`
        this.text.names.bind(local, from[i] === 'u64' ? `<u64>${extracted}` : extracted)
        return { kind: 'local', type: from[i], local, at: expr.at }
      })
      return this.scalar.expr(expr.kind === 'op' ? { ...expr, args: operands } : { ...expr, value: operands[0] })
    }
    const parts = Array.from({ length: text.partsOf(bytes as LaneBytes) }, (_, part) => {
      let value = text.compute(`${shape}.splat(${one(part * count)})`)
      for (let i = 1; i < count; i++)
        value = text.compute(`${shape}.replace_lane(${value}, ${i}, ${one(part * count + i)})`)
      return value
    })
    return { bytes: bytes as LaneBytes, parts }
  }

  /** One of two values, each in lanes that `side` gives. */
  select(expr: Extract<Expr, { kind: 'select' }>, side: (expr: Expr) => Lanes): Lanes {
    const { text } = this
    if (this.stride(expr.test) === 0 && !this.#needsMask(expr.yes) && !this.#needsMask(expr.no)) {
      const test = this.#splat(expr.test)
      return this.blend(test, side(expr.yes), side(expr.no))
    }
    const test = this.lanes(expr.test)
    const yes = this.#under(expr.yes, () => text.and(this.mask, test), side)
    const no = this.#under(expr.no, () => text.andNot(this.mask, test), side)
    return this.blend(test, yes, no)
  }

  #convert(expr: Extract<Expr, { kind: 'convert' }>): Lanes {
    const { value } = expr
    const stride = this.stride(value)
    // A sum of whole numbers is exact, and needs no conversion of lanes.
    if (expr.type === 'f64' && expr.mode === 'number' && stride !== undefined && value.type !== 'bool')
      return this.#line(expr, stride)
    if (expr.type === 'f64' && value.kind === 'convert' && value.mode === 'unsigned')
      return unsignedToFloat(this.text, this.lanes(value.value))
    const single = truncatedSingle(expr)
    if (single)
      return singlesToInt32(
        this.text,
        this.scalar,
        this.lanes(single),
        this.plan.small.facts.of(single),
        isWhole(single, new Set()),
      )
    const lanes = this.lanes(value)
    const fact = this.plan.small.facts.of(value)
    return convertLanes(this.text, this.scalar, lanes, expr, fact) ?? this.#oneByOne(expr, [lanes])
  }
}

/** An element times a constant or a variable, or plus one: as lanes it goes from memory into all of them in one instruction. */
function isScaledLoad(expr: Expr): expr is Extract<Expr, { kind: 'op' }> {
  if (expr.kind !== 'op' || (expr.type !== 'f64' && expr.type !== 'f32') || !['+', '-', '*'].includes(expr.op))
    return false
  const isFixed = (e: Expr): boolean => e.kind === 'const' || e.kind === 'local'
  return expr.args.some((arg, i) => arg.kind === 'load' && isFixed(expr.args[1 - i]))
}

/** Lanes of zeros, for a local that has no value yet. */
export function zeroLanes(text: LaneText, type: LaneType | 'bool'): Lanes {
  if (type === 'bool') return text.repeat(text.hoist('i32x4.splat(0)', 'off'), 4)
  return text.repeat(text.hoist('i32x4.splat(0)', 'off'), laneTypes[type].bytes as LaneBytes)
}

/** Whether a remainder by 0 traps: int32 lanes take theirs in float64. */
function traps(type: Type): boolean {
  return type !== 'bool' && type !== 'i32' && !types[type].float
}
