/**
 * The tagged errors of wamba. Each carries its data, and each message says what was got, what was expected and what to do.
 */

/** The place of a piece of a kernel's source. Lines and columns count from 1. */
export interface Place {
  readonly file: string
  readonly line: number
  readonly column: number
}

export type CompileErrorCode =
  | 'syntax'
  | 'unsupported'
  | 'free-name'
  | 'type'
  | 'race'
  | 'limit'
  | 'signature'
  | 'internal'

/** A function that cannot be compiled: what, where (a caret under the token), what to do instead. */
export class CompileError extends Error {
  override readonly name = 'CompileError'
  readonly code: CompileErrorCode
  readonly file: string
  readonly line: number
  readonly column: number
  /** The source line with a caret under the token. */
  readonly frame: string
  readonly remedy: string

  constructor(code: CompileErrorCode, what: string, remedy: string, at: Place & { frame: string }) {
    super(`${what}\n${at.frame}\n${remedy}`)
    this.code = code
    this.file = at.file
    this.line = at.line
    this.column = at.column
    this.frame = at.frame
    this.remedy = remedy
  }
}

/** Wrong number or type of arguments, or arrays whose shapes do not fit. */
export class ArgumentError extends TypeError {
  override readonly name = 'ArgumentError'
}

/** What an exhausted memory was asked for and what it has, in bytes. */
export interface MemoryFigures {
  readonly requested: number
  readonly used: number
  readonly largestFree: number
  readonly capacity: number
}

/** The shared memory is exhausted, or an array in it was freed. */
export class MemoryError extends Error {
  override readonly name = 'MemoryError'
  /** Where the memory is exhausted. */
  readonly figures: MemoryFigures | undefined

  constructor(message: string, figures?: MemoryFigures) {
    super(message)
    this.figures = figures
  }
}

/** A worker died inside a parallel region that cannot be redone. */
export class WorkerLostError extends Error {
  override readonly name = 'WorkerLostError'
  /** The names of the arrays whose contents are in doubt. */
  readonly arrays: readonly string[]

  constructor(message: string, arrays: readonly string[]) {
    super(message)
    this.arrays = arrays
  }
}
