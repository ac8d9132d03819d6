/** Flags of V8, which are the process's: they are set for the time of one call alone. */
import { setFlagsFromString } from 'node:v8'

/**
 * By V8's major version: how a module is made that V8 neither validates beforehand nor optimises.
 *
 * Binaryen is valid, and gains nothing from being optimised, which would take V8's own threads half a second during the first ten kernels: it counts how much a
 * function runs, in bytes, and Binaryen's are large. Later versions wait seven times as long by themselves.
 */
const FLAGS: Readonly<Record<string, { readonly set: readonly string[]; readonly back: readonly string[] }>> = {
  11: {
    set: ['--wasm-tiering-budget=2000000000', '--wasm-lazy-validation'],
    back: ['--wasm-tiering-budget=1800000', '--no-wasm-lazy-validation'],
  },
}

const flags = FLAGS[process.versions.v8.split('.')[0]]

/** Calls `make`; V8 takes the WebAssembly modules that it makes as they are. */
export function unoptimised<T>(make: () => T): T {
  for (const flag of flags?.set ?? []) setFlagsFromString(flag)
  try {
    return make()
  } finally {
    restoreFlags()
  }
}

/** Puts back what `unoptimised` sets, also where a thread was ended in between. */
export function restoreFlags(): void {
  for (const flag of flags?.back ?? []) setFlagsFromString(flag)
}
