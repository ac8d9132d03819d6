/** BigInt expressions as IR: each operation on the low 64 bits, of the type whose numbers they are. */
import { type Big, commonSign, isConstant } from '../../ops/big.ts'
import { EXACT, type Fact, within } from '../../ops/fact.ts'
import type { BigType, Type } from '../../ops/type.ts'
import type { Expr, Span } from '../ir/nodes.ts'
import { expressions, type Expr as TreeExpr } from '../syntax/tree.ts'
import { bigOf } from './bigs.ts'

/** What the lowering of BigInts needs of the lowering around it. */
export interface BigHost {
  readonly value: (expr: TreeExpr) => Expr
  readonly fact: (expr: TreeExpr) => Fact
  /** The number of a new place that throws a RangeError. */
  readonly site: (message: string, at: Span) => number
}

type Of<K extends TreeExpr['kind']> = Extract<TreeExpr, { kind: K }>

/** The type of the bits of a BigInt; where the number is not known, either will do. */
export function bigType({ sign }: Big): BigType {
  return sign === 'u64' ? 'u64' : 's64'
}

export function bigValue(value: bigint, type: BigType, at: Span): Expr {
  return { kind: 'big', type, value: type === 's64' ? BigInt.asIntN(64, value) : BigInt.asUintN(64, value), at }
}

/** The same bits as another type. */
function retyped(value: Expr, type: BigType): Expr {
  if (value.type === type) return value
  return value.kind === 'big'
    ? bigValue(value.value, type, value.at)
    : { kind: 'convert', type, mode: 'bits', value, at: value.at }
}

/** Whether an expression may throw by itself: it is evaluated though its value is known. */
function mayThrow(expr: TreeExpr): boolean {
  if (expr.kind === 'binary') return expr.op === '/' || expr.op === '%' || expr.op === '**'
  return expr.kind === 'element' || expr.kind === 'invoke' || (expr.kind === 'call' && expr.name === 'BigInt')
}

const mirrored: Readonly<Record<string, string>> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=' }

export class BigLowering {
  readonly #host: BigHost

  constructor(host: BigHost) {
    this.#host = host
  }

  /** The low 64 bits of a value. */
  as(expr: TreeExpr, type: BigType): Expr {
    const { at } = expr
    if (expr.kind === 'number') return bigValue(BigInt(expr.value), type, at)
    const { big } = this.#host.fact(expr)
    if (big && isConstant(big) && ![...expressions(expr)].some(mayThrow)) return bigValue(big.lo, type, at)
    const value = this.#host.value(expr)
    // A whole number that is compared with a BigInt.
    if (value.type !== 's64' && value.type !== 'u64') return this.#fromNumber(expr, value, type)
    return retyped(value, type)
  }

