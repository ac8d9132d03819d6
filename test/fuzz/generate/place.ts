/** What is known at one place of a program. */
import type { ArrayArgument } from '../program.ts'
import type { Node } from '../tree.ts'

/** A name that can be read, and what is known of it. */
export interface Name {
  readonly name: string
  readonly kind: 'num' | 'int' | 'bool'
  /** A loop's counter that stays within [low, length - high) of arrays of the common length. */
  readonly counts?: { readonly low: number; readonly high: number }
}

/** What the code at one place may do. */
export interface Place {
  readonly names: readonly Name[]
  /** Names that may be assigned here. */
  readonly assignable: readonly Name[]
  readonly depth: number
  readonly loops: number
  /** The form of the indices at which arrays that a parallel loop writes are touched in it. */
  readonly parallel?: {
    readonly owned: ReadonlyMap<string, () => Node>
    readonly reductions: readonly Reduction[]
    readonly accumulated?: { readonly array: ArrayArgument; readonly op: string }
  }
  /** A loop may be left or continued; of a parallel loop, an iteration may only be ended. */
  readonly breakable?: 'loop' | 'iteration'
  readonly switched?: boolean
  /** The arrays that the kernel has made, `alias` ones over the elements of others; `own` ones in this iteration of a parallel loop. */
  readonly made?: readonly { readonly array: ArrayArgument; readonly own: boolean; readonly alias?: boolean }[]
  /** The labels of the loops around. */
  readonly labels?: readonly string[]
}

export interface Reduction {
  readonly name: string
  readonly op: '+' | '-' | '*' | 'Math.min' | 'Math.max' | '&' | '|' | '^' | '||' | '&&' | Choice
  /** A sum of small integers, exact in any order. */
  readonly whole: boolean
  /** An integer variable. */
  readonly integer?: boolean
  /** A choice: the value of the iteration that goes with it. */
  readonly companion?: Name
}

/** `if (x < m) m = x`, and `if (!(x >= m)) m = x`. */
export type Choice = '<' | '<=' | '>' | '>=' | '!<' | '!<=' | '!>' | '!>='
