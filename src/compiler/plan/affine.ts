import type { Expr, ForStmt, Local, Span } from '../ir/nodes.ts'

/** Whether an expression has the same value throughout a loop that assigns `variant`: no such local, and no element. */
export function invariant(expr: Expr, variant: ReadonlySet<Local>): boolean {
  switch (expr.kind) {
    case 'const':
      return true
    case 'length':
      return !variant.has(expr.array.size)
    case 'local':
      return !variant.has(expr.local)
    case 'load':
      return false
    case 'position':
      return expr.indices.every((index) => invariant(index, variant)) && !variant.has(expr.array.base)
    case 'big':
      return true
    case 'op':
      // Where it is evaluated before a loop, it must not throw: the loop may not run.
      return expr.site === undefined && expr.args.every((arg) => invariant(arg, variant))
    case 'invoke':
      return false
    case 'select':
      return [expr.test, expr.yes, expr.no].every((e) => invariant(e, variant))
    case 'logical':
      return invariant(expr.left, variant) && invariant(expr.right, variant)
    case 'not':
    case 'convert':
      return (expr.kind === 'not' || expr.site === undefined) && invariant(expr.value, variant)
    default:
      return expr satisfies never
  }
}

/**
 * How an index moves with the counter: `coefficient * counter + rest`, the rest invariant. `offset` is the rest where it is a
 * constant. Undefined where the index is no such form.
 */
export interface Linear {
  readonly coefficient: number
  readonly offset: number | undefined
}

export function linear(expr: Expr, counter: Local, variant: ReadonlySet<Local>): Linear | undefined {
  if (expr.kind === 'const') return { coefficient: 0, offset: expr.value }
  if (expr.kind === 'local' && expr.local === counter) return { coefficient: 1, offset: 0 }
  if (invariant(expr, variant)) return { coefficient: 0, offset: undefined }
  if (expr.kind === 'position') {
    // Only along a last dimension whose elements are neighbours is the distance a constant.
    const last = expr.indices.length - 1
    const rows = expr.indices.slice(0, last).every((index) => invariant(index, variant))
    if (!rows || expr.array.dims?.[last].stride || variant.has(expr.array.base)) return undefined
    const along = linear(expr.indices[last], counter, variant)
    return along && { coefficient: along.coefficient, offset: undefined }
  }
  if (expr.kind === 'convert' && expr.mode === 'number' && expr.type !== 'f32')
    return linear(expr.value, counter, variant)
  if (expr.kind !== 'op' || expr.args.length !== 2) return undefined
  const a = linear(expr.args[0], counter, variant)
  const b = linear(expr.args[1], counter, variant)
  if (a === undefined || b === undefined) return undefined
  const both = (f: (x: number, y: number) => number): number | undefined =>
    a.offset === undefined || b.offset === undefined ? undefined : f(a.offset, b.offset)
  if (expr.op === '+') return { coefficient: a.coefficient + b.coefficient, offset: both((x, y) => x + y) }
  if (expr.op === '-') return { coefficient: a.coefficient - b.coefficient, offset: both((x, y) => x - y) }
  if (expr.op !== '*') return undefined
  if (a.coefficient === 0 && b.coefficient === 0) return { coefficient: 0, offset: both((x, y) => x * y) }
  const [factor, other] = a.coefficient === 0 ? [a, b] : [b, a]
  if (factor.coefficient !== 0 || factor.offset === undefined) return undefined
  return { coefficient: other.coefficient * factor.offset, offset: both((x, y) => x * y) }
}

/** The least and the greatest value of an index over loops, as i64 expressions that are evaluated before them. */
export interface Interval {
  readonly lo: Expr
  readonly hi: Expr
}

const op = (name: string, a: Expr, b: Expr, at: Span): Expr => {
  if (a.kind === 'const' && b.kind === 'const') {
    const value = {
      '+': a.value + b.value,
      '-': a.value - b.value,
      '*': a.value * b.value,
      'Math.min': Math.min(a.value, b.value),
      'Math.max': Math.max(a.value, b.value),
    }[name]
    if (value !== undefined && Number.isSafeInteger(value)) return { kind: 'const', type: 'i64', value: value + 0, at }
  }
  return { kind: 'op', type: 'i64', op: name, args: [a, b], at }
}

/** An i64 expression plus a constant. */
export function shifted(expr: Expr, by: number): Expr {
  if (by === 0) return expr
  return op('+', expr, { kind: 'const', type: 'i64', value: by, at: expr.at }, expr.at)
}

/** The i64 of an integer expression. */
export function widened(expr: Expr): Expr {
  if (expr.type === 'i64') return expr
  if (expr.kind === 'const') return { ...expr, type: 'i64' }
  return { kind: 'convert', type: 'i64', mode: 'number', value: expr, at: expr.at }
}

/**
 * Bounds of an index over every iteration of the loops in `ranges` (by counter), by interval arithmetic; `variant` are the
 * locals that change meanwhile. Undefined where the index depends on anything else that changes.
 */
