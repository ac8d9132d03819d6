import { isFloat } from '../../ops/type.ts'
import { constant, operation, read, set, when } from '../ir/make.ts'
import type { Expr, Local, Stmt } from '../ir/nodes.ts'
import { sameExpr } from '../ir/same.ts'
import { subexpressions, withOperands } from '../ir/walk.ts'
import { type Flag, type Fold, identity, type Reducer } from './reduction.ts'

type SetStmt = Extract<Stmt, { kind: 'set' }>

/** What a statement does to the value it updates: `value = wrap(value op term)`. */
export interface FoldStep {
  readonly op: Reducer
  readonly term: Expr
  /** The type that computes. */
  readonly type: Expr['type']
  /** What becomes of a result: a conversion back, `| 0`. */
  readonly wrap: (result: Expr) => Expr
  /** The value as an operand: converted. */
  readonly operand: (value: Expr) => Expr
}

const numeric: ReadonlySet<string> = new Set(['+', '-', '*', 'Math.min', 'Math.max', '&', '|', '^', 'Math.imul'])

/** Reads `value = wrap(it op term)`, with the term free of what `reads` finds. */
export function foldStep(value: Expr, isIt: (e: Expr) => boolean, reads: (e: Expr) => boolean): FoldStep | undefined {
  // `(s + e) | 0`, `(s + e) >>> 0`, a conversion to the element's type.
  const inner =
    value.kind === 'convert'
      ? value.value
      : value.kind === 'op' && value.op === '>>>' && value.args[1].kind === 'const' && value.args[1].value === 0
        ? value.args[0]
        : undefined
  if (inner !== undefined && !isIt(inner)) {
    const step = foldStep(inner, isIt, reads)
    const wrap = (result: Expr): Expr => withOperands(value, value.kind === 'op' ? [result, value.args[1]] : [result])
    return step && { ...step, wrap: (result) => wrap(step.wrap(result)) }
  }
  if (value.kind !== 'op' || value.args.length !== 2 || !numeric.has(value.op)) return undefined
  const [left, right] = value.args
  const op = value.op === '-' ? '+' : (value.op as Reducer)
  const step = (it: Expr, term: Expr): FoldStep => ({
    op,
    term,
    type: value.type,
    wrap: (result) => result,
    operand: (e) => converted(it, e),
  })
  if (isIt(unconverted(left)) && !reads(right)) return step(left, right)
  if (isIt(unconverted(right)) && !reads(left) && value.op !== '-') return step(right, left)
  return chained(value, op, isIt, reads)
}

/** `(it + a) + b`, `a + (b + it)`: steps of one kind are one. */
function chained(
  value: Extract<Expr, { kind: 'op' }>,
  op: Reducer,
  isIt: (e: Expr) => boolean,
  reads: (e: Expr) => boolean,
): FoldStep | undefined {
  const [left, right] = value.args
  const sides =
    value.op === '-'
      ? [[left, right]]
      : [
          [left, right],
          [right, left],
        ]
  for (const [side, other] of sides) {
    const inner = wrapped(side)
    if (reads(other) || inner.kind !== 'op' || inner.type !== value.type) continue
    const step = foldStep(inner, isIt, reads)
    if (step?.op !== op) continue
    return { ...step, term: operation(op, value.type, step.term, other), wrap: (result) => result }
  }
  return undefined
}

/** An integer below the conversions that it wraps by itself. */
function wrapped(expr: Expr): Expr {
  const wraps = expr.kind === 'convert' && expr.mode === 'int32' && expr.value.type === 'i32'
  return wraps ? wrapped(expr.value) : expr
}

/** An expression below its conversions. */
function unconverted(expr: Expr): Expr {
  return expr.kind === 'convert' ? unconverted(expr.value) : expr
}

/** `e` under the conversions of `like`. */
function converted(like: Expr, e: Expr): Expr {
  return like.kind === 'convert' ? { ...like, value: converted(like.value, e) } : e
}

/** `it = wrap(it op other)`: what merges two values that were each combined by a step. */
export function combined(step: FoldStep, it: Expr, other: Expr): Expr {
  return step.wrap(operation(step.op, step.type, step.operand(it), step.operand(other)))
}

/** The type that holds all values of a local that a step of another type combines: the narrower of the two. */
function combinedType(local: Expr['type'], step: Expr['type']): Expr['type'] {
  if (isFloat(local) && isFloat(step)) return local
  if (local === 'i32' || step === 'i32') return 'i32'
  return isFloat(local) ? step : local
}

