import type { Op } from '../../ops/op.ts'
import { opNamed } from '../../ops/table.ts'
import { type NumberType, type Type, types } from '../../ops/type.ts'
import { type Access, assignedLocals, type Expr, type ForStmt, type Local, type Stmt } from '../ir/nodes.ts'
import { invariant, linear } from '../plan/affine.ts'
import type { Fold } from '../plan/reduction.ts'
import type { VectorPlan } from '../plan/vectors.ts'
import { elementText } from './address.ts'
import type { Lines } from './lines.ts'
import type { Names } from './names.ts'
import type { Scalar } from './scalar.ts'

/** A value of every lane of a gang: `16 / bytes` lanes to a part. A mask is as wide as what was compared. */
interface Lanes {
  readonly bytes: 4 | 8
  readonly parts: readonly string[]
}

/** Prints a gang of iterations as `v128` text, four or two vectors in flight. */
export class Vector {
  readonly #lines: Lines
  readonly #names: Names
  readonly #scalar: Scalar
  readonly #loop: ForStmt
  readonly #plan: VectorPlan
  readonly #variant: Set<Local>
  /** Names of invariants that stand before the loop, by their text. */
  readonly #hoisted: Map<string, string> = new Map()
  readonly #before: string[] = []
  /** What is already computed in this gang, by its text; loads are forgotten at a store. */
  #computed: Map<string, string> = new Map()
  #loads: Set<string> = new Set()
  #values: Map<Local, Lanes> = new Map()
  /** Iterations of this trip that stand before this gang. */
  #skip = 0

  constructor(lines: Lines, names: Names, scalar: Scalar, loop: ForStmt, plan: VectorPlan) {
    this.#lines = lines
    this.#names = names
    this.#scalar = scalar
    this.#loop = loop
    this.#plan = plan
    this.#variant = assignedLocals(loop.body)
    this.#variant.add(loop.counter)
  }

  /** Lines that must stand before the loop. */
  get before(): readonly string[] {
    return this.#before
  }

  /** One trip: as many gangs as it holds. Accumulators are the names of each reduction's 16 stripes. */
  trip(reductions: ReadonlyMap<Local, { reduction: Fold; parts: readonly string[] }>): void {
    for (let skip = 0; skip < this.#plan.trip; skip += this.#plan.lanes) {
      this.#skip = skip
      this.#computed = new Map()
      this.#loads = new Set()
      this.#values = new Map()
      for (const stmt of this.#loop.body) this.#stmt(stmt, reductions)
    }
  }

  #stmt(stmt: Stmt, reductions: ReadonlyMap<Local, { reduction: Fold; parts: readonly string[] }>): void {
    if (stmt.kind === 'store') {
      this.#store(stmt)
      return
    }
    // Its check stands before the loop.
    if (stmt.kind === 'check') return
    if (stmt.kind !== 'set') throw new Error(`a ${stmt.kind} statement is planned as vector code`)
    const accumulator = reductions.get(stmt.local)
    if (accumulator === undefined) {
      this.#values.set(stmt.local, this.#lanes(stmt.value))
      return
    }
    // The reduction's own name stands for its stripes of this gang.
    const { bytes } = types[accumulator.reduction.type as NumberType]
    const count = (this.#plan.lanes * bytes) / 16
    const from = (this.#skip * bytes) / 16
    const stripes = accumulator.parts.slice(from, from + count)
    this.#values.set(stmt.local, { bytes: bytes as 4 | 8, parts: stripes })
    const { parts } = this.#lanes(stmt.value)
    parts.forEach((part, i) => {
      this.#lines.add(`${stripes[i]} = ${part}`)
    })
    this.#values.delete(stmt.local)
    // What was computed from the old stripes is stale.
    for (const [text] of this.#computed) if (stripes.some((s) => text.includes(s))) this.#computed.delete(text)
  }

  #partsOf(bytes: number): number {
    return (this.#plan.lanes * bytes) / 16
  }

  #operation(op: Op, type: NumberType, args: readonly Lanes[]): readonly string[] {
    for (const { as } of op.laneImports?.(type) ?? []) this.#scalar.use(as)
    const operands = args[0].parts.map((_, i) => args.map((a) => a.parts[i]))
    const texts = operands.map((lanes) => op.vector(type, ...lanes)!)
    const known = texts.every((text) => this.#computed.has(text))
    const rare = op.rare?.(type)
    const parts = texts.map((text) => this.#compute(text, false, rare ? 'let' : 'const'))
    if (rare === undefined || known) return parts
    // After the common case of all parts, and asked once: a branch before them would keep V8 from hoisting their constants.
    const distinct = parts.flatMap((part, i) => (parts.indexOf(part) === i ? [{ part, lanes: operands[i] }] : []))
    const masks = distinct.map(({ part, lanes }) => rare.mask(lanes, part))
    this.#lines.block(`if (v128.any_true(${masks.reduce((a, b) => `v128.or(${a}, ${b})`)})) {`, () => {
      for (const { part, lanes } of distinct) this.#lines.add(`${part} = ${rare.fix(lanes)}`)
    })
    return parts
  }

  /** A name for a text, the same where the text was computed before. */
  #compute(text: string, isLoad = false, declared: 'const' | 'let' = 'const'): string {
    const known = this.#computed.get(text)
    if (known !== undefined) return known
    const name = this.#names.fresh('v')
    this.#lines.add(`${declared} ${name} = ${text}`)
    this.#computed.set(text, name)
    if (isLoad) this.#loads.add(text)
    return name
  }

  #hoist(text: string, wanted: string): string {
    const known = this.#hoisted.get(text)
    if (known !== undefined) return known
    const name = this.#names.fresh(wanted)
    this.#before.push(`const ${name} = ${text}`)
    this.#hoisted.set(text, name)
    return name
  }

