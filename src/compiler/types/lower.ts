import type { SourceText } from '../../base/source.ts'
import { EXACT, type Fact } from '../../ops/fact.ts'
import type { Type } from '../../ops/type.ts'
import type { Access, Expr, Func, Local, Site, Span, Stmt, Subroutine } from '../ir/nodes.ts'
import type { ArgType, ArrayType, ScalarType } from '../manifest.ts'
import type { CallStmt, Tree, Expr as TreeExpr, Stmt as TreeStmt } from '../syntax/tree.ts'
import { converted } from './coercions.ts'
import { computeType, returnType, scalarType } from './computeType.ts'
import { infer } from './infer.ts'
import type { Inference, Instance } from './inference.ts'
import { ArrayLowering } from './lowerArrays.ts'
import { ExprLowering } from './lowerExprs.ts'
import { LoopLowering } from './lowerLoops.ts'
import { type Returned, returnTypes } from './returnTypes.ts'
import { Variables } from './variables.ts'
import { splitQuotients } from './wholeQuotients.ts'

/** Types a tree for the given argument types: the typed IR. */
export function lower(tree: Tree, types: readonly ArgType[], source: SourceText, result?: ScalarType | 'void'): Func {
  const shared: Shared = { source, sites: [], functions: new Map() }
  const split = splitQuotients(tree)
  return new Lowering(split, types, infer(split, types, source), shared, result).func()
}

/** What a kernel and the functions that it calls have in common. */
interface Shared {
  readonly source: SourceText
  readonly sites: Site[]
  readonly functions: Map<Instance, Subroutine>
}

/** The types of a callee's parameters. */
function argTypes(facts: readonly (Fact | ArrayType)[]): ArgType[] {
  const names = new Map(Object.entries(scalarType).map(([name, type]) => [type, name as ScalarType]))
  // Others are the names of narrower ranges.
  names.set('i32', 'int32').set('s64', 'int64')
  return facts.map((fact) =>
    'kind' in fact ? fact : { kind: 'scalar', dtype: names.get(fact.bool ? 'bool' : computeType(fact))! },
  )
}

/** Statements as IR, of one function. */
class Lowering {
  readonly #tree: Tree
  readonly #types: readonly ArgType[]
  readonly #shared: Shared
  readonly #variables: Variables
  readonly #exprs: ExprLowering
  readonly #loops: LoopLowering
  readonly #arrays: ArrayLowering
  readonly #returned: Returned
  readonly #results: readonly Type[]
  /** Whether it is a function that the kernel calls. */
  readonly #called: boolean

  constructor(
    tree: Tree,
    types: readonly ArgType[],
    inferred: Inference,
    shared: Shared,
    result: ScalarType | 'void' | undefined,
    returned?: Type,
  ) {
    this.#tree = tree
    this.#called = returned !== undefined
    this.#types = types
    this.#shared = shared
    this.#variables = new Variables(tree, inferred, shared.source, shared.sites)
    this.#exprs = new ExprLowering(this.#variables, (instance) => this.#subroutine(instance))
    this.#loops = new LoopLowering(this.#variables, this.#exprs, (block) => this.#block(block))
    this.#arrays = new ArrayLowering(tree, this.#variables, this.#exprs, this.#called)
    this.#returned = returnTypes(tree, this.#variables)
    const { shape, types: own, order } = this.#returned
    if (result !== undefined && shape.absent)
      throw shared.source.error(
        'type',
        { start: tree.at.start, end: tree.at.start + 1 },
        `the function may return ${shape.absent}, and its signature says ${result}`,
        'return a value on every path, or leave the result out of the signature',
      )
    this.#results = returned
      ? [returned]
      : result === undefined || !shape.single || order[0] === 'array'
        ? own
        : result === 'void'
          ? []
          : [scalarType[result]]
  }

