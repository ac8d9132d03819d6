import type { DType } from '../../base/dtypes.ts'
import type { CompileError } from '../../base/errors.ts'
import type { SourceText } from '../../base/source.ts'
import { counted } from '../../base/text.ts'
import { bigConstant, bigFunctions } from '../../ops/big.ts'
import { ANY, ANY_F32, BOOL, bigFact, type Fact, integer, join, literal } from '../../ops/fact.ts'
import { opNamed, rounding } from '../../ops/table.ts'
import type { ArrayType } from '../manifest.ts'
import type { CallStmt, Expr, InvokeExpr, SetStmt, Span, Stmt, StoreStmt, Variable } from '../syntax/tree.ts'
import type { ArrayTypes } from './arrayTypes.ts'
import { bigOf, binaryFact, callFact, isBig, mixed, numberFact, unaryFact } from './bigs.ts'
import { type FactIn, limitsOf, nearer } from './exprLimits.ts'
import type { Instance } from './inference.ts'
import type { Instances } from './instances.ts'
import { isWhole } from './limits.ts'
import { isIndexed, liesInside, type Place, readIn, testsOf } from './places.ts'
import { refine } from './refine.ts'
import { lower } from './refineLimits.ts'
import type { Limits, State } from './state.ts'
import { stepOf } from './steppers.ts'
import { asInt32, elementFact, LENGTH, lengthFact } from './typeFacts.ts'

/** Thrown by an expression that calls what is not known to return yet. */
export const NEVER: unique symbol = Symbol('never')

/** Nothing is learned of an array that is compared with another. */
const NO_NUMBER: Fact = { ...ANY, lo: Number.POSITIVE_INFINITY, hi: Number.NEGATIVE_INFINITY }

/** What is known of the value of each expression, in the state in which it is evaluated. */
export class ExprFacts {
  readonly facts: Map<Expr, Fact> = new Map()
  readonly calls: Map<Expr | Stmt, Instance> = new Map()
  /** Variables that stand for what a function returns that returns an array. */
  readonly returnedArrays: Set<Variable> = new Set()
  /** What reads or writes an element that is one of its array's. */
  readonly inside: Set<Expr | Stmt> = new Set()
  readonly #arrays: ArrayTypes
  readonly #instances: Instances
  readonly #source: SourceText
  /** In which state each expression was last evaluated, and what that gave: it is asked for again. */
  readonly #last: Map<Expr, { state: State; changes: number; fact: Fact }> = new Map()
  /** Whether expressions are evaluated for what follows from them, not where they stand. */
  #asking = false

  constructor(arrays: ArrayTypes, instances: Instances, source: SourceText) {
    this.#arrays = arrays
    this.#instances = instances
    this.#source = source
  }

  of(expr: Expr, state: State): Fact {
    const last = this.#asking ? this.#last.get(expr) : undefined
    if (last?.state === state && last.changes === state.changes) return last.fact
    const fact = this.#evaluate(expr, state)
    if (!this.#asking) this.facts.set(expr, fact)
    if (isComposed(expr)) this.#last.set(expr, { state, changes: state.changes, fact })
    return fact
  }

  /** What an expression would give in a state in which it does not stand. */
  #asked(expr: Expr, state: State): Fact {
    const outside = this.#asking
    this.#asking = true
    try {
      return this.#arrays.isArray(expr) ? NO_NUMBER : this.of(expr, state)
    } finally {
      this.#asking = outside
    }
  }