  #repeat(part: string, bytes: 4 | 8): Lanes {
    return { bytes, parts: Array(this.#partsOf(bytes)).fill(part) }
  }

  #lanes(expr: Expr): Lanes {
    if (invariant(expr, this.#variant)) return this.#splat(expr)
    switch (expr.kind) {
      case 'local': {
        const value = this.#values.get(expr.local)
        if (value) return value
        if (expr.local === this.#loop.counter) return this.#counter()
        throw new Error(`'${expr.local.name}' has no lanes`)
      }
      case 'load':
        return this.#load(expr.access, expr.index, expr.type)
      case 'op': {
        const type = expr.args[0].type as NumberType
        const args = expr.args.map((arg) => this.#lanes(arg))
        const bytes = types[type].bytes as 4 | 8
        return { bytes, parts: this.#operation(opNamed(expr.op), type, args) }
      }
      case 'select': {
        const yes = this.#lanes(expr.yes)
        const no = this.#lanes(expr.no)
        const { bytes } = yes
        const test = this.#width(this.#lanes(expr.test), bytes)
        const other = this.#width(no, bytes)
        return {
          bytes,
          parts: yes.parts.map((part, i) =>
            this.#compute(`v128.bitselect(${part}, ${other.parts[i]}, ${test.parts[i]})`),
          ),
        }
      }
      case 'logical': {
        const left = this.#lanes(expr.left)
        const right = this.#width(this.#lanes(expr.right), left.bytes)
        const op = expr.op === '&&' ? 'and' : 'or'
        return {
          bytes: left.bytes,
          parts: left.parts.map((part, i) => this.#compute(`v128.${op}(${part}, ${right.parts[i]})`)),
        }
      }
      case 'not': {
        const value = this.#lanes(expr.value)
        return { bytes: value.bytes, parts: value.parts.map((part) => this.#compute(`v128.not(${part})`)) }
      }
      case 'convert':
        return this.#convert(this.#lanes(expr.value), expr.value.type, expr.type)
      default:
        throw new Error(`a ${expr.kind} expression has no lanes`)
    }
  }

  /** An invariant in every lane, made once before the loop. */
  #splat(expr: Expr): Lanes {
    const text = this.#scalar.expr(expr)
    if (expr.type === 'bool') return this.#repeat(this.#hoist(`i32x4.splat(-<i32>${text})`, 'mask'), 4)
    const { shape, bytes } = types[expr.type]
    return this.#repeat(this.#hoist(`${shape}.splat(${text})`, expr.kind === 'const' ? 'c' : 'u'), bytes as 4 | 8)
  }

  /** The loop's counter as numbers: 0, 1, 2, … from the gang's first. */
  #counter(): Lanes {
    const first = this.#compute(`i32x4.splat(${this.#scalar.local(this.#loop.counter)})`)
    const parts = Array.from({ length: this.#partsOf(4) }, (_, i) => {
      const at = this.#skip + 4 * i
      const iota = this.#hoist(`i32x4(${at}, ${at + 1}, ${at + 2}, ${at + 3})`, 'iota')
      return this.#compute(`i32x4.add(${first}, ${iota})`)
    })
    return { bytes: 4, parts }
  }

  #load(access: Access, index: Expr, type: NumberType): Lanes {
    const { bytes } = types[type]
    if (this.#plan.shapes.get(access) === 'uniform') {
      const part = this.#compute(`v128.load${bytes * 8}_splat(${this.#scalar.address(access, index)})`, true)
      return this.#repeat(part, bytes as 4 | 8)
    }
    const { base, offset } = this.#pointer(access, index)
    const parts = Array.from({ length: this.#partsOf(bytes) }, (_, i) => {
      const at = offset + 16 * i
      return this.#compute(at === 0 ? `v128.load(${base})` : `v128.load(${base}, ${at})`, true)
    })
    return { bytes: bytes as 4 | 8, parts }
  }

  /** Address of the first lane: a pointer that neighbours share, and the distance in bytes. */
  #pointer(access: Access, index: Expr): { base: string; offset: number } {
    const { shift } = elementText[access.array.dtype]
    if (index.kind === 'position') {
      const last = index.indices.length - 1
      // The row's own place is the same in all iterations.
      const zero: Expr = { kind: 'const', type: 'i32', value: 0, at: index.at }
      const rest = { ...index, indices: [...index.indices.slice(0, last), zero] }
      const row = this.#hoist(
        `${this.#scalar.array(access.array)} + (${this.#scalar.wrapped(rest)} << ${shift})`,
        'row',
      )
      return this.#along(row, index.indices[last], shift)
    }
    return this.#along(this.#scalar.array(access.array), index, shift)
  }

  #along(array: string, index: Expr, shift: number): { base: string; offset: number } {
    const offset = linear(index, this.#loop.counter, this.#variant)?.offset
    const skip = this.#skip << shift
    if (offset !== undefined && offset >= 0 && offset * 2 ** shift < 65536 - 1024) {
      const base = this.#compute(`${array} + (<usize>${this.#scalar.local(this.#loop.counter)} << ${shift})`)
      return { base, offset: (offset << shift) + skip }
    }
    return { base: this.#compute(`${array} + (${this.#scalar.wrapped(index)} << ${shift})`), offset: skip }
  }

  #store(stmt: Extract<Stmt, { kind: 'store' }>): void {
    const { parts } = this.#lanes(stmt.value)
    const { base, offset } = this.#pointer(stmt.access, stmt.index)
    parts.forEach((part, i) => {
      const at = offset + 16 * i
      this.#lines.add(at === 0 ? `v128.store(${base}, ${part})` : `v128.store(${base}, ${part}, ${at})`)
    })
    // Arrays may be one and the same: what was loaded may have changed.
    for (const text of this.#loads) this.#computed.delete(text)
    this.#loads.clear()
  }

  /** A mask for lanes of another width. */
  #width(value: Lanes, bytes: 4 | 8): Lanes {
    if (value.bytes === bytes) return value
    if (bytes === 8)
      return {
        bytes,
        parts: value.parts.flatMap((part) => [
          this.#compute(`i64x2.extend_low_i32x4_s(${part})`),
          this.#compute(`i64x2.extend_high_i32x4_s(${part})`),
        ]),
      }
    const parts = pairs(value.parts).map(([low, high]) =>
      this.#compute(`v128.shuffle<i32>(${low}, ${high}, 0, 2, 4, 6)`),
    )
    return { bytes, parts }
  }

  #convert(value: Lanes, from: Type, to: Type): Lanes {
    if (from === to) return value
    if (to === 'f64') {
      const low = from === 'f32' ? 'f64x2.promote_low_f32x4' : 'f64x2.convert_low_i32x4_s'
      const parts = value.parts.flatMap((part) => {
        const upper = this.#compute(`v128.shuffle<i64>(${part}, ${part}, 1, 0)`)
        return [this.#compute(`${low}(${part})`), this.#compute(`${low}(${upper})`)]
      })
      return { bytes: 8, parts }
    }
    if (from === 'i32')
      return { bytes: 4, parts: value.parts.map((part) => this.#compute(`f32x4.convert_i32x4_s(${part})`)) }
    const parts = pairs(value.parts).map(([low, high]) => {
      const first = this.#compute(`f32x4.demote_f64x2_zero(${low})`)
      const second = this.#compute(`f32x4.demote_f64x2_zero(${high})`)
      return this.#compute(`v128.shuffle<i64>(${first}, ${second}, 0, 2)`)
    })
    return { bytes: 4, parts }
  }
}

function pairs(parts: readonly string[]): [string, string][] {
  return parts.flatMap((part, i): [string, string][] => (i % 2 === 0 ? [[part, parts[i + 1]]] : []))
}
