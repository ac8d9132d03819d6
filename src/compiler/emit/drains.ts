import { smallTypes } from '../../ops/type.ts'
import type { SetStmt } from '../ir/nodes.ts'
import { type Drain, isExtreme } from '../plan/drains.ts'
import type { LaneFold } from '../plan/reduction.ts'
import type { LaneExprs } from './laneExprs.ts'
import { integers, type LaneBytes, type Lanes } from './lanes.ts'
import type { Lines } from './lines.ts'
import type { Names } from './names.ts'
import { smallLanes } from './smallLanes.ts'

/** Sums that narrow lanes accumulate for some trips, before these are added to the sum itself. */
export class Drains {
  /** Trips after which they must be. */
  readonly trips: number
  readonly #lines: Lines
  readonly #names: Names
  readonly #sums: readonly { readonly drain: Drain; readonly parts: readonly string[]; readonly total: string }[]

  constructor(drains: readonly Drain[], lanes: number, lines: Lines, names: Names) {
    this.trips = Math.min(...drains.map(({ trips }) => trips))
    this.#lines = lines
    this.#names = names
    this.#sums = drains.map((drain) => {
      const { name } = drain.fold.local
      const total = names.fresh(`${name}_total`)
      const parts = Array.from({ length: Math.max(1, (lanes * drain.from) / 16) }, () => names.fresh(`${name}_s`))
      const type = isExtreme(drain.fold.op) ? 'i32' : 'i64'
      lines.add(`let ${total}: ${type} = 0`)
      for (const part of parts) lines.add(`let ${part} = ${emptyOf(drain)}`)
      return { drain, parts, total }
    })
  }

  has(stmt: SetStmt): boolean {
    return this.#sums.some(({ drain }) => drain.addends.has(stmt))
  }

  /** Adds what a statement adds in the lanes that are on. */
  add(exprs: LaneExprs, stmt: SetStmt): void {
    const { text } = exprs
    const { drain, parts } = this.#sums.find((sum) => sum.drain.addends.has(stmt))!
    const { from, bytes } = drain
    const shape = integers[bytes]
    if (isExtreme(drain.fold.op)) {
      const [{ value }] = drain.addends.get(stmt)!
      const take = `${shape}.${drain.fold.op === 'Math.min' ? 'min' : 'max'}_${drain.sign}`
      this.#into(parts, smallLanes(exprs, value, from), (best, part) => `${take}(${best}, ${part})`)
      return
    }
    for (const { value, negative } of drain.addends.get(stmt)!) {
      const counts = value.type === 'bool' || (value.kind === 'const' && Math.abs(value.value) === 1)
      const on = value.type === 'bool' ? text.and(exprs.mask, exprs.lanes(value)) : exprs.mask
      if (counts && on !== undefined && from === bytes) {
        // A mask is -1 in the lanes that are on.
        const down = negative !== (value.kind === 'const' && value.value < 0)
        this.#into(parts, text.width(on, from), (sum, mask) => `${shape}.${down ? 'add' : 'sub'}(${sum}, ${mask})`)
        continue
      }
      const lanes = value.type === 'bool' ? this.#ones(exprs, from) : this.#lanes(exprs, drain, stmt, value)
      const masked = on === undefined ? lanes : masking(exprs, lanes, on)
      const low = value.type === 'bool' ? 0 : exprs.plan.small.facts.of(value).lo
      const wide = widened(exprs, masked, bytes, low < 0 ? 's' : 'u')
      this.#into(parts, wide, (sum, part) => `${shape}.${negative ? 'sub' : 'add'}(${sum}, ${part})`)
    }
  }

  #ones({ text }: LaneExprs, bytes: LaneBytes): Lanes {
    return text.repeat(text.hoist(`${integers[bytes]}.splat(1)`, 'c'), bytes)
  }

  #lanes(exprs: LaneExprs, { from }: Drain, { at }: SetStmt, value: Parameters<typeof smallLanes>[1]): Lanes {
    // A constant may come as a float.
    return smallLanes(exprs, value.kind === 'const' ? { ...value, type: 'i32', at } : value, from)
  }

  #into(sums: readonly string[], value: Lanes, text: (sum: string, part: string) => string): void {
    sums.forEach((sum, i) => void this.#lines.add(`${sum} = ${text(sum, value.parts[i])}`))
  }

  /** Adds what the lanes hold to the sums, and empties them. */
  drain(): void {
    for (const { drain, parts, total } of this.#sums) {
      if (isExtreme(drain.fold.op)) {
        this.#lines.add(`${total} = ${this.#bestOf(parts, drain)}`)
        continue
      }
      this.#lines.add(`${total} += ${this.#sumOf(parts, drain)}`)
      for (const part of parts) this.#lines.add(`${part} = i32x4.splat(0)`)
    }
  }

  #name(text: string): string {
    const fresh = this.#names.fresh('v')
    this.#lines.add(`const ${fresh} = ${text}`)
    return fresh
  }

  /** The least or greatest of all lanes: halves onto each other. */
  #bestOf(parts: readonly string[], { fold, bytes, sign }: Drain): string {
    const take = `${integers[bytes]}.${fold.op === 'Math.min' ? 'min' : 'max'}_${sign}`
    let best = parts.reduce((a, b) => this.#name(`${take}(${a}, ${b})`))
    const lanes = 16 / bytes
    for (let half = lanes / 2; half >= 1; half /= 2) {
      const places = Array.from({ length: lanes }, (_, i) => (i + half) % lanes)
      best = this.#name(`${take}(${best}, v128.shuffle<i${8 * bytes}>(${best}, ${best}, ${places.join(', ')}))`)
    }
    return `<i32>${integers[bytes]}.extract_lane_${sign}(${best}, 0)`
  }

  #sumOf(parts: readonly string[], { bytes, sign }: Drain): string {
    const name = (text: string): string => this.#name(text)
    const join = (all: readonly string[], shape: string): string =>
      all.reduce((a, b) => name(`${shape}.add(${a}, ${b})`))
    let all = [...parts]
    for (let now: LaneBytes = bytes; now < 4; now = (2 * now) as LaneBytes)
      all = all.map((part) => name(pairwise(part, now, sign)))
    if (bytes === 8) return this.#bothOf(join(all, 'i64x2'))
    const halves = (bytes < 4 ? [join(all, 'i32x4')] : all).flatMap((part) =>
      ['low', 'high'].map((half) => name(`i64x2.extend_${half}_i32x4_${sign}(${part})`)),
    )
    return this.#bothOf(join(halves, 'i64x2'))
  }

  #bothOf(part: string): string {
    return `i64x2.extract_lane(${part}, 0) + i64x2.extract_lane(${part}, 1)`
  }

  /** Text of what has been added to a sum, in its type; undefined where it is none of these. */
  total({ local, type }: LaneFold): string | undefined {
    const sum = this.#sums.find(({ drain }) => drain.fold.local === local)
    return sum && (type === 'i64' || isExtreme(sum.drain.fold.op) ? sum.total : `<${type}>${sum.total}`)
  }
}

