import type { Fact } from './fact.ts'
import type { LaneType, NumberType, Type } from './type.ts'

/** A function of a file of `assembly/`, and its name in emitted text. */
export interface Import {
  readonly from: string
  readonly name: string
  readonly as: string
}

/** How a vector form that does not serve every value is mended. */
export interface Rare {
  /** A mask of the lanes that it does not serve. */
  readonly mask: (lanes: readonly string[], result: string) => string
  /** The result with such lanes mended, the slow way. */
  readonly fix: (lanes: readonly string[], result: string) => string
}

/** An operation in lanes of 8 or 16 bits. */
export interface Small {
  /** What its result takes of the operands: their low bits alone, of as many as it has itself, or the whole numbers. */
  readonly of: 'bits' | 'numbers'
  /** The fewest bytes of a lane for which there is a good instruction. */
  readonly least: 1 | 2
  /** It takes its operands as signed. */
  readonly signed?: true
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
  /** Its meaning on float32, where rounding what `js` gives is not it. */
  readonly js32?: (...args: number[]) => number
  /** What is known of the result. */
  readonly fact: (...args: Fact[]) => Fact
  /** JavaScript text; the reference wraps it in `Math.fround` where the type is float32. */
  readonly reference: (...args: string[]) => string
  /** The same for float32, where rounding the other is not it. */
  readonly reference32?: (...args: string[]) => string
  /** AssemblyScript text of one value. */
  readonly scalar: (type: Type, ...args: string[]) => string
  /** AssemblyScript text of one `v128`; undefined where SIMD has no such instruction. */
  readonly vector: (type: LaneType, ...args: string[]) => string | undefined
  /** Where it exists for lanes of 8 or 16 bits. */
  readonly small?: Small
  /** Where `vector` does not serve every value. */
  readonly rare?: (type: NumberType) => Rare | undefined
  /** The vectors for which its vector text has registers, side by side; four unless given. */
  readonly interleave?: (type: NumberType) => number
  /** The functions of `assembly/` that the scalar text calls, and the vector text. */
  readonly imports?: (type: Type) => readonly Import[]
  readonly laneImports?: (type: NumberType) => readonly Import[]
  /** The law allows it to differ from the source's own by a last bit. */
  readonly approximate?: boolean
  /**
   * A call may have any number of arguments, taken two by two, of halves; or, where steps would round, as many as the last of these
   * numbers: of so many arguments there are rows, `Math.hypot 3`, for which zeros fill up.
   */
  readonly variadic?: true | readonly number[]
  /** Cost in cycles, roughly, of one scalar. */
  readonly cost: number
}