/** Whether an expression is `it`, converted to types that hold its value as it is. */
function keeps(expr: Expr, it: Expr): boolean {
  if (expr === it) return true
  if (expr.kind !== 'convert') return false
  if (expr.mode === 'bits') return keeps(expr.value, it)
  if (expr.mode !== 'number') return false
  return (expr.type !== 'f32' || expr.value.type === 'f32') && keeps(expr.value, it)
}

/**
 * Whether the steps of a local may be grouped in any way: sums and products of floats, which the law reassociates, and what is
 * exact: extremes, and integers modulo 2^32. A step that also truncates changes the value even by its identity; that is the same
 * where `always` one is done, or where the value is an int32 before and after.
 */
function regroups(step: FoldStep, it: Expr, always: boolean): boolean {
  const { op, type } = step
  const result: Expr = { kind: 'local', type, local: { name: 'result', type }, at: it.at }
  const operandKept = keeps(step.operand(it), it)
  if (operandKept && keeps(step.wrap(result), result)) return true
  if (isFloat(type)) return isFloat(it.type) && (op === '+' || op === '*')
  const modular = op === '+' || op === '&' || op === '|' || op === '^'
  return modular && (always || (op === '+' && type === 'i32' && operandKept))
}

/** The reduction that an assignment of a local outside the loop is, by itself. `always`: every iteration does it. */
export function foldOf(stmt: SetStmt, always: boolean): Fold | Flag | undefined {
  const { local, value, at } = stmt
  const isIt = (e: Expr): boolean => e.kind === 'local' && e.local === local
  const reads = (e: Expr): boolean => [...subexpressions(e)].some(isIt)
  if (local.type === 'bool') return logicalOf(local, value, isIt, reads)
  if (value.kind === 'const') return flagOf(local, value)
  const step = foldStep(value, isIt, reads)
  if (step === undefined) return undefined
  const it = read(local, at)
  if (!regroups(step, it, always)) return undefined
  const type = combinedType(local.type, step.type)
  const part: Local = { name: `${local.name}_part`, type: local.type }
  const merge = [set(local, combined(step, it, read(part, at)))]
  return { kind: 'fold', op: step.op, local, type, partials: [{ local, start: identity(step.op, type), part }], merge }
}

/** `found = found || e`, `found = e ? true : found`, `if (e) found = true`. */
function logicalOf(
  local: Local,
  value: Expr,
  isIt: (e: Expr) => boolean,
  reads: (e: Expr) => boolean,
): Fold | undefined {
  let op: '&&' | '||' | undefined
  if (value.kind === 'const') op = value.value ? '||' : '&&'
  if (value.kind === 'logical') {
    const [it, term] = isIt(value.left) ? [value.left, value.right] : [value.right, value.left]
    if (isIt(it) && !reads(term)) op = value.op
  }
  if (value.kind === 'select' && !reads(value.test)) {
    const [it, other] = isIt(value.yes) ? [value.yes, value.no] : [value.no, value.yes]
    if (isIt(it) && other.kind === 'const') op = other.value ? '||' : '&&'
  }
  if (op === undefined) return undefined
  const part: Local = { name: `${local.name}_part`, type: 'bool' }
  const { at } = value
  const merge = [set(local, { kind: 'logical', type: 'bool', op, left: read(local, at), right: read(part, at), at })]
  const partials = [{ local, start: identity(op, 'bool'), part }] as const
  return { kind: 'fold', op, local, type: 'bool', partials, merge }
}

/** `if (e) n = 3`: a block starts with another value, and hands on whether it changed. */
function flagOf(local: Local, value: Extract<Expr, { kind: 'const' }>): Flag {
  const { at } = value
  const start = value.value === 0 ? 1 : 0
  const part: Local = { name: `${local.name}_part`, type: local.type }
  // NaN is equal to nothing, so the start is looked for.
  const changed = operation('!==', 'bool', read(part, at), constant(start, local.type, at))
  return { kind: 'flag', local, partials: [{ local, start, part }], merge: [when(changed, [set(local, value)])] }
}

/** Whether two statements are of one reduction. */
export function sameFold(a: Fold | Flag, b: Fold | Flag): boolean {
  if (a.kind === 'fold') return b.kind === 'fold' && a.op === b.op
  return b.kind === 'flag' && sameConstant(a, b)
}

function sameConstant(a: Flag, b: Flag): boolean {
  const [one, other] = [a, b].map(({ merge }) => merge[0])
  if (one.kind !== 'if' || other.kind !== 'if') return false
  const [yes, also] = [one.yes[0], other.yes[0]]
  return yes.kind === 'set' && also.kind === 'set' && sameExpr(yes.value, also.value)
}