/** What lanes hold that have seen nothing. */
function emptyOf({ fold, bytes, sign }: Drain): string {
  if (!isExtreme(fold.op)) return 'i32x4.splat(0)'
  const row = Object.values(smallTypes).find((each) => each.bytes === bytes && each.sign === sign)!
  const value = fold.op === 'Math.min' ? row.hi : row.lo
  return `${integers[bytes]}.splat(${value > 0 && sign === 'u' ? -1 : value})`
}

/** Sums of two neighbours, in lanes of twice the bytes. */
function pairwise(part: string, bytes: LaneBytes, sign: 's' | 'u'): string {
  if (bytes === 4) {
    const [low, high] = ['low', 'high'].map((half) => `i64x2.extend_${half}_i32x4_${sign}(${part})`)
    return `i64x2.add(${low}, ${high})`
  }
  return `${integers[(2 * bytes) as LaneBytes]}.extadd_pairwise_${integers[bytes]}_${sign}(${part})`
}

/** Sums of neighbours, until lanes have so many bytes. */
function widened({ text }: LaneExprs, value: Lanes, bytes: LaneBytes, sign: 's' | 'u'): Lanes {
  let now = value
  while (now.bytes < bytes) {
    const from = now
    now = {
      bytes: (2 * from.bytes) as LaneBytes,
      parts: from.parts.map((part) => text.compute(pairwise(part, from.bytes, sign))),
    }
  }
  return now
}

function masking({ text }: LaneExprs, value: Lanes, on: Lanes): Lanes {
  const mask = text.width(on, value.bytes)
  return text.map(value, (part, i) => `v128.and(${part}, ${mask.parts[i]})`)
}

/** A loop has no more iterations, and a part of it that is counted in int32. */
export const ITERATIONS: number = 2 ** 32
export const LONGEST: number = 2 ** 30

/** The counter of a loop, where it ends, and how far a trip moves it. */
interface Trips {
  readonly counter: string
  readonly end: string
  readonly trip: number
  readonly down: boolean
}

/** The trips of a loop, `run` up to where it says, in so many at a time as the lanes of its drains hold. */
export function drained(
  drains: Drains | undefined,
  { counter, end, trip, down }: Trips,
  lines: Lines,
  names: Names,
  run: (until: string) => void,
): void {
  if (drains === undefined) {
    run(end)
    return
  }
  const most = Math.min(drains.trips * trip, LONGEST)
  if (drains.trips * trip >= ITERATIONS) {
    run(end)
    drains.drain()
    return
  }
  const until = names.fresh('until')
  const left = down ? `<i64>${counter} - <i64>${end}` : `<i64>${end} - <i64>${counter}`
  lines.block(
    'do {',
    () => {
      lines.add(`const ${until} = ${left} > ${most} ? ${counter} ${down ? '-' : '+'} ${most} : ${end}`)
      run(until)
      drains.drain()
    },
    `} while (${counter} ${down ? '>' : '<'} ${end})`,
  )
}
