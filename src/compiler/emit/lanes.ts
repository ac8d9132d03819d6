import type { Lines } from './lines.ts'
import type { Names } from './names.ts'

export type LaneBytes = 4 | 8

/**
 * A value of every lane of a gang: `16 / bytes` lanes to a part, each the name of a `v128`. A mask is all ones in the lanes that are
 * on; where it is `constant` it is the same at any width.
 */
export interface Lanes {
  readonly bytes: LaneBytes
  readonly parts: readonly string[]
  readonly constant?: boolean
}

/** What a name stands for, where what is made of it may be simpler for that. */
export type Made =
  | {
      readonly kind: 'sum'
      readonly subtracts: boolean
      readonly shape: string
      readonly left: string
      readonly right: string
    }
  | { readonly kind: 'complement'; readonly of: string }
  | { readonly kind: 'constant'; readonly value: number }

/** The text of lane code: names for what is computed, the same name where it was computed before. */
export class LaneText {
  readonly lines: Lines
  readonly names: Names
  readonly lanes: number
  /** Lines that must stand before the loop. */
  readonly before: string[] = []
  readonly #hoisted: Map<string, string> = new Map()
  readonly #made: Map<string, Made> = new Map()
  #computed: Map<string, string> = new Map()
  #loads: Set<string> = new Set()

  constructor(lines: Lines, names: Names, lanes: number) {
    this.lines = lines
    this.names = names
    this.lanes = lanes
  }

  partsOf(bytes: LaneBytes): number {
    return (this.lanes * bytes) / 16
  }

  /** A name for a text. `load`: a store may change it. */
  compute(text: string, load = false, declared: 'const' | 'let' = 'const'): string {
    const known = this.#computed.get(text)
    if (known !== undefined) return known
    const name = this.names.fresh('v')
    this.lines.add(`${declared} ${name} = ${text}`)
    this.#computed.set(text, name)
    if (load) this.#loads.add(text)
    return name
  }

  /** Notes what a name stands for. */
  note(name: string, made: Made): void {
    this.#made.set(name, made)
  }

  madeOf(name: string): Made | undefined {
    return this.#made.get(name)
  }

  /** Notes that something holds from here to the end of the block. */
  remember(fact: string): void {
    this.#computed.set(fact, fact)
  }

  knows(text: string): boolean {
    return this.#computed.has(text)
  }

  /** A name for an invariant, which stands before the loop. */
  hoist(text: string, wanted: string): string {
    const known = this.#hoisted.get(text)
    if (known !== undefined) return known
    const name = this.names.fresh(wanted)
    this.before.push(`const ${name} = ${text}`)
    this.#hoisted.set(text, name)
    return name
  }

  /** One name in every part. */
  repeat(part: string, bytes: LaneBytes): Lanes {
    return { bytes, parts: Array(this.partsOf(bytes)).fill(part) }
  }

  /** Applies a text to every part. */
  map(value: Lanes, text: (part: string, i: number) => string): Lanes {
    return { bytes: value.bytes, parts: value.parts.map((part, i) => this.compute(text(part, i))) }
  }

  /** Variables that begin as a value and are assigned later. */
  variables(value: Lanes, wanted: string): Lanes {
    const parts = value.parts.map((part) => {
      const name = this.names.fresh(wanted)
      this.lines.add(`let ${name} = ${part}`)
      return name
    })
    return { bytes: value.bytes, parts }
  }

  /** Assigns several variables at once. */
  assign(pairs: readonly { readonly to: Lanes; readonly value: Lanes }[]): void {
    const targets = new Set(pairs.flatMap(({ to }) => to.parts))
    const moves = pairs.flatMap(({ to, value }) => to.parts.map((part, i) => ({ part, value: value.parts[i] })))
    const changed = moves.filter(({ part, value }) => part !== value)
    const sources = changed.map(({ part, value }) => {
      if (!targets.has(value)) return { part, value }
      const copy = this.names.fresh('v')
      this.lines.add(`const ${copy} = ${value}`)
      return { part, value: copy }
    })
    for (const { part, value } of sources) this.lines.add(`${part} = ${value}`)
  }

