/** What the parts of the generator share: what the program may do, what it has so far, and each other's productions. */
import type { ArrayArgument } from '../program.ts'
import type { Block, Node } from '../tree.ts'
import { Dice, type Random } from './dice.ts'
import type { Name, Place, Reduction } from './place.ts'
import { ELEMENTARY, LENGTHS, MOST_ROWS, WIDTHS } from './values.ts'

/**
 * What programs are to be about: anything, parallel iterations that go different ways, loops over rows and columns, known algorithms, those
 * over bytes, lists that grow, or arrays of arrays whose rows do.
 */
export type Theme = 'any' | 'masks' | 'nests' | 'idioms' | 'pixels' | 'lists' | 'rows'

/** A helper that may be called. */
export interface Helper {
  readonly name: string
  readonly arity: number
  readonly recursive?: boolean
}

/** One program in the making. */
export class Draft extends Dice {
  readonly theme: Theme
  /** float32 values may be computed with: then plain JavaScript gives other bits. */
  readonly single: boolean
  /** Reductions may be reassociated: then too. */
  readonly reassociates: boolean
  /** Elementary functions may be called: then too. */
  readonly elementary: boolean
  /** Indices may well be out of bounds. */
  readonly wild: boolean
  /** The value that is returned, if one is. */
  readonly returns: 'num' | 'bool' | 'array' | 'object' | 'elements' | undefined
  /** Length of most arrays. */
  readonly length: number
  readonly arrays: ArrayArgument[] = []
  /** Arrays of several dimensions, of which the last two are these. */
  readonly matrices: ArrayArgument[] = []
  readonly extents: { readonly rows: number; readonly width: number }
  readonly helpers: Helper[] = []
  /** Whether a reduction was reassociated. */
  reassociated = false
  /** The code of a helper, which touches no elements: it may be called in any parallel loop. */
  inHelper = false
  #names = 0

  constructor(random: Random, theme: Theme) {
    super(random)
    this.theme = theme
    this.single = this.chance(0.25)
    this.reassociates = this.chance(0.4)
    this.elementary = ELEMENTARY.length > 0 && this.chance(0.1)
    this.wild = this.chance(0.15)
    this.returns = this.chance(0.7) ? 'num' : this.pick(['bool', 'array', 'object', 'elements', undefined, undefined])
    this.length = this.chance(0.05) ? this.between(4000, 9000) : this.pick(LENGTHS)
    const width = Math.max(1, Math.min(this.pick(WIDTHS), this.length))
    this.extents = { rows: Math.min(this.length > 100 ? 200 : MOST_ROWS, Math.floor(this.length / width)), width }
  }

  /** A name that no other has. */
  fresh(prefix: string): string {
    return `${prefix}${this.#names++}`
  }
}

/** The productions, by the file that has them. */
export interface Grammar extends Draft {
  // inputs
  arrayArgument(name: string): ArrayArgument
  // matrices
  /** An argument of several dimensions, in any order of memory. */
  matrixArgument(name: string): ArrayArgument
  /** An element of one, by the index of each dimension. */
  element2(array: ArrayArgument, row: Node, column: Node): Node
  /** Sets one. */
  set2(array: ArrayArgument, row: Node, column: Node, value: Node): Node
  // methods
  /** A statement that calls a method of an array. */
  method(place: Place): Node
  /** An array that is a part of another, or made from one. `alias`: its elements are the other's. */
  part(place: Place): { stmt: Node; array: ArrayArgument; alias: boolean }
  /** A number that a method gives. */
  methodValue(place: Place): Node
  // elements
  /** The arrays that may be written at a place. */
  writable(place: Place): ArrayArgument[]
  /** The arrays that may be read at a place. */
  readables(place: Place): ArrayArgument[]
  /** `const t = new Float64Array(8)`. */
  made(place: Place): { stmt: Node; array: ArrayArgument }
  element(place: Place, depth: number): Node
  /** An assignment to an element as an expression. */
  elementEffect(place: Place, depth: number): Node
  /** An index of an array, mostly in bounds. */
  index(place: Place, array: ArrayArgument, depth: number): Node
  storing(place: Place): Node
  // numbers
  /** A name of a kind that may be read at a place. */
  readable(place: Place, kind: Name['kind']): Name | undefined
  num(place: Place, depth?: number): Node
  int(place: Place, depth: number): Node
  bool(place: Place, depth: number): Node
  elementaryCall(sub: () => Node): Node
  // lanes
  /** A number of operations that SIMD has. */
  lane(place: Place, depth: number): Node
  /** A straight line of statements, which can become SIMD. */
  straight(place: Place): Block
  // statements
  block(place: Place, size: number, outermost?: boolean): Block
  assignment(place: Place): Node
  /** A statement that leaves or continues a loop, or leaves a switch. */
  jump(place: Place): string
  switching(place: Place): Node
  swap(place: Place): Node
  // loops
  /** A counter's name by the depth of its loop, so that loops one after another share names. */
  counter(place: Place): string
  body(place: Place, counter: Name | undefined, more?: Partial<Place>): Block
  loop(outside: Place): Node
  whileLoop(place: Place): Node
  // parallel
  prange(place: Place): Node
  // nests
  /** A loop over the rows of flat arrays. */
  nest(place: Place): Node
  // masks
  /** Variables of each iteration's own, which branches and loops change that iterations take and leave at different times. */
  divergent(place: Place): Block
  // reductions
  reduction(place: Place): Node
  /** A choice, bits or a condition; undefined where the reduction is a sum, a product or an extreme. */
  otherReduction(place: Place, reduction: Reduction, value: () => Node): Node | undefined
  /** Adds such reductions to those of a loop. */
  otherReductions(place: Place, reductions: Reduction[]): void
  /** A whole number whose sums stay exact. */
  small(place: Place): Node
  // accumulations
  /** An array that the iterations of a loop accumulate into, sometimes. */
  accumulated(): { array: ArrayArgument; op: string } | undefined
  accumulation(place: Place): Node
  // bigs
  /** An argument of BigInts. */
  bigArgument(name: string, dtype: 'int64' | 'uint64'): ArrayArgument
  /** Statements over arrays of BigInts, each operation cut to 64 bits, as JavaScript does not by itself. */
  bigStatements(place: Place, names: readonly string[], signed: boolean): Node[]
  // functions
  helper(place: Place, name: string): Node
  /** A function that calls itself, `y` times at most one in another. */
  recursive(place: Place, name: string): Node
  call(place: Place, depth: number): Node
}
