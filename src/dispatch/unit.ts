import { dtypes } from '../base/dtypes.ts'
import type { SourceText } from '../base/source.ts'
import { assemble, warmAssembler } from '../compiler/build/assemble.ts'
import {
  type ArgType,
  argTypeName,
  type Compilation,
  type IntegerUse,
  type Manifest,
  type ScalarType,
} from '../compiler/manifest.ts'
import { readCache, writeCache } from './cache.ts'
import { cacheKey } from './cache-key.ts'
import type { Frozen } from './frozen.ts'
import { StagesOnDemand } from './stages.ts'
import type { Target } from './target.ts'

/** What a kernel is made from, whatever its front: `jit`, `vectorize` or `assembly`. */
export interface Unit {
  readonly name: string
  readonly params: readonly UnitParam[]
  /** The names of the arguments of a call, where these are not the parameters: some are objects, or may be left out. */
  readonly args?: readonly string[]
  readonly source: SourceText
  /** The user's own function. */
  readonly js: (...args: never[]) => unknown
  readonly target: Target
  /** All that the code depends on but the types and the compiler's version: What cacheKey takes. */
  readonly content: unknown
  readonly cache: boolean
  /** The arrays of its scope, by what they are known by. */
  readonly frozen?: ReadonlyMap<string, Frozen>
  /** The user's file, for AssemblyScript written by hand. */
  readonly file?: string
  /** A ufunc: every array is as long as the last parameter, which is the output and the value of a call. */
  readonly ufunc: boolean
  /** For a ufunc over arrays that broadcast: the output's dimensions that each input has; undefined for a scalar. */
  readonly axes?: readonly (readonly number[] | undefined)[]
  /** `result` as a signature declares it; for a ufunc the dtype of its output. */
  compile(types: readonly (ArgType | undefined)[], result: string | undefined): Compilation
}

export interface UnitParam {
  readonly name: string
  /** What makes an integer be passed as one. */
  readonly use: IntegerUse | undefined
  /** The parameters, of which one that is an array of integers does so too. */
  readonly company?: readonly number[]
  /** The argument that it comes from; by default the one at its own position. */
  readonly argument?: number
  /** The field of that argument that it is. */
  readonly field?: string
  /** The argument is an array of objects: the fields of these that it has, side by side. */
  readonly records?: readonly string[]
  /** It may be left out. */
  readonly optional?: boolean
  /** The kernel never looks at it, so it may be anything. */
  readonly unread?: boolean
}

/** What makes an integer be passed as one where the parameters have these types. */
export function useOf({ use, company }: UnitParam, types: readonly (ArgType | undefined)[]): IntegerUse | undefined {
  const holdsIntegers = (type: ArgType | undefined): boolean =>
    type?.kind === 'array' && ['int', 'uint'].includes(dtypes[type.dtype].kind)
  return use ?? (company?.some((position) => holdsIntegers(types[position])) ? 'index' : undefined)
}

/** The position of the argument that a parameter comes from. */
export function argumentOf({ argument }: UnitParam, position: number): number {
  return argument ?? position
}

/** A unit compiled for one tuple of argument types. */
export interface Program extends Compilation {
  /** Undefined where the reference runs. */
  readonly wasm: Uint8Array<ArrayBuffer> | undefined
}

/** `float64(float64[:], int32)`, without the result where none is declared: what a specialisation is known by. */
export function keyOf(
  types: readonly (ArgType | undefined)[],
  result: ScalarType | 'void' | string | undefined,
): string {
  return `${result ?? ''}(${types.map((type) => (type ? argTypeName(type) : 'default')).join(', ')})`
}

/** What `build` throws while it is not to compile. */
export class Postponed {
  readonly unit: Unit
  readonly types: readonly (ArgType | undefined)[]
  readonly result: string | undefined
  /** Of the disk cache. */
  readonly key: string | undefined

  constructor(
    unit: Unit,
    types: readonly (ArgType | undefined)[],
    result: string | undefined,
    key: string | undefined,
  ) {
    this.unit = unit
    this.types = types
    this.result = result
    this.key = key
  }
}

type Supply = { readonly program: Program } | { readonly error: unknown }

let postpones = false
const supplies = new WeakMap<Unit, Map<string, Supply>>()

/** Runs `make`, in which `build` throws Postponed where it would compile. */
export function postponing<T>(make: () => T): T {
  const before = postpones
  postpones = true
  try {
    return make()
  } finally {
    postpones = before
  }
}

/** What the next `build` of this unit and key gives, or throws. */
export function supply(unit: Unit, name: string, supplied: Supply): void {
  let own = supplies.get(unit)
  if (own === undefined) {
    own = new Map()
    supplies.set(unit, own)
  }
  own.set(name, supplied)
}

/** Compiles a unit, or takes it from the disk cache: then neither the compiler nor the assembler runs. */
export function build(unit: Unit, types: readonly (ArgType | undefined)[], result: string | undefined): Program {
  if (unit.target === 'reference') return { ...unit.compile(types, result), wasm: undefined }
  const name = keyOf(types, result)
  const supplied = supplies.get(unit)?.get(name)
  if (supplied !== undefined) {
    supplies.get(unit)!.delete(name)
    if ('error' in supplied) throw supplied.error
    return supplied.program
  }
  const key = unit.cache ? cacheKey([unit.content, name]) : undefined
  const hit = key === undefined ? undefined : readCache(key)
  if (hit !== undefined) return programOf(unit, types, result, hit.json as Manifest, hit.wasm)
  if (postpones) throw new Postponed(unit, types, result, key)
  // Its compiler loads while the front of ours works.
  warmAssembler()
  const { manifest, stages } = unit.compile(types, result)
  const wasm = assemble(stages.assembly, { name: identifier(unit.name), file: unit.file })
  if (key !== undefined) writeCache(key, { wasm, json: manifest })
  return programOf(unit, types, result, manifest, wasm)
}

/** A program that compiles anew, without assembling, what is asked for of its stages. */
export function programOf(
  unit: Unit,
  types: readonly (ArgType | undefined)[],
  result: string | undefined,
  manifest: Manifest,
  wasm: Uint8Array<ArrayBuffer>,
): Program {
  return { manifest, wasm, stages: new StagesOnDemand(() => unit.compile(types, result).stages) }
}

/** A kernel's name as profiles show it. */
export function identifier(name: string): string {
  const word = name.replace(/\W+/g, '_')
  return /^[A-Za-z_]/.test(word) ? word : `_${word}`
}
