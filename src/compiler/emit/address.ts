import type { DType } from '../../base/dtypes.ts'
import type { Expr } from '../ir/nodes.ts'

/** How elements of a dtype are read and written. */
export interface ElementText {
  /** log2 of the bytes. */
  readonly shift: number
  readonly type: string
}

export const elementText: Readonly<Record<DType, ElementText>> = {
  float64: { shift: 3, type: 'f64' },
  float32: { shift: 2, type: 'f32' },
  int8: { shift: 0, type: 'i8' },
  int16: { shift: 1, type: 'i16' },
  int32: { shift: 2, type: 'i32' },
  int64: { shift: 3, type: 's64' },
  uint8: { shift: 0, type: 'u8' },
  uint8c: { shift: 0, type: 'u8' },
  uint16: { shift: 1, type: 'u16' },
  uint32: { shift: 2, type: 'u32' },
  uint64: { shift: 3, type: 'u64' },
}

/** Immediate offsets stay below what lies under the first array, so that no address wraps. */
const MAX_IMMEDIATE = 65536

/** An index as `rest + offset`, with a constant offset that fits a load's immediate. */
export function splitOffset(index: Expr, shift: number): { rest: Expr | undefined; offset: number } {
  if (index.kind === 'position') {
    const last = index.indices.length - 1
    if (index.array.dims?.[last].stride) return { rest: index, offset: 0 }
    const { rest, offset } = splitOffset(index.indices[last], shift)
    if (offset === 0) return { rest: index, offset }
    const { at } = index
    const zero: Expr = { kind: 'const', type: 'i32', value: 0, at }
    return { rest: { ...index, indices: [...index.indices.slice(0, last), rest ?? zero] }, offset }
  }
  const fits = (value: number): boolean => value >= 0 && value * 2 ** shift < MAX_IMMEDIATE
  if (index.kind === 'const' && fits(index.value)) return { rest: undefined, offset: index.value }
  if (index.kind === 'convert' && index.mode === 'number' && index.type === 'i64')
    return splitOffset(index.value, shift)
  if (index.kind === 'op' && index.op === '+') {
    const [left, right] = index.args
    if (right.kind === 'const' && fits(right.value)) return { rest: left, offset: right.value }
    if (left.kind === 'const' && fits(left.value)) return { rest: right, offset: left.value }
  }
  return { rest: index, offset: 0 }
}
