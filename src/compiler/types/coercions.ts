import type { DType } from '../../base/dtypes.ts'
import { EXACT, hasZero, within } from '../../ops/fact.ts'
import { elementType, isBigType, type NumberType, type Type } from '../../ops/type.ts'
import type { Expr, Span } from '../ir/nodes.ts'
import type { Expr as TreeExpr } from '../syntax/tree.ts'
import { computeType, fitsInt32 } from './computeType.ts'
import { type BigLowering, bigValue } from './lowerBigs.ts'
import { INDEX_LIMIT, type Variables } from './variables.ts'

/** Comparisons whose right side may bound a range. */
const UPPER: readonly string[] = ['<', '<=', '>', '>=']

/** Expressions as the conditions, indices, 32-bit integers and elements that their places need: JavaScript's conversions. */
export class Coercions {
  readonly #variables: Variables
  readonly #bigs: BigLowering
  /** The value of an expression in a type of its own. */
  readonly #value: (expr: TreeExpr) => Expr

  constructor(variables: Variables, bigs: BigLowering, value: (expr: TreeExpr) => Expr) {
    this.#variables = variables
    this.#bigs = bigs
    this.#value = value
  }

  /** The value as a condition: a number is true where it is neither 0 nor NaN. */
  bool(expr: TreeExpr): Expr {
    const { at } = expr
    if (expr.kind === 'boolean') return { kind: 'const', type: 'bool', value: +expr.value, at }
    if (expr.kind === 'unary' && expr.op === '!') return { kind: 'not', type: 'bool', value: this.bool(expr.value), at }
    if (expr.kind === 'logical')
      return {
        kind: 'logical',
        type: 'bool',
        op: expr.op,
        left: this.bool(expr.left),
        right: this.bool(expr.right),
        at,
      }
    const value = this.#value(expr)
    if (value.type === 'bool') return value
    if (isBigType(value.type))
      return { kind: 'op', type: 'bool', op: '!==', args: [value, bigValue(0n, value.type, at)], at }
    const zero: Expr = { kind: 'const', type: value.type, value: 0, at }
    const nonZero: Expr = { kind: 'op', type: 'bool', op: '!==', args: [value, zero], at }
    if (value.type === 'i32' || value.type === 'i64') return nonZero
    const ordered: Expr = { kind: 'op', type: 'bool', op: '===', args: [value, value], at }
    return { kind: 'logical', type: 'bool', op: '&&', left: nonZero, right: ordered, at }
  }

