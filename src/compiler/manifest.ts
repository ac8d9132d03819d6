/**
 * What the compiler hands to the runtime beside the module: plain data, so that it can lie in the disk cache.
 *
 * The ABI. A specialisation is one closed WebAssembly module. It imports
 *
 *     env.memory                                     the shared memory
 *     wamba.scratch: global i32                      address of SCRATCH_BYTES of this thread's own memory, 16-byte aligned; its last
 *                                                    four bytes are the thread's number, 0 for the caller
 *     wamba.fork(region: i32, n: i32, frame: i32)    run a region's iterations [0, n), inline or on the team
 *     wamba.alloc(bytes: f64): i32                   address of fresh zeros, 64-byte aligned; regions call it for arrays of
 *                                                    lengths of their own
 *     wamba.release(address: i32)                    gives back what alloc gave a region
 *     wamba.fault(site: i32, iteration: f64, value: f64)   throw the error of `sites[site]`; never returns
 *     wamba.note(value: f64), wamba.noteInteger(value: i64)   the next value that a fault or a log tells in its text
 *     wamba.log(site: i32)                           write to the console what `sites[site]` says; only main calls it
 *
 * and exports `main(frame: i32): f64 | i32 | i64 | void` and, for each `prange`, `region_<r>(lo: i32, hi: i32, frame: i32): void`.
 *
 * The frame lies in shared memory, 16-byte aligned:
 *
 *     byte  0   u32  address of the reduction partials    written by the host before a region with reductions runs
 *     byte  4   u32  flags: FLAG_IN_ORDER, FLAG_ALIASED   written by the host before main
 *     byte  8   8 bytes reserved
 *     byte 16   the parameters, and arrays of the scope, each at its `offset`   written by the host before main
 *               scalar   8 bytes: f64 for float64, f32 for float32, i32 for int32, its ranges and bool (0 or 1), i64 for int64, uint64 and uint63
 *               array    u32 address, i32 length (elements); with `hasDimensions` then also i32 shape[ndim], i32 strides[ndim] (elements),
 *                        and the address is that of the element at (0, 0, …)
 *     …         locals that regions read                  written by main before fork
 *
 * Partials: block b of reduction r at `partials + (b * reductions + r) * 8`, blocks of `block` iterations.
 *
 * Shares of a region that accumulates into arrays, 16 bytes of the frame at its `shares`:
 *
 *     byte  0   u32  address of the copies, those of share s at `address + s * bytes`; 0: one share, in place    host, before the region
 *     byte  4   u32  bytes of the copies of one share                                                            main, before fork
 *     byte  8   i32  iterations of a share; n or more: one share                                                 main, before fork
 */
import type { DType } from '../base/dtypes.ts'
import type { Nest } from './nest.ts'

export const FRAME_PARTIALS = 0
export const FRAME_FLAGS = 4
export const FRAME_PARAMS = 16
/** An array that the kernel writes partly overlaps another argument: regions run in order, on one thread, unvectorised. */
export const FLAG_IN_ORDER = 1
/** An array that the kernel writes is another argument too, and each iteration touches its own element only: a chunk cannot be run again. */
export const FLAG_ALIASED = 2
export const SCRATCH_BYTES = 4096
export const SHARE_COPIES = 0
export const SHARE_BYTES = 4
export const SHARE_ITERATIONS = 8

/**
 * A scalar's type in a signature. `int32` also stands for a number specialised as an integer, and `uint20` for one from 0 to 2^20: products of
 * three such numbers are exact in 64 bits, and sums in 32, so that most index arithmetic needs no more. Signatures do not name it, nor
 * the other ranges of `narrowInts`.
 * `int64` and `uint64` are BigInts, and `uint63` one that is both, which signatures do not name either.
 */
export type ScalarType = 'float64' | 'float32' | 'int32' | NarrowInt | 'int64' | 'uint64' | 'uint63' | 'bool'

/** Ranges of int32 that numbers are specialised for. */
export type NarrowInt = 'uint20' | 'natural20' | 'natural'

/** The least and the greatest of each. */
export const narrowInts: Readonly<Record<NarrowInt, readonly [number, number]>> = {
  uint20: [0, 2 ** 20],
  natural20: [1, 2 ** 20],
  natural: [1, 2 ** 31 - 1],
}

/** What a parameter is used for that makes a number an integer: it reaches an index or a bound, or something is divided by it, with a remainder. */
export type IntegerUse = 'index' | 'divisor'

