import type { AnyTypedArray } from '../base/dtypes.ts'
import type { ArgType, NarrowInt } from '../compiler/manifest.ts'
import type { Core } from './core.ts'
import type { Run } from './entry.ts'
import type { Specialisation } from './specialisation.ts'
import type { Tolerance } from './verify.ts'

/** Arguments made complete: which specialisation takes them, and what the call gives. */
export interface Prepared {
  readonly specialisation: Specialisation
  readonly args: readonly unknown[]
  /** The arguments as the call gave them, where some are objects or may be left out. */
  readonly given?: readonly unknown[]
  /** The value of the call, where it is not what the specialisation gives. */
  value?(): unknown
  /** The warm path must not be taken next time: it does not test all that `prepare` does. */
  readonly cold?: boolean
  /** For a ufunc: makes the output of later calls of this specialisation that give none. */
  readonly fresh?: (length: number) => AnyTypedArray
}

/** How a kind of kernel differs from another. */
export interface Front {
  readonly core: Core
  /** Parameters of the entry. */
  readonly arity: number
  /** What is called instead, where nothing is compiled. Undefined as long as the kernel compiles. */
  plain(): Run | undefined
  /** Finds the specialisation for the arguments given; undefined where `plain` is to be called. Throws ArgumentError or CompileError. */
  prepare(args: readonly unknown[]): Prepared | undefined
  /** The specialisation of a signature, compiled where it is new. */
  find(signature: string): Specialisation
  /** The same; and calls that it accepts take it before others. */
  declare(signature: string): void
  /** By position: whether an int32 there belongs to another specialisation than one that takes a float64. */
  integerPositions(types: readonly (ArgType | undefined)[]): readonly boolean[]
  /** By position: the ranges of int32 that belong to other specialisations than one that takes any. */
  narrowPositions(types: readonly (ArgType | undefined)[]): readonly (readonly NarrowInt[])[]
  /** Whether BigInts that are both an int64 and a uint64 have a specialisation of their own. */
  splitsBigInts(): boolean
  /** The limit on threads where `with` sets none; 0 for the team's number. */
  readonly threads: number
  readonly tolerance?: Tolerance
}
