import type { DType } from '../../base/dtypes.ts'
import type { SourceText } from '../../base/source.ts'

/**
 * The resolved tree: what a kernel says once names are bound and sugar is gone. Expressions have no effects; what had one
 * (`x = y = 1`, `a[i]++`) has become statements before it, in JavaScript's order of evaluation.
 */

/** A piece of the function's own text, `[start, end)`. */
export interface Span {
  readonly start: number
  readonly end: number
  /** The text that it lies in, where that is a helper's: then `call` is the place it is called from. */
  readonly text?: SourceText
  readonly call?: Span
}

/** The place in the kernel's own text: of a helper's, where it is called. */
export function outermost(at: Span): Span {
  return at.call ? outermost(at.call) : at
}

export interface Variable {
  readonly name: string
  readonly kind: 'param' | 'let' | 'const' | 'temp'
  readonly at: Span
  /** Of a name for a row of an array of two dimensions. */
  readonly view?: { readonly array: Variable; readonly row: Expr }
}

export type BinaryOp =
  | '+'
  | '-'
  | '*'
  | '/'
  | '%'
  | '**'
  | '&'
  | '|'
  | '^'
  | '<<'
  | '>>'
  | '>>>'
  | '<'
  | '<='
  | '>'
  | '>='
  | '==='
  | '!=='

export type Expr =
  /** `either`: the compiler's own, and a BigInt beside one: the 1 of `x++`. */
  | { readonly kind: 'number'; readonly value: number; readonly either?: true; readonly at: Span }
  | { readonly kind: 'bigint'; readonly value: bigint; readonly at: Span }
  | { readonly kind: 'boolean'; readonly value: boolean; readonly at: Span }
  | { readonly kind: 'variable'; readonly variable: Variable; readonly at: Span }
  | { readonly kind: 'binary'; readonly op: BinaryOp; readonly left: Expr; readonly right: Expr; readonly at: Span }
  | { readonly kind: 'unary'; readonly op: '-' | '+' | '!' | '~'; readonly value: Expr; readonly at: Span }
  | { readonly kind: 'logical'; readonly op: '&&' | '||'; readonly left: Expr; readonly right: Expr; readonly at: Span }
  | { readonly kind: 'conditional'; readonly test: Expr; readonly yes: Expr; readonly no: Expr; readonly at: Span }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expr[]; readonly at: Span }
  | InvokeExpr
  | { readonly kind: 'element'; readonly array: Variable; readonly index: Expr; readonly at: Span }
  | { readonly kind: 'length'; readonly array: Variable; readonly at: Span }
  /** The indices of an element of an array of several dimensions: stands as the index of an element or a store only. */
  | { readonly kind: 'position'; readonly indices: readonly Expr[]; readonly at: Span }
  /** `a.shape[dim]`, `a.strides[dim]`, `a.shape.length` */
  | {
      readonly kind: 'extent'
      readonly array: Variable
      readonly of: 'shape' | 'strides' | 'rank'
      readonly dim: number
      readonly at: Span
    }

/** A call of a function that is compiled once: of its arguments, and of the outer variables that it reads. */
export interface InvokeExpr {
  readonly kind: 'invoke'
  readonly callee: Callee
  readonly args: readonly Expr[]
  /** Known when all is read. */
  captured: readonly Expr[]
  readonly at: Span
}

/** A function of scalars that is compiled once and called, not written out where it is called: it calls itself, or is large. */
export interface Callee {
  readonly name: string
  readonly params: readonly Variable[]
  body: readonly Stmt[]
  /** The outer variables that it reads, its own calls' among them. */
  captured: readonly Variable[]
  readonly at: Span
}

export type Stmt =
  | {
      readonly kind: 'set'
      readonly variable: Variable
      readonly value: Expr
      readonly declares: boolean
      readonly at: Span
    }
  | { readonly kind: 'store'; readonly array: Variable; readonly index: Expr; readonly value: Expr; readonly at: Span }
  | { readonly kind: 'if'; readonly test: Expr; readonly yes: Stmt[]; readonly no: Stmt[]; readonly at: Span }
  | ForStmt
  /** `doFirst` runs the body before the first test. */
  | {
      readonly kind: 'while'
      readonly test: Expr
      readonly body: Stmt[]
      readonly doFirst: boolean
      readonly at: Span
    }
  /** Out of the innermost loop, or on to its next iteration. */
  | { readonly kind: 'break' | 'continue'; readonly at: Span }
  | { readonly kind: 'return'; readonly result: Result; readonly at: Span }
  /** A fresh array of one dimension, of zeros or of `fill`. */
  | {
      readonly kind: 'allocate'
      readonly array: Variable
      readonly dtype: DType
      readonly length: Expr
      readonly fill: Expr | undefined
      readonly at: Span
    }
  /** Throws unless an array of two dimensions has this row. */
  | { readonly kind: 'check'; readonly array: Variable; readonly index: Expr; readonly at: Span }
  /** Throws an error of a fixed text. */
  | { readonly kind: 'throw'; readonly error: ErrorName; readonly message: string; readonly at: Span }

