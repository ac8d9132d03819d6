import type { DType } from '../../base/dtypes.ts'
import type { Expr, Local } from '../ir/nodes.ts'

/** The least and the greatest value of a whole number. */
export type Bounds = readonly [least: number, greatest: number]

const INT32: Bounds = [-(2 ** 31), 2 ** 31 - 1]

const elements: Partial<Record<DType, Bounds>> = {
  int8: [-128, 127],
  int16: [-32768, 32767],
  uint8: [0, 255],
  uint8c: [0, 255],
  uint16: [0, 65535],
  uint32: [0, 2 ** 32 - 1],
}

/** Bounds of an integer expression, from its types and constants; undefined where they are not known. `known` are locals by what they are set to. */
export function boundsOf(expr: Expr, known: ReadonlyMap<Local, Expr>, depth = 12): Bounds | undefined {
  if (expr.type !== 'i32' && expr.type !== 'i64') return undefined
  const found = depth > 0 ? ofParts(expr, known, depth - 1) : undefined
  if (expr.type === 'i64') return found
  // An int32 that wraps is anything.
  return found && found[0] >= INT32[0] && found[1] <= INT32[1] ? found : INT32
}

function ofParts(expr: Expr, known: ReadonlyMap<Local, Expr>, depth: number): Bounds | undefined {
  const of = (e: Expr): Bounds | undefined => boundsOf(e, known, depth)
  switch (expr.kind) {
    case 'const':
      return [expr.value, expr.value]
    case 'length':
      return [0, INT32[1]]
    case 'local': {
      const value = known.get(expr.local)
      return value && of(value)
    }
    case 'load':
      return elements[expr.access.array.dtype]
    case 'convert':
      return expr.mode === 'unsigned' ? [0, 2 ** 32 - 1] : expr.mode === 'number' ? of(expr.value) : undefined
    case 'select': {
      const [yes, no] = [of(expr.yes), of(expr.no)]
      return yes && no && [Math.min(yes[0], no[0]), Math.max(yes[1], no[1])]
    }
    case 'op':
      return expr.args.length === 2 ? ofOperation(expr.op, of(expr.args[0]), of(expr.args[1])) : undefined
    default:
      return undefined
  }
}

function ofOperation(op: string, a: Bounds | undefined, b: Bounds | undefined): Bounds | undefined {
  // The bits of what is not negative.
  if (op === '&') {
    const most = [a, b].flatMap((each) => (each && each[0] >= 0 ? [each[1]] : []))
    return most.length > 0 ? [0, Math.min(...most)] : undefined
  }
  if (a === undefined || b === undefined) return undefined
  if (op === '+') return [a[0] + b[0], a[1] + b[1]]
  if (op === '-') return [a[0] - b[1], a[1] - b[0]]
  if (op === '>>' && b[0] === b[1] && b[0] >= 0 && b[0] < 32)
    return [Math.floor(a[0] / 2 ** b[0]), Math.floor(a[1] / 2 ** b[0])]
  if (op !== '*') return undefined
  const corners = [a[0] * b[0], a[0] * b[1], a[1] * b[0], a[1] * b[1]]
  return [Math.min(...corners), Math.max(...corners)]
}

/**
 * Whether 32 bits of an index tell an element of an array from what lies outside: a value from -2^31 to below 2^32, of which a negative one
 * reads as one beyond every length.
 */
export function fits32(index: Expr, known: ReadonlyMap<Local, Expr>): boolean {
  const bounds = boundsOf(index, known)
  return bounds !== undefined && bounds[0] >= -(2 ** 31) && bounds[1] < 2 ** 32
}
