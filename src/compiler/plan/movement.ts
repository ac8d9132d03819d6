import type { Expr, ForStmt, Local } from '../ir/nodes.ts'
import { sameExpr } from '../ir/same.ts'
import { operands, statements } from '../ir/walk.ts'

/**
 * How an index moves with the counter of a parallel loop: `coefficient * counter + rest`. The coefficient is 'rows' where it is a
 * value of run time, as in `i * n + j`. `extent` is how far the rest ranges within an iteration, Infinity where that is not known.
 * `opaque`: it depends on the counter in another way too, as `b[i]` does. `folded`: it depends on the counter through an operation that
 * takes several to one, as `i % 4` and `i >> 1`.
 */
export interface Movement {
  readonly coefficient: number | 'rows'
  readonly extent: number
  readonly opaque: boolean
  readonly folded: boolean
  /** The least that the rest is, where that is a constant. */
  readonly offset: number | undefined
}

const FIXED: Movement = { coefficient: 0, extent: 0, opaque: false, folded: false, offset: undefined }
const OPAQUE: Movement = { ...FIXED, extent: Number.POSITIVE_INFINITY, opaque: true }

/** Reads the movement of the indices of one parallel loop. */
export class Movements {
  readonly #loop: ForStmt
  readonly #sets: Map<Local, Expr[]> = new Map()
  readonly #loops: Map<Local, ForStmt[]> = new Map()
  readonly #known: Map<Local, Movement> = new Map()

  constructor(loop: ForStmt) {
    this.#loop = loop
    for (const stmt of statements(loop.body)) {
      if (stmt.kind === 'set') push(this.#sets, stmt.local, stmt.value)
      if (stmt.kind === 'for') push(this.#loops, stmt.counter, stmt)
    }
  }

  of(expr: Expr): Movement {
    switch (expr.kind) {
      case 'const':
        return { ...FIXED, offset: expr.value }
      case 'length':
        return FIXED
      case 'local':
        return this.#local(expr.local)
      case 'convert':
        return expr.mode === 'number' || expr.mode === 'int32' ? this.of(expr.value) : this.#other(expr)
      case 'op':
        return this.#op(expr)
      case 'position':
        return this.#position(expr.indices.map((index) => this.of(index)))
      default:
        return this.#other(expr)
    }
  }

  #local(local: Local): Movement {
    if (local === this.#loop.counter) return { ...FIXED, coefficient: 1, offset: 0 }
    const known = this.#known.get(local)
    if (known) return known
    // While its own definition is read.
    this.#known.set(local, OPAQUE)
    const found = this.#assigned(local)
    this.#known.set(local, found)
    return found
  }

  #assigned(local: Local): Movement {
    const [sets, loops] = [this.#sets.get(local) ?? [], this.#loops.get(local) ?? []]
    if (sets.length + loops.length === 0) return FIXED
    if (loops.length > 0) return loops.length === 1 && sets.length === 0 ? this.#counter(loops[0]) : OPAQUE
    // One value, and steps of it: `k = i * n`, then `k++`.
    const steps = sets.filter((value) => stepOf(value, local) !== undefined)
    const starts = sets.filter((value) => !steps.includes(value))
    if (starts.length !== 1) return OPAQUE
    const start = this.of(starts[0])
    if (steps.length === 0) return start
    const moves = steps.some((value) => moving(this.of(stepOf(value, local)!)))
    return moves ? OPAQUE : { ...start, extent: Number.POSITIVE_INFINITY, offset: undefined }
  }

  /** The counter of an inner loop. */
  #counter({ start, stop, step }: ForStmt): Movement {
    const [first, last] = [this.of(start), this.of(stop)]
    if (first.opaque || last.opaque || first.folded || last.folded) return OPAQUE
    if (first.coefficient !== last.coefficient) return OPAQUE
    const { coefficient } = first
    const [a, b] = [first.offset, last.offset]
    if (a === undefined || b === undefined || step.kind !== 'const')
      return { ...FIXED, coefficient, extent: Number.POSITIVE_INFINITY }
    const extent = Math.max(0, Math.abs(b - a) - 1) + first.extent + last.extent
    return { ...FIXED, coefficient, extent, offset: step.value > 0 ? a : b + 1 }
  }

  #op(expr: Extract<Expr, { kind: 'op' }>): Movement {
    const [left, right] = expr.args.map((arg) => this.of(arg))
    switch (expr.op) {
      case '+':
        if (this.#spans(expr.args[0], expr.args[1]) || this.#spans(expr.args[1], expr.args[0]))
          return { ...FIXED, coefficient: 'rows' }
        return sum(left, right, 1)
      case '-':
        return sum(left, right, -1)
      case '*':
        return left.coefficient === 0 && !moving(left) ? scaled(right, left) : scaled(left, right)
      case '%':
      case '&':
      case '>>':
      case '>>>':
        return foldedBy(expr, left) ?? this.#other(expr)
      default:
        return this.#other(expr)
    }
  }

  /** `j + i * n` where the counter j runs from 0 to n: the remainder of the index tells the iterations apart. */
  #spans(counter: Expr, rest: Expr): boolean {
    const { start, stop } = this.#loop
    if (start.kind !== 'const' || start.value < 0) return false
    const it = bare(counter)
    return it.kind === 'local' && it.local === this.#loop.counter && this.#multiple(rest, bare(stop))
  }

