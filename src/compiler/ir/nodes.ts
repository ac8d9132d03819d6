/**
 * The typed IR: structured (no goto), every expression typed and free of effects, every node with its place in the source.
 * `law.ts` says what is legal.
 */
import type { DType } from '../../base/dtypes.ts'
import type { BigType, NumberType, Type } from '../../ops/type.ts'
import type { ArrayType } from '../manifest.ts'
import type { Nest } from '../nest.ts'
import type { Span, Text } from '../syntax/tree.ts'

export type { Span } from '../syntax/tree.ts'

/** A variable of one type. */
export interface Local {
  readonly name: string
  readonly type: Type
  /** An i32 that is the address of an array. */
  readonly address?: true
  /** Not of the source: the plan added it. */
  readonly hidden?: true
}

/** An array: a parameter, one that the kernel makes, or a variable that holds one or another. */
export interface ArrayRef {
  readonly name: string
  readonly dtype: DType
  /** Its position among the parameters; undefined for one that the kernel makes, or a variable that holds one or another. */
  readonly param: number | undefined
  /** Its address and its length: both i32. */
  readonly base: Local
  readonly size: Local
  /** Of an array of several dimensions, or whose elements are no neighbours. */
  readonly dims?: readonly Dimension[]
  /** Its elements are not all that lies between the first and the last, or not in C order. */
  readonly gaps?: boolean
  /** Objects lie in it, of so many values each. */
  readonly width?: number
}

/** One dimension of an array: its length and the elements from one index to the next, all i32. Without a stride that is 1. */
export interface Dimension {
  readonly extent: Local
  readonly stride: Local | undefined
}

/** The dimensions of any array. */
export function dimensionsOf(array: ArrayRef): readonly Dimension[] {
  return array.dims ?? [{ extent: array.size, stride: undefined }]
}

/** The locals that say where an array is. */
export function arrayLocals(array: ArrayRef): Set<Local> {
  const dims = (array.dims ?? []).flatMap(({ extent, stride }) => (stride ? [extent, stride] : [extent]))
  return new Set([array.base, array.size, ...dims])
}

/** One place in the source that reads or writes an element. */
export interface Access {
  readonly array: ArrayRef
  readonly store: boolean
  /** Its number among the fault sites; each further dimension has the next. */
  readonly site: number
  /** Of a check: the dimension whose index it checks. */
  readonly dim?: number
  /** Where it is run in the source, its index is one of the array's. */
  readonly inside?: true
  readonly at: Span
}

/**
 * How a value changes type.
 *
 * - `number` keeps the number: int to float, float32 to float64; float64 to float32 rounds, as Math.fround.
 * - `int32` is JavaScript's ToInt32, of any number to i32.
 * - `unsigned` reads the bits of an i32 as a uint32, in an i64.
 * - `bits` reads the bits of a BigInt as signed or unsigned, and `bigint` makes a BigInt of a whole number; of another one it throws at `site`.
 * - `clamp` is a loop bound: the least integer not below it, within int32; NaN is the lowest, so that no iteration runs.
 */
export type ConvertMode = 'number' | 'int32' | 'unsigned' | 'bits' | 'bigint' | 'clamp'

export type Expr =
  | { readonly kind: 'const'; readonly type: Type; readonly value: number; readonly at: Span }
  /** A BigInt that its type holds. */
  | { readonly kind: 'big'; readonly type: BigType; readonly value: bigint; readonly at: Span }
  | { readonly kind: 'local'; readonly type: Type; readonly local: Local; readonly at: Span }
  | { readonly kind: 'length'; readonly type: 'i32'; readonly array: ArrayRef; readonly at: Span }
  /** The index is an i32, an i64, or an f64 that must be whole; or the position in an array with dimensions. */
  | {
      readonly kind: 'load'
      readonly type: NumberType
      readonly index: Expr
      readonly access: Access
      readonly at: Span
    }
  /** Where the element at these indices lies: stands as the index of a load or store of its array only. */
  | {
      readonly kind: 'position'
      readonly type: 'i32'
      readonly array: ArrayRef
      readonly indices: readonly Expr[]
      readonly at: Span
    }
  /** `site`: where it may throw, as a BigInt divided by 0n does. `natural`: no operand of a remainder is negative, or not the right one of a comparison. */
  | {
      readonly kind: 'op'
      readonly type: Type
      readonly op: string
      readonly args: readonly Expr[]
      readonly site?: number
      readonly natural?: boolean
      readonly at: Span
    }
  /** Evaluates one of the two. */
  | {
      readonly kind: 'select'
      readonly type: Type
      readonly test: Expr
      readonly yes: Expr
      readonly no: Expr
      readonly at: Span
    }
  /** Evaluates the right side only where the left does not decide. */
  | {
      readonly kind: 'logical'
      readonly type: 'bool'
      readonly op: '&&' | '||'
      readonly left: Expr
      readonly right: Expr
      readonly at: Span
    }
  | { readonly kind: 'not'; readonly type: 'bool'; readonly value: Expr; readonly at: Span }
  /** A call of a function of the kernel's own. */
  | {
      readonly kind: 'invoke'
      readonly type: Type
      readonly callee: string
      readonly args: readonly Expr[]
      readonly at: Span
    }
  | {
      readonly kind: 'convert'
      readonly type: Type
      readonly mode: ConvertMode
      readonly value: Expr
      readonly site?: number
      readonly at: Span
    }