  func(): Func {
    const params = this.#tree.params.map((param, i) =>
      this.#variables.param(param, this.#types[i], this.#called ? undefined : i),
    )
    const entry: Stmt[] = []
    this.#tree.params.forEach((param, i) => {
      const { local } = params[i] as { local?: Local }
      if (local === undefined || this.#variables.isLocal(param)) return
      const value = converted(
        { kind: 'local', type: local.type, local, at: param.at },
        this.#variables.variableType(param),
        param.at,
      )
      entry.push({ kind: 'set', local: this.#variables.local(param), value, at: param.at })
    })
    const body = [...entry, ...this.#block(this.#tree.body)]
    if (this.#results.length > 0 && this.#variables.inferred.falls)
      throw this.#variables.source.error(
        'type',
        { start: this.#tree.at.start, end: this.#tree.at.start + 1 },
        'the function may end without a return, and other paths return a value',
        'return a value on every path',
      )
    const { keys, single, lists, typed, nest, absent } = this.#returned.shape
    const { arrays, order } = this.#returned
    const own = {
      ...(lists && { lists: new Set(lists) }),
      ...(typed && { typed: new Set(typed) }),
      ...(nest !== undefined && { nest }),
      ...(absent && { absent }),
    }
    const result = { types: this.#results, arrays, order, keys, single, ...own }
    return {
      name: this.#tree.name,
      params,
      result,
      body,
      sites: this.#variables.sites,
      functions: [...this.#shared.functions.values()],
    }
  }

  /** Statements that are never reached have no facts, and are left out. */
  #block(block: readonly TreeStmt[]): Stmt[] {
    return block.flatMap((stmt) => (this.#variables.inferred.reached.has(stmt) ? this.#stmt(stmt) : []))
  }

  #stmt(stmt: TreeStmt): Stmt[] {
    const { at } = stmt
    switch (stmt.kind) {
      case 'set': {
        if (stmt.like && this.#variables.inferred.arrays.has(stmt.variable)) return []
        if (this.#variables.inferred.arrays.has(stmt.variable))
          return [this.#arrays.point(stmt.variable, stmt.value, at)]
        const local = this.#variables.local(stmt.variable)
        const value = this.#variables.wraps(stmt.variable)
          ? this.#exprs.to.int32(stmt.value)
          : local.type === 'bool'
            ? this.#exprs.to.bool(stmt.value)
            : this.#exprs.to.as(stmt.value, local.type, this.#variables.indices.has(stmt.variable))
        const guard = this.#variables.inferred.guarded.has(stmt) ? this.#wholeGuard(local, at) : []
        return [{ kind: 'set', local, value, at }, ...guard]
      }
      case 'store': {
        const index = this.#exprs.place(stmt.array, stmt.index)
        const value = this.#exprs.to.element(stmt.value, this.#variables.array(stmt.array).dtype)
        const access = this.#variables.access(stmt.array, true, at, this.#variables.staysInside(stmt, index))
        return [{ kind: 'store', index, value, access, at }]
      }
      case 'if':
        return [
          {
            kind: 'if',
            test: this.#exprs.to.bool(stmt.test),
            yes: this.#block(stmt.yes),
            no: this.#block(stmt.no),
            at,
          },
        ]
      case 'while':
        return [
          {
            kind: 'while',
            test: this.#exprs.to.bool(stmt.test),
            body: this.#block(stmt.body),
            doFirst: stmt.doFirst,
            at,
          },
        ]
      case 'break':
      case 'continue':
        return [stmt]
      case 'for':
        return this.#loops.lower(stmt)
      case 'return':
        return [this.#return(stmt)]
      case 'allocate':
        return this.#arrays.allocate(stmt)
      case 'check': {
        const access: Access = {
          array: this.#variables.array(stmt.array),
          store: false,
          site: this.#variables.sites.length,
          dim: 0,
          at,
        }
        this.#variables.sites.push({ kind: 'access', access, dim: 0 })
        return [{ kind: 'check', index: this.#exprs.to.index(stmt.index), access, at }]
      }
      case 'throw':
        return [this.#throw(stmt)]
      case 'log':
        return [this.#log(stmt)]
      case 'view': {
        const window = {
          start: this.#exprs.to.as(stmt.start, 'i32', false),
          length: this.#exprs.to.as(stmt.length, 'i32', false),
        }
        return [
          { kind: 'point', array: this.#variables.array(stmt.array), from: this.#variables.array(stmt.of), window, at },
        ]
      }
      case 'call':
        return this.#call(stmt)
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
      return { kind: 'op', type: 'bool', op, args: [converted(now, 'i64', at), limit], at }
    }
    const message = `'${local.name}' passed 2^53, beyond which numbers are not whole; keep it smaller, with % or | 0`
    this.#variables.sites.push({ kind: 'throw', error: 'RangeError', text: [message], types: [], at })
    const raise: Stmt = { kind: 'throw', site: this.#variables.sites.length - 1, values: [], at }
    const [below, above] = [beyond('<', -EXACT), beyond('>', EXACT)]
    const test: Expr = { kind: 'logical', type: 'bool', op: '||', left: below, right: above, at }
    return [{ kind: 'if', test, yes: [raise], no: [], at }]
  }

  #throw({ error, text, values, at }: Extract<TreeStmt, { kind: 'throw' }>): Stmt {
    const noted = values.map((value) => this.#noted(value))
    this.#variables.sites.push({ kind: 'throw', error, text, types: noted.map(({ type }) => type), at })
    return { kind: 'throw', site: this.#variables.sites.length - 1, values: noted, at }
  }

  #log({ method, args, values, at }: Extract<TreeStmt, { kind: 'log' }>): Stmt {
    const noted = values.map((value) => this.#noted(value))
    this.#variables.sites.push({ kind: 'log', method, args, types: noted.map(({ type }) => type), at })
    return { kind: 'log', site: this.#variables.sites.length - 1, values: noted, at }
  }

  /** A value that is told in a text. */
  #noted(expr: TreeExpr): Expr {
    const value = this.#exprs.value(expr)
    if (value.type === 's64' || value.type === 'u64' || value.type === 'bool') return value
    return converted(value, 'f64', expr.at)
  }

  /** A call by a statement: what it returns is converted to the type of the variable that holds it. */
  #call(stmt: CallStmt): Stmt[] {
    const { at } = stmt
    const { name, params, arrays: own, result } = this.#subroutine(this.#variables.inferred.calls.get(stmt)!)
    const args = [...stmt.args, ...stmt.captured]
    const scalars = args.filter((arg) => this.#variables.arrayIn(arg) === undefined)
    const given = args.flatMap((arg) => this.#variables.arrayIn(arg) ?? [])
    const formal = [...stmt.callee.params, ...stmt.callee.captured]
    const writes = args.flatMap((arg, i) => (this.#variables.arrayIn(arg) ? [stmt.callee.writes.has(formal[i])] : []))
    const into: Local = { name: this.#variables.unique(stmt.into.name), type: result, hidden: true }
    const call: Stmt = {
      kind: 'call',
      callee: name,
      args: scalars.map((arg, i) => this.#exprs.to.as(arg, params[i].type, false)),
      arrays: given.map((variable) => this.#variables.array(variable)),
      writes: writes.slice(0, own.length),
      into,
      at,
    }
    if (!this.#variables.inferred.variables.has(stmt.into)) return [call]
    const local = this.#variables.local(stmt.into)
    const value = converted({ kind: 'local', type: result, local: into, at }, local.type, at)
    return [call, { kind: 'set', local, value, at }]
  }

  #return(stmt: Extract<TreeStmt, { kind: 'return' }>): Stmt {
    const arrays = stmt.result.values.flatMap((value) => this.#variables.arrayIn(value) ?? [])
    // A function that is called gives arrays to nobody.
    if (this.#called && arrays.length > 0)
      return { kind: 'return', values: [{ kind: 'const', type: this.#results[0], value: 0, at: stmt.at }], at: stmt.at }
    const scalars = stmt.result.values.filter((value) => !this.#variables.arrayIn(value))
    if (scalars.length !== this.#results.length)
      throw this.#variables.source.error(
        'type',
        stmt.at,
        `this returns ${scalars.length} values, and the signature says ${this.#results.length}`,
        'change the one or the other',
      )
    const values = scalars.map((value, i) => {
      const type = this.#results[i]
      return type === 'i32' ? this.#exprs.to.int32(value) : this.#exprs.to.as(value, type, false)
    })
    return { kind: 'return', values, arrays: arrays.map((variable) => this.#variables.array(variable)), at: stmt.at }
  }

  /** The function for an instance; it may be one that is being made, and calls itself. */
  #subroutine(instance: Instance): Subroutine {
    const known = this.#shared.functions.get(instance)
    if (known) return known
    const { callee, tree, facts } = instance
    const result = returnType(instance.result!)
    const name = `${callee.name.replace(/[^A-Za-z0-9_]/g, '_')}$${this.#shared.functions.size}`
    const types = argTypes(facts)
    const params = types.flatMap((type, i): Local[] =>
      type.kind === 'array' ? [] : [{ name: tree.params[i].name, type: scalarType[type.dtype] }],
    )
    // Only how many there are counts as long as it is being made.
    const arrays = types.flatMap((type, i) =>
      type.kind === 'array' ? [this.#variables.shapeOf(tree.params[i].name, type)] : [],
    )
    const made: Subroutine = { name, params, arrays, result, body: [], at: callee.at }
    this.#shared.functions.set(instance, made)
    const { params: own, body } = new Lowering(tree, types, instance.inference!, this.#shared, undefined, result).func()
    this.#shared.functions.set(instance, {
      ...made,
      params: own.flatMap((param) => (param.kind === 'scalar' ? [param.local] : [])),
      arrays: own.flatMap((param) => (param.kind === 'array' ? [param.array] : [])),
      body,
    })
    return this.#shared.functions.get(instance)!
  }
}
