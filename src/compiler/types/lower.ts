import type { DType } from '../../base/dtypes.ts'
import type { SourceText } from '../../base/source.ts'
import { bigFunctions } from '../../ops/big.ts'
import { EXACT, type Fact, hasZero, INT32_MAX, INT32_MIN, join, within } from '../../ops/fact.ts'
import { opNamed } from '../../ops/table.ts'
import { type BigType, elementType, isBigType, type NumberType, type Type } from '../../ops/type.ts'
import {
  type Access,
  type ArrayRef,
  type Dimension,
  dimensionsOf,
  type Expr,
  type ForStmt,
  type Func,
  type Local,
  type Param,
  type Site,
  type Span,
  type Stmt,
  type Subroutine,
} from '../ir/nodes.ts'
import { type ArgType, type ArrayType, argTypeName, hasDimensions, type ScalarType } from '../manifest.ts'
import {
  type InvokeExpr,
  type Result,
  statements,
  type Tree,
  type Expr as TreeExpr,
  type Stmt as TreeStmt,
  type Variable,
} from '../syntax/tree.ts'
import { bigOf, isBig, mixed } from './bigs.ts'
import { type Inference, type Instance, infer, rounding } from './infer.ts'
import { BigLowering, bigType, bigValue } from './lowerBigs.ts'
import { indexVariables } from './usage.ts'
import { wrappingVariables } from './wrapping.ts'

/** Index arithmetic is exact in 64 bits; beyond this it might wrap. */
const INDEX_LIMIT = 2 ** 62

export const scalarType: Readonly<Record<ScalarType, Type>> = {
  float64: 'f64',
  float32: 'f32',
  int32: 'i32',
  int21: 'i32',
  bool: 'bool',
  int64: 's64',
  uint64: 'u64',
  uint63: 's64',
}

/** Types a tree for the given argument types: the typed IR. */
export function lower(tree: Tree, types: readonly ArgType[], source: SourceText, result?: ScalarType | 'void'): Func {
  const shared: Shared = { source, sites: [], functions: new Map() }
  return new Lowering(tree, types, infer(tree, types, source), shared, result).func()
}

/** What a kernel and the functions that it calls have in common. */
interface Shared {
  readonly source: SourceText
  readonly sites: Site[]
  readonly functions: Map<Instance, Subroutine>
}

/** The types of a callee's parameters. */
function scalarTypes(facts: readonly Fact[]): ArgType[] {
  const names = new Map(Object.entries(scalarType).map(([name, type]) => [type, name as ScalarType]))
  // int21 and uint63 are the names of narrower ranges.
  names.set('i32', 'int32').set('s64', 'int64')
  return facts.map((fact) => ({ kind: 'scalar', dtype: names.get(fact.bool ? 'bool' : computeType(fact))! }))
}

/** The type in which a scalar is returned. */
function returnType(fact: Fact): Type {
  if (fact.bool) return 'bool'
  const type = computeType(fact)
  return type === 'i64' ? 'f64' : type
}

