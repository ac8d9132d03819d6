import type { DType } from '../../base/dtypes.ts'
import type { SourceText } from '../../base/source.ts'
import { EXACT, type Fact, INT32_MAX, INT32_MIN, join, within } from '../../ops/fact.ts'
import { opNamed } from '../../ops/table.ts'
import { elementType, type NumberType, type Type } from '../../ops/type.ts'
import type { Access, ArrayRef, Expr, ForStmt, Func, Local, Param, Span, Stmt } from '../ir/nodes.ts'
import type { ArgType, ScalarType } from '../manifest.ts'
import {
  type Result,
  statements,
  type Tree,
  type Expr as TreeExpr,
  type Stmt as TreeStmt,
  type Variable,
} from '../syntax/tree.ts'
import { type Inference, infer, rounding } from './infer.ts'
import { indexVariables } from './usage.ts'

/** Index arithmetic is exact in 64 bits; beyond this it might wrap. */
const INDEX_LIMIT = 2 ** 62

export const scalarType: Readonly<Record<ScalarType, Type>> = {
  float64: 'f64',
  float32: 'f32',
  int32: 'i32',
  bool: 'bool',
}

/** Types a tree for the given argument types: the typed IR. */
export function lower(tree: Tree, types: readonly ArgType[], source: SourceText, result?: ScalarType | 'void'): Func {
  return new Lowering(tree, types, source, result).func()
}

/** The types in which values of a fact compute exactly as JavaScript does. */
function computeType(fact: Fact): NumberType {
  if (fact.f32) return 'f32'
  if (!fact.int || fact.negZero) return 'f64'
  if (within(fact, INT32_MIN, INT32_MAX)) return 'i32'
  return within(fact, -EXACT, EXACT) ? 'i64' : 'f64'
}

class Lowering {
  readonly #tree: Tree
  readonly #types: readonly ArgType[]
  readonly #source: SourceText
  readonly #inferred: Inference
  readonly #indices: ReadonlySet<Variable>
  readonly #locals: Map<Variable, Local> = new Map()
  readonly #arrays: Map<Variable, ArrayRef> = new Map()
  readonly #accesses: Access[] = []
  readonly #names: Map<string, number> = new Map()
  readonly #shape: Result
  readonly #results: readonly Type[]

  constructor(tree: Tree, types: readonly ArgType[], source: SourceText, result: ScalarType | 'void' | undefined) {
    this.#tree = tree
    this.#types = types
    this.#source = source
    this.#inferred = infer(tree, types, source)
    this.#indices = indexVariables(tree)
    const { shape, types: own } = this.#resultTypes()
    this.#shape = shape
    this.#results = result === undefined || !shape.single ? own : result === 'void' ? [] : [scalarType[result]]
  }

  func(): Func {
    const params = this.#tree.params.map((param, i): Param => {
      const type = this.#types[i]
      const name = this.#unique(param.name)
      if (type.kind === 'array') {
        const array: ArrayRef = { name, dtype: type.dtype, param: i }
        this.#arrays.set(param, array)
        return { kind: 'array', name, array }
      }
      const local: Local = { name, type: scalarType[type.dtype] }
      // A parameter that is assigned another type lives on in a variable of its own.
      if (this.#variableType(param) === local.type) this.#locals.set(param, local)
      return { kind: 'scalar', name, local }
    })
    const entry: Stmt[] = []
    this.#tree.params.forEach((param, i) => {
      const { local } = params[i] as { local?: Local }
      if (local === undefined || this.#locals.has(param)) return
      const value = this.#number(
        { kind: 'local', type: local.type, local, at: param.at },
        this.#variableType(param),
        param.at,
      )
      entry.push({ kind: 'set', local: this.#local(param), value, at: param.at })
    })
    const body = [...entry, ...this.#block(this.#tree.body)]
    const result = { types: this.#results, keys: this.#shape.keys, single: this.#shape.single }
    return { name: this.#tree.name, params, result, body, accesses: this.#accesses }
  }

  /** The types of what is returned, of all returns together. */
  #resultTypes(): { shape: Result; types: Type[] } {
    let shape: Result = { values: [], keys: undefined, single: false }
    const facts: Fact[] = []
    const returns = [...statements(this.#tree.body)].filter((stmt) => stmt.kind === 'return')
    returns.forEach(({ result, at }, r) => {
      const keys = result.keys?.join()
      if (
        r > 0 &&
        (result.values.length !== shape.values.length || keys !== shape.keys?.join() || result.single !== shape.single)
      )
        throw this.#source.error(
          'type',
          at,
          `this return gives ${printResult(result)}, and another gives ${printResult(shape)}`,
          'return the same on every path',
        )
      shape = result
      result.values.forEach((value, i) => {
        const fact = this.#fact(value)
        facts[i] = facts[i] ? join(facts[i], fact) : fact
      })
    })
    const types = facts.map((fact): Type => {
      if (fact.bool) return 'bool'
      const type = computeType(fact)
      return type === 'i64' ? 'f64' : type
    })
    return { shape, types }
  }

  #fact(expr: TreeExpr): Fact {
    const fact = this.#inferred.facts.get(expr)
    // Code that analysis never reached cannot run, and any type will do.
    return fact ?? { lo: 0, hi: 0, int: true, nan: false, negZero: false, f32: false, weak: true, bool: false }
  }

  #variableType(variable: Variable): Type {
    const fact = this.#inferred.variables.get(variable)
    if (fact === undefined) return 'f64'
    if (fact.bool) return 'bool'
    if (this.#indices.has(variable) && within(fact, -INDEX_LIMIT, INDEX_LIMIT))
      return within(fact, INT32_MIN, INT32_MAX) ? 'i32' : 'i64'
    return computeType(fact)
  }

  #local(variable: Variable): Local {
    const known = this.#locals.get(variable)
    if (known) return known
    const local: Local = { name: this.#unique(variable.name), type: this.#variableType(variable) }
    this.#locals.set(variable, local)
    return local
  }

  /** Names are the source's own, numbered where one stands for several variables. */
  #unique(name: string): string {
    const clean = name.replace(/[^A-Za-z0-9_]/g, '_')
    const count = this.#names.get(clean) ?? 0
    this.#names.set(clean, count + 1)
    return count === 0 ? clean : `${clean}_${count}`
  }

