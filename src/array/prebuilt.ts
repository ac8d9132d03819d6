/**
 * The prebuilt module of `assembly/`: what filling a fresh array needs, without the compiler. It is instantiated at first
 * use, synchronously, over the shared memory.
 *
 * Addresses and lengths are bytes and elements of that memory; nothing is checked here. A module's first calls run in V8's
 * baseline compiler, which cannot switch to optimised code inside a call: see `inParts`.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { sharedMemory } from '../memory/memory.ts'

type Fill<V> = (address: number, length: number, value: V) => void
/**
 * Writes the elements lo … hi − 1 of `start + i * step`, `address` being that of element 0: computed in float64 and rounded
 * for f64 and f32, wrapped to the dtype for integers.
 */
type Arange<V> = (address: number, lo: number, hi: number, start: V, step: V) => void
/**
 * Writes the elements lo … hi − 1 of the sequence of a seed, `address` being that of element 0. Uniform in [0, 1): multiples
 * of 2⁻⁵³ (f64) or 2⁻²⁴ (f32). `seed0` and `seed1` are the low and the high 32 bits of the seed.
 */
type Random = (address: number, lo: number, hi: number, seed0: number, seed1: number) => void

export interface Prebuilt {
  readonly fill_f64: Fill<number>
  readonly fill_f32: Fill<number>
  readonly fill_i64: Fill<bigint>
  readonly fill_i32: Fill<number>
  readonly fill_i16: Fill<number>
  readonly fill_i8: Fill<number>
  readonly arange_f64: Arange<number>
  readonly arange_f32: Arange<number>
  readonly arange_i64: Arange<bigint>
  readonly arange_i32: Arange<number>
  readonly arange_i16: Arange<number>
  readonly arange_i8: Arange<number>
  readonly random_f64: Random
  readonly random_f32: Random
}

let loaded: Prebuilt | undefined

/** The functions of the prebuilt module. Unsigned dtypes use those of the signed ones: the bits are the same. */
export function prebuilt(): Prebuilt {
  if (loaded === undefined) {
    // Loaded here and not by an import: `import 'wamba'` does not pay for it.
    const loader = createRequire(import.meta.url)('@assemblyscript/loader') as typeof import('@assemblyscript/loader')
    const bytes = readFileSync(new URL('../assembly/wamba.wasm', import.meta.url))
    const { exports } = loader.instantiateSync<Record<string, unknown>>(bytes, { env: { memory: sharedMemory() } })
    loaded = exports as unknown as Prebuilt
  }
  return loaded
}

/** A multiple of every group of elements that `random_*` makes at once. */
const PART = 65536

/**
 * Calls `run(lo, hi)` for successive parts of 0 … n − 1: V8 goes over to optimised code between two calls, never within
 * one, so a single call for a large array would run all of it in baseline code.
 *
 *     inParts(n, (lo, hi) => prebuilt().random_f64(address, lo, hi, seed, 0))
 */
export function inParts(n: number, run: (lo: number, hi: number) => void): void {
  for (let lo = 0; lo < n; lo += PART) run(lo, Math.min(n, lo + PART))
}
