import type { DType } from '../../base/dtypes.ts'
import type { SourceText } from '../../base/source.ts'
import { EXACT, type Fact, INT32_MAX, INT32_MIN, within } from '../../ops/fact.ts'
import type { Type } from '../../ops/type.ts'
import type { Access, ArrayRef, Dimension, Expr as IrExpr, Local, Param, Site, Span } from '../ir/nodes.ts'
import { type ArgType, type ArrayType, hasDimensions } from '../manifest.ts'
import { statements, type Tree, type Expr as TreeExpr, type Stmt as TreeStmt, type Variable } from '../syntax/tree.ts'
import { computeType, scalarType } from './computeType.ts'
import type { Inference } from './inference.ts'
import { indexVariables } from './usage.ts'
import { wrappingVariables } from './wrapping.ts'

/** Index arithmetic is exact in 64 bits; beyond this it might wrap. */
export const INDEX_LIMIT: number = 2 ** 62

/** What the variables of a tree are in the IR: locals, each of one type, and arrays. */
export class Variables {
  readonly source: SourceText
  readonly inferred: Inference
  /** The places of the kernel that may throw or log. */
  readonly sites: Site[]
  /** The variables that reach an index. */
  readonly indices: ReadonlySet<Variable>
  /** Loop counters that may begin at -0: with the float that they begin at. */
  readonly begins: Map<Variable, Local> = new Map()
  readonly #locals: Map<Variable, Local> = new Map()
  readonly #arrays: Map<Variable, ArrayRef> = new Map()
  readonly #names: Map<string, number> = new Map()
  readonly #counters: ReadonlySet<Variable>
  readonly #lowBits: ReadonlySet<Variable>

  constructor(tree: Tree, inferred: Inference, source: SourceText, sites: Site[]) {
    this.source = source
    this.inferred = inferred
    this.sites = sites
    this.indices = indexVariables(tree)
    this.#lowBits = wrappingVariables(tree, (array) => keepsLowBits(inferred.arrays.get(array)))
    this.#counters = new Set(statements(tree.body).flatMap((stmt) => (stmt.kind === 'for' ? [stmt.counter] : [])))
  }

  /** The parameter that an argument is passed as. */
  param(param: Variable, type: ArgType, position: number | undefined): Param {
    const name = this.unique(param.name)
    if (type.kind === 'array') {
      const shaped = hasDimensions(type) ? type : undefined
      const array = { ...this.#makeArray(name, type.dtype, position, shaped), ...widthOf(param), name: param.name }
      this.#arrays.set(param, array)
      return { kind: 'array', name, array }
    }
    const local: Local = { name, type: scalarType[type.dtype] }
    // A parameter that is assigned another type lives on in a variable of its own.
    if (this.variableType(param) === local.type) this.#locals.set(param, local)
    return { kind: 'scalar', name, local }
  }

  /** An array of a type, which is none of the function's own. */
  shapeOf(name: string, type: ArrayType): ArrayRef {
    return this.#makeArray(name, type.dtype, undefined, hasDimensions(type) ? type : undefined)
  }

  /** Whether a scalar parameter is a variable itself. */
  isLocal(param: Variable): boolean {
    return this.#locals.has(param)
  }

  fact(expr: TreeExpr): Fact {
    const fact = this.inferred.facts.get(expr)
    // Code that analysis never reached cannot run, and any type will do.
    return fact ?? { lo: 0, hi: 0, int: true, nan: false, negZero: false, f32: false, weak: true, bool: false }
  }

  variableType(variable: Variable): Type {
    const fact = this.inferred.variables.get(variable)
    if (fact === undefined) return 'f64'
    if (fact.bool) return 'bool'
    if (this.wraps(variable)) return 'i32'
    if (this.indices.has(variable) && within(fact, -INDEX_LIMIT, INDEX_LIMIT))
      return within(fact, INT32_MIN, INT32_MAX) ? 'i32' : 'i64'
    // A counter that begins at -0 counts as 0; where a float is needed, `#value` gives the sign back.
    if (this.#counters.has(variable) && fact.int && within(fact, -INDEX_LIMIT, INDEX_LIMIT))
      return within(fact, INT32_MIN, INT32_MAX) ? 'i32' : 'i64'
    return computeType(fact)
  }

  /** Whether a variable holds the low 32 bits of its values alone. */
  wraps(variable: Variable): boolean {
    const fact = this.inferred.variables.get(variable)
    return this.#lowBits.has(variable) && fact !== undefined && !fact.bool && within(fact, -EXACT, EXACT)
  }

  local(variable: Variable): Local {
    const known = this.#locals.get(variable)
    if (known) return known
    const local: Local = { name: this.unique(variable.name), type: this.variableType(variable) }
    this.#locals.set(variable, local)
    return local
  }

  /** Gives variables of a block other locals from here on: the block is written out once more. */
  renew(variables: readonly Variable[]): void {
    for (const variable of variables) this.#locals.delete(variable)
  }

  /** Names are the source's own, numbered where one stands for several variables. */
  unique(name: string): string {
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

  array(variable: Variable): ArrayRef {
    let array = this.#arrays.get(variable)
    const dtype = this.inferred.arrays.get(variable)
    if (array === undefined && dtype !== undefined) {
      const shaped = this.inferred.shaped.get(variable)
      const made = this.#makeArray(this.unique(variable.name), dtype, undefined, shaped)
      array = { ...made, ...widthOf(variable), name: variable.name }
      this.#arrays.set(variable, array)
    }
    if (array === undefined)
      throw this.source.error(
        'type',
        variable.at,
        `'${variable.name}' is not an array here`,
        'index the arrays among the kernel’s parameters',
      )
    return array
  }

  /** The variable of an expression that is an array. */
  arrayIn(value: TreeExpr): Variable | undefined {
    return value.kind === 'variable' && this.inferred.arrays.has(value.variable) ? value.variable : undefined
  }

  typeOf(array: Variable): ArrayType {
    const dtype = this.inferred.arrays.get(array)!
    return this.inferred.shaped.get(array) ?? { kind: 'array', dtype, ndim: 1 }
  }

  /** Whether the index of an element, an integer in the IR, is one of the array's whatever runs. */
  staysInside(at: TreeExpr | TreeStmt, index: IrExpr): true | undefined {
    return this.inferred.inside.has(at) && (index.type === 'i32' || index.type === 'i64') ? true : undefined
  }

  /** `inside`: its index is one of the array's. */
  access(variable: Variable, store: boolean, at: Span, inside?: true): Access {
    const array = this.array(variable)
    const access: Access = { array, store, site: this.sites.length, at, ...(inside && { inside }) }
    if (array.dims === undefined) this.sites.push({ kind: 'access', access })
    else for (const dim of array.dims.keys()) this.sites.push({ kind: 'access', access, dim })
    return access
  }
}

/** Whether a store keeps the low bits of an integer. */
function keepsLowBits(dtype: DType | undefined): boolean {
  return dtype !== undefined && /^u?int(?:8|16|32)$/.test(dtype)
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

const widthOf = ({ width }: Variable): { width?: number } => (width === undefined ? {} : { width })