/** The ranges that numbers are specialised for where they are so used, narrowest first. A remainder by 0 is no integer. */
export const narrowed: Readonly<Record<IntegerUse, readonly NarrowInt[]>> = {
  index: ['uint20'],
  divisor: ['natural20', 'natural'],
}

export type ArgType = { readonly kind: 'scalar'; readonly dtype: ScalarType } | ArrayType

/**
 * An array. Without a `layout` it is in C order without gaps. In `rows` the elements of the last dimension are neighbours, and
 * in `strided` they may lie anyhow.
 */
export interface ArrayType {
  readonly kind: 'array'
  readonly dtype: DType
  readonly ndim: number
  readonly layout?: 'rows' | 'strided'
}

/**
 * `float64`, `int32[:]`, `float64[:,:]`, …: the long form of signatures and of specialisation keys. A dimension whose stride
 * does not follow from the shape is `::`.
 */
export function argTypeName(type: ArgType): string {
  if (type.kind === 'scalar') return type.dtype
  const { ndim, layout } = type
  const dims = Array.from({ length: ndim }, (_, d) =>
    layout === 'strided' || (layout === 'rows' && d < ndim - 1) ? '::' : ':',
  )
  return `${type.dtype}[${dims.join(',')}]`
}

/** Whether shape and strides of an array lie in the frame: it has several dimensions, or its elements are no neighbours. */
export function hasDimensions(type: ArgType): boolean {
  return type.kind === 'array' && (type.ndim > 1 || type.layout !== undefined)
}

export interface ParamLayout {
  readonly name: string
  readonly type: ArgType
  /** Byte offset in the frame. */
  readonly offset: number
  /** Arrays: whether any element may be read, or written. */
  readonly reads: boolean
  readonly writes: boolean
  /** Arrays: every access in every region is at exactly that region's own iteration, so an equal array elsewhere is no hazard. */
  readonly elementwise: boolean
  /** Arrays of a kernel that sorts by value: a `number[]` would be sorted by text. */
  readonly typed?: true
  /** Arrays of several dimensions: those whose index is, in every access in every region, exactly the region's own iteration. */
  readonly along?: readonly number[]
}

/** One place in the source that reads or writes elements in lanes. */
export interface AccessInfo {
  readonly array: string
  readonly store: boolean
  /** How it moves from lane to lane. */
  readonly shape: 'uniform' | 'contiguous' | 'strided' | 'gathered'
  readonly offset: number
}

/** A bounds check that stays in the loop. */
export interface CheckInfo {
  readonly array: string
  readonly why: string
  /** Its fault site. */
  readonly site: number
  readonly offset: number
}

/** What the plan makes of one loop of the source. */
export interface LoopInfo {
  /** Its place in the function's own text. */
  readonly offset: number
  /** Loops around it. */
  readonly depth: number
  /** The counter of a counted loop. */
  readonly counter: string | undefined
  /** Whether its iterations run on several cores; else why not. */
  readonly parallel: boolean
  readonly serial: string | undefined
  /** Its number among the regions. */
  readonly region: number | undefined
  /** Iterations that run together, and those of one 128-bit vector; undefined where it is not vectorised. */
  readonly lanes: number | undefined
  readonly width: number | undefined
  /** The loop around it that is made lanes of, which runs this one in all lanes together. */
  readonly within: string | undefined
  /** Why it is not vectorised, and the place of what to change. */
  readonly reason: string | undefined
  readonly change: number | undefined
  /** Rows of a tile whose results stay in registers, and the loop that they are iterations of. */
  readonly tile: { readonly rows: number; readonly loop: string } | undefined
  /** Branches and loops that lanes take differently. */
  readonly masks: number
  readonly reductions: readonly string[]
  readonly accesses: readonly AccessInfo[]
  readonly checks: readonly CheckInfo[]
  /** Accesses of a loop without lanes that need no check, as the source's own tests keep their indices inside. */
  readonly inside: number
  /** Bounds checks that stand before the loop. */
  readonly hoisted: number
  /** Why a parallel loop runs in order, on one thread. */
  readonly inOrder: string | undefined
}

export interface FrozenLayout {
  readonly name: string
  readonly type: ArgType
  readonly offset: number
  /** What the array is known by. */
  readonly key: string
}