  #multiple(expr: Expr, of: Expr): boolean {
    const e = bare(expr)
    if (e.kind === 'local') {
      const [value, ...others] = this.#sets.get(e.local) ?? []
      return value !== undefined && others.length === 0 && this.#multiple(value, of)
    }
    if (e.kind !== 'op' || of.kind === 'const') return false
    if (e.op === '*') return e.args.some((factor) => sameExpr(bare(factor), of))
    return (e.op === '+' || e.op === '-') && e.args.every((arg) => this.#multiple(arg, of))
  }

  /** One place in an array: iterations have elements of their own where they have an index of their own. */
  #position(indices: readonly Movement[]): Movement {
    const moves = indices.filter(moving)
    if (moves.length === 0)
      return { ...FIXED, extent: indices.some((index) => index.extent > 0) ? Number.POSITIVE_INFINITY : 0 }
    if (moves.some((move) => ownElements(move, this.#loop))) return { ...FIXED, coefficient: 'rows' }
    // Several indices may tell the iterations apart together.
    return moves.length > 1 ? OPAQUE : { ...moves[0], offset: undefined }
  }

  #other(expr: Expr): Movement {
    const parts = operands(expr).map((operand) => this.of(operand))
    return parts.some(moving) ? OPAQUE : { ...FIXED, extent: Number.POSITIVE_INFINITY }
  }
}

/** Whether an index gives each iteration elements of its own. A distance of run time between them is taken to be enough. */
export function ownElements({ coefficient, extent, opaque, folded }: Movement, loop: ForStmt): boolean {
  if (coefficient === 'rows') return true
  const step = loop.step.kind === 'const' ? Math.abs(loop.step.value) : 1
  return !opaque && !folded && extent < Math.abs(coefficient * step)
}

/** A whole number below what keeps it as it is. */
function bare(expr: Expr): Expr {
  const whole = (type: string): boolean => type === 'i32' || type === 'i64'
  return expr.kind === 'convert' && expr.mode === 'number' && whole(expr.type) && whole(expr.value.type)
    ? bare(expr.value)
    : expr
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key)
  if (list) list.push(value)
  else map.set(key, [value])
}

/** Whether an index differs from iteration to iteration. */
export function moving({ coefficient, opaque, folded }: Movement): boolean {
  return coefficient !== 0 || opaque || folded
}

/** What `local = local + e` adds. */
function stepOf(value: Expr, local: Local): Expr | undefined {
  if (value.kind === 'convert') return stepOf(value.value, local)
  if (value.kind !== 'op' || (value.op !== '+' && value.op !== '-')) return undefined
  const isIt = (e: Expr): boolean => (e.kind === 'convert' ? isIt(e.value) : e.kind === 'local' && e.local === local)
  if (isIt(value.args[0])) return value.args[1]
  return value.op === '+' && isIt(value.args[1]) ? value.args[0] : undefined
}

function sum(a: Movement, b: Movement, sign: 1 | -1): Movement {
  const rows = a.coefficient === 'rows' || b.coefficient === 'rows'
  return {
    coefficient: rows ? 'rows' : (a.coefficient as number) + sign * (b.coefficient as number),
    extent: a.extent + b.extent,
    opaque: a.opaque || b.opaque,
    folded: a.folded || b.folded,
    offset: a.offset === undefined || b.offset === undefined ? undefined : a.offset + least(b, sign),
  }
}

/** A product, of which `factor` is the side that does not move, where there is one. */
function scaled(side: Movement, factor: Movement): Movement {
  if (moving(factor)) return OPAQUE
  const { offset: by } = factor
  if (by === undefined) {
    const coefficient = side.coefficient === 0 ? 0 : 'rows'
    const extent = side.extent === 0 && factor.extent === 0 ? 0 : Number.POSITIVE_INFINITY
    return { ...side, coefficient, extent, offset: undefined }
  }
  return {
    ...side,
    coefficient: by === 0 ? 0 : side.coefficient === 'rows' ? 'rows' : side.coefficient * by,
    extent: by === 0 ? 0 : side.extent * Math.abs(by),
    offset: side.offset === undefined ? undefined : least(side, by),
  }
}

/** The least of the rest times a factor. */
function least({ offset, extent }: Movement, by: number): number {
  return by < 0 ? (offset! + extent) * by : offset! * by
}

/** `i % 4`, `i & 3`, `i >> 1` by a constant: several counters give one value. */
function foldedBy(expr: Extract<Expr, { kind: 'op' }>, side: Movement): Movement | undefined {
  const by = expr.args[1]
  if (!moving(side) || side.opaque || side.folded || by.kind !== 'const') return undefined
  const shift = expr.op === '>>' || expr.op === '>>>'
  // `(8 * i) >> 2` is different in each.
  if (shift && (side.coefficient === 'rows' || Math.abs(side.coefficient) >= 2 ** (by.value & 31))) return undefined
  if (expr.op === '&' && by.value < 0) return undefined
  return { ...FIXED, folded: true, extent: side.extent === 0 ? 0 : Number.POSITIVE_INFINITY }
}
