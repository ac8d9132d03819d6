import type { Fact } from './fact.ts'
import type { NumberType, Type } from './type.ts'

/** A function of a file of `assembly/`, and its name in emitted text. */
export interface Import {
  readonly from: string
  readonly name: string
  readonly as: string
}

/**
 * One operation is one row: its JavaScript meaning, what range analysis knows of its result, and its text in both back ends.
 * Typing, folding, emission and the list of supported functions read the row.
 */
export interface Op {
  /** The JavaScript spelling: `+`, `Math.sqrt`. */
  readonly name: string
  readonly arity: number
  /** The types it exists for, operands and result alike (the result of a comparison is `bool`). */
  readonly types: readonly Type[]
  readonly result: 'operand' | 'bool'
  /** The JavaScript meaning, on numbers; the constant folder uses it. */
  readonly js: (...args: number[]) => number | boolean
  /** What is known of the result. */
  readonly fact: (...args: Fact[]) => Fact
  /** JavaScript text; the reference wraps it in `Math.fround` where the type is float32. */
  readonly reference: (...args: string[]) => string
  /** AssemblyScript text of one value. */
  readonly scalar: (type: Type, ...args: string[]) => string
  /** AssemblyScript text of one `v128`; undefined where SIMD has no such instruction. */
  readonly vector: (type: NumberType, ...args: string[]) => string | undefined
  /** The functions of `assembly/` that the text calls. */
  readonly imports?: (type: Type) => readonly Import[]
  /** The law allows it to differ from the source's own by a last bit. */
  readonly approximate?: boolean
  /** A call may have any number of arguments, taken two by two from the left. */
  readonly variadic?: boolean
  /** Cost in cycles, roughly, of one scalar. */
  readonly cost: number
}