  /** Lines in a block of their own: what is computed there is not known after it. */
  scoped(head: string, body: () => void, tail: string | (() => string) = '}'): void {
    const [computed, loads] = [new Map(this.#computed), new Set(this.#loads)]
    let last = ''
    this.lines.block(
      head,
      () => {
        body()
        last = typeof tail === 'string' ? tail : tail()
      },
      () => last,
    )
    this.#computed = computed
    this.#loads = loads
  }

  /** Forgets everything: the next gang computes anew. */
  reset(): void {
    this.#computed = new Map()
    this.#loads = new Set()
  }

  /** A scalar variable changes: what was computed from it is stale. */
  forget(name: string): void {
    const word = new RegExp(`(?<![\\w.])${name}(?!\\w)`)
    for (const text of this.#computed.keys()) if (word.test(text)) this.#computed.delete(text)
  }

  /** Arrays may be one and the same: after a store, what was loaded may have changed. */
  forgetLoads(): void {
    for (const text of this.#loads) this.#computed.delete(text)
    this.#loads.clear()
  }

  // Masks.

  constant(value: boolean): Lanes {
    return { ...this.repeat(this.hoist(`i32x4.splat(${value ? -1 : 0})`, value ? 'on' : 'off'), 4), constant: value }
  }

  /** A mask for lanes of another width. */
  width(mask: Lanes, bytes: LaneBytes): Lanes {
    if (mask.bytes === bytes) return mask
    if (mask.constant !== undefined) return { ...this.repeat(mask.parts[0], bytes), constant: mask.constant }
    if (bytes === 8)
      return {
        bytes,
        parts: mask.parts.flatMap((part) => [
          this.compute(`i64x2.extend_low_i32x4_s(${part})`),
          this.compute(`i64x2.extend_high_i32x4_s(${part})`),
        ]),
      }
    const parts = pairs(mask.parts).map(([low, high]) => this.compute(`v128.shuffle<i32>(${low}, ${high}, 0, 2, 4, 6)`))
    return { bytes, parts }
  }

  #join(op: 'and' | 'or' | 'andnot', a: Lanes, b: Lanes): Lanes {
    const other = this.width(b, a.bytes)
    const parts = a.parts.map((part, i) => {
      const by = other.parts[i]
      if (part === by && op !== 'andnot') return part
      if (op === 'and') {
        const [negated, without] = [this.#negated(part), this.#negated(by)]
        if (negated !== undefined) return this.compute(`v128.andnot(${by}, ${negated})`)
        if (without !== undefined) return this.compute(`v128.andnot(${part}, ${without})`)
      }
      return this.compute(`v128.${op}(${part}, ${by})`)
    })
    return { bytes: a.bytes, parts }
  }

  /** What a name is the complement of. */
  #negated(name: string): string | undefined {
    const made = this.#made.get(name)
    return made?.kind === 'complement' ? made.of : undefined
  }

  /** Lanes that are on in both; no mask is all lanes. The width is that of the second. */
  and(a: Lanes | undefined, b: Lanes): Lanes {
    if (a === undefined || a.constant === true || b.constant === false) return b
    if (b.constant === true || a.constant === false) return a
    return this.#join('and', b, a)
  }

  /** Lanes that are on in the first and not in the second. */
  andNot(a: Lanes | undefined, b: Lanes): Lanes {
    if (b.constant === true) return this.constant(false)
    if (b.constant === false) return a ?? this.constant(true)
    if (a === undefined || a.constant === true) return this.not(b)
    if (a.constant === false) return a
    return this.#join('andnot', this.width(a, b.bytes), b)
  }

  or(a: Lanes, b: Lanes): Lanes {
    if (a.constant === true || b.constant === false) return a
    if (b.constant === true || a.constant === false) return b
    return this.#join('or', a, b)
  }

  not(a: Lanes): Lanes {
    if (a.constant !== undefined) return this.constant(!a.constant)
    const complement = this.map(a, (part) => `v128.not(${part})`)
    complement.parts.forEach((part, i) => {
      this.note(part, { kind: 'complement', of: a.parts[i] })
    })
    return complement
  }

  /** Text of whether a lane is on. */
  any(mask: Lanes | undefined): string {
    if (mask === undefined || mask.constant !== undefined) return mask?.constant === false ? 'false' : 'true'
    return `v128.any_true(${[...new Set(mask.parts)].reduce((a, b) => `v128.or(${a}, ${b})`)})`
  }

  /** Text of whether all lanes are on. */
  all(mask: Lanes): string {
    const joined = [...new Set(mask.parts)].reduce((a, b) => `v128.and(${a}, ${b})`)
    return `i32x4.all_true(${joined})`
  }
}

export function pairs(parts: readonly string[]): [string, string][] {
  return parts.flatMap((part, i): [string, string][] => (i % 2 === 0 ? [[part, parts[i + 1]]] : []))
}
