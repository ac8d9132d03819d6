import type { Node } from 'acorn'
import type { DType } from '../../base/dtypes.ts'
import type { SourceText } from '../../base/source.ts'
import type { ArrayType } from '../manifest.ts'
import type { Nest } from '../nest.ts'

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
  /** An array whose elements are booleans. */
  readonly flags?: true
  /** The one element of it is a variable of the source. */
  readonly cell?: true
  /** Of an array in which objects lie: the values of each. */
  readonly width?: number
  /** It holds what a call returned, and nothing else is called so. */
  readonly fresh?: true
  /** A `var`, which outlives the block that gives it its value. */
  readonly outlives?: true
  /** Of a value that lies in memory, as an element of an array. */
  readonly place?: { readonly array: Variable; readonly index: Expr }
  /** Of a name for a row of an array of two dimensions. */
  readonly view?: { readonly array: Variable; readonly row: Expr }
}

/**
 * Several values under one name: an object or an array of the source, taken apart. Each part is a variable of its own, under its key;
 * those of an array are '0', '1', ….
 */
export interface Group {
  readonly group: 'object' | 'list'
  readonly name: string
  readonly parts: Map<string, Variable>
  /** An object that the kernel is passed: its parts are parameters, found as they are read. */
  readonly argument: boolean
}

/** An array of objects, or of arrays of one length: in memory the values of each lie side by side. */
export interface Records {
  readonly memory: Variable
  readonly name: string
  readonly shape: 'object' | 'list'
  /** The names of the values; those of arrays are '0', '1', …. */
  readonly keys: readonly string[]
  /** The text in which it is known. */
  readonly root: Node
  /** They lie where they do till another is added. */
  readonly moves?: true
  /** They are the caller's, who has other names for them. */
  readonly argument?: true
}

/** The fields of records. */
export type Shape = Pick<Records, 'shape' | 'keys'>

/** What the elements of an array are whose length is its own: numbers, records, or such arrays. */
export interface RowType {
  readonly of: 'numbers' | RowType | Shape
  /** It is a typed array in the source, which does not grow. */
  readonly typed?: true
}

export const isRowType = (of: RowType['of']): of is RowType => typeof of === 'object' && 'of' in of
export const isShape = (of: RowType['of']): of is Shape => typeof of === 'object' && 'keys' in of