export interface RegionInfo {
  /** Offset of the `prange` in the function's own text. */
  readonly offset: number
  /** Iterations of a canonical block; chunks are whole blocks. */
  readonly block: number
  /** Iterations that a chunk had better have, where there are enough of them: they use again what they read. */
  readonly together?: number
  /** Number of reduction partials a block writes. */
  readonly reductions: number
  /** Estimated nanoseconds of one iteration on one thread. */
  readonly cost: number
  /** Whether it never reads an array that it writes, so that a chunk may be run again. */
  readonly redoable: boolean
  /** Offset in the frame of each thread's arena: u32 address (host, before the region runs), u32 bytes a thread (main, before fork). */
  readonly arena?: number
  /** Offset in the frame of its shares, where it accumulates into arrays. */
  readonly shares?: number
  /** Whether the result is the same in whatever shares its iterations come: inline, they need no copies. */
  readonly anyShares?: boolean
  /** Why its iterations run in order, on one thread. */
  readonly inOrder?: string
  /** Whether sums or products are regrouped, so that the result differs from the source's in its last bits. */
  readonly regroups?: boolean
  /** The names of the arrays it writes. */
  readonly writes: readonly string[]
}

/** A place in the kernel that can throw. `offset` is that in the function's own text: the same text may stand in several files. */
export type FaultSite =
  /** `value` is the index, of dimension `dim` where there are several; the value that its text tells is the length. */
  | {
      readonly kind: 'bounds'
      readonly array: string
      readonly dim?: number
      /** Objects of so many values lie in it. */
      readonly width?: number
      readonly offset: number
    }
  /** `value` is the negative length of an array that the kernel makes, or the number of its elements where there are too many. */
  | { readonly kind: 'length'; readonly array: string; readonly offset: number }
  /** The source's own `throw`. In the text stand values by number, each of a type. */
  | {
      readonly kind: 'throw'
      readonly error: string
      readonly text: readonly (string | number)[]
      readonly types: readonly ScalarType[]
      readonly offset: number
    }
  /** `console[method]`, which does not throw: each argument is such a text, or a value by number. */
  | {
      readonly kind: 'log'
      readonly method: string
      readonly args: readonly (readonly (string | number)[] | number)[]
      readonly types: readonly ScalarType[]
      readonly offset: number
    }

/** A result in the frame: a scalar, or an array's address (u32) and length (i32), then of several dimensions i32 shape[ndim]. */
export type ResultValue =
  | { readonly kind: 'scalar'; readonly type: ScalarType; readonly offset: number }
  /** `list`: it is given back as JavaScript's own array. */
  | {
      readonly kind: 'array'
      readonly dtype: DType
      readonly ndim: number
      readonly list?: true
      /** Of two dimensions: its rows are typed arrays. */
      readonly typed?: true
      readonly offset: number
    }

export interface Manifest {
  readonly name: string
  readonly params: readonly ParamLayout[]
  /** Arrays of the scope: they lie in the frame as parameters do, and never change. */
  readonly frozen?: readonly FrozenLayout[]
  readonly frameBytes: number
  readonly regions: readonly RegionInfo[]
  readonly result: ScalarType | 'void'
  /** Results that main writes to the frame: one array, or several values, as an array or as an object under keys. */
  readonly results?: {
    readonly keys: readonly string[] | undefined
    readonly single: boolean
    /** What they make up, where that is more than an array or an object of them. */
    readonly nest?: Nest
    /** The second value says whether the first is there: else this is returned. */
    readonly absent?: 'undefined' | 'null'
    readonly values: readonly ResultValue[]
  }
  /** Whether it makes arrays. */
  readonly allocates: boolean
  readonly sites: readonly FaultSite[]
  /** Whether it uses functions that the law allows to differ from the source's own by a last bit. */
  readonly approximate: boolean
  /** Whether `fastmath` regroups or fuses what the reference does in order. */
  readonly loose: boolean
  /** What became of each loop, outer before inner. */
  readonly loops: readonly LoopInfo[]
}

/** The texts of the stages, for `inspect`. */
export interface Stages {
  readonly ast: string
  readonly ir: string
  readonly plan: string
  readonly assembly: string
  /**
   * The reference: the body of a JavaScript function `($args, $fault, $math, $inOrder, $races, $host)`: the arguments in order,
   * `$fault(site, iteration, value, values)`, which throws, wamba's elementary functions, whether FLAG_IN_ORDER holds, a recorder, and
   * `$host`: `log(site, values)`, and `array(data, shape, strides, offset)`, an n-d array.
   */
  readonly reference: string
  /** The reference that tells a fifth parameter, `$races`, what the iterations of parallel loops touch. */
  readonly recording: string
}

/** What the front of the compiler makes of one function and one tuple of argument types. */
export interface Compilation {
  readonly manifest: Manifest
  readonly stages: Stages
}
