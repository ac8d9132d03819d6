import type { DType } from '../../base/dtypes.ts'
import type { Fact } from '../../ops/fact.ts'
import type { ArrayType } from '../manifest.ts'
import type { Callee, Expr, Stmt, Tree, Variable } from '../syntax/tree.ts'

/** What range analysis found: a fact for every expression, and for every variable the join of all it is assigned. */
export interface Inference {
  readonly facts: ReadonlyMap<Expr, Fact>
  readonly variables: ReadonlyMap<Variable, Fact>
  readonly arrays: ReadonlyMap<Variable, DType>
  /** The arrays with dimensions among them. */
  readonly shaped: ReadonlyMap<Variable, ArrayType>
  /** The steps of variables that are integers as long as no step passes 2^53. */
  readonly guarded: ReadonlySet<Stmt>
  /** The statements that some run may come to. */
  readonly reached: ReadonlySet<Stmt>
  /** Whether a run may come to the end of the body. */
  readonly falls: boolean
  /** What reads or writes an element that is one of its array's, whatever runs: it needs no check. */
  readonly inside: ReadonlySet<Expr | Stmt>
  /** What each call of a function that is compiled once calls. */
  readonly calls: ReadonlyMap<Expr | Stmt, Instance>
}

/** A callee for arguments of these facts. */
export interface Instance {
  readonly callee: Callee
  readonly tree: Tree
  readonly facts: readonly (Fact | ArrayType)[]
  /** What it returns; undefined as long as no run is known to return. Of an array it is 0, and nobody may read it. */
  result: Fact | undefined
  inference: Inference | undefined
  state: 'new' | 'running' | 'done'
}
