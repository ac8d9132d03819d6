import type * as es from 'acorn'
import type { SourceText } from '../../base/source.ts'
import type { FunctionNode } from './parse.ts'
import type { Scope } from './scope.ts'
import type { Callee, Group, Records, RowType, Span, Stmt, Variable } from './tree.ts'

/** A function that is known by name at some place. */
export interface Helper {
  readonly name: string
  readonly node: FunctionNode
  readonly source: SourceText
  readonly scope: Scope
  /** Names around a nested function; undefined for one from the scope. */
  readonly names: Names | undefined
  /** A nested function's own place in outer helpers. */
  readonly call: Span | undefined
  /** It is given to a function, which may pass it more than it takes. */
  readonly callback?: true
}

/** A name that stands for one of wamba's, or for a constant of the scope. */
export interface Known {
  readonly known: string
}

/** A name for one of several functions: a choice of their names. */
export interface Choice {
  readonly choice: es.Expression
}

/** A name of a `let` or `const` of the block that is not declared yet: the temporal dead zone. */
export interface Reserved {
  readonly reserved: Span
}

/** The names of one block; inner ones shadow outer ones. */
export class Names {
  readonly bindings: Map<string, Variable | Helper | Group | Records | Rows | Dictionary | Choice | Known | Reserved> =
    new Map()
  readonly outer: Names | undefined
  constructor(outer: Names | undefined) {
    this.outer = outer
  }
}

/** A helper turns out to call itself while it is written out. */
export class Recursion extends Error {
  readonly helper: Helper
  constructor(helper: Helper) {
    super(`'${helper.name}' calls itself`)
    this.helper = helper
  }
}

/** A function that calls itself turns out to change the length of a list around it: the kernel is read again, and the list is a row. */
export class SharedList extends Error {
  readonly list: string
  /** What is wrong where that does not help. */
  readonly reason: Error
  constructor(list: string, reason: Error) {
    super(reason.message)
    this.list = list
    this.reason = reason
  }
}

/** Whether two are one function: nested ones with the same names around them. */
export function sameHelper(a: Helper, b: Helper): boolean {
  return a.source === b.source && a.node.start === b.node.start && a.names === b.names
}

/** A helper that is compiled once. */
export interface Compiled {
  readonly helper: Helper
  readonly arguments: number
  readonly callee: Callee
  /** The variables around it. */
  readonly outer: Set<Variable>
}

/** An array that grows: the elements from `start` on of a longer one, which is made anew where it is full. */
export interface Growing {
  readonly buffer: Variable
  readonly start: Variable
  /** Its name is never given another list. */
  readonly constant: boolean
  /** It becomes longer by stores behind its end alone: `list[list.length] = x`. */
  readonly byIndex?: boolean
}

/** A name for an array of arrays whose lengths differ, or for one of these: a variable with its number. */
export interface Rows {
  readonly handle: Variable
  readonly type: RowType
}

/** A name for a Map or a Set of numbers; `dictionaryLibrary.ts` says what its lists hold. */
export interface Dictionary {
  readonly dictionary: 'Map' | 'Set'
  readonly head: Variable
  readonly next: Variable
  readonly keys: Variable
  /** Of a Map. */
  readonly values: Variable | undefined
  /** Its lists have one length, as functions that call themselves change them. */
  readonly fixed: boolean
  /** Its name is never given another one. */
  readonly constant: boolean
  /** It is an argument of a function somewhere. */
  readonly passed: boolean
}

/** A list of the heap, and the statements that make it. */
interface HeapList {
  readonly list: Variable
  readonly made: readonly Stmt[]
}

/** Where the elements of all rows lie, and of each row where it begins, its elements and its room. */
export interface Heap {
  readonly pool: HeapList
  readonly meta: HeapList
}
