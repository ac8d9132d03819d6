import type { StoreStmt } from '../ir/nodes.ts'
import type { Pixels } from '../plan/pixels.ts'
import type { LaneExprs } from './laneExprs.ts'
import { immediate, pointer } from './laneMemory.ts'
import type { Lanes, LaneText } from './lanes.ts'

/** Writes the bytes of pixels, `values` by their places, as whole vectors: where some are not written, those that lie there. */
export function storePixels(
  exprs: LaneExprs,
  { places, width }: Pixels,
  values: ReadonlyMap<StoreStmt, Lanes>,
  otherwise: () => void,
): void {
  const { text } = exprs
  const first = [...places].find(([, place]) => place === 0)![0]
  const cx = exprs.memory(first.access)
  const { base, offset } = pointer(cx, first.access, first.index)
  const written = new Map([...places].map(([store, place]) => [place, values.get(store)!.parts[0]]))
  const bytes = text.lanes * width
  const rows = interleaved(text, written, width)
  const write = (): void => {
    rows.forEach((row, i) => {
      const at = immediate(offset + 16 * i)
      const part = bytes - 16 * i < 16
      const kept = keptBytes(written, width, 16 * i)
      const old = kept && text.compute(`v128.load${part ? '64_zero' : ''}(${base}${at})`, true)
      const value = kept ? `v128.bitselect(${old}, ${row}, ${text.hoist(kept, 'kept')})` : row
      text.lines.add(part ? `v128.store64_lane(${base}, ${value}, 0${at})` : `v128.store(${base}, ${value}${at})`)
    })
  }
  if (written.size === width) write()
  else {
    // The last of them may lie beyond the array.
    const { scalar } = exprs
    const { array } = first.access
    const end = `${scalar.array(array)} + <usize>${scalar.length(array)}`
    text.scoped(`if (${base} + ${offset + bytes} <= ${cx.steady ? text.hoist(end, 'bound') : end}) {`, write)
    text.scoped('else {', otherwise)
  }
  text.forgetLoads()
}

/** A mask of the bytes of a vector that are not written, as text; undefined where there are none. */
function keptBytes(written: ReadonlyMap<number, string>, width: number, from: number): string | undefined {
  if (written.size === width) return undefined
  const bytes = Array.from({ length: 16 }, (_, i) => (written.has((from + i) % width) ? 0 : -1))
  return `i8x16(${bytes.join(', ')})`
}

/** Lanes of bytes side by side; what is not written may be anything. */
function interleaved(text: LaneText, written: ReadonlyMap<number, string>, width: number): string[] {
  const any = [...written.values()][0]
  const channels = Array.from({ length: width }, (_, place) => written.get(place) ?? any)
  const rows = Math.ceil((text.lanes * width) / 16)
  if (width === 3) {
    return Array.from({ length: rows }, (_, row) =>
      channels
        .map((channel, place) => {
          const lanes = Array.from({ length: 16 }, (_, i) =>
            (16 * row + i) % 3 === place ? Math.floor((16 * row + i) / 3) : -1,
          )
          return text.compute(`i8x16.swizzle(${channel}, ${text.hoist(`i8x16(${lanes.join(', ')})`, 'places')})`)
        })
        .reduce((a, b) => text.compute(`v128.or(${a}, ${b})`)),
    )
  }
  /** The lanes of two vectors in turn: of their low halves, and of the high ones. */
  const zip = (a: string, b: string, bits: 8 | 16): string[] =>
    [0, 64 / bits].map((from) => {
      const count = 128 / bits
      const lanes = Array.from({ length: count }, (_, i) => from + (i >> 1) + (i & 1) * count)
      return text.compute(`v128.shuffle<i${bits}>(${a}, ${b}, ${lanes.join(', ')})`)
    })
  const pairs = [0, 2].filter((place) => place < width).map((place) => zip(channels[place], channels[place + 1], 8))
  const all = width === 2 ? pairs[0] : [0, 1].flatMap((half) => zip(pairs[0][half], pairs[1][half], 16))
  return all.slice(0, rows)
}
