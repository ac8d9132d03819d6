import type { Expr, Local } from '../ir/nodes.ts'
import { operands, withOperands } from '../ir/walk.ts'
import type { Strides } from './strides.ts'

/** Elements at one distance from lane to lane that is known when the loop runs: the element of the first lane, and the distance. */
export interface Spacing {
  readonly first: Expr
  readonly by: Expr
}

/**
 * The spacing of an index such as `i * n + j`, modulo 2^32; undefined where it has none. `known` are locals that stand for an expression,
 * `variant` those that change in the loop, `counter` its own.
 */
export function spacingOf(
  index: Expr,
  of: Strides,
  known: ReadonlyMap<Local, Expr>,
  variant: ReadonlySet<Local>,
  counter: Local,
): Spacing | undefined {
  const first = written(index, of, known, variant, counter)
  const by = distance(first, of)
  return by && { first, by }
}

/** An index with the locals of each lane's own as what they stand for, where that is the same now as it was there. */
function written(
  expr: Expr,
  of: Strides,
  known: ReadonlyMap<Local, Expr>,
  variant: ReadonlySet<Local>,
  counter: Local,
): Expr {
  if (of.of(expr) !== undefined) return expr
  if (expr.kind === 'local') {
    const value = known.get(expr.local)
    return value && value.type === expr.type && steady(value, known, variant, counter)
      ? written(value, of, known, variant, counter)
      : expr
  }
  if (expr.kind !== 'op' && expr.kind !== 'convert' && expr.kind !== 'position') return expr
  return withOperands(
    expr,
    operands(expr).map((each) => written(each, of, known, variant, counter)),
  )
}

/** Whether an expression depends on the loop's counter and on what does not change in the loop alone. */
function steady(
  expr: Expr,
  known: ReadonlyMap<Local, Expr>,
  variant: ReadonlySet<Local>,
  counter: Local,
  depth = 8,
): boolean {
  if (expr.kind === 'load' || depth === 0) return false
  if (expr.kind === 'local') {
    if (expr.local === counter || !variant.has(expr.local)) return true
    const value = known.get(expr.local)
    return value !== undefined && steady(value, known, variant, counter, depth - 1)
  }
  return operands(expr).every((each) => steady(each, known, variant, counter, depth))
}

function distance(expr: Expr, of: Strides): Expr | undefined {
  const { at } = expr
  const stride = of.of(expr)
  if (stride !== undefined && expr.kind !== 'position') return { kind: 'const', type: 'i64', value: stride, at }
  const make = (op: string, a: Expr, b: Expr): Expr => {
    if (op === '*' && isConst(a, 1)) return b
    if (op === '*' && isConst(b, 1)) return a
    if ((op === '*' && (isConst(a, 0) || isConst(b, 0))) || (isConst(a, 0) && isConst(b, 0)))
      return { kind: 'const', type: 'i64', value: 0, at }
    if (op !== '*' && isConst(b, 0)) return a
    return { kind: 'op', type: 'i64', op, args: [a, b], at }
  }
  if (expr.kind === 'convert' && expr.mode === 'number' && expr.type === 'i64' && expr.value.type === 'i32')
    return distance(expr.value, of)
  if (expr.kind === 'position') {
    const terms = expr.indices.map((index, d): Expr | undefined => {
      const by = distance(index, of)
      const stride = expr.array.dims?.[d].stride
      return by && stride ? make('*', by, { kind: 'local', type: 'i32', local: stride, at }) : by
    })
    return terms.reduce((a, b) => a && b && make('+', a, b))
  }
  if (expr.kind !== 'op' || (expr.type !== 'i64' && expr.type !== 'i32')) return undefined
  const [a, b] = expr.args
  if (expr.op === '+' || expr.op === '-') {
    const [x, y] = [distance(a, of), distance(b, of)]
    return x && y && make(expr.op, x, y)
  }
  if (expr.op !== '*') return undefined
  const [side, factor] = of.of(b) === 0 ? [a, b] : [b, a]
  if (of.of(factor) !== 0) return undefined
  const by = distance(side, of)
  return by && make('*', by, factor)
}

function isConst(expr: Expr, value: number): boolean {
  return expr.kind === 'const' && expr.value === value
}