/** Such an array, by its number. */
export interface Row {
  readonly type: RowType
  readonly handle: Expr
  readonly name: string
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

/** A function that is compiled once and called, not written out where it is called: it calls itself, or is large. */
export interface Callee {
  readonly name: string
  readonly params: readonly Variable[]
  body: readonly Stmt[]
  /** The outer variables that it uses, its own calls' among them. */
  captured: readonly Variable[]
  /** One that uses arrays is called by statements, as it may write to them. */
  readonly effects: boolean
  /** The arrays among its parameters and captured variables that it writes to. */
  writes: ReadonlySet<Variable>
  readonly at: Span
}

export type Stmt =
  | {
      readonly kind: 'set'
      readonly variable: Variable
      readonly value: Expr
      readonly declares: boolean
      /** The value stands for none yet, of the kind that this has: of an array there is none to be. */
      readonly like?: Expr
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
  | CallStmt
  /** Out of the innermost loop, or on to its next iteration. */
  | { readonly kind: 'break' | 'continue'; readonly at: Span }
  | { readonly kind: 'return'; readonly result: Result; readonly at: Span }
  /** A fresh array of zeros or of `fill`, of these lengths. One of one length may be given an array: it is a copy of that. */
  | {
      readonly kind: 'allocate'
      readonly array: Variable
      /** Its own, or that of another array. */
      readonly dtype: DType | Variable
      readonly lengths: readonly Expr[]
      readonly fill: Expr | undefined
      readonly at: Span
    }
  /** Makes a variable hold `length` elements of an array, from `start` on; both are in range. */
  | {
      readonly kind: 'view'
      readonly array: Variable
      readonly of: Variable
      readonly start: Expr
      readonly length: Expr
      readonly at: Span
    }
  /**
   * Where the caller passes a parameter that may be left out, or passes an array for one, `yes`, else `no`: decided when the types of the
   * arguments are known.
   */
  | {
      readonly kind: 'given'
      readonly variable: Variable
      readonly array?: true
      readonly yes: Stmt[]
      readonly no: Stmt[]
      readonly at: Span
    }
  /** Throws unless an array of two dimensions has this row. */
  | { readonly kind: 'check'; readonly array: Variable; readonly index: Expr; readonly at: Span }
  /** Throws an error. */
  | {
      readonly kind: 'throw'
      readonly error: ErrorName
      readonly text: Text
      readonly values: readonly Expr[]
      readonly at: Span
    }
  /** `console.log`: each argument is a text, or a value by its number. */
  | {
      readonly kind: 'log'
      readonly method: string
      readonly args: readonly (Text | number)[]
      readonly values: readonly Expr[]
      readonly at: Span
    }

/** A call of a function that has effects. */
export interface CallStmt {
  readonly kind: 'call'
  readonly callee: Callee
  readonly args: readonly Expr[]
  /** Known when all is read. */
  captured: readonly Expr[]
  /** Holds what it returns. */
  readonly into: Variable
  readonly at: Span
}

/** A text with values in it, each by its number among the statement's values. */
export type Text = readonly (string | number)[]

export type SetStmt = Extract<Stmt, { kind: 'set' }>
export type AllocateStmt = Extract<Stmt, { kind: 'allocate' }>
export type StoreStmt = Extract<Stmt, { kind: 'store' }>

export type ErrorName = 'Error' | 'RangeError' | 'TypeError'

/** What is returned: nothing, a single value, or several, as an array or under keys. */
export interface Result {
  readonly values: readonly Expr[]
  readonly keys: readonly string[] | undefined
  readonly single: boolean
  /** The group that these are the parts of. */
  readonly group?: Group
  /** Which of them are JavaScript's own arrays, and no typed ones. */
  readonly lists?: readonly number[]
  /** Which of these are arrays of typed arrays. */
  readonly typed?: readonly number[]
  /** What they make up, where that is more than an array or an object of them. */
  readonly nest?: Nest
  /** What is returned where there is no value; of a kernel a second value says whether the first is there. */
  readonly absent?: 'undefined' | 'null'
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
  /** `i + 2 < n`: a whole number; what is compared with the stop is so much more than the counter. */
  readonly ahead?: number
  readonly body: Stmt[]
  readonly at: Span
}

/** Where a parameter's value comes from: an argument by its position, or a field of it. */
export interface Source {
  readonly argument: number
  readonly field?: string
  /** Of an argument that is an array of objects: their fields, whose values lie side by side. */
  readonly records?: readonly string[]
  /** The caller may leave it out. */
  readonly optional: boolean
}

export interface Tree {
  readonly name: string
  readonly params: readonly Variable[]
  /** One for each parameter. */
  readonly sources: readonly Source[]
  /** Arrays of the scope, with what they are known by. */
  readonly frozen: readonly { readonly variable: Variable; readonly type: ArrayType; readonly key: string }[]
  /** The arguments that the function takes, as it names them. */
  readonly args: readonly string[]
  readonly body: readonly Stmt[]
  /** Whether it sorts by value, as typed arrays do and a `number[]` does not. */
  readonly sortsByValue: boolean
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
    case 'call':
      return { exprs: [...stmt.args, ...stmt.captured], blocks: [] }
    case 'if':
      return { exprs: [stmt.test], blocks: [stmt.yes, stmt.no] }
    case 'for':
      return { exprs: [stmt.start, stmt.stop, stmt.step], blocks: [stmt.body] }
    case 'while':
      return { exprs: [stmt.test], blocks: [stmt.body] }
    case 'given':
      return { exprs: [], blocks: [stmt.yes, stmt.no] }
    case 'return':
      return { exprs: stmt.result.values, blocks: [] }
    case 'allocate':
      return { exprs: stmt.fill ? [...stmt.lengths, stmt.fill] : stmt.lengths, blocks: [] }
    case 'view':
      return { exprs: [stmt.start, stmt.length], blocks: [] }
    case 'check':
      return { exprs: [stmt.index], blocks: [] }
    case 'throw':
    case 'log':
      return { exprs: stmt.values, blocks: [] }
    case 'break':
    case 'continue':
      return { exprs: [], blocks: [] }
    default:
      return stmt satisfies never
  }
}

/** Every statement of a block, outer before inner. */
export function statements(block: readonly Stmt[]): readonly Stmt[] {
  const found: Stmt[] = []
  addStatements(block, found)
  return found
}

// Lists, since generators that yield each other take time for every level of depth.
function addStatements(block: readonly Stmt[], found: Stmt[]): void {
  for (const stmt of block) {
    found.push(stmt)
    for (const inner of parts(stmt).blocks) addStatements(inner, found)
  }
}

/** Every sub-expression of an expression, itself first. */
export function expressions(expr: Expr): readonly Expr[] {
  const found: Expr[] = []
  addExpressions(expr, found)
  return found
}

function addExpressions(expr: Expr, found: Expr[]): void {
  found.push(expr)
  for (const child of children(expr)) addExpressions(child, found)
}

/** The variables that a block assigns. */
export function assigned(block: readonly Stmt[]): Set<Variable> {
  const found = new Set<Variable>()
  for (const stmt of statements(block)) {
    if (stmt.kind === 'set') found.add(stmt.variable)
    if (stmt.kind === 'for') found.add(stmt.counter)
    if (stmt.kind === 'call') found.add(stmt.into)
    if (stmt.kind === 'allocate' || stmt.kind === 'view') found.add(stmt.array)
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
