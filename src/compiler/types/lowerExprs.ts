import { bigFunctions } from '../../ops/big.ts'
import { type Fact, INT32_MAX, join } from '../../ops/fact.ts'
import { opNamed, rounding } from '../../ops/table.ts'
import { type BigType, elementType, type NumberType, type Type } from '../../ops/type.ts'
import { type ArrayRef, dimensionsOf, type Expr, type Local, type Span, type Subroutine } from '../ir/nodes.ts'
import type { InvokeExpr, Expr as TreeExpr, Variable } from '../syntax/tree.ts'
import { isBig } from './bigs.ts'
import { Coercions, converted } from './coercions.ts'
import { computeType, ignoreZeroSign } from './computeType.ts'
import type { Instance } from './inference.ts'
import { BigLowering, bigValue } from './lowerBigs.ts'
import type { Variables } from './variables.ts'

/** Expressions as IR: each operation in a type in which it is exact. */
export class ExprLowering {
  readonly to: Coercions
  readonly bigs: BigLowering
  readonly #variables: Variables
  /** The function for an instance. */
  readonly #subroutine: (instance: Instance) => Subroutine

  constructor(variables: Variables, subroutine: (instance: Instance) => Subroutine) {
    this.#variables = variables
    this.#subroutine = subroutine
    const value = (expr: TreeExpr): Expr => this.value(expr)
    this.bigs = new BigLowering({
      value,
      fact: (expr) => variables.fact(expr),
      site: (message, at) =>
        variables.sites.push({ kind: 'throw', error: 'RangeError', text: [message], types: [], at }) - 1,
    })
    this.to = new Coercions(variables, this.bigs, value)
  }