  binary(expr: Of<'binary'>): Expr {
    const { op, at } = expr
    const [left, right] = [expr.left, expr.right].map((e) => bigOf(this.#host.fact(e), true)!)
    switch (op) {
      case '/':
      case '%':
        return this.#division(expr, op, left, right)
      case '<<':
      case '>>':
        return this.#shift(expr, op, bigType(left), right)
      case '**': {
        const type = bigType(left)
        const args = [this.as(expr.left, type), this.as(expr.right, type)]
        const site = right.lo < 0n ? { site: this.#host.site('a BigInt is raised to a negative power', at) } : {}
        return { kind: 'op', type, op: 'BigInt **', args, ...site, at }
      }
      case '+':
      case '-':
      case '*':
      case '&':
      case '|':
      case '^': {
        const type = bigType(this.#host.fact(expr).big!)
        return { kind: 'op', type, op, args: [this.as(expr.left, type), this.as(expr.right, type)], at }
      }
      default:
        return this.#comparison(expr, left, right)
    }
  }

  #division(expr: Of<'binary'>, op: '/' | '%', left: Big, right: Big): Expr {
    const { at } = expr
    const type = bigType({ ...left, sign: commonSign(left, right) })
    const args = [this.as(expr.left, type), this.as(expr.right, type)]
    // Zero throws, and the least number by -1 traps in WebAssembly.
    const harmless = right.lo > 0n || right.hi < -1n
    const site = harmless ? {} : { site: this.#host.site('a BigInt is divided by 0n', at) }
    return { kind: 'op', type, op, args, ...site, at }
  }

  /** WebAssembly takes counts modulo 64. In JavaScript what is shifted out is gone, and a negative count shifts the other way. */
  #shift(expr: Of<'binary'>, op: '<<' | '>>', type: BigType, { lo, hi }: Big): Expr {
    const { at } = expr
    const value = this.as(expr.left, type)
    if (lo >= 0n && hi < 64n) return { kind: 'op', type, op, args: [value, this.as(expr.right, type)], at }
    let count = this.as(expr.right, hi >= 2n ** 63n ? 'u64' : 's64')
    if (count.type === 'u64') {
      // All counts from 64 on are one.
      const all = bigValue(64n, 'u64', at)
      const test: Expr = { kind: 'op', type: 'bool', op: '>', args: [count, all], at }
      count = { kind: 'select', type: 'u64', test, yes: all, no: count, at }
    }
    return { kind: 'op', type, op: `BigInt ${op}`, args: [value, retyped(count, type)], at }
  }

  #comparison(expr: Of<'binary'>, left: Big, right: Big): Expr {
    const { op, at } = expr
    const sign = commonSign(left, right)
    if (sign !== 'bits')
      return { kind: 'op', type: 'bool', op, args: [this.as(expr.left, sign), this.as(expr.right, sign)], at }
    // A signed number below zero is below every unsigned one; else its bits are the number.
    const [signedSide, other, name] =
      left.sign === 's64' ? [expr.left, expr.right, op] : [expr.right, expr.left, mirrored[op] ?? op]
    const value = this.as(signedSide, 's64')
    const negative: Expr = { kind: 'op', type: 'bool', op: '<', args: [value, by0('s64', at)], at }
    const rest: Expr = { kind: 'op', type: 'bool', op: name, args: [retyped(value, 'u64'), this.as(other, 'u64')], at }
    if (name === '<' || name === '<=' || name === '!==')
      return { kind: 'logical', type: 'bool', op: '||', left: negative, right: rest, at }
    const not: Expr = { kind: 'not', type: 'bool', value: negative, at }
    return { kind: 'logical', type: 'bool', op: '&&', left: not, right: rest, at }
  }

  unary(expr: Of<'unary'>): Expr {
    const { at } = expr
    const type = bigType(this.#host.fact(expr).big!)
    const value = this.as(expr.value, type)
    if (expr.op === '~') return { kind: 'op', type, op: '^', args: [value, bigValue(-1n, type, at)], at }
    return { kind: 'op', type, op: '-x', args: [value], at }
  }

  /** `BigInt(x)`, `BigInt.asIntN(bits, x)`, `BigInt.asUintN(bits, x)` */
  call(expr: Of<'call'>): Expr {
    const { at, name } = expr
    if (name === 'BigInt') {
      const [arg] = expr.args
      const { big } = this.#host.fact(arg)
      if (big) return this.#host.value(arg)
      return this.#fromNumber(arg, this.#host.value(arg), 's64')
    }
    const type: BigType = name === 'BigInt.asIntN' ? 's64' : 'u64'
    const [bits, arg] = expr.args
    const count = (bits as Of<'number'>).value
    const value = this.as(arg, type)
    const from = bigOf(this.#host.fact(arg))!
    const to = this.#host.fact(expr).big!
    const inside = from.sign !== 'bits' && from.lo >= to.lo && from.hi <= to.hi
    if (count === 64 || inside) return value
    if (count === 0) return { kind: 'op', type, op: '&', args: [value, by0(type, at)], at }
    if (type === 'u64')
      return { kind: 'op', type, op: '&', args: [value, bigValue(2n ** BigInt(count) - 1n, type, at)], at }
    const by = bigValue(BigInt(64 - count), type, at)
    const up: Expr = { kind: 'op', type, op: '<<', args: [value, by], at }
    return { kind: 'op', type, op: '>>', args: [up, by], at }
  }

  /** `Number(b)`, in a type that holds it. */
  number(expr: Of<'call'>, type: Type): Expr {
    const value = this.#host.value(expr.args[0])
    return { kind: 'convert', type, mode: 'number', value, at: expr.at }
  }

  #fromNumber(expr: TreeExpr, value: Expr, type: BigType): Expr {
    const { at } = expr
    if (value.kind === 'const' && Number.isInteger(value.value)) return bigValue(BigInt(value.value), type, at)
    if (value.type === 'i32' || value.type === 'i64' || value.type === 'bool')
      return { kind: 'convert', type, mode: 'bigint', value, at }
    const float: Expr = value.type === 'f64' ? value : { kind: 'convert', type: 'f64', mode: 'number', value, at }
    if (within(this.#host.fact(expr), -EXACT, EXACT)) {
      const whole: Expr = { kind: 'convert', type: 'i64', mode: 'number', value: float, at }
      return { kind: 'convert', type, mode: 'bigint', value: whole, at }
    }
    const site = this.#host.site('a number that is not whole is no BigInt', at)
    return { kind: 'convert', type, mode: 'bigint', value: float, site, at }
  }
}

const by0 = (type: BigType, at: Span): Expr => bigValue(0n, type, at)
