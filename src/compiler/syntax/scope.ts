import type { SourceText } from '../../base/source.ts'
import type { ArrayType } from '../manifest.ts'

/** A function that a kernel calls: it is written out where it is called. */
export interface FunctionSource {
  readonly name: string
  readonly source: SourceText
  readonly scope: Scope
}

/** An array that a kernel closes over, known by its content: it never changes. */
export interface FrozenArray {
  readonly frozen: string
  readonly type: ArrayType
  /** An array of arrays, read as `m[i][j]`. */
  readonly rows?: boolean
}

/** A function that a kernel knows by itself, under another name or its own: `Math.sin`, `prange`. */
export interface KnownFunction {
  readonly known: string
}

/** What a kernel closes over: arrays, numbers are constants, functions are written out where they are called. */
export interface Scope {
  readonly [name: string]: number | bigint | boolean | FunctionSource | KnownFunction | FrozenArray
}