export type Stmt =
  | { readonly kind: 'set'; readonly local: Local; readonly value: Expr; readonly at: Span }
  | { readonly kind: 'store'; readonly index: Expr; readonly value: Expr; readonly access: Access; readonly at: Span }
  | {
      readonly kind: 'if'
      readonly test: Expr
      readonly yes: readonly Stmt[]
      readonly no: readonly Stmt[]
      readonly at: Span
    }
  | ForStmt
  /** `doFirst` runs the body before the first test. `beyond`: it stands for the loop beside it where int32 cannot count. */
  | {
      readonly kind: 'while'
      readonly test: Expr
      readonly body: readonly Stmt[]
      readonly doFirst: boolean
      readonly beyond?: boolean
      /** In the bodies of vector plans, which have no jumps: the loop ends where this is false, too. */
      readonly run?: Local
      readonly at: Span
    }
  /** Out of the innermost loop, or on to its next iteration. */
  | { readonly kind: 'break' | 'continue'; readonly at: Span }
  | {
      readonly kind: 'return'
      readonly values: readonly Expr[]
      readonly arrays?: readonly ArrayRef[]
      readonly at: Span
    }
  /**
   * A fresh array of zeros of these lengths; a negative one, or too many elements, throw at `site`. `escapes`: it may be returned or held by another variable, so
   * that each execution makes another. `moves`: its memory is not all that the variable may hold.
   */
  | {
      readonly kind: 'allocate'
      readonly array: ArrayRef
      readonly lengths: readonly Expr[]
      readonly escapes: boolean
      readonly moves?: true
      readonly site: number
      readonly at: Span
    }
  /** Makes an array variable hold another array, or a part of it that lies within it. */
  | {
      readonly kind: 'point'
      readonly array: ArrayRef
      readonly from: ArrayRef
      readonly window?: { readonly start: Expr; readonly length: Expr }
      readonly at: Span
    }
  /** The values are told in the error's text. */
  | { readonly kind: 'throw'; readonly site: number; readonly values: readonly Expr[]; readonly at: Span }
  | CallStmt
  /** Writes to the console. */
  | { readonly kind: 'log'; readonly site: number; readonly values: readonly Expr[]; readonly at: Span }
  /** Throws unless the index lies in a dimension of an array. */
  | { readonly kind: 'check'; readonly index: Expr; readonly access: Access; readonly at: Span }

/** A call of a function that uses arrays: `into` holds what it returns. */
export interface CallStmt {
  readonly kind: 'call'
  readonly callee: string
  readonly args: readonly Expr[]
  /** The arrays that it is given, each with whether the function writes to it. */
  readonly arrays: readonly ArrayRef[]
  readonly writes: readonly boolean[]
  readonly into: Local
  readonly at: Span
}

/** A counted loop over i32; `stop` and `step` are evaluated once, before it. */
export interface ForStmt {
  readonly kind: 'for'
  readonly parallel: boolean
  readonly counter: Local
  readonly start: Expr
  /** Exclusive in the direction of the step. */
  readonly stop: Expr
  /** Not zero where it is a constant. */
  readonly step: Expr
  readonly body: readonly Stmt[]
  /** As of a `while`. */
  readonly run?: Local
  /** The plan made it so that its stop is a whole number of steps from its start. */
  readonly whole?: true
  /** The plan made it of what another loop leaves, which may be nothing: then its start may lie outside of all arrays. */
  readonly remainder?: true
  readonly at: Span
}

/** A place that can throw, an access out of bounds, an array of negative length or the source's own `throw`, or that writes to the console. */
export type Site =
  | { readonly kind: 'access'; readonly access: Access; readonly dim?: number }
  | { readonly kind: 'length'; readonly array: ArrayRef; readonly at: Span }
  | {
      readonly kind: 'throw'
      readonly error: string
      readonly text: Text
      readonly types: readonly Type[]
      readonly at: Span
    }
  | {
      readonly kind: 'log'
      readonly method: string
      readonly args: readonly (Text | number)[]
      readonly types: readonly Type[]
      readonly at: Span
    }

export type Param =
  | { readonly kind: 'scalar'; readonly name: string; readonly local: Local }
  | { readonly kind: 'array'; readonly name: string; readonly array: ArrayRef }

/** What a kernel returns: nothing, one value by itself, or several, as an array or under keys. */
export interface Results {
  /** The types of the scalars among them, and of the arrays. */
  readonly types: readonly Type[]
  readonly arrays: readonly ArrayType[]
  readonly order: readonly ('scalar' | 'array')[]
  /** Which of them are given back as JavaScript's own arrays. */
  readonly lists?: ReadonlySet<number>
  /** Which of these are arrays of typed arrays. */
  readonly typed?: ReadonlySet<number>
  readonly keys: readonly string[] | undefined
  readonly single: boolean
  /** What they make up, where that is more than an array or an object of them. */
  readonly nest?: Nest
  /** The second value says whether the first is there: else this is returned. */
  readonly absent?: 'undefined' | 'null'
}

/** A function that the kernel calls: of scalars by expressions, of arrays, too, by statements. */
export interface Subroutine {
  readonly name: string
  readonly params: readonly Local[]
  /** They follow the scalars. */
  readonly arrays: readonly ArrayRef[]
  readonly result: Type
  readonly body: readonly Stmt[]
  /** Where it is called first. */
  readonly at: Span
}

export interface Func {
  readonly name: string
  readonly params: readonly Param[]
  readonly result: Results
  readonly body: readonly Stmt[]
  /** The places that can throw, by site number. */
  readonly sites: readonly Site[]
  readonly functions: readonly Subroutine[]
}

export type WhileStmt = Extract<Stmt, { kind: 'while' }>
export type LoopStmt = ForStmt | WhileStmt
export type SetStmt = Extract<Stmt, { kind: 'set' }>
export type StoreStmt = Extract<Stmt, { kind: 'store' }>
export type IfStmt = Extract<Stmt, { kind: 'if' }>
export type AllocateStmt = Extract<Stmt, { kind: 'allocate' }>