  value(expr: TreeExpr): Expr {
    const { at } = expr
    switch (expr.kind) {
      case 'number':
        return { kind: 'const', type: computeType(this.#variables.fact(expr)), value: expr.value, at }
      case 'bigint':
        return bigValue(expr.value, computeType(this.#variables.fact(expr)) as BigType, at)
      case 'boolean':
        return { kind: 'const', type: 'bool', value: +expr.value, at }
      case 'variable': {
        const local = this.#variables.local(expr.variable)
        const value: Expr = { kind: 'local', type: local.type, local, at }
        const begin = this.#variables.begins.get(expr.variable)
        return begin ? signed(value, begin) : value
      }
      case 'length':
        return { kind: 'length', type: 'i32', array: this.#variables.array(expr.array), at }
      case 'position':
        throw new Error('a position in an array is no value')
      case 'extent':
        return this.#extent(expr)
      case 'element': {
        const index = this.place(expr.array, expr.index)
        const access = this.#variables.access(expr.array, false, at, this.#variables.staysInside(expr, index))
        return { kind: 'load', type: elementType[access.array.dtype], index, access, at }
      }
      case 'binary':
        return this.#binary(expr)
      case 'unary':
        return this.#unary(expr)
      case 'logical':
        return this.#logical(expr)
      case 'conditional': {
        this.to.alike(expr.yes, expr.no, 'this gives a boolean or a number')
        const test = this.to.bool(expr.test)
        const fact = this.#variables.fact(expr)
        const type: Type = fact.bool ? 'bool' : computeType(fact)
        return {
          kind: 'select',
          type,
          test,
          yes: this.to.as(expr.yes, type, false),
          no: this.to.as(expr.no, type, false),
          at,
        }
      }
      case 'call':
        return this.#call(expr)
      case 'invoke':
        return this.#invoke(expr)
      default:
        return expr satisfies never
    }
  }

  /** The index of an access: in an array with dimensions the position of the element. */
  place(variable: Variable, index: TreeExpr): Expr {
    const array = this.#variables.array(variable)
    const indices = (index.kind === 'position' ? index.indices : [index]).map((each) => this.to.index(each))
    return array.dims ? { kind: 'position', type: 'i32', array, indices, at: index.at } : indices[0]
  }

  #extent({ array: variable, of, dim, at }: Extract<TreeExpr, { kind: 'extent' }>): Expr {
    const array = this.#variables.array(variable)
    const dims = dimensionsOf(array)
    const local = of === 'shape' ? dims[dim].extent : of === 'strides' ? dims[dim].stride : undefined
    if (local === array.size) return { kind: 'length', type: 'i32', array, at }
    if (local) return { kind: 'local', type: 'i32', local, at }
    return { kind: 'const', type: 'i32', value: of === 'rank' ? dims.length : 1, at }
  }

  /** The type in which an operation on these operands computes: all of them and the result are exact in it. */
  #operandType(facts: readonly Fact[], allowed: readonly Type[]): NumberType {
    const joined = facts.reduce(join)
    const type = computeType({ ...joined, bool: false })
    if (allowed.includes(type)) return type
    return joined.f32 ? 'f32' : 'f64'
  }

  #binary(expr: Extract<TreeExpr, { kind: 'binary' }>): Expr {
    const { at } = expr
    const [one, other] = [this.#variables.arrayIn(expr.left), this.#variables.arrayIn(expr.right)]
    if (one && other) {
      const same = isSameArray(this.#variables.array(one), this.#variables.array(other), at)
      return expr.op === '===' ? same : { kind: 'not', type: 'bool', value: same, at }
    }
    const fact = this.#variables.fact(expr)
    if (isBig(this.#variables.fact(expr.left), this.#variables.fact(expr.right))) return this.bigs.binary(expr)
    if (expr.op === '**' && expr.right.kind === 'number' && expr.right.value === 2) {
      const base = this.#variables.fact(expr.left)
      const type = this.#operandType([base, fact], opNamed('** 2').types)
      return { kind: 'op', type, op: '** 2', args: [this.to.as(expr.left, type, false)], at }
    }
    const op = opNamed(expr.op)
    if (op.types[0] === 'i32') return this.#bits(expr, fact)
    const left = this.#variables.fact(expr.left)
    const right = this.#variables.fact(expr.right)
    if (op.name === '===' || op.name === '!==')
      this.to.alike(expr.left, expr.right, 'a boolean is compared with a number, and they always differ')
    const facts =
      op.result === 'bool'
        ? [ignoreZeroSign(left), ignoreZeroSign(right)]
        : // A sum or difference that is not -0 does not tell the signs of its zeros apart.
          (expr.op === '+' || expr.op === '-') && !fact.negZero
          ? [ignoreZeroSign(left), ignoreZeroSign(right), fact]
          : [left, right, fact]
    const type = this.#operandType(facts, op.types)
    const args = [this.to.as(expr.left, type, false), this.to.as(expr.right, type, false)]
    return { kind: 'op', type: op.result === 'bool' ? 'bool' : type, op: expr.op, args, at, ...this.to.natural(expr) }
  }

  #bits(expr: Extract<TreeExpr, { kind: 'binary' }>, fact: Fact): Expr {
    const { at } = expr
    const args = [this.to.int32(expr.left), this.to.int32(expr.right)]
    if (expr.op === '|' && args[1].kind === 'const' && args[1].value === 0) return args[0]
    const bits: Expr = { kind: 'op', type: 'i32', op: expr.op, args, at }
    return fact.hi > INT32_MAX ? { kind: 'convert', type: 'i64', mode: 'unsigned', value: bits, at } : bits
  }

  #unary(expr: Extract<TreeExpr, { kind: 'unary' }>): Expr {
    const { at } = expr
    if (expr.op === '!') return this.to.bool(expr)
    if (this.#variables.fact(expr.value).big) return this.bigs.unary(expr)
    if (expr.op === '~') {
      const ones: Expr = { kind: 'const', type: 'i32', value: -1, at }
      return { kind: 'op', type: 'i32', op: '^', args: [this.to.int32(expr.value), ones], at }
    }
    if (expr.op === '+') {
      const value = this.value(expr.value)
      return value.type === 'bool' ? converted(value, 'i32', at) : value
    }
    const type = this.#operandType([this.#variables.fact(expr.value), this.#variables.fact(expr)], opNamed('-x').types)
    return { kind: 'op', type, op: '-x', args: [this.to.as(expr.value, type, false)], at }
  }

  /** `a && b` of numbers gives one of the two. */
  #logical(expr: Extract<TreeExpr, { kind: 'logical' }>): Expr {
    const fact = this.#variables.fact(expr)
    if (fact.bool) return this.to.bool(expr)
    this.to.alike(expr.left, expr.right, 'this gives a boolean or a number')
    const type = computeType({ ...fact, bool: false })
    const left = this.to.as(expr.left, type, false)
    const right = this.to.as(expr.right, type, false)
    const test = this.to.bool(expr.left)
    const [yes, no] = expr.op === '&&' ? [right, left] : [left, right]
    return { kind: 'select', type, test, yes, no, at: expr.at }
  }

  /** `Number(x)` of a BigInt, a boolean or a number. */
  #toNumber(expr: Extract<TreeExpr, { kind: 'call' }>): Expr {
    if (this.#variables.fact(expr.args[0]).big) return this.bigs.number(expr, computeType(this.#variables.fact(expr)))
    const value = this.value(expr.args[0])
    return value.type === 'bool' ? converted(value, 'i32', expr.at) : value
  }

  #invoke(expr: InvokeExpr): Expr {
    const instance = this.#variables.inferred.calls.get(expr)!
    const { name, params, result } = this.#subroutine(instance)
    const args = [...expr.args, ...expr.captured].map((arg, i) => this.to.as(arg, params[i].type, false))
    return { kind: 'invoke', type: result, callee: name, args, at: expr.at }
  }

  #call(expr: Extract<TreeExpr, { kind: 'call' }>): Expr {
    const { at } = expr
    if (expr.name === 'Math.fround') return this.to.as(expr.args[0], 'f32', false)
    if (bigFunctions.has(expr.name)) return this.bigs.call(expr)
    if (expr.name === 'Number') return this.#toNumber(expr)
    const op = opNamed(expr.name)
    const facts = expr.args.map((arg) => this.#variables.fact(arg))
    if (rounding.has(expr.name) && facts[0].int) return this.to.as(expr.args[0], computeType(facts[0]), false)
    if (op.types[0] === 'i32')
      return { kind: 'op', type: op.types[0], op: expr.name, args: expr.args.map((arg) => this.to.int32(arg)), at }
    const type = this.#operandType([...facts, this.#variables.fact(expr)], op.types)
    const args = expr.args.map((arg) => this.to.as(arg, type, false))
    const count =
      typeof op.variadic === 'object' && args.length > 2 ? op.variadic.find((n) => n >= args.length) : undefined
    if (count !== undefined) {
      const zeros = Array.from({ length: count - args.length }, (): Expr => ({ kind: 'const', type, value: 0, at }))
      return { kind: 'op', type, op: `${expr.name} ${count}`, args: [...args, ...zeros], at }
    }
    if (op.variadic) return halved(args, (a, b) => ({ kind: 'op', type, op: expr.name, args: [a, b], at }))
    // The result of rounding a float is a float, whole as it may be.
    return { kind: 'op', type, op: expr.name, args, at }
  }
}

/** Joins values two by two, of halves: so fewer steps wait for each other, and each takes part in fewer roundings. */
function halved<T>(values: readonly T[], join: (a: T, b: T) => T): T {
  if (values.length === 1) return values[0]
  const half = Math.ceil(values.length / 2)
  return join(halved(values.slice(0, half), join), halved(values.slice(half), join))
}

/** Whether two variables hold one array: it begins at one place, and is as long. */
function isSameArray(left: ArrayRef, right: ArrayRef, at: Span): Expr {
  const place = (local: Local): Expr => ({ kind: 'local', type: 'i32', local, at })
  const length = (array: ArrayRef): Expr => ({ kind: 'length', type: 'i32', array, at })
  const equal = (a: Expr, b: Expr): Expr => ({ kind: 'op', type: 'bool', op: '===', args: [a, b], at })
  return {
    kind: 'logical',
    type: 'bool',
    op: '&&',
    left: equal(place(left.base), place(right.base)),
    right: equal(length(left), length(right)),
    at,
  }
}

/** The value of such a counter: what it begins at, -0 perhaps, and then the integer. */
function signed(counter: Expr, begin: Local): Expr {
  const { at } = counter
  const start: Expr = { kind: 'local', type: 'f64', local: begin, at }
  const now = converted(counter, 'f64', at)
  const test: Expr = { kind: 'op', type: 'bool', op: '===', args: [now, start], at }
  return { kind: 'select', type: 'f64', test, yes: start, no: now, at }
}