export type SetStmt = Extract<Stmt, { kind: 'set' }>

export type ErrorName = 'Error' | 'RangeError' | 'TypeError'

/** What is returned: nothing, a single value, or several, as an array or under keys. */
export interface Result {
  readonly values: readonly Expr[]
  readonly keys: readonly string[] | undefined
  readonly single: boolean
}

/**
 * A counted loop: `counter` runs from `start` by `step` while it is before `stop`; the body does not assign it, and `stop`
 * is evaluated once. A `prange` is one, and so is a plain `for` whose bound does not change in its body.
 */
export interface ForStmt {
  readonly kind: 'for'
  readonly parallel: boolean
  readonly counter: Variable
  readonly start: Expr
  readonly stop: Expr
  /** A plain `for` steps by a constant; a range by any expression. */
  readonly step: Expr
  /** `<=` and `>=` loops reach their stop. */
  readonly inclusive: boolean
  readonly body: Stmt[]
  readonly at: Span
}

export interface Tree {
  readonly name: string
  readonly params: readonly Variable[]
  readonly body: readonly Stmt[]
  /** Variables that are float64, whatever they are combined with. */
  readonly wide?: ReadonlySet<Variable>
  readonly at: Span
}

/** The direct sub-expressions of an expression. */
export function children(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case 'binary':
    case 'logical':
      return [expr.left, expr.right]
    case 'unary':
      return [expr.value]
    case 'conditional':
      return [expr.test, expr.yes, expr.no]
    case 'call':
      return expr.args
    case 'invoke':
      return [...expr.args, ...expr.captured]
    case 'element':
      return [expr.index]
    case 'position':
      return expr.indices
    case 'number':
    case 'bigint':
    case 'boolean':
    case 'variable':
    case 'length':
    case 'extent':
      return []
    default:
      return expr satisfies never
  }
}

/** The expressions that a statement itself evaluates, and the blocks within it. */
export function parts(stmt: Stmt): { exprs: readonly Expr[]; blocks: readonly (readonly Stmt[])[] } {
  switch (stmt.kind) {
    case 'set':
      return { exprs: [stmt.value], blocks: [] }
    case 'store':
      return { exprs: [stmt.index, stmt.value], blocks: [] }
    case 'if':
      return { exprs: [stmt.test], blocks: [stmt.yes, stmt.no] }
    case 'for':
      return { exprs: [stmt.start, stmt.stop, stmt.step], blocks: [stmt.body] }
    case 'while':
      return { exprs: [stmt.test], blocks: [stmt.body] }
    case 'return':
      return { exprs: stmt.result.values, blocks: [] }
    case 'allocate':
      return { exprs: stmt.fill ? [stmt.length, stmt.fill] : [stmt.length], blocks: [] }
    case 'check':
      return { exprs: [stmt.index], blocks: [] }
    case 'throw':
      return { exprs: [], blocks: [] }
    case 'break':
    case 'continue':
      return { exprs: [], blocks: [] }
    default:
      return stmt satisfies never
  }
}

/** Every statement of a block, outer before inner. */
export function* statements(block: readonly Stmt[]): Generator<Stmt> {
  for (const stmt of block) {
    yield stmt
    for (const inner of parts(stmt).blocks) yield* statements(inner)
  }
}

/** Every sub-expression of an expression, itself first. */
export function* expressions(expr: Expr): Generator<Expr> {
  yield expr
  for (const child of children(expr)) yield* expressions(child)
}

/** The variables that a block assigns. */
export function assigned(block: readonly Stmt[]): Set<Variable> {
  const found = new Set<Variable>()
  for (const stmt of statements(block)) {
    if (stmt.kind === 'set') found.add(stmt.variable)
    if (stmt.kind === 'for') found.add(stmt.counter)
    if (stmt.kind === 'allocate') found.add(stmt.array)
  }
  return found
}

/** The variables that an expression reads. */
export function reads(expr: Expr): Set<Variable> {
  const found = new Set<Variable>()
  for (const e of expressions(expr)) {
    if (e.kind === 'variable') found.add(e.variable)
    if (e.kind === 'element' || e.kind === 'length' || e.kind === 'extent') found.add(e.array)
  }
  return found
}
