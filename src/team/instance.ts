/**
 * From bytes to callable exports, for the caller and for workers alike.
 */
import { setFlagsFromString } from 'node:v8'
import type { WasmMemory, WasmModule } from '../base/wasm.ts'
import { allocateForKernel, releaseForKernel } from '../memory/allocations.ts'
import { note } from './fault.ts'

export type Fork = (region: number, n: number, frame: number) => void
export type Region = (lo: number, hi: number, frame: number) => void

export interface KernelInstance {
  readonly main: (frame: number) => number | undefined
  readonly regions: readonly Region[]
  /** Of regions with shares: merges the copies of the first `count` of them. */
  readonly merges: readonly (((count: number, frame: number) => void) | undefined)[]
}

/** The imports of a kernel; the ABI is drawn in `compiler/manifest.ts`. */
export interface KernelImports {
  readonly memory: WasmMemory
  /** Address of this thread's own SCRATCH_BYTES. */
  readonly scratch: number
  readonly fork: Fork
  readonly fault: (site: number, iteration: number, value: number) => never
  /** What `sites[site]` writes to the console; only the calling thread has it. */
  readonly log?: (site: number) => void
}

/**
 * Compiles a kernel with V8's optimising compiler at once.
 *
 * By default functions are compiled at their first call, by Liftoff, and a hot loop in that first call stays slow (3.5 times
 * in a plain sum): there is no on-stack replacement. Both flags are process-wide, so they are set around this call alone. V8 keeps
 * one native module for equal bytes, so a worker that compiles them again gets this code.
 *
 * @throws WebAssembly.CompileError if the bytes are no valid module.
 */
export function loadKernel(bytes: Uint8Array): WasmModule {
  setFlagsFromString('--no-liftoff')
  setFlagsFromString('--no-wasm-lazy-compilation')
  try {
    return new WebAssembly.Module(bytes)
  } finally {
    setFlagsFromString('--wasm-lazy-compilation')
    setFlagsFromString('--liftoff')
  }
}

function noLog(): never {
  throw new TypeError('Got a log from a region; expected it from main alone.')
}

function noMain(): never {
  throw new TypeError('Got a module without the export `main`; expected one that was compiled as a whole kernel.')
}

/** Instantiates a kernel: `main` and the regions in order. A module may have regions alone. */
export function instantiate(module: WasmModule, imports: KernelImports): KernelInstance {
  const { exports } = new WebAssembly.Instance(module, {
    env: { memory: imports.memory },
    wamba: {
      scratch: new WebAssembly.Global({ value: 'i32' }, imports.scratch),
      fork: imports.fork,
      fault: imports.fault,
      note,
      noteInteger: note,
      log: imports.log ?? noLog,
      alloc: allocateForKernel,
      release: releaseForKernel,
    },
  })
  const regions: Region[] = []
  for (let region = exports.region_0; region !== undefined; region = exports[`region_${regions.length}`]) {
    regions.push(region as Region)
  }
  const merges = regions.map((_, r) => exports[`mergeShares_${r}`] as KernelInstance['merges'][number])
  return { main: (exports.main ?? noMain) as KernelInstance['main'], regions, merges }
}
