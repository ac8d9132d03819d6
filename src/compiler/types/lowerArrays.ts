import type { DType } from '../../base/dtypes.ts'
import { elementType } from '../../ops/type.ts'
import { type Access, type ArrayRef, dimensionsOf, type Expr, type Local, type Span, type Stmt } from '../ir/nodes.ts'
import type { AllocateStmt, Tree, Expr as TreeExpr, Variable } from '../syntax/tree.ts'
import { converted } from './coercions.ts'
import { type Escape, findEscapes } from './escaping.ts'
import type { ExprLowering } from './lowerExprs.ts'
import type { Variables } from './variables.ts'

/** A function that is called makes arrays of its own at each call. */
const CALLED: Escape = { escapes: true, moves: false }

/** Arrays that are made, copied and given other names, as IR. */
export class ArrayLowering {
  readonly #variables: Variables
  readonly #exprs: ExprLowering
  readonly #escapeOf: (stmt: AllocateStmt) => Escape
  readonly #called: boolean

  /** `called`: of a function that the kernel calls, whose every call makes arrays of its own. */
  constructor(tree: Tree, variables: Variables, exprs: ExprLowering, called: boolean) {
    this.#variables = variables
    this.#exprs = exprs
    this.#escapeOf = findEscapes(tree)
    this.#called = called
  }

  allocate(stmt: AllocateStmt, known: Escape = this.#called ? CALLED : this.#escapeOf(stmt)): Stmt[] {
    const { at } = stmt
    const [first] = stmt.lengths
    const chosen = stmt.lengths.length === 1 && first.kind === 'conditional' && this.#isArray(first)
    if (chosen) {
      const apart = { ...known, moves: true }
      const [yes, no] = [first.yes, first.no].map((side) => this.allocate({ ...stmt, lengths: [side] }, apart))
      return [{ kind: 'if', test: this.#exprs.to.bool(first.test), yes, no, at }]
    }
    const array = this.#variables.array(stmt.array)
    const from = stmt.lengths.length === 1 ? this.#variables.arrayIn(first) : undefined
    const lengths = from
      ? [{ kind: 'length', type: 'i32', array: this.#variables.array(from), at } as const]
      : stmt.lengths.map((length) => this.#exprs.to.length(length))
    this.#variables.sites.push({ kind: 'length', array, at })
    const site = this.#variables.sites.length - 1
    const { escapes, moves } = known
    const made: Stmt = { kind: 'allocate', array, lengths, escapes, ...(moves && { moves: true as const }), site, at }
    if (from) return [made, ...this.#copyElements(array, from, at)]
    if (stmt.fill === undefined) return [made]
    const fill = this.#exprs.to.element(stmt.fill, array.dtype)
    const held: Local = { name: this.#variables.unique('fill'), type: fill.type }
    const value: Expr = { kind: 'local', type: held.type, local: held, at }
    return [{ kind: 'set', local: held, value: fill, at }, made, this.#nest(array, at, () => value)]
  }

  point(variable: Variable, value: TreeExpr, at: Span): Stmt {
    if (value.kind === 'conditional') {
      const [yes, no] = [value.yes, value.no].map((side) => [this.point(variable, side, at)])
      return { kind: 'if', test: this.#exprs.to.bool(value.test), yes, no, at }
    }
    return {
      kind: 'point',
      array: this.#variables.array(variable),
      from: this.#variables.array(this.#variables.arrayIn(value)!),
      at,
    }
  }

  #isArray(expr: TreeExpr): boolean {
    return expr.kind === 'conditional' ? this.#isArray(expr.yes) : this.#variables.arrayIn(expr) !== undefined
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
    const [to, source] = [array, this.#variables.array(from)]
    if (source.dims)
      throw this.#variables.source.error('type', at, 'a copy of an array with gaps', 'copy its elements in a loop')
    return [this.#nest(to, at, ([counter]) => this.#elementAs(element, from, counter, to.dtype))]
  }

  /** An element of an array at a counter, as another dtype stores it. */
  #elementAs(element: Extract<TreeExpr, { kind: 'element' }>, from: Variable, index: Expr, dtype: DType): Expr {
    const { at } = element
    const access = this.#variables.access(from, false, at)
    const value: Expr = { kind: 'load', type: elementType[access.array.dtype]!, index, access, at }
    const type = elementType[dtype]!
    if (type === value.type && dtype !== 'uint8c') return value
    if (type === 's64' || type === 'u64' || value.type === 's64' || value.type === 'u64')
      throw this.#variables.source.error(
        'type',
        at,
        `an array of ${dtype} cannot be made of one of ${access.array.dtype}`,
        'copy the elements in a loop, and convert each with BigInt or Number',
      )
    if (type === 'f64' || type === 'f32') return converted(value, type, at)
    if (dtype === 'uint8c') return value.type === 'i32' ? value : converted(value, 'f64', at)
    if (value.type === 'i32') return value
    const wide = value.type === 'f32' ? converted(value, 'f64', at) : value
    return { kind: 'convert', type: 'i32', mode: 'int32', value: wide, at }
  }

  /** Loops over all elements of an array that the kernel made, each stored. */
  #nest(array: ArrayRef, at: Span, value: (counters: readonly Expr[]) => Expr): Stmt {
    const constant = (n: number): Expr => ({ kind: 'const', type: 'i32', value: n, at })
    const dims = dimensionsOf(array)
    const counters = dims.map((): Local => ({ name: this.#variables.unique('at'), type: 'i32' }))
    const indices = counters.map((local): Expr => ({ kind: 'local', type: 'i32', local, at }))
    const access: Access = { array, store: true, site: this.#variables.sites.length, at }
    if (array.dims === undefined) this.#variables.sites.push({ kind: 'access', access })
    else for (const dim of dims.keys()) this.#variables.sites.push({ kind: 'access', access, dim })
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
}