export function interval(
  expr: Expr,
  ranges: ReadonlyMap<Local, Interval>,
  variant: ReadonlySet<Local>,
): Interval | undefined {
  const { at } = expr
  // Where it lies has no use as a number.
  if (expr.kind === 'position') return undefined
  if (expr.kind === 'local' && ranges.has(expr.local)) return ranges.get(expr.local)
  if (invariant(expr, variant)) {
    if (expr.type !== 'i32' && expr.type !== 'i64') return undefined
    const value = widened(expr)
    return { lo: value, hi: value }
  }
  if (expr.kind === 'convert' && expr.mode === 'number' && (expr.value.type === 'i32' || expr.value.type === 'i64'))
    return interval(expr.value, ranges, variant)
  if (expr.type !== 'i32' && expr.type !== 'i64') return undefined
  if (expr.kind === 'select') {
    const yes = interval(expr.yes, ranges, variant)
    const no = interval(expr.no, ranges, variant)
    return yes && no && { lo: op('Math.min', yes.lo, no.lo, at), hi: op('Math.max', yes.hi, no.hi, at) }
  }
  if (expr.kind !== 'op' || expr.args.length !== 2) return undefined
  // The bits of a constant that is not negative, whatever the other side is.
  const mask = expr.op === '&' ? expr.args.find((arg) => arg.kind === 'const' && arg.value >= 0) : undefined
  if (mask) return { lo: constant(0, at), hi: widened(mask) }
  const a = interval(expr.args[0], ranges, variant)
  const b = interval(expr.args[1], ranges, variant)
  if (a === undefined || b === undefined) return undefined
  if (expr.op === '+') return { lo: op('+', a.lo, b.lo, at), hi: op('+', a.hi, b.hi, at) }
  if (expr.op === '-') return { lo: op('-', a.lo, b.hi, at), hi: op('-', a.hi, b.lo, at) }
  if (expr.op === 'Math.min' || expr.op === 'Math.max')
    return { lo: op(expr.op, a.lo, b.lo, at), hi: op(expr.op, a.hi, b.hi, at) }
  if (expr.op === '%') return remainder(a, b, at)
  // Low bits that are cut off: `x & -4`.
  if (
    expr.op === '&' &&
    b.lo.kind === 'const' &&
    b.lo === b.hi &&
    b.lo.value < 0 &&
    Number.isInteger(Math.log2(-b.lo.value))
  )
    return { lo: shifted(a.lo, b.lo.value + 1), hi: a.hi }
  return expr.op === '*' ? product(a, b, at) : undefined
}

const constant = (value: number, at: Span): Expr => ({ kind: 'const', type: 'i64', value, at })

/** A remainder has the sign of the dividend, and is nearer to zero than it and than the divisor. */
function remainder(a: Interval, b: Interval, at: Span): Interval {
  const zero = constant(0, at)
  const divisor = op('Math.max', b.hi, op('-', zero, b.lo, at), at)
  const most = op('-', divisor, constant(1, at), at)
  return {
    lo: op('Math.max', op('Math.min', a.lo, zero, at), op('-', zero, most, at), at),
    hi: op('Math.min', op('Math.max', a.hi, zero, at), most, at),
  }
}

function product(a: Interval, b: Interval, at: Span): Interval {
  if (a.lo.kind === 'const' && a.lo === a.hi) return scaled(b, a.lo, at)
  if (b.lo.kind === 'const' && b.lo === b.hi) return scaled(a, b.lo, at)
  const corners =
    b.lo === b.hi
      ? [op('*', a.lo, b.lo, at), op('*', a.hi, b.lo, at)]
      : a.lo === a.hi
        ? [op('*', a.lo, b.lo, at), op('*', a.lo, b.hi, at)]
        : [op('*', a.lo, b.lo, at), op('*', a.lo, b.hi, at), op('*', a.hi, b.lo, at), op('*', a.hi, b.hi, at)]
  return {
    lo: corners.reduce((x, y) => op('Math.min', x, y, at)),
    hi: corners.reduce((x, y) => op('Math.max', x, y, at)),
  }
}

function scaled(range: Interval, factor: Extract<Expr, { kind: 'const' }>, at: Span): Interval {
  const lo = op('*', range.lo, factor, at)
  const hi = op('*', range.hi, factor, at)
  return factor.value < 0 ? { lo: hi, hi: lo } : { lo, hi }
}

/** The range of a loop's counter, from the ranges of the loops around it. Undefined where its step may have either sign. */
export function counterRange(
  loop: ForStmt,
  ranges: ReadonlyMap<Local, Interval>,
  variant: ReadonlySet<Local>,
): Interval | undefined {
  if (loop.step.kind !== 'const') return undefined
  const start = interval(loop.start, ranges, variant)
  const stop = interval(loop.stop, ranges, variant)
  if (start === undefined || stop === undefined) return undefined
  const by: Expr = { kind: 'const', type: 'i64', value: loop.whole ? Math.abs(loop.step.value) : 1, at: loop.at }
  const last = op('-', stop.hi, by, loop.at)
  return loop.step.value > 0
    ? { lo: loop.remainder ? op('Math.min', start.lo, last, loop.at) : start.lo, hi: last }
    : { lo: op('+', stop.lo, by, loop.at), hi: start.hi }
}
