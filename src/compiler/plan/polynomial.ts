import type { Expr, Local, Span } from '../ir/nodes.ts'
import { sameExpr } from '../ir/same.ts'
import { subexpressions } from '../ir/walk.ts'
import { widened } from './affine.ts'

/** A product of a constant and of expressions that are no sums or products of whole numbers. */
export interface Term {
  readonly coefficient: number
  readonly factors: readonly Expr[]
}

/** A whole number as a sum of products, equal ones taken together. */
export function termsOf(expr: Expr): readonly Term[] {
  return collected(expanded(expr))
}

/** What one whole number is more than another, where that is a constant. */
export function difference(a: Expr, b: Expr): number | undefined {
  const rest = collected([...expanded(a), ...negated(expanded(b))])
  if (rest.length === 0) return 0
  return rest.length === 1 && rest[0].factors.length === 0 ? rest[0].coefficient : undefined
}

/** What the place of one element in an array is beyond that of another, in elements. */
export function gap(a: Expr, b: Expr): Expr | undefined {
  const { at } = a
  if (a.kind === 'position' && b.kind === 'position') {
    if (a.array !== b.array || a.indices.length !== b.indices.length) return undefined
    return a.indices
      .map((index, d): Expr | undefined => {
        const along = gap(index, b.indices[d])
        const stride = a.array.dims?.[d].stride
        return along && (stride ? product(along, { kind: 'local', type: 'i32', local: stride, at }) : along)
      })
      .reduce((x, y) => x && y && sum(x, y))
  }
  if (!isWhole(a.type) || !isWhole(b.type)) return undefined
  return written(collected([...expanded(a), ...negated(expanded(b))]), at)
}

/** The sum of two whole numbers, without what cancels. */
export function plus(a: Expr, b: Expr): Expr {
  return written(collected([...expanded(a), ...expanded(b)]), a.at)
}

/** A sum of products in 64 bits. */
function written(terms: readonly Term[], at: Span): Expr {
  return terms
    .map(({ coefficient, factors }) => factors.reduce(product, whole(coefficient, at)))
    .reduce(sum, whole(0, at))
}

const whole = (value: number, at: Span): Expr => ({ kind: 'const', type: 'i64', value, at })

const constantOf = (expr: Expr): number | undefined => (expr.kind === 'const' ? expr.value : undefined)

function sum(a: Expr, b: Expr): Expr {
  const [x, y] = [constantOf(a), constantOf(b)]
  if (x !== undefined && y !== undefined) return whole(x + y, a.at)
  if (x === 0) return b
  return y === 0 ? a : { kind: 'op', type: 'i64', op: '+', args: [widened(a), widened(b)], at: a.at }
}

function product(a: Expr, b: Expr): Expr {
  const [x, y] = [constantOf(a), constantOf(b)]
  if (x === 0 || y === 0) return whole(0, a.at)
  if (x !== undefined && y !== undefined) return whole(x * y, a.at)
  if (x === 1) return widened(b)
  return y === 1 ? widened(a) : { kind: 'op', type: 'i64', op: '*', args: [widened(a), widened(b)], at: a.at }
}

/** The terms by which a whole number grows with a counter; undefined where it grows in another way, or not at all. */
export function slope(expr: Expr, counter: Local): readonly Term[] | undefined {
  const isIt = (e: Expr): boolean => e.kind === 'local' && e.local === counter
  const found: Term[] = []
  for (const { coefficient, factors } of termsOf(expr)) {
    const others = factors.filter((factor) => !isIt(factor))
    if (others.some((factor) => [...subexpressions(factor)].some(isIt))) return undefined
    if (others.length === factors.length) continue
    if (factors.length - others.length > 1) return undefined
    found.push({ coefficient, factors: others })
  }
  return found.length > 0 ? found : undefined
}

/** Products of sums are written out up to so many terms. */
const MOST_TERMS = 32

const isWhole = (type: string): boolean => type === 'i32' || type === 'i64'

function expanded(expr: Expr): Term[] {
  const alone: Term[] = [{ coefficient: 1, factors: [expr] }]
  if (!isWhole(expr.type)) return alone
  if (expr.kind === 'const') return [{ coefficient: expr.value, factors: [] }]
  if (expr.kind === 'convert' && expr.mode === 'number' && isWhole(expr.value.type)) return expanded(expr.value)
  if (expr.kind !== 'op' || expr.args.length !== 2) return alone
  if (expr.op !== '+' && expr.op !== '-' && expr.op !== '*') return alone
  const [a, b] = expr.args.map(expanded)
  if (expr.op === '+') return [...a, ...b]
  if (expr.op === '-') return [...a, ...negated(b)]
  if (a.length * b.length > MOST_TERMS) return alone
  return a.flatMap((x) =>
    b.map((y) => ({ coefficient: x.coefficient * y.coefficient, factors: [...x.factors, ...y.factors] })),
  )
}

const negated = (terms: readonly Term[]): Term[] =>
  terms.map(({ coefficient, factors }) => ({ coefficient: -coefficient, factors }))

function collected(terms: readonly Term[]): Term[] {
  const found: { coefficient: number; factors: readonly Expr[] }[] = []
  for (const { coefficient, factors } of terms) {
    const same = found.find((other) => sameFactors(other.factors, factors))
    if (same) same.coefficient += coefficient
    else found.push({ coefficient, factors })
  }
  return found.filter(({ coefficient }) => coefficient !== 0)
}

function sameFactors(a: readonly Expr[], b: readonly Expr[]): boolean {
  if (a.length !== b.length) return false
  const left = [...b]
  return a.every((factor) => {
    const at = left.findIndex((other) => sameExpr(factor, other))
    if (at < 0) return false
    left.splice(at, 1)
    return true
  })
}
