import type { Lines } from './lines.ts'
import type { Names } from './names.ts'

export type LaneBytes = 1 | 2 | 4 | 8

/**
 * A value of every lane of a gang: `16 / bytes` lanes to a part, each the name of a `v128`; where the gang has fewer, they are the
 * first of the part. A mask is all ones in the lanes that are on; where it is `constant` it is the same at any width.
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
  /** A float with its sign changed; `sign` has the sign's bits. */
  | { readonly kind: 'negated'; readonly of: string; readonly sign: string }
  /** A mask of the lanes where a bit of an int32 is set, or is not. */
  | { readonly kind: 'bit'; readonly of: string; readonly bit: number; readonly set: boolean }
  /** `ones`: whose bits are all ones. */
  | { readonly kind: 'constant'; readonly value: number; readonly ones?: boolean }

/** The shapes of whole numbers, by the bytes of a lane. */
export const integers: Readonly<Record<LaneBytes, string>> = { 1: 'i8x16', 2: 'i16x8', 4: 'i32x4', 8: 'i64x2' }

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
  /** The texts that say a name, of those that were computed before the last time this was asked. */
  readonly #saying: Map<string, Set<string>> = new Map()
  #unread: string[] = []

  constructor(lines: Lines, names: Names, lanes: number) {
    this.lines = lines
    this.names = names
    this.lanes = lanes
  }

  partsOf(bytes: LaneBytes): number {
    return Math.max(1, (this.lanes * bytes) / 16)
  }

  /** A name for a text. `load`: a store may change it. */
  compute(text: string, load = false, declared: 'const' | 'let' = 'const'): string {
    const known = this.#computed.get(text)
    if (known !== undefined) return known
    const name = this.names.fresh('v')
    this.lines.add(`${declared} ${name} = ${text}`)
    this.#computed.set(text, name)
    this.#unread.push(text)
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
    this.#unread.push(fact)
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
    for (const text of this.#unread)
      for (const word of namesIn(text)) {
        const known = this.#saying.get(word)
        if (known) known.add(text)
        else this.#saying.set(word, new Set([text]))
      }
    this.#unread = []
    for (const text of this.#saying.get(name) ?? []) this.#computed.delete(text)
  }

  /** Arrays may be one and the same: after a store, what was loaded may have changed. */
  forgetLoads(): void {
    for (const text of this.#loads) this.#computed.delete(text)
    this.#loads.clear()
  }

  /** Lanes of twice the bytes, made of the low or the high half of each part. */
  #doubled({ bytes, parts }: Lanes, sign: 's' | 'u'): Lanes {
    const [from, to] = [integers[bytes], integers[(2 * bytes) as LaneBytes]]
    const halves = parts.flatMap((part) =>
      ['low', 'high'].map((half) => `${to}.extend_${half}_${from}_${sign}(${part})`),
    )
    const wide = (2 * bytes) as LaneBytes
    return { bytes: wide, parts: halves.slice(0, this.partsOf(wide)).map((half) => this.compute(half)) }
  }

  /** Lanes of half the bytes, of two parts each. */
  #halved({ bytes, parts }: Lanes, sign: 's' | 'u'): Lanes {
    const [from, to] = [integers[bytes], integers[(bytes / 2) as LaneBytes]]
    const joined = Array.from({ length: Math.ceil(parts.length / 2) }, (_, i) => {
      const [low, high = low] = [parts[2 * i], parts[2 * i + 1]]
      return this.compute(
        bytes === 8
          ? `v128.shuffle<i32>(${low}, ${high}, 0, 2, 4, 6)`
          : `${to}.narrow_${from}_${sign}(${low}, ${high})`,
      )
    })
    return { bytes: (bytes / 2) as LaneBytes, parts: joined }
  }

  /** Whole numbers in lanes of as many bytes or more. */
  widened(value: Lanes, bytes: LaneBytes, sign: 's' | 'u'): Lanes {
    return value.bytes < bytes ? this.widened(this.#doubled(value, sign), bytes, sign) : value
  }

  /** Whole numbers in lanes of as many bytes or fewer, saturated to signed or unsigned ones: they are taken as signed. */
  saturated(value: Lanes, bytes: LaneBytes, sign: 's' | 'u'): Lanes {
    if (value.bytes === bytes) return value
    return this.saturated(this.#halved(value, value.bytes === 2 * bytes ? sign : 's'), bytes, sign)
  }

  /** The low bits of whole numbers, in lanes of so many bytes or fewer. */
  truncated(value: Lanes, bytes: LaneBytes): Lanes {
    if (value.bytes === bytes) return value
    const bits = this.hoist(`${integers[value.bytes]}.splat(${bytes === 1 ? 255 : 65535})`, 'c')
    return this.saturated(
      this.map(value, (part) => `v128.and(${part}, ${bits})`),
      bytes,
      'u',
    )
  }

  /** The low bits of whole numbers, or these numbers: lanes of so many bytes. */
  fitted(value: Lanes, bytes: LaneBytes, sign: 's' | 'u'): Lanes {
    return value.bytes > bytes ? this.truncated(value, bytes) : this.widened(value, bytes, sign)
  }

  // Masks.

  constant(value: boolean): Lanes {
    return { ...this.repeat(this.hoist(`i32x4.splat(${value ? -1 : 0})`, value ? 'on' : 'off'), 4), constant: value }
  }

  /** A mask for lanes of another width. */
  width(mask: Lanes, bytes: LaneBytes): Lanes {
    if (mask.bytes === bytes) return mask
    if (mask.constant !== undefined) return { ...this.repeat(mask.parts[0], bytes), constant: mask.constant }
    return mask.bytes < bytes ? this.width(this.#twice(mask), bytes) : this.saturated(mask, bytes, 's')
  }

  /** A mask of lanes of twice the bytes: each stands beside itself, which is an instruction less than a wider number for high lanes. */
  #twice({ bytes, parts }: Lanes): Lanes {
    const wide = (2 * bytes) as LaneBytes
    const half = 8 / bytes
    const doubled = parts.flatMap((part) =>
      [0, half].map((from) => {
        const places = Array.from({ length: 2 * half }, (_, i) => from + (i >> 1))
        return `v128.shuffle<i${8 * bytes}>(${part}, ${part}, ${places.join(', ')})`
      }),
    )
    return { bytes: wide, parts: doubled.slice(0, this.partsOf(wide)).map((text) => this.compute(text)) }
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

  /** The mask that one is the complement of. */
  oppositeOf(mask: Lanes): Lanes | undefined {
    const parts = mask.parts.map((part) => this.#negated(part))
    return parts.every((part) => part !== undefined) ? { bytes: mask.bytes, parts } : undefined
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
    return `v128.any_true(${[...new Set(this.#whole(mask).parts)].reduce((a, b) => `v128.or(${a}, ${b})`)})`
  }

  /** A mask whose parts hold lanes of the gang alone, as text: what it is made of may be a variable. */
  #whole({ bytes, parts }: Lanes): Lanes {
    if (this.lanes * bytes >= 16) return { bytes, parts }
    const wide = (2 * bytes) as LaneBytes
    return this.#whole({ bytes: wide, parts: [`${integers[wide]}.extend_low_${integers[bytes]}_s(${parts[0]})`] })
  }

  /** Text of whether all lanes are on. */
  all(mask: Lanes): string {
    const { bytes, parts } = this.#whole(mask)
    const joined = [...new Set(parts)].reduce((a, b) => `v128.and(${a}, ${b})`)
    return `${integers[bytes]}.all_true(${joined})`
  }
}

export function pairs(parts: readonly string[]): [string, string][] {
  return parts.flatMap((part, i): [string, string][] => (i % 2 === 0 ? [[part, parts[i + 1]]] : []))
}

/** The names that a text says; of `i32x4.add` the first. */
function namesIn(text: string): string[] {
  return (text.match(/[\w$.]+/g) ?? []).map((word) => word.split('.', 1)[0])
}