  /** The value in a number type that holds it. */
  as(expr: TreeExpr, type: NumberType | Type, index: boolean): Expr {
    if (type === 'bool') return this.bool(expr)
    if (isBigType(type)) return this.#bigs.as(expr, type)
    const whole = type === 'i32' || type === 'i64' ? this.#unsigned(expr) : undefined
    if (whole) return converted(whole, type, expr.at)
    const single = type === 'f32' ? this.#single(expr) : undefined
    if (single) return single
    if (index && (type === 'i32' || type === 'i64')) {
      const value = this.index(expr)
      if (value.type !== 'f64') return converted(value, type, expr.at)
    }
    // An integer place takes a fact that may be -0: the variable's own type says that it does not matter.
    return converted(this.#value(expr), type, expr.at)
  }

  /**
   * A sum, product or quotient of two float32 numbers, rounded to float32: to round it to float64 before that changes nothing, as that has
   * more than twice as many bits and two. So `byte / 255` in a Float32Array is a division of float32.
   */
  #single(expr: TreeExpr): Expr | undefined {
    if (expr.kind !== 'binary' || !['+', '-', '*', '/'].includes(expr.op)) return undefined
    const { op, left, right, at } = expr
    const fact = this.#variables.fact(expr)
    if (fact.f32 || fact.int || fact.bool || fact.big || ![left, right].every((side) => this.#isSingle(side)))
      return undefined
    return { kind: 'op', type: 'f32', op, args: [this.as(left, 'f32', false), this.as(right, 'f32', false)], at }
  }

  /** Whether each value of an expression is a float32. */
  #isSingle(expr: TreeExpr): boolean {
    const { f32, int, lo, hi, bool, big } = this.#variables.fact(expr)
    if (bool || big) return false
    if (expr.kind === 'number') return Math.fround(expr.value) === expr.value
    return f32 || (int && lo >= -(2 ** 24) && hi <= 2 ** 24)
  }

  /** The value as an index: sums and products of integers are exact in 64 bits. */
  index(expr: TreeExpr): Expr {
    const fact = this.#variables.fact(expr)
    const { at } = expr
    const whole = this.#unsigned(expr)
    if (whole) return whole
    if (
      expr.kind === 'binary' &&
      (expr.op === '+' || expr.op === '-' || expr.op === '*') &&
      within(fact, -INDEX_LIMIT, INDEX_LIMIT)
    ) {
      const left = this.index(expr.left)
      const right = this.index(expr.right)
      if (left.type !== 'f64' && right.type !== 'f64') {
        const type: NumberType = left.type === 'i32' && right.type === 'i32' && fitsInt32(fact) ? 'i32' : 'i64'
        return {
          kind: 'op',
          type,
          op: expr.op,
          args: [converted(left, type, at), converted(right, type, at)],
          at,
        }
      }
    }
    if (expr.kind === 'unary' && expr.op === '-' && within(fact, -INDEX_LIMIT, INDEX_LIMIT)) {
      const value = this.index(expr.value)
      const type = value.type === 'i32' && fitsInt32(fact) ? 'i32' : 'i64'
      const zero: Expr = { kind: 'const', type, value: 0, at }
      if (value.type !== 'f64') return { kind: 'op', type, op: '-', args: [zero, converted(value, type, at)], at }
    }
    const value = this.#value(expr)
    if (value.type === 'bool' || value.type === 'f32')
      return converted(value, value.type === 'bool' ? 'i32' : 'f64', at)
    if (value.kind === 'const' && Number.isInteger(value.value))
      return { ...value, type: fitsInt32(fact) ? 'i32' : 'f64' }
    // A whole number in range, -0 too, is an integer index.
    if (value.type === 'f64' && fitsInt32(fact)) return converted(value, 'i32', at)
    return value
  }

  /** ToInt32. Sums and products of integers that doubles hold exactly need their low 32 bits alone. */
  int32(expr: TreeExpr): Expr {
    const exact = (e: TreeExpr): boolean => within(this.#variables.fact(e), -EXACT, EXACT)
    const whole = this.#unsigned(expr)
    if (whole) return whole
    if (expr.kind === 'binary' && ['+', '-', '*'].includes(expr.op) && [expr, expr.left, expr.right].every(exact)) {
      const type = computeType(this.#variables.fact(expr))
      // In range already, or the sign of a zero is all that is lost.
      if (type !== 'i32') return wrapping(expr.op, this.int32(expr.left), this.int32(expr.right), expr.at)
    }
    if (expr.kind === 'unary' && expr.op === '-' && exact(expr.value)) {
      const zero: Expr = { kind: 'const', type: 'i32', value: 0, at: expr.at }
      return wrapping('-', zero, this.int32(expr.value), expr.at)
    }
    if (expr.kind === 'conditional' && !this.#variables.fact(expr).bool) {
      this.alike(expr.yes, expr.no, 'this gives a boolean or a number')
      const test = this.bool(expr.test)
      return { kind: 'select', type: 'i32', test, yes: this.int32(expr.yes), no: this.int32(expr.no), at: expr.at }
    }
    const value = this.#value(expr)
    if (value.type === 'i32') return value
    const fact = this.#variables.fact(expr)
    if (value.type === 'bool' || (value.type !== 'i64' && fitsInt32(fact))) return converted(value, 'i32', expr.at)
    const wide = value.type === 'f32' ? converted(value, 'f64', expr.at) : value
    return { kind: 'convert', type: 'i32', mode: 'int32', value: wide, at: expr.at }
  }

  /** The value as it is stored: with the typed array's own conversion. */
  element(expr: TreeExpr, dtype: DType): Expr {
    const type = elementType[dtype]
    if (type === 'f64' || type === 'f32' || isBigType(type)) return this.as(expr, type, false)
    // A clamped byte rounds and saturates, which the store itself does from a float.
    if (dtype === 'uint8c') {
      const value = this.#value(expr)
      return value.type === 'i32' ? value : converted(value, value.type === 'bool' ? 'i32' : 'f64', expr.at)
    }
    return this.int32(expr)
  }

  /** A length as ToIndex makes it: a fraction is cut off, NaN is 0. */
  length(expr: TreeExpr): Expr {
    const { at } = expr
    const value = this.#value(expr)
    if (fitsInt32(this.#variables.fact(expr))) return converted(value, 'i32', at)
    return { kind: 'convert', type: 'i32', mode: 'number', value: converted(value, 'f64', at), at }
  }

  /** @throws CompileError where one is a boolean and the other a number: their difference would be lost */
  alike(a: TreeExpr, b: TreeExpr, what: string): void {
    if (this.#variables.fact(a).bool === this.#variables.fact(b).bool) return
    const flag = this.#variables.fact(a).bool ? a : b
    throw this.#variables.source.error(
      'type',
      flag.at,
      what,
      'write +flag, or flag ? 1 : 0, for the number that the boolean is',
    )
  }

  /** An integer of 32 bits that may be -0, where the sign of a zero does not matter. */
  #unsigned(expr: TreeExpr): Expr | undefined {
    return this.#counted(expr) ?? this.#remainder(expr) ?? this.#combined(expr)
  }

  /** A sum or product of such integers, of which the sign of a zero alone says that it is a float. */
  #combined(expr: TreeExpr): Expr | undefined {
    if (expr.kind !== 'binary' || !['+', '-', '*'].includes(expr.op)) return undefined
    const { op, left, right, at } = expr
    const fact = this.#variables.fact(expr)
    if (!fact.negZero || fact.f32 || !fitsInt32(fact)) return undefined
    const args = [left, right].map((side) =>
      computeType(this.#variables.fact(side)) === 'i32' ? this.#value(side) : this.#unsigned(side),
    )
    const isInt = (arg: Expr | undefined): arg is Expr => arg?.type === 'i32'
    return args.every(isInt) ? { kind: 'op', type: 'i32', op, args, at } : undefined
  }

  #remainder(expr: TreeExpr): Expr | undefined {
    if (expr.kind !== 'binary' || expr.op !== '%') return undefined
    const { left, right, at } = expr
    if (![left, right, expr].every((e) => fitsInt32(this.#variables.fact(e))) || hasZero(this.#variables.fact(right)))
      return undefined
    const args = [this.as(left, 'i32', false), this.as(right, 'i32', false)]
    return { kind: 'op', type: 'i32', op: '%', args, at, ...this.natural(expr) }
  }

  /** What is known of a remainder whose operands are not negative, and of a comparison with what is not. */
  natural({ op, left, right }: Extract<TreeExpr, { kind: 'binary' }>): { natural?: true } {
    const isNatural = (e: TreeExpr): boolean => this.#variables.fact(e).lo >= 0
    const told = op === '%' ? isNatural(left) : UPPER.includes(op)
    return told && isNatural(right) ? { natural: true } : {}
  }

  /** A counter that may begin at -0, as the integer that it is otherwise. */
  #counted(expr: TreeExpr): Expr | undefined {
    if (expr.kind !== 'variable' || !this.#variables.begins.has(expr.variable)) return undefined
    const local = this.#variables.local(expr.variable)
    return { kind: 'local', type: local.type, local, at: expr.at }
  }
}

/** A value in a number type that holds it. */
export function converted(value: Expr, type: Type, at: Span): Expr {
  if (value.type === type) return value
  if (value.kind === 'const' && type !== 'bool' && value.type !== 'bool')
    return { kind: 'const', type, value: type === 'f32' ? Math.fround(value.value) : value.value, at }
  if ((type === 'i32' || type === 'i64') && (value.type === 'f64' || value.type === 'f32'))
    // Only values that are whole and in range come here; saturation never happens.
    return { kind: 'convert', type, mode: 'number', value, at }
  return { kind: 'convert', type, mode: 'number', value, at }
}

/** An operation modulo 2^32. */
function wrapping(op: string, left: Expr, right: Expr, at: Span): Expr {
  const args = [left, right]
  if (op === '*') return { kind: 'op', type: 'i32', op: 'Math.imul', args, at }
  return { kind: 'convert', type: 'i32', mode: 'int32', value: { kind: 'op', type: 'i32', op, args, at }, at }
}
