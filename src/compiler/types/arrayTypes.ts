import type { DType } from '../../base/dtypes.ts'
import type { SourceText } from '../../base/source.ts'
import { type Fact, INT32, literal } from '../../ops/fact.ts'
import { type ArrayType, argTypeName, hasDimensions } from '../manifest.ts'
import type { Expr, Stmt, Variable } from '../syntax/tree.ts'
import { LENGTH } from './typeFacts.ts'

/** The types of the variables that hold arrays. */
export class ArrayTypes {
  readonly arrays: Map<Variable, DType> = new Map()
  /** The arrays with dimensions among them. */
  readonly shaped: Map<Variable, ArrayType> = new Map()
  readonly #source: SourceText

  constructor(source: SourceText) {
    this.#source = source
  }

  /** The type of a value that is an array: of a variable, or of a choice between two. */
  held(expr: Expr, evaluate: (test: Expr) => void): ArrayType | undefined {
    if (expr.kind === 'variable') return this.arrays.has(expr.variable) ? this.typeOf(expr.variable) : undefined
    if (expr.kind !== 'conditional') return undefined
    const [yes, no] = [expr.yes, expr.no].map((side) => this.held(side, evaluate))
    if (yes === undefined && no === undefined) return undefined
    if (yes === undefined || no === undefined || argTypeName(yes) !== argTypeName(no))
      throw this.#source.error(
        'type',
        expr.at,
        `this gives ${yes ? argTypeName(yes) : 'a number'} or ${no ? argTypeName(no) : 'a number'}`,
        'choose between arrays of one dtype, as many dimensions and one layout',
      )
    evaluate(expr.test)
    return yes
  }

  isArray(expr: Expr): boolean {
    return expr.kind === 'variable' && this.arrays.has(expr.variable)
  }

  typeOf(array: Variable): ArrayType {
    return this.shaped.get(array) ?? { kind: 'array', dtype: this.arrays.get(array)!, ndim: 1 }
  }

  /** A variable that holds an array holds arrays of one dtype, as many dimensions and one layout. */
  hold(variable: Variable, type: ArrayType, isNumber: boolean, at: Stmt): void {
    const before = this.arrays.has(variable) ? this.typeOf(variable) : undefined
    if (before !== undefined && argTypeName(before) !== argTypeName(type)) {
      const [held, given] =
        before.ndim === type.ndim && before.layout === type.layout
          ? [before.dtype, type.dtype]
          : [argTypeName(before), argTypeName(type)]
      throw this.#source.error(
        'type',
        at.at,
        `'${variable.name}' holds arrays of ${held}, and this is one of ${given}`,
        'use a variable for each',
      )
    }
    if (isNumber)
      throw this.#source.error(
        'type',
        at.at,
        `'${variable.name}' holds a number, and this is an array`,
        'use a variable for each',
      )
    this.arrays.set(variable, type.dtype)
    if (hasDimensions(type)) this.shaped.set(variable, type)
  }

  /** @throws CompileError unless an element has as many indices as its array has dimensions */
  indexed(array: Variable, index: Expr): readonly Expr[] {
    const indices = index.kind === 'position' ? index.indices : [index]
    const { ndim } = this.typeOf(array)
    if (indices.length === ndim) return indices
    const wanted = Array.from({ length: ndim }, (_, d) => 'ijklmn'[d] ?? `i${d}`).join(', ')
    throw this.#source.error(
      'type',
      index.at,
      `'${array.name}' has ${ndim} dimension${ndim === 1 ? '' : 's'}, and this is ${indices.length === 1 ? 'one index' : `${indices.length} indices`}`,
      ndim === 1
        ? `write ${array.name}[i]`
        : `write ${array.name}.get(${wanted}) or ${array.name}.set(${wanted}, value)`,
    )
  }

  extent(expr: Extract<Expr, { kind: 'extent' }>): Fact {
    this.dtype(expr.array, expr)
    const { ndim } = this.typeOf(expr.array)
    if (expr.of === 'rank') return literal(ndim)
    if (expr.dim < ndim) return expr.of === 'shape' ? LENGTH : INT32
    throw this.#source.error(
      'type',
      expr.at,
      `'${expr.array.name}' has ${ndim} dimension${ndim === 1 ? '' : 's'}, and no ${expr.of}[${expr.dim}]`,
      `the dimensions are 0 to ${ndim - 1}`,
    )
  }

  dtype(variable: Variable, at: Expr | Stmt): DType {
    const dtype = this.arrays.get(variable)
    if (dtype === undefined)
      throw this.#source.error(
        'type',
        at.at,
        `'${variable.name}' is a number here, and an array is needed`,
        'pass a typed array for it',
      )
    return dtype
  }
}
