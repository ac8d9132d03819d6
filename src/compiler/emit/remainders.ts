import { isFloat } from '../../ops/type.ts'
import type { Expr } from '../ir/nodes.ts'
import { sameExpr } from '../ir/same.ts'
import { termsOf } from '../plan/polynomial.ts'
import { literal } from './literal.ts'

type Op = Extract<Expr, { kind: 'op' }>
type Const = Extract<Expr, { kind: 'const' }>

/** Steps over an edge that count as near. */
const NEAR = 8

/** What the text of a remainder asks of the emitter around. */
export interface RemainderContext {
  readonly text: (expr: Expr) => string
  /** The same, to stand below a cast. */
  readonly operand: (expr: Expr) => string
  /** Notes that a runtime function is used, and gives its name. */
  readonly use: (name: string) => string
  /** Before a loop that may not run, where a divisor may be 0. */
  readonly early: boolean
}

/** The text of a remainder, or of a comparison of one with 0, where there is a faster one than that of any two numbers. */
export function remainderText(expr: Op, cx: RemainderContext): string | undefined {
  const { text, operand, use } = cx
  if (expr.op === '===' || expr.op === '!==') {
    const [left, right] = expr.args
    if (left.kind !== 'op' || left.op !== '%' || right.kind !== 'const' || right.value !== 0) return undefined
    const [value, by] = left.args
    if (by.kind !== 'const' || !isInt32Divisor(value, by.value)) return undefined
    return `${expr.op === '!==' ? '!' : ''}${use('isMultiple')}(${text(value)}, ${by.value})`
  }
  if (expr.op !== '%') return undefined
  const [value, by] = expr.args
  const { type } = expr
  if (wrapsAround(expr)) return `${use('wrapAround')}<${type}>(${text(value)}, ${text(by)})`
  if (by.kind === 'const' && isFloat(by.type)) {
    if (isInt32Divisor(value, by.value)) return `${use('remainderByConstant')}(${text(value)}, ${by.value})`
    if (!powerOfTwo(by)) return undefined
    const factors = [by.value, 1 / by.value].map((each) => literal(each, type))
    return `${use('remainderOfPower')}<${type}>(${text(value)}, ${factors.join(', ')})`
  }
  if (cx.early && type !== 'bool' && !isFloat(type))
    return `${use('remainderOrZero')}<${type}>(${text(value)}, ${text(by)})`
  // The engine takes fewer instructions for it, above all by a constant.
  if (expr.natural && type === 'i32') return `<i32>(<u32>${operand(value)} % <u32>${operand(by)})`
  return undefined
}

/** Whether a float64 is divided by a constant that fits int32. */
function isInt32Divisor(value: Expr, by: number): boolean {
  return value.type === 'f64' && Number.isInteger(by) && by !== 0 && Math.abs(by) < 2 ** 31
}

/** Whether an expression is a power of two, 1 or more, that a float is divided by without rounding. */
export function powerOfTwo(expr: Expr): expr is Const {
  if (expr.kind !== 'const' || (expr.type !== 'f64' && expr.type !== 'f32')) return false
  return expr.value >= 1 && expr.value <= 2 ** 100 && Number.isInteger(Math.log2(expr.value))
}

/**
 * Whether a remainder is that of a neighbour on a ring, `(i + 1) % n` or `(i + n - 1) % n`: rarely more than one step over the edge, so that
 * to compare is faster than to divide.
 */
function wrapsAround(expr: Op): boolean {
  if (expr.type !== 'i32' && expr.type !== 'i64') return false
  const [dividend, divisor] = expr.args
  if (divisor.kind === 'const') return false
  const [ring] = termsOf(divisor)
  let places = 0
  let shifted = false
  for (const { coefficient, factors } of termsOf(dividend)) {
    const [factor] = factors
    if (factors.length === 0) {
      if (Math.abs(coefficient) > NEAR) return false
      shifted = true
    } else if (factors.length > 1 || Math.abs(coefficient) !== 1) return false
    else if (ring?.factors.length === 1 && sameExpr(factor, ring.factors[0])) shifted = true
    else if (factor.kind !== 'local' || coefficient !== 1) return false
    else places++
  }
  return places === 1 && shifted
}