/** The types in which values of a fact compute exactly as JavaScript does. */
function computeType(fact: Fact): NumberType {
  if (fact.big) return bigType(fact.big)
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
  readonly #shared: Shared
  readonly #lowBits: ReadonlySet<Variable>
  readonly #locals: Map<Variable, Local> = new Map()
  readonly #arrays: Map<Variable, ArrayRef> = new Map()
  readonly #sites: Site[]
  /** Array variables that others take their array from, or that are returned. */
  readonly #escaping: ReadonlySet<Variable>
  readonly #names: Map<string, number> = new Map()
  /** Loop counters, and those among them that may begin at -0: with the float that they begin at. */
  readonly #counters: ReadonlySet<Variable>
  readonly #begins: Map<Variable, Local> = new Map()
  readonly #shape: Result
  readonly #results: readonly Type[]
  readonly #resultArrays: readonly ArrayType[]
  readonly #order: readonly ('scalar' | 'array')[]
  readonly #bigs: BigLowering

  constructor(
    tree: Tree,
    types: readonly ArgType[],
    inferred: Inference,
    shared: Shared,
    result: ScalarType | 'void' | undefined,
    returned?: Type,
  ) {
    this.#tree = tree
    this.#types = types
    this.#shared = shared
    this.#source = shared.source
    this.#sites = shared.sites
    this.#inferred = inferred
    this.#indices = indexVariables(tree)
    this.#lowBits = wrappingVariables(tree, (array) => keepsLowBits(this.#inferred.arrays.get(array)))
    this.#counters = new Set([...statements(tree.body)].flatMap((stmt) => (stmt.kind === 'for' ? [stmt.counter] : [])))
    const { shape, types: own, arrays, order } = this.#resultTypes()
    this.#shape = shape
    this.#order = order
    this.#resultArrays = arrays
    this.#results = returned
      ? [returned]
      : result === undefined || !shape.single || order[0] === 'array'
        ? own
        : result === 'void'
          ? []
          : [scalarType[result]]
    this.#escaping = escaping(tree)
    this.#bigs = new BigLowering({
      value: (expr) => this.#value(expr),
      fact: (expr) => this.#fact(expr),
      site: (message, at) =>
        this.#sites.push({ kind: 'throw', error: 'RangeError', text: [message], types: [], at }) - 1,
    })
  }

  func(): Func {
    const params = this.#tree.params.map((param, i): Param => {
      const type = this.#types[i]
      const name = this.#unique(param.name)
      if (type.kind === 'array') {
        const shaped = hasDimensions(type) ? type : undefined
        const array = { ...this.#makeArray(name, type.dtype, i, shaped), name: param.name }
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
    if (this.#results.length > 0 && this.#inferred.falls)
      throw this.#source.error(
        'type',
        { start: this.#tree.at.start, end: this.#tree.at.start + 1 },
        'the function may end without a return, and other paths return a value',
        'return a value on every path',
      )
    const { keys, single } = this.#shape
    const result = { types: this.#results, arrays: this.#resultArrays, order: this.#order, keys, single }
    return {
      name: this.#tree.name,
      params,
      result,
      body,
      sites: this.#sites,
      functions: [...this.#shared.functions.values()],
    }
  }

  /** The types of what is returned, of all returns together. */
  #resultTypes(): { shape: Result; types: Type[]; arrays: ArrayType[]; order: ('scalar' | 'array')[] } {
    let shape: Result = { values: [], keys: undefined, single: false }
    const facts: (Fact | ArrayType)[] = []
    const returns = [...statements(this.#tree.body)]
      .filter((stmt) => stmt.kind === 'return')
      .filter((stmt) => this.#inferred.reached.has(stmt))
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
        const before = facts[i]
        const own = this.#arrayIn(value)
        const type = own && this.#typeOf(own)
        if (before !== undefined && (isArrayType(before) || type) && !(type && isSameType(before, type)))
          throw this.#source.error(
            'type',
            value.at,
            type
              ? `this return gives an array of ${type.ndim === 1 ? type.dtype : argTypeName(type)}, and another does not`
              : 'this return gives a number, and another an array',
            'return the same on every path',
          )
        if (type) {
          facts[i] = type
          return
        }
        const fact = before ? join(before as Fact, this.#fact(value)) : this.#fact(value)
        facts[i] = fact
        if (fact.clash)
          throw this.#source.error(
            'type',
            value.at,
            'this return gives a BigInt, and another a number, or the other way round',
            'return the same on every path: BigInt(i), or Number(b)',
          )
        if (fact.big?.sign === 'bits') throw mixed(value, this.#source)
      })
    })
    const order = facts.map((fact) => (isArrayType(fact) ? 'array' : 'scalar'))
    const arrays = facts.filter(isArrayType)
    const scalars = facts.filter((fact): fact is Fact => !isArrayType(fact))
    const types = scalars.map(returnType)
    return { shape, types, arrays, order }
  }

  #typeOf(array: Variable): ArrayType {
    const dtype = this.#inferred.arrays.get(array)!
    return this.#inferred.shaped.get(array) ?? { kind: 'array', dtype, ndim: 1 }
  }

  /** The variable of an expression that is an array. */
  #arrayIn(value: TreeExpr): Variable | undefined {
    return value.kind === 'variable' && this.#inferred.arrays.has(value.variable) ? value.variable : undefined
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
    if (this.#wraps(variable)) return 'i32'
    if (this.#indices.has(variable) && within(fact, -INDEX_LIMIT, INDEX_LIMIT))
      return within(fact, INT32_MIN, INT32_MAX) ? 'i32' : 'i64'
    // A counter that begins at -0 counts as 0; where a float is needed, `#value` gives the sign back.
    if (this.#counters.has(variable) && within(fact, INT32_MIN, INT32_MAX)) return 'i32'
    return computeType(fact)
  }

  /** Whether a variable holds the low 32 bits of its values alone. */
  #wraps(variable: Variable): boolean {
    const fact = this.#inferred.variables.get(variable)
    return this.#lowBits.has(variable) && fact !== undefined && !fact.bool && within(fact, -EXACT, EXACT)
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

  #makeArray(name: string, dtype: DType, param: number | undefined, shaped?: ArrayType): ArrayRef {
    return {
      name,
      dtype,
      param,
      base: { name, type: 'i32', address: true },
      size: { name: `${name}_length`, type: 'i32' },
      ...(shaped && { dims: makeDimensions(name, shaped), gaps: shaped.layout !== undefined }),
    }
  }

  #array(variable: Variable): ArrayRef {
    let array = this.#arrays.get(variable)
    const dtype = this.#inferred.arrays.get(variable)
    if (array === undefined && dtype !== undefined) {
      const shaped = this.#inferred.shaped.get(variable)
      array = { ...this.#makeArray(this.#unique(variable.name), dtype, undefined, shaped), name: variable.name }
      this.#arrays.set(variable, array)
    }
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
    const array = this.#array(variable)
    const access: Access = { array, store, site: this.#sites.length, at }
    if (array.dims === undefined) this.#sites.push({ kind: 'access', access })
    else for (const dim of array.dims.keys()) this.#sites.push({ kind: 'access', access, dim })
    return access
  }

  /** The index of an access: in an array with dimensions the position of the element. */
  #place(variable: Variable, index: TreeExpr): Expr {
    const array = this.#array(variable)
    const indices = (index.kind === 'position' ? index.indices : [index]).map((each) => this.#index(each))
    return array.dims ? { kind: 'position', type: 'i32', array, indices, at: index.at } : indices[0]
  }

  #extent({ array: variable, of, dim, at }: Extract<TreeExpr, { kind: 'extent' }>): Expr {
    const array = this.#array(variable)
    const dims = dimensionsOf(array)
    const local = of === 'shape' ? dims[dim].extent : of === 'strides' ? dims[dim].stride : undefined
    if (local === array.size) return { kind: 'length', type: 'i32', array, at }
    if (local) return { kind: 'local', type: 'i32', local, at }
    return { kind: 'const', type: 'i32', value: of === 'rank' ? dims.length : 1, at }
  }

  /** Statements that are never reached have no facts, and are left out. */
  #block(block: readonly TreeStmt[]): Stmt[] {
    return block.flatMap((stmt) => (this.#inferred.reached.has(stmt) ? this.#stmt(stmt) : []))
  }

  #stmt(stmt: TreeStmt): Stmt[] {
    const { at } = stmt
    switch (stmt.kind) {
      case 'set': {
        if (stmt.like && this.#inferred.arrays.has(stmt.variable)) return []
        if (this.#inferred.arrays.has(stmt.variable)) return [this.#point(stmt.variable, stmt.value, at)]
        const local = this.#local(stmt.variable)
        const value = this.#wraps(stmt.variable)
          ? this.#int32(stmt.value)
          : local.type === 'bool'
            ? this.#bool(stmt.value)
            : this.#as(stmt.value, local.type, this.#indices.has(stmt.variable))
        const guard = this.#inferred.guarded.has(stmt) ? this.#wholeGuard(local, at) : []
        return [{ kind: 'set', local, value, at }, ...guard]
      }
      case 'store': {
        const index = this.#place(stmt.array, stmt.index)
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
        return [this.#returned(stmt)]
      case 'allocate':
        return this.#allocate(stmt)
      case 'check': {
        const access: Access = { array: this.#array(stmt.array), store: false, site: this.#sites.length, dim: 0, at }
        this.#sites.push({ kind: 'access', access, dim: 0 })
        return [{ kind: 'check', index: this.#index(stmt.index), access, at }]
      }
      case 'throw':
        return [this.#throw(stmt)]
      case 'log':
        return [this.#log(stmt)]
      case 'view': {
        const window = { start: this.#as(stmt.start, 'i32', false), length: this.#as(stmt.length, 'i32', false) }
        return [{ kind: 'point', array: this.#array(stmt.array), from: this.#array(stmt.of), window, at }]
      }
      case 'given':
        throw new Error(`it is not decided whether '${stmt.variable.name}' is passed`)
      default:
        return stmt satisfies never
    }
  }

  /** Throws where a step passed 2^53: from there on the source's numbers are not the integers that the local holds. */
  #wholeGuard(local: Local, at: Span): Stmt[] {
    const now: Expr = { kind: 'local', type: local.type, local, at }
    const beyond = (op: string, value: number): Expr => {
      const limit: Expr = { kind: 'const', type: 'i64', value, at }
      return { kind: 'op', type: 'bool', op, args: [this.#number(now, 'i64', at), limit], at }
    }
    const message = `'${local.name}' passed 2^53, beyond which numbers are not whole; keep it smaller, with % or | 0`
    this.#sites.push({ kind: 'throw', error: 'RangeError', text: [message], types: [], at })
    const raise: Stmt = { kind: 'throw', site: this.#sites.length - 1, values: [], at }
    const [below, above] = [beyond('<', -EXACT), beyond('>', EXACT)]
    const test: Expr = { kind: 'logical', type: 'bool', op: '||', left: below, right: above, at }
    return [{ kind: 'if', test, yes: [raise], no: [], at }]
  }

  #point(variable: Variable, value: TreeExpr, at: Span): Stmt {
    if (value.kind === 'conditional') {
      const [yes, no] = [value.yes, value.no].map((side) => [this.#point(variable, side, at)])
      return { kind: 'if', test: this.#bool(value.test), yes, no, at }
    }
    return { kind: 'point', array: this.#array(variable), from: this.#array(this.#arrayIn(value)!), at }
  }

  #throw({ error, text, values, at }: Extract<TreeStmt, { kind: 'throw' }>): Stmt {
    const noted = values.map((value) => this.#noted(value))
    this.#sites.push({ kind: 'throw', error, text, types: noted.map(({ type }) => type), at })
    return { kind: 'throw', site: this.#sites.length - 1, values: noted, at }
  }

  #log({ method, args, values, at }: Extract<TreeStmt, { kind: 'log' }>): Stmt {
    const noted = values.map((value) => this.#noted(value))
    this.#sites.push({ kind: 'log', method, args, types: noted.map(({ type }) => type), at })
    return { kind: 'log', site: this.#sites.length - 1, values: noted, at }
  }

  /** A value that is told in a text. */
  #noted(expr: TreeExpr): Expr {
    const value = this.#value(expr)
    if (value.type === 's64' || value.type === 'u64' || value.type === 'bool') return value
    return this.#number(value, 'f64', expr.at)
  }

  #returned(stmt: Extract<TreeStmt, { kind: 'return' }>): Stmt {
    const arrays = stmt.result.values.flatMap((value) => this.#arrayIn(value) ?? [])
    const scalars = stmt.result.values.filter((value) => !this.#arrayIn(value))
    if (scalars.length !== this.#results.length)
      throw this.#source.error(
        'type',
        stmt.at,
        `this returns ${scalars.length} values, and the signature says ${this.#results.length}`,
        'change the one or the other',
      )
    const values = scalars.map((value, i) => {
      const type = this.#results[i]
      return type === 'i32' ? this.#int32(value) : this.#as(value, type, false)
    })
    return { kind: 'return', values, arrays: arrays.map((variable) => this.#array(variable)), at: stmt.at }
  }

  #allocate(stmt: Extract<TreeStmt, { kind: 'allocate' }>): Stmt[] {
    const { at } = stmt
    const [first] = stmt.lengths
    const chosen = stmt.lengths.length === 1 && first.kind === 'conditional' && this.#isArray(first)
    if (chosen) {
      const [yes, no] = [first.yes, first.no].map((side) => this.#allocate({ ...stmt, lengths: [side] }))
      return [{ kind: 'if', test: this.#bool(first.test), yes, no, at }]
    }
    const array = this.#array(stmt.array)
    const from = stmt.lengths.length === 1 ? this.#arrayIn(first) : undefined
    const lengths = from
      ? [{ kind: 'length', type: 'i32', array: this.#array(from), at } as const]
      : stmt.lengths.map((length) => this.#length(length))
    this.#sites.push({ kind: 'length', array, at })
    const site = this.#sites.length - 1
    const made: Stmt = { kind: 'allocate', array, lengths, escapes: this.#escaping.has(stmt.array), site, at }
    if (from) return [made, ...this.#copyElements(array, from, at)]
    if (stmt.fill === undefined) return [made]
    const fill = this.#element(stmt.fill, array.dtype)
    const held: Local = { name: this.#unique('fill'), type: fill.type }
    const value: Expr = { kind: 'local', type: held.type, local: held, at }
    return [{ kind: 'set', local: held, value: fill, at }, made, this.#nest(array, at, () => value)]
  }

  #isArray(expr: TreeExpr): boolean {
    return expr.kind === 'conditional' ? this.#isArray(expr.yes) : this.#arrayIn(expr) !== undefined
  }

  /** A length as ToIndex makes it: a fraction is cut off, NaN is 0. */
  #length(expr: TreeExpr): Expr {
    const { at } = expr
    const value = this.#value(expr)
    if (within(this.#fact(expr), INT32_MIN, INT32_MAX)) return this.#number(value, 'i32', at)
    return { kind: 'convert', type: 'i32', mode: 'number', value: this.#number(value, 'f64', at), at }
  }

  /** A loop over the elements of one array that stores those of another. */
  #copyElements(array: ArrayRef, from: Variable, at: Span): Stmt[] {
    const index: Variable = { name: 'at', kind: 'const', at }
    const element: TreeExpr = {
      kind: 'element',
      array: from,
      index: { kind: 'variable', variable: index, at },
      at,
    }
    const [to, source] = [array, this.#array(from)]
    if (source.dims) throw this.#source.error('type', at, 'a copy of an array with gaps', 'copy its elements in a loop')
    return [this.#nest(to, at, ([counter]) => this.#converted(element, from, counter, to.dtype))]
  }

  /** An element of an array at a counter, as another dtype stores it. */
  #converted(element: Extract<TreeExpr, { kind: 'element' }>, from: Variable, index: Expr, dtype: DType): Expr {
    const { at } = element
    const access = this.#access(from, false, at)
    const value: Expr = { kind: 'load', type: elementType[access.array.dtype]!, index, access, at }
    const type = elementType[dtype]!
    if (type === value.type && dtype !== 'uint8c') return value
    if (type === 's64' || type === 'u64' || value.type === 's64' || value.type === 'u64')
      throw this.#source.error(
        'type',
        at,
        `an array of ${dtype} cannot be made of one of ${access.array.dtype}`,
        'copy the elements in a loop, and convert each with BigInt or Number',
      )
    if (type === 'f64' || type === 'f32') return this.#number(value, type, at)
    if (dtype === 'uint8c') return value.type === 'i32' ? value : this.#number(value, 'f64', at)
    if (value.type === 'i32') return value
    const wide = value.type === 'f32' ? this.#number(value, 'f64', at) : value
    return { kind: 'convert', type: 'i32', mode: 'int32', value: wide, at }
  }

  /** Loops over all elements of an array that the kernel made, each stored. */
  #nest(array: ArrayRef, at: Span, value: (counters: readonly Expr[]) => Expr): Stmt {
    const constant = (n: number): Expr => ({ kind: 'const', type: 'i32', value: n, at })
    const dims = dimensionsOf(array)
    const counters = dims.map((): Local => ({ name: this.#unique('at'), type: 'i32' }))
    const indices = counters.map((local): Expr => ({ kind: 'local', type: 'i32', local, at }))
    const access: Access = { array, store: true, site: this.#sites.length, at }
    if (array.dims === undefined) this.#sites.push({ kind: 'access', access })
    else for (const dim of dims.keys()) this.#sites.push({ kind: 'access', access, dim })
    const index: Expr = array.dims ? { kind: 'position', type: 'i32', array, indices, at } : indices[0]
    let nest: Stmt = { kind: 'store', index, value: value(indices), access, at }
    for (let d = dims.length - 1; d >= 0; d--) {
      const stop: Expr = array.dims
        ? { kind: 'local', type: 'i32', local: dims[d].extent, at }
        : { kind: 'length', type: 'i32', array, at }
      const counter = counters[d]
      nest = { kind: 'for', parallel: false, counter, start: constant(0), stop, step: constant(1), body: [nest], at }
    }
    return nest
  }

  #for(stmt: Extract<TreeStmt, { kind: 'for' }>): Stmt[] {
    const { at } = stmt
    const counter = this.#local(stmt.counter)
    const stop = this.#fact(stmt.stop)
    const step = this.#fact(stmt.step)
    const start = this.#fact(stmt.start)
    const up = step.lo > 0
    const fits = (fact: Fact): boolean => within(fact, INT32_MIN, INT32_MAX)
    // `i < x` of a fraction is `i < ceil(x)`.
    const rounded = !stop.int && !stmt.inclusive && up
    const edge = stmt.inclusive ? (up ? 1 : -1) : 0
    // A bound beyond int32 on the side where no iteration runs is as good as the last int32 there.
    const bounded =
      rounded || (within(stop, -EXACT, EXACT) && (up ? stop.hi + edge <= INT32_MAX : stop.lo + edge >= INT32_MIN))
    if (start.big) return this.#bigLoop(stmt, counter)
    const begins = fits(start) || (!up && within(start, -EXACT, INT32_MAX))
    const guard = this.#stepGuard(stmt)
    const counted = counter.type === 'i32' && begins && fits(step) && bounded
    if (!counted && !stmt.parallel) return [...guard, ...this.#uncounted(stmt, counter)]
    if (!begins || !fits(step))
      throw this.#source.error(
        'type',
        begins ? stmt.step.at : stmt.start.at,
        'the start and the step of a prange must be whole numbers of 32 bits',
        'convert with | 0',
      )
    const signed = this.#signedStart(stmt)
    const loop: ForStmt = {
      kind: 'for',
      parallel: stmt.parallel,
      counter,
      start: this.#saturated(stmt.start, 0),
      stop: within(stop, -EXACT, EXACT) ? this.#saturated(stmt.stop, edge) : this.#clamped(stmt.stop),
      step: this.#as(stmt.step, 'i32', false),
      body: this.#block(stmt.body),
      at,
    }
    return [...guard, ...signed, loop]
  }

  /** Keeps the float that a counter begins at, where that may be -0. */
  #signedStart({ counter, start, at }: Extract<TreeStmt, { kind: 'for' }>): Stmt[] {
    if (!this.#fact(start).negZero || !this.#fact(start).int) return []
    const local: Local = { name: this.#unique(`${counter.name}_begin`), type: 'f64' }
    this.#begins.set(counter, local)
    return [{ kind: 'set', local, value: this.#as(start, 'f64', false), at }]
  }

  /** An integer of 32 bits that may be -0, where the sign of a zero does not matter. */
  #unsigned(expr: TreeExpr): Expr | undefined {
    return this.#counted(expr) ?? this.#remainder(expr)
  }

  #remainder(expr: TreeExpr): Expr | undefined {
    if (expr.kind !== 'binary' || expr.op !== '%') return undefined
    const { left, right, at } = expr
    const fits = (fact: Fact): boolean => within(fact, INT32_MIN, INT32_MAX)
    if (![left, right, expr].every((e) => fits(this.#fact(e))) || hasZero(this.#fact(right))) return undefined
    const args = [this.#as(left, 'i32', false), this.#as(right, 'i32', false)]
    return { kind: 'op', type: 'i32', op: '%', args, at }
  }

  /** A counter that may begin at -0, as the integer that it is otherwise. */
  #counted(expr: TreeExpr): Expr | undefined {
    if (expr.kind !== 'variable' || !this.#begins.has(expr.variable)) return undefined
    const local = this.#local(expr.variable)
    return { kind: 'local', type: local.type, local, at: expr.at }
  }

  /** The value of such a counter: what it begins at, -0 perhaps, and then the integer. */
  #signed(counter: Expr, begin: Local): Expr {
    const { at } = counter
    const start: Expr = { kind: 'local', type: 'f64', local: begin, at }
    const now = this.#number(counter, 'f64', at)
    const test: Expr = { kind: 'op', type: 'bool', op: '===', args: [now, start], at }
    return { kind: 'select', type: 'f64', test, yes: start, no: now, at }
  }

  /** A range throws where its step turns out to be 0. */
  #stepGuard({ step, parallel, at }: Extract<TreeStmt, { kind: 'for' }>): Stmt[] {
    const fact = this.#fact(step)
    if (fact.lo > 0 || fact.hi < 0) return []
    const value = this.#value(step)
    const zero: Expr = { kind: 'const', type: value.type, value: 0, at: step.at }
    const message = `${parallel ? 'prange' : 'range'} takes a step other than 0`
    this.#sites.push({ kind: 'throw', error: 'RangeError', text: [message], types: [], at: step.at })
    const raise: Stmt = { kind: 'throw', site: this.#sites.length - 1, values: [], at }
    return [
      { kind: 'if', test: { kind: 'op', type: 'bool', op: '===', args: [value, zero], at }, yes: [raise], no: [], at },
    ]
  }

  #clamped(stop: TreeExpr): Expr {
    return { kind: 'convert', type: 'i32', mode: 'clamp', value: this.#as(stop, 'f64', false), at: stop.at }
  }

  /** A whole number plus a constant, as the nearest int32. */
  #saturated(expr: TreeExpr, by: number): Expr {
    const { at } = expr
    const fact = this.#fact(expr)
    const type: NumberType = within(fact, INT32_MIN - Math.min(0, by), INT32_MAX - Math.max(0, by)) ? 'i32' : 'i64'
    const constant = (value: number): Expr => ({ kind: 'const', type, value, at })
    const op = (name: string, left: Expr, right: Expr): Expr => ({
      kind: 'op',
      type,
      op: name,
      args: [left, right],
      at,
    })
    const value = this.#as(expr, type, true)
    const shifted = by === 0 ? value : op('+', value, constant(by))
    if (type === 'i32') return shifted
    const within32 = op('Math.min', op('Math.max', shifted, constant(INT32_MIN)), constant(INT32_MAX))
    return this.#number(within32, 'i32', at)
  }

  /** A loop that counts BigInts. */
  #bigLoop(stmt: Extract<TreeStmt, { kind: 'for' }>, counter: Local): Stmt[] {
    const { at } = stmt
    const type = counter.type as BigType
    const step = bigOf(this.#fact(stmt.step))!
    const now: Expr = { kind: 'local', type, local: counter, at }
    // Both are of the counter's sign: the stop is one of its values.
    const edge: Local = { name: this.#unique(`${counter.name}_stop`), type }
    const stop: Stmt = { kind: 'set', local: edge, value: this.#bigs.as(stmt.stop, type), at }
    const op = `${step.lo > 0n ? '<' : '>'}${stmt.inclusive ? '=' : ''}`
    const test: Expr = { kind: 'op', type: 'bool', op, args: [now, { kind: 'local', type, local: edge, at }], at }
    const sum: Expr = { kind: 'op', type, op: '+', args: [now, this.#bigs.as(stmt.step, type)], at }
    const update: Stmt = { kind: 'set', local: counter, value: sum, at }
    const first: Stmt = { kind: 'set', local: counter, value: this.#bigs.as(stmt.start, type), at }
    const body = beforeContinue(this.#block(stmt.body), update)
    return [stop, first, { kind: 'while', test, body: [...body, update], doFirst: false, at }]
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
    const signed = counter.type === 'i32' ? this.#signedStart(stmt) : []
    const first: Stmt = { kind: 'set', local: next, value: this.#as(stmt.start, 'f64', false), at }
    const copy: Stmt[] =
      next === counter ? [] : [{ kind: 'set', local: counter, value: this.#number(now, counter.type, at), at }]
    const body = beforeContinue(this.#block(stmt.body), update)
    return [...signed, first, { kind: 'while', test, body: [...copy, ...body, update], doFirst: false, at }]
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
    if (isBigType(value.type))
      return { kind: 'op', type: 'bool', op: '!==', args: [value, bigValue(0n, value.type, at)], at }
    const zero: Expr = { kind: 'const', type: value.type, value: 0, at }
    const nonZero: Expr = { kind: 'op', type: 'bool', op: '!==', args: [value, zero], at }
    if (value.type === 'i32' || value.type === 'i64') return nonZero
    const ordered: Expr = { kind: 'op', type: 'bool', op: '===', args: [value, value], at }
    return { kind: 'logical', type: 'bool', op: '&&', left: nonZero, right: ordered, at }
  }

  /** The value in a number type that holds it. */
  #as(expr: TreeExpr, type: NumberType | Type, index: boolean): Expr {
    if (type === 'bool') return this.#bool(expr)
    if (isBigType(type)) return this.#bigs.as(expr, type)
    const whole = type === 'i32' || type === 'i64' ? this.#unsigned(expr) : undefined
    if (whole) return this.#number(whole, type, expr.at)
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
    const whole = this.#unsigned(expr)
    if (whole) return whole
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
    if (expr.kind === 'unary' && expr.op === '-' && within(fact, -INDEX_LIMIT, INDEX_LIMIT)) {
      const value = this.#index(expr.value)
      const type = value.type === 'i32' && within(fact, INT32_MIN, INT32_MAX) ? 'i32' : 'i64'
      const zero: Expr = { kind: 'const', type, value: 0, at }
      if (value.type !== 'f64') return { kind: 'op', type, op: '-', args: [zero, this.#number(value, type, at)], at }
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

  /** ToInt32. Sums and products of integers that doubles hold exactly need their low 32 bits alone. */
  #int32(expr: TreeExpr): Expr {
    const exact = (e: TreeExpr): boolean => within(this.#fact(e), -EXACT, EXACT)
    const whole = this.#unsigned(expr)
    if (whole) return whole
    if (expr.kind === 'binary' && ['+', '-', '*'].includes(expr.op) && [expr, expr.left, expr.right].every(exact)) {
      const type = computeType(this.#fact(expr))
      // In range already, or the sign of a zero is all that is lost.
      if (type !== 'i32') return this.#wrapping(expr.op, this.#int32(expr.left), this.#int32(expr.right), expr.at)
    }
    if (expr.kind === 'unary' && expr.op === '-' && exact(expr.value)) {
      const zero: Expr = { kind: 'const', type: 'i32', value: 0, at: expr.at }
      return this.#wrapping('-', zero, this.#int32(expr.value), expr.at)
    }
    if (expr.kind === 'conditional' && !this.#fact(expr).bool) {
      this.#alike(expr.yes, expr.no, 'this gives a boolean or a number')
      const test = this.#bool(expr.test)
      return { kind: 'select', type: 'i32', test, yes: this.#int32(expr.yes), no: this.#int32(expr.no), at: expr.at }
    }
    const value = this.#value(expr)
    if (value.type === 'i32') return value
    const fact = this.#fact(expr)
    if (value.type === 'bool' || (value.type !== 'i64' && within(fact, INT32_MIN, INT32_MAX)))
      return this.#number(value, 'i32', expr.at)
    const wide = value.type === 'f32' ? this.#number(value, 'f64', expr.at) : value
    return { kind: 'convert', type: 'i32', mode: 'int32', value: wide, at: expr.at }
  }

  /** An operation modulo 2^32. */
  #wrapping(op: string, left: Expr, right: Expr, at: Span): Expr {
    const args = [left, right]
    if (op === '*') return { kind: 'op', type: 'i32', op: 'Math.imul', args, at }
    return { kind: 'convert', type: 'i32', mode: 'int32', value: { kind: 'op', type: 'i32', op, args, at }, at }
  }

  /** The value as it is stored: with the typed array's own conversion. */
  #element(expr: TreeExpr, dtype: DType): Expr {
    const type = elementType[dtype]
    if (type === 'f64' || type === 'f32' || isBigType(type)) return this.#as(expr, type, false)
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
      case 'bigint':
        return bigValue(expr.value, computeType(this.#fact(expr)) as BigType, at)
      case 'boolean':
        return { kind: 'const', type: 'bool', value: +expr.value, at }
      case 'variable': {
        const local = this.#local(expr.variable)
        const value: Expr = { kind: 'local', type: local.type, local, at }
        const begin = this.#begins.get(expr.variable)
        return begin ? this.#signed(value, begin) : value
      }
      case 'length':
        return { kind: 'length', type: 'i32', array: this.#array(expr.array), at }
      case 'position':
        throw new Error('a position in an array is no value')
      case 'extent':
        return this.#extent(expr)
      case 'element': {
        const index = this.#place(expr.array, expr.index)
        const access = this.#access(expr.array, false, at)
        return { kind: 'load', type: elementType[access.array.dtype], index, access, at }
      }
      case 'binary':
        return this.#binary(expr)
      case 'unary':
        return this.#unary(expr)
      case 'logical':
        return this.#logical(expr)
      case 'conditional': {
        this.#alike(expr.yes, expr.no, 'this gives a boolean or a number')
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
      case 'invoke':
        return this.#invoke(expr)
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

  /** Whether two variables hold one array: it begins at one place, and is as long. */
  #isSameArray(left: ArrayRef, right: ArrayRef, at: Span): Expr {
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

  #binary(expr: Extract<TreeExpr, { kind: 'binary' }>): Expr {
    const { at } = expr
    const [one, other] = [this.#arrayIn(expr.left), this.#arrayIn(expr.right)]
    if (one && other) {
      const same = this.#isSameArray(this.#array(one), this.#array(other), at)
      return expr.op === '===' ? same : { kind: 'not', type: 'bool', value: same, at }
    }
    const fact = this.#fact(expr)
    if (isBig(this.#fact(expr.left), this.#fact(expr.right))) return this.#bigs.binary(expr)
    if (expr.op === '**' && expr.right.kind === 'number' && expr.right.value === 2) {
      const base = this.#fact(expr.left)
      const type = this.#operandType([base, fact], opNamed('** 2').types)
      return { kind: 'op', type, op: '** 2', args: [this.#as(expr.left, type, false)], at }
    }
    const op = opNamed(expr.op)
    if (op.types[0] === 'i32') return this.#bits(expr, fact)
    const left = this.#fact(expr.left)
    const right = this.#fact(expr.right)
    if (op.name === '===' || op.name === '!==')
      this.#alike(expr.left, expr.right, 'a boolean is compared with a number, and they always differ')
    const facts =
      op.result === 'bool'
        ? [ignoreZeroSign(left), ignoreZeroSign(right)]
        : // A sum or difference that is not -0 does not tell the signs of its zeros apart.
          (expr.op === '+' || expr.op === '-') && !fact.negZero
          ? [ignoreZeroSign(left), ignoreZeroSign(right), fact]
          : [left, right, fact]
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
    if (this.#fact(expr.value).big) return this.#bigs.unary(expr)
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

  /** @throws CompileError where one is a boolean and the other a number: their difference would be lost */
  #alike(a: TreeExpr, b: TreeExpr, what: string): void {
    if (this.#fact(a).bool === this.#fact(b).bool) return
    const flag = this.#fact(a).bool ? a : b
    throw this.#source.error('type', flag.at, what, 'write +flag, or flag ? 1 : 0, for the number that the boolean is')
  }

  /** `a && b` of numbers gives one of the two. */
  #logical(expr: Extract<TreeExpr, { kind: 'logical' }>): Expr {
    const fact = this.#fact(expr)
    if (fact.bool) return this.#bool(expr)
    this.#alike(expr.left, expr.right, 'this gives a boolean or a number')
    const type = computeType({ ...fact, bool: false })
    const left = this.#as(expr.left, type, false)
    const right = this.#as(expr.right, type, false)
    const test = this.#bool(expr.left)
    const [yes, no] = expr.op === '&&' ? [right, left] : [left, right]
    return { kind: 'select', type, test, yes, no, at: expr.at }
  }

  /** `Number(x)` of a BigInt, a boolean or a number. */
  #toNumber(expr: Extract<TreeExpr, { kind: 'call' }>): Expr {
    if (this.#fact(expr.args[0]).big) return this.#bigs.number(expr, computeType(this.#fact(expr)))
    const value = this.#value(expr.args[0])
    return value.type === 'bool' ? this.#number(value, 'i32', expr.at) : value
  }

  #invoke(expr: InvokeExpr): Expr {
    const instance = this.#inferred.calls.get(expr)!
    const { name, params, result } = this.#subroutine(instance)
    const args = [...expr.args, ...expr.captured].map((arg, i) => this.#as(arg, params[i].type, false))
    return { kind: 'invoke', type: result, callee: name, args, at: expr.at }
  }

  /** The function for an instance; it may be one that is being made, and calls itself. */
  #subroutine(instance: Instance): Subroutine {
    const known = this.#shared.functions.get(instance)
    if (known) return known
    const { callee, tree, facts } = instance
    const result = returnType(instance.result!)
    const name = `${callee.name.replace(/[^A-Za-z0-9_]/g, '_')}$${this.#shared.functions.size}`
    const types = scalarTypes(facts)
    const params = types.map(
      (type, i): Local => ({ name: tree.params[i].name, type: scalarType[type.dtype as ScalarType] }),
    )
    const made: Subroutine = { name, params, result, body: [], at: callee.at }
    this.#shared.functions.set(instance, made)
    const { params: own, body } = new Lowering(tree, types, instance.inference!, this.#shared, undefined, result).func()
    this.#shared.functions.set(instance, {
      ...made,
      params: own.map((param) => (param as { local: Local }).local),
      body,
    })
    return this.#shared.functions.get(instance)!
  }

  #call(expr: Extract<TreeExpr, { kind: 'call' }>): Expr {
    const { at } = expr
    if (expr.name === 'Math.fround') return this.#as(expr.args[0], 'f32', false)
    if (bigFunctions.has(expr.name)) return this.#bigs.call(expr)
    if (expr.name === 'Number') return this.#toNumber(expr)
    const op = opNamed(expr.name)
    const facts = expr.args.map((arg) => this.#fact(arg))
    if (rounding.has(expr.name) && facts[0].int) return this.#as(expr.args[0], computeType(facts[0]), false)
    if (op.types[0] === 'i32')
      return { kind: 'op', type: op.types[0], op: expr.name, args: expr.args.map((arg) => this.#int32(arg)), at }
    const type = this.#operandType([...facts, this.#fact(expr)], op.types)
    const args = expr.args.map((arg) => this.#as(arg, type, false))
    if (op.variadic) return args.reduce((a, b) => ({ kind: 'op', type, op: expr.name, args: [a, b], at }))
    // The result of rounding a float is a float, whole as it may be.
    return { kind: 'op', type, op: expr.name, args, at }
  }
}

/** Whether a store keeps the low bits of an integer. */
function keepsLowBits(dtype: DType | undefined): boolean {
  return dtype !== undefined && /^u?int(?:8|16|32)$/.test(dtype)
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

function isArrayType(fact: Fact | ArrayType): fact is ArrayType {
  return 'kind' in fact
}

function isSameType(before: Fact | ArrayType, type: ArrayType): boolean {
  return isArrayType(before) && argTypeName(before) === argTypeName(type)
}

function printResult({ values, keys, single }: Result): string {
  if (values.length === 0) return 'nothing'
  if (single) return 'a number'
  return keys ? `{ ${keys.join(', ')} }` : `an array of ${values.length}`
}

/** The variables that a value may be one of. */
function held(value: TreeExpr): Variable[] {
  if (value.kind === 'variable') return [value.variable]
  return value.kind === 'conditional' ? [...held(value.yes), ...held(value.no)] : []
}

/** The array variables that others take their array from, or that are returned. */
function escaping(tree: Tree): Set<Variable> {
  const found = new Set<Variable>()
  for (const stmt of statements(tree.body)) {
    if (stmt.kind === 'set') for (const variable of held(stmt.value)) found.add(variable)
    if (stmt.kind === 'view') found.add(stmt.of)
    if (stmt.kind === 'return')
      for (const value of stmt.result.values) if (value.kind === 'variable') found.add(value.variable)
  }
  return found
}

/** Locals for lengths and strides. In C order a stride is 1, or the length of the last dimension, or the frame has it. */
function makeDimensions(name: string, { ndim, layout }: ArrayType): Dimension[] {
  const local = (what: string, d: number): Local => ({ name: `${name}_${what}${d}`, type: 'i32' })
  const extents = Array.from({ length: ndim }, (_, d) => local('shape', d))
  return extents.map((extent, d) => {
    if (d === ndim - 1 && layout !== 'strided') return { extent, stride: undefined }
    return { extent, stride: d === ndim - 2 && layout === undefined ? extents[d + 1] : local('stride', d) }
  })
}
