/**
 * The elementary functions for plain JavaScript: a module without SIMD of the same AssemblyScript that kernels are compiled
 * from, so with the same bits. The JavaScript reference, the constant folder and the public `erf`, `gamma`, … call it.
 */
import { readFileSync } from 'node:fs'

/** Where the tables begin, in every memory that holds them: `assembly/math/tables.ts` draws them. */
export const TABLES_AT = 1024

export type Elementary = Readonly<Record<string, (...args: number[]) => number>>

let loaded: Elementary | undefined
let bytes: Uint8Array | undefined

/** The constant tables, as they lie in memory from TABLES_AT on. */
export function constantTables(): Uint8Array {
  bytes ??= readFileSync(new URL('../assembly/tables.bin', import.meta.url))
  return bytes
}

/** Every function of `assembly/math/`, by its name there. Loaded at the first call. */
export function elementary(): Elementary {
  if (loaded === undefined) {
    if (globalThis.WebAssembly === undefined)
      throw new Error('Elementary functions need WebAssembly, which this process lacks.')
    const module = new WebAssembly.Module(readFileSync(new URL('../assembly/math.wasm', import.meta.url)))
    const { memory, ...functions } = new WebAssembly.Instance(module).exports
    new Uint8Array((memory as WebAssembly.Memory).buffer).set(constantTables(), TABLES_AT)
    loaded = functions as unknown as Elementary
  }
  return loaded
}