  #array(variable: Variable): ArrayRef {
    const array = this.#arrays.get(variable)
    if (array === undefined)
      throw this.#source.error(
        'type',
        variable.at,
        `'${variable.name}' is not an array here`,
        'index the arrays among the kernel’s parameters',
      )
    return array
  }

  #access(variable: Variable, store: boolean, at: Span): Access {
    const access: Access = { array: this.#array(variable), store, site: this.#accesses.length, at }
    this.#accesses.push(access)
    return access
  }

  #block(block: readonly TreeStmt[]): Stmt[] {
    return block.flatMap((stmt) => this.#stmt(stmt))
  }

  #stmt(stmt: TreeStmt): Stmt[] {
    const { at } = stmt
    switch (stmt.kind) {
      case 'set': {
        const local = this.#local(stmt.variable)
        const value =
          local.type === 'bool'
            ? this.#bool(stmt.value)
            : this.#as(stmt.value, local.type, this.#indices.has(stmt.variable))
        return [{ kind: 'set', local, value, at }]
      }
      case 'store': {
        const index = this.#index(stmt.index)
        const value = this.#element(stmt.value, this.#array(stmt.array).dtype)
        return [{ kind: 'store', index, value, access: this.#access(stmt.array, true, at), at }]
      }
      case 'if':
        return [{ kind: 'if', test: this.#bool(stmt.test), yes: this.#block(stmt.yes), no: this.#block(stmt.no), at }]
      case 'while':
        return [{ kind: 'while', test: this.#bool(stmt.test), body: this.#block(stmt.body), doFirst: stmt.doFirst, at }]
      case 'break':
      case 'continue':
        return [stmt]
      case 'for':
        return this.#for(stmt)
      case 'return':
        return [{ kind: 'return', values: this.#returned(stmt), at }]
      default:
        return stmt satisfies never
    }
  }

  #returned(stmt: Extract<TreeStmt, { kind: 'return' }>): Expr[] {
    const { values } = stmt.result
    if (values.length !== this.#results.length)
      throw this.#source.error(
        'type',
        stmt.at,
        `this returns ${values.length} values, and the signature says ${this.#results.length}`,
        'change the one or the other',
      )
    return values.map((value, i) => {
      const type = this.#results[i]
      return type === 'i32' ? this.#int32(value) : this.#as(value, type, false)
    })
  }

  #for(stmt: Extract<TreeStmt, { kind: 'for' }>): Stmt[] {
    const { at } = stmt
    const counter = this.#local(stmt.counter)
    const stop = this.#fact(stmt.stop)
    const fits = (expr: TreeExpr): boolean => within(this.#fact(expr), INT32_MIN, INT32_MAX)
    const last = { ...stop, hi: stop.hi + (stmt.inclusive ? 1 : 0), lo: stop.lo - (stmt.inclusive ? 1 : 0) }
    // `i < x` of a fraction is `i < ceil(x)`.
    const rounded = !stop.int && !stmt.inclusive && this.#fact(stmt.step).lo > 0
    const counted =
      counter.type === 'i32' && fits(stmt.start) && fits(stmt.step) && (rounded || within(last, INT32_MIN, INT32_MAX))
    if (!counted && !stmt.parallel) return this.#uncounted(stmt, counter)
    if (!fits(stmt.start) || !fits(stmt.step))
      throw this.#source.error(
        'type',
        fits(stmt.start) ? stmt.step.at : stmt.start.at,
        'the start and the step of a prange must be whole numbers of 32 bits',
        'convert with | 0',
      )
    const bound = within(stop, INT32_MIN, INT32_MAX) ? this.#as(stmt.stop, 'i32', false) : this.#clamped(stmt.stop)
    const edge = stmt.inclusive ? this.#shifted(bound, this.#fact(stmt.step).lo > 0 ? 1 : -1) : bound
    const loop: ForStmt = {
      kind: 'for',
      parallel: stmt.parallel,
      counter,
      start: this.#as(stmt.start, 'i32', false),
      stop: edge,
      step: this.#as(stmt.step, 'i32', false),
      body: this.#block(stmt.body),
      at,
    }
    return [loop]
  }

  #clamped(stop: TreeExpr): Expr {
    return { kind: 'convert', type: 'i32', mode: 'clamp', value: this.#as(stop, 'f64', false), at: stop.at }
  }

  #shifted(value: Expr, by: number): Expr {
    return {
      kind: 'op',
      type: 'i32',
      op: '+',
      args: [value, { kind: 'const', type: 'i32', value: by, at: value.at }],
      at: value.at,
    }
  }

  /** A loop whose counter is no int32: the counter is an ordinary variable. */
  #uncounted(stmt: Extract<TreeStmt, { kind: 'for' }>, counter: Local): Stmt[] {
    const { at } = stmt
    const step = this.#fact(stmt.step)
    if (step.lo <= 0 && step.hi >= 0)
      throw this.#source.error(
        'type',
        stmt.step.at,
        'the step of this range may be 0 or of either sign',
        'give a constant step',
      )
    const op = (step.lo > 0 ? '<' : '>') + (stmt.inclusive ? '=' : '')
    // One step beyond the stop may not fit the counter's type: a double of its own steps.
    const next: Local = counter.type === 'f64' ? counter : { name: this.#unique(`${counter.name}_next`), type: 'f64' }
    const now: Expr = { kind: 'local', type: 'f64', local: next, at }
    const sum: Expr = { kind: 'op', type: 'f64', op: '+', args: [now, this.#as(stmt.step, 'f64', false)], at }
    const update: Stmt = { kind: 'set', local: next, value: sum, at }
    const test: Expr = { kind: 'op', type: 'bool', op, args: [now, this.#as(stmt.stop, 'f64', false)], at }
    const first: Stmt = { kind: 'set', local: next, value: this.#as(stmt.start, 'f64', false), at }
    const copy: Stmt[] =
      next === counter ? [] : [{ kind: 'set', local: counter, value: this.#number(now, counter.type, at), at }]
    const body = beforeContinue(this.#block(stmt.body), update)
    return [first, { kind: 'while', test, body: [...copy, ...body, update], doFirst: false, at }]
  }

  /** The value as a condition: a number is true where it is neither 0 nor NaN. */
  #bool(expr: TreeExpr): Expr {
    const { at } = expr
    if (expr.kind === 'boolean') return { kind: 'const', type: 'bool', value: +expr.value, at }
    if (expr.kind === 'unary' && expr.op === '!')
      return { kind: 'not', type: 'bool', value: this.#bool(expr.value), at }
    if (expr.kind === 'logical')
      return {
        kind: 'logical',
        type: 'bool',
        op: expr.op,
        left: this.#bool(expr.left),
        right: this.#bool(expr.right),
        at,
      }
    const value = this.#value(expr)
    if (value.type === 'bool') return value
    const zero: Expr = { kind: 'const', type: value.type, value: 0, at }
    const nonZero: Expr = { kind: 'op', type: 'bool', op: '!==', args: [value, zero], at }
    if (value.type === 'i32' || value.type === 'i64') return nonZero
    const ordered: Expr = { kind: 'op', type: 'bool', op: '===', args: [value, value], at }
    return { kind: 'logical', type: 'bool', op: '&&', left: nonZero, right: ordered, at }
  }

  /** The value in a number type that holds it. */
  #as(expr: TreeExpr, type: NumberType | Type, index: boolean): Expr {
    if (type === 'bool') return this.#bool(expr)
    if (index && (type === 'i32' || type === 'i64')) {
      const value = this.#index(expr)
      if (value.type !== 'f64') return this.#number(value, type, expr.at)
    }
    // An integer place takes a fact that may be -0: the variable's own type says that it does not matter.
    return this.#number(this.#value(expr), type, expr.at)
  }

  #number(value: Expr, type: Type, at: Span): Expr {
    if (value.type === type) return value
    if (value.kind === 'const' && type !== 'bool' && value.type !== 'bool')
      return { kind: 'const', type, value: type === 'f32' ? Math.fround(value.value) : value.value, at }
    if ((type === 'i32' || type === 'i64') && (value.type === 'f64' || value.type === 'f32'))
      // Only values that are whole and in range come here; saturation never happens.
      return { kind: 'convert', type, mode: 'number', value, at }
    return { kind: 'convert', type, mode: 'number', value, at }
  }

  /** The value as an index: sums and products of integers are exact in 64 bits. */
  #index(expr: TreeExpr): Expr {
    const fact = this.#fact(expr)
    const { at } = expr
    if (
      expr.kind === 'binary' &&
      (expr.op === '+' || expr.op === '-' || expr.op === '*') &&
      within(fact, -INDEX_LIMIT, INDEX_LIMIT)
    ) {
      const left = this.#index(expr.left)
      const right = this.#index(expr.right)
      if (left.type !== 'f64' && right.type !== 'f64') {
        const type: NumberType =
          left.type === 'i32' && right.type === 'i32' && within(fact, INT32_MIN, INT32_MAX) ? 'i32' : 'i64'
        return {
          kind: 'op',
          type,
          op: expr.op,
          args: [this.#number(left, type, at), this.#number(right, type, at)],
          at,
        }
      }
    }
    const value = this.#value(expr)
    if (value.type === 'bool' || value.type === 'f32')
      return this.#number(value, value.type === 'bool' ? 'i32' : 'f64', at)
    if (value.kind === 'const' && Number.isInteger(value.value))
      return { ...value, type: within(fact, INT32_MIN, INT32_MAX) ? 'i32' : 'f64' }
    // A whole number in range, -0 too, is an integer index.
    if (value.type === 'f64' && within(fact, INT32_MIN, INT32_MAX)) return this.#number(value, 'i32', at)
    return value
  }

  /** ToInt32. */
  #int32(expr: TreeExpr): Expr {
    const value = this.#value(expr)
    if (value.type === 'i32') return value
    const fact = this.#fact(expr)
    if (value.type === 'bool' || (value.type !== 'i64' && within(fact, INT32_MIN, INT32_MAX)))
      return this.#number(value, 'i32', expr.at)
    const wide = value.type === 'f32' ? this.#number(value, 'f64', expr.at) : value
    return { kind: 'convert', type: 'i32', mode: 'int32', value: wide, at: expr.at }
  }

  /** The value as it is stored: with the typed array's own conversion. */
  #element(expr: TreeExpr, dtype: DType): Expr {
    const type = elementType[dtype]
    if (type === 'f64' || type === 'f32') return this.#as(expr, type, false)
    // A clamped byte rounds and saturates, which the store itself does from a float.
    if (dtype === 'uint8c') {
      const value = this.#value(expr)
      return value.type === 'i32' ? value : this.#number(value, value.type === 'bool' ? 'i32' : 'f64', expr.at)
    }
    return this.#int32(expr)
  }

  #value(expr: TreeExpr): Expr {
    const { at } = expr
    switch (expr.kind) {
      case 'number':
        return { kind: 'const', type: computeType(this.#fact(expr)), value: expr.value, at }
      case 'boolean':
        return { kind: 'const', type: 'bool', value: +expr.value, at }
      case 'variable': {
        const local = this.#local(expr.variable)
        return { kind: 'local', type: local.type, local, at }
      }
      case 'length':
        return { kind: 'length', type: 'i32', array: this.#array(expr.array), at }
      case 'element': {
        const index = this.#index(expr.index)
        const access = this.#access(expr.array, false, at)
        return { kind: 'load', type: elementType[access.array.dtype]!, index, access, at }
      }
      case 'binary':
        return this.#binary(expr)
      case 'unary':
        return this.#unary(expr)
      case 'logical':
        return this.#logical(expr)
      case 'conditional': {
        const test = this.#bool(expr.test)
        const fact = this.#fact(expr)
        const type: Type = fact.bool ? 'bool' : computeType(fact)
        return {
          kind: 'select',
          type,
          test,
          yes: this.#as(expr.yes, type, false),
          no: this.#as(expr.no, type, false),
          at,
        }
      }
      case 'call':
        return this.#call(expr)
      default:
        return expr satisfies never
    }
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
    const fact = this.#fact(expr)
    if (expr.op === '**') {
      const base = this.#fact(expr.left)
      const type = this.#operandType([base, fact], opNamed('** 2').types)
      return { kind: 'op', type, op: '** 2', args: [this.#as(expr.left, type, false)], at }
    }
    const op = opNamed(expr.op)
    if (op.types.length === 1) return this.#bits(expr, fact)
    const left = this.#fact(expr.left)
    const right = this.#fact(expr.right)
    const facts = op.result === 'bool' ? [ignoreZeroSign(left), ignoreZeroSign(right)] : [left, right, fact]
    const type = this.#operandType(facts, op.types)
    const args = [this.#as(expr.left, type, false), this.#as(expr.right, type, false)]
    return { kind: 'op', type: op.result === 'bool' ? 'bool' : type, op: expr.op, args, at }
  }

  #bits(expr: Extract<TreeExpr, { kind: 'binary' }>, fact: Fact): Expr {
    const { at } = expr
    const args = [this.#int32(expr.left), this.#int32(expr.right)]
    if (expr.op === '|' && args[1].kind === 'const' && args[1].value === 0) return args[0]
    const bits: Expr = { kind: 'op', type: 'i32', op: expr.op, args, at }
    return fact.hi > INT32_MAX ? { kind: 'convert', type: 'i64', mode: 'unsigned', value: bits, at } : bits
  }

  #unary(expr: Extract<TreeExpr, { kind: 'unary' }>): Expr {
    const { at } = expr
    if (expr.op === '!') return this.#bool(expr)
    if (expr.op === '~') {
      const ones: Expr = { kind: 'const', type: 'i32', value: -1, at }
      return { kind: 'op', type: 'i32', op: '^', args: [this.#int32(expr.value), ones], at }
    }
    if (expr.op === '+') {
      const value = this.#value(expr.value)
      return value.type === 'bool' ? this.#number(value, 'i32', at) : value
    }
    const type = this.#operandType([this.#fact(expr.value), this.#fact(expr)], opNamed('-x').types)
    return { kind: 'op', type, op: '-x', args: [this.#as(expr.value, type, false)], at }
  }

  /** `a && b` of numbers gives one of the two. */
  #logical(expr: Extract<TreeExpr, { kind: 'logical' }>): Expr {
    const fact = this.#fact(expr)
    if (fact.bool) return this.#bool(expr)
    const type = computeType({ ...fact, bool: false })
    const left = this.#as(expr.left, type, false)
    const right = this.#as(expr.right, type, false)
    const test = this.#bool(expr.left)
    const [yes, no] = expr.op === '&&' ? [right, left] : [left, right]
    return { kind: 'select', type, test, yes, no, at: expr.at }
  }

  #call(expr: Extract<TreeExpr, { kind: 'call' }>): Expr {
    const { at } = expr
    if (expr.name === 'Math.fround') return this.#as(expr.args[0], 'f32', false)
    const op = opNamed(expr.name)
    const facts = expr.args.map((arg) => this.#fact(arg))
    if (rounding.has(expr.name) && facts[0].int) return this.#as(expr.args[0], computeType(facts[0]), false)
    const type = this.#operandType([...facts, this.#fact(expr)], op.types)
    const args = expr.args.map((arg) => this.#as(arg, type, false))
    if (op.arity === 2) return args.reduce((a, b) => ({ kind: 'op', type, op: expr.name, args: [a, b], at }))
    // The result of rounding a float is a float, whole as it may be.
    return { kind: 'op', type, op: expr.name, args, at }
  }
}

/** Comparisons do not tell -0 from 0. */
function ignoreZeroSign(fact: Fact): Fact {
  return fact.negZero ? { ...fact, negZero: false } : fact
}

/** The body of a loop with `update` before each `continue` of its own. */
function beforeContinue(block: readonly Stmt[], update: Stmt): Stmt[] {
  return block.flatMap((stmt): Stmt[] => {
    if (stmt.kind === 'continue') return [update, stmt]
    if (stmt.kind === 'if')
      return [{ ...stmt, yes: beforeContinue(stmt.yes, update), no: beforeContinue(stmt.no, update) }]
    return [stmt]
  })
}

function printResult({ values, keys, single }: Result): string {
  if (values.length === 0) return 'nothing'
  if (single) return 'a number'
  return keys ? `{ ${keys.join(', ')} }` : `an array of ${values.length}`
}