  #in(state: State): FactIn {
    return (expr) => this.#asked(expr, state)
  }

  /** What bounds the value of an expression from above. */
  limits(expr: Expr, state: State): Limits {
    return limitsOf(expr, state, this.#in(state))
  }

  /** What a statement adds to the variable that it steps; undefined where it sets it to something else. */
  stepIn({ variable, value }: SetStmt, state: State): Fact | undefined {
    const by = stepOf(variable, value)
    const fact = by && this.#asked(by, state)
    if (!isWhole(fact)) return undefined
    return value.kind === 'binary' && value.op === '-' ? integer(-fact.hi, -fact.lo) : fact
  }

  /** Tells a state, which nobody else holds yet, what bounds an expression. */
  lower(expr: Expr, limits: Limits, state: State): void {
    lower(state, expr, limits, this.#in(state))
  }

  #refined(test: Expr, truth: boolean, state: State): State {
    return refine(test, truth, state, (expr, at) => this.#asked(expr, at))
  }

  /** The state after elements were read or written: had an index not been one of its array's, that would have thrown. */
  #read(elements: readonly Place[], state: State): State {
    return elements.reduce((before, place) => {
      if (this.#arrays.shaped.has(place.array) || !isIndexed(place, this.#in(before))) return before
      return testsOf(place).reduce((at, test) => this.#refined(test, true, at), before)
    }, state)
  }

  /** The state after expressions were evaluated. */
  after(exprs: readonly Expr[], state: State): State {
    return this.#read(
      exprs.flatMap((expr) => readIn(expr)),
      state,
    )
  }

  /** The state after an element was written. */
  written(stmt: StoreStmt, state: State): State {
    return this.#read([...readIn(stmt.index), ...readIn(stmt.value), stmt], state)
  }

  /** Notes whether the index of an element is one of the array's, whatever runs. */
  #notePlace(at: Expr | Stmt, array: Variable, index: Expr, state: State): void {
    if (this.#asking) return
    if (
      index.kind !== 'position' &&
      !this.#arrays.shaped.has(array) &&
      liesInside(array, index, state, this.#in(state))
    )
      this.inside.add(at)
    else this.inside.delete(at)
  }

  number(expr: Expr, state: State): Fact {
    const fact = this.of(expr, state)
    return fact.bool ? { ...fact, bool: false } : fact
  }

  /** A number, and no BigInt. */
  plain(expr: Expr, state: State): Fact {
    const fact = this.number(expr, state)
    if (fact.big)
      throw this.#source.error('type', expr.at, 'this is a BigInt, and a number is needed here', 'write Number(b)')
    return fact
  }

  /** A value that goes to an element. */
  stored(dtype: DType, expr: Expr, state: State): void {
    const big = dtype === 'int64' || dtype === 'uint64'
    const fact = this.number(expr, state)
    if (big ? bigOf(fact) !== undefined : fact.big === undefined) return
    throw this.#source.error(
      'type',
      expr.at,
      big
        ? `elements of ${dtype} are BigInts, and this is a number`
        : `elements of ${dtype} are numbers, and this is a BigInt`,
      big ? 'write 5n, or BigInt(i)' : 'write Number(b)',
    )
  }

  /** An index: `a[true]` is a property of that name in JavaScript, and no element. */
  index(expr: Expr, state: State): void {
    if (this.#plainIndex(expr, state).bool)
      throw this.#source.error('type', expr.at, 'this index is a boolean', 'write +flag, or flag ? 1 : 0')
  }

  #plainIndex(expr: Expr, state: State): Fact {
    const fact = this.of(expr, state)
    if (fact.big) throw this.#source.error('type', expr.at, 'this index is a BigInt', 'write Number(b)')
    return fact
  }

  /** The indices of an element: one for each dimension. `at`: what reads or writes it. */
  place(at: Expr | Stmt, array: Variable, index: Expr, state: State): void {
    const indices = index.kind === 'position' ? index.indices : [index]
    for (const each of indices) this.index(each, state)
    this.#arrays.indexed(array, index)
    this.#notePlace(at, array, index, state)
  }

  /** The state where `test` came out as `truth`; undefined where it never does. */
  refine(test: Expr, truth: boolean, state: State): State | undefined {
    if (test.kind === 'boolean') return test.value === truth ? state : undefined
    return this.#read(readIn(test, truth), this.#refined(test, truth, state))
  }

  #evaluate(expr: Expr, state: State): Fact {
    switch (expr.kind) {
      case 'number':
        return expr.either ? { ...literal(expr.value), either: bigConstant(BigInt(expr.value)) } : literal(expr.value)
      case 'bigint':
        return bigFact(bigConstant(expr.value))
      case 'boolean':
        return { ...BOOL, lo: +expr.value, hi: +expr.value }
      case 'variable':
        return this.#variable(expr.variable, expr, state)
      case 'length':
        return this.#arrays.shaped.has(expr.array) ? LENGTH : lengthFact(this.#arrays.dtype(expr.array, expr))
      case 'element': {
        const dtype = this.#arrays.dtype(expr.array, expr)
        this.place(expr, expr.array, expr.index, state)
        return elementFact[dtype]
      }
      case 'position':
        throw new Error('a position in an array is evaluated')
      case 'extent':
        return this.#arrays.extent(expr)
      case 'binary': {
        const compares = expr.op === '===' || expr.op === '!=='
        if (compares && this.#arrays.isArray(expr.left) && this.#arrays.isArray(expr.right)) return BOOL
        const left = this.number(expr.left, state)
        const right = this.number(expr.right, state)
        if (isBig(left, right)) return binaryFact(expr, left, right, this.#source)
        // A square is a product.
        if (expr.op === '**' && expr.right.kind === 'number' && expr.right.value === 2)
          return opNamed('** 2').fact(left)
        const op = opNamed(expr.op)
        const fact = op.types[0] === 'i32' ? op.fact(asInt32(left), asInt32(right)) : op.fact(left, right)
        return expr.op === '-' || expr.op === '+' ? nearer(expr, fact, state, this.#in(state)) : fact
      }
      case 'unary': {
        const value = this.number(expr.value, state)
        if (value.big) return unaryFact(expr, value, this.#source)
        if (expr.op === '!') return BOOL
        if (expr.op === '+') return value
        return expr.op === '-' ? opNamed('-x').fact(value) : integer(~asInt32(value).hi, ~asInt32(value).lo)
      }
      case 'logical': {
        const left = this.of(expr.left, state)
        const right = this.#side(expr.right, this.refine(expr.left, expr.op === '&&', state) ?? state)
        return right ? this.#joined(left, right, expr) : left
      }
      case 'conditional': {
        this.of(expr.test, state)
        const yes = this.#side(expr.yes, this.refine(expr.test, true, state) ?? state)
        const no = this.#side(expr.no, this.refine(expr.test, false, state) ?? state)
        const either = yes ?? no
        if (either === undefined) throw NEVER
        return yes && no ? this.#joined(yes, no, expr) : either
      }
      case 'call':
        return this.#call(expr, state)
      case 'invoke':
        return this.#invoke(expr, state)
      default:
        return expr satisfies never
    }
  }

  #variable(variable: Variable, at: Expr, state: State): Fact {
    const fact = state.get(variable)
    if (fact?.clash) throw clashOf(variable, at.at, this.#source)
    if (fact) return fact
    if (this.returnedArrays.has(variable)) throw arrayResult(variable, at.at, this.#source)
    if (variable.view)
      throw this.#source.error(
        'type',
        at.at,
        `this is a row of '${variable.view.array.name}', and a number is needed here`,
        'name it, const r = a.row(i), and read its elements, r[j]; or pass it to a helper',
      )
    if (this.#arrays.arrays.has(variable))
      throw this.#source.error(
        'type',
        at.at,
        `'${variable.name}' is an array, and a number is needed here`,
        `read an element, ${variable.name}[i], or its length, ${variable.name}.length`,
      )
    throw this.#source.error(
      'type',
      at.at,
      `'${variable.name}' may be read before it has a value`,
      'give it a value where it is declared',
    )
  }

  /** A part of an expression that may not be evaluated; undefined where it never gives a value. */
  #side(expr: Expr, state: State): Fact | undefined {
    try {
      return this.of(expr, state)
    } catch (thrown) {
      if (thrown === NEVER) return undefined
      throw thrown
    }
  }

  #invoke(expr: InvokeExpr, state: State): Fact {
    return this.#result(
      expr,
      [...expr.args, ...expr.captured].map((arg) => this.#argument(arg, state)),
    )
  }

  #argument(arg: Expr, state: State): Fact {
    const fact = this.of(arg, state)
    if (fact.big?.sign === 'bits') throw mixed(arg, this.#source)
    return fact
  }

  #result(call: InvokeExpr | CallStmt, args: readonly (Fact | ArrayType)[]): Fact {
    const instance = this.#instances.of(call.callee, args)
    this.calls.set(call, instance)
    const result = this.#instances.resultOf(instance)
    if (result === undefined) throw NEVER
    return result
  }

  /** What a function that uses arrays returns. */
  call(stmt: CallStmt, state: State): Fact {
    const args = [...stmt.args, ...stmt.captured].map((arg) => {
      const type = this.#arrays.held(arg, (test) => this.of(test, state))
      if (type?.layout === undefined && (type === undefined || arg.kind === 'variable'))
        return type ?? this.#argument(arg, state)
      throw this.#source.error(
        'unsupported',
        arg.at,
        `'${stmt.callee.name}' calls itself, and this array ${type.layout ? 'has gaps between its elements' : 'is one of two'}`,
        type.layout ? 'pass a copy in C order' : 'name it: const chosen = …',
      )
    })
    const result = this.#result(stmt, args)
    if (this.#instances.returnsArray(stmt.callee)) this.returnedArrays.add(stmt.into)
    return result
  }

  #joined(a: Fact, b: Fact, { at }: Expr): Fact {
    const fact = join(a, b)
    if (!fact.clash) return fact
    throw this.#source.error(
      'type',
      at,
      'this gives a BigInt or a number',
      'convert one of them: BigInt(i), or Number(b)',
    )
  }

  #call(expr: Extract<Expr, { kind: 'call' }>, state: State): Fact {
    const args = expr.args.map((arg) => this.number(arg, state))
    if (bigFunctions.has(expr.name)) return callFact(expr, args, this.#source)
    if (expr.name === 'Number') {
      this.#arity(expr, 1)
      return args[0].big ? numberFact(expr, args[0].big, this.#source) : args[0]
    }
    args.forEach((arg, i) => {
      if (arg.big)
        throw this.#source.error(
          'type',
          expr.args[i].at,
          `${expr.name} takes numbers, and this is a BigInt`,
          'write Number(b)',
        )
    })
    if (expr.name === 'Math.fround') {
      this.#arity(expr, 1)
      return { ...ANY_F32, ...(args[0].f32 ? args[0] : {}) }
    }
    const op = opNamed(expr.name)
    if (op.variadic && args.length > 0) return args.length === 1 ? args[0] : args.reduce((a, b) => op.fact(a, b))
    this.#arity(expr, op.arity)
    // Rounding a whole number gives it back.
    if (args[0].int && rounding.has(expr.name)) return args[0]
    return op.fact(...(op.types[0] === 'i32' ? args.map(asInt32) : args))
  }

  #arity(expr: Extract<Expr, { kind: 'call' }>, count: number): void {
    if (expr.args.length !== count)
      throw this.#source.error(
        'type',
        expr.at,
        `${expr.name} got ${counted(expr.args.length, 'argument')} and takes ${count}`,
        `write ${expr.name}(${['x', 'y', 'z'].slice(0, count).join(', ')})`,
      )
  }
}

const isComposed = ({ kind }: Expr): boolean => kind !== 'number' && kind !== 'variable' && kind !== 'length'

export function clashOf(variable: Variable, at: Span, source: SourceText): CompileError {
  return source.error(
    'type',
    at,
    `'${variable.name}' holds a BigInt at one time and a number at another`,
    'use a variable for each, or convert: BigInt(i), Number(b)',
  )
}

/** The error for the value of a function that calls itself and returns an array. */
function arrayResult({ name }: Variable, at: Span, source: SourceText): CompileError {
  return source.error(
    'unsupported',
    at,
    `'${name}' calls itself and returns an array, which is used here`,
    'call it as a statement, and use the array that it was given',
  )
}
