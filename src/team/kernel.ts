/**
 * Loading a kernel for the calling thread, and placing its bytes where workers find them.
 */
import { type ParamLayout, type RegionInfo, SCRATCH_BYTES } from '../compiler/manifest.ts'
import { allocateRaw, freeRaw } from '../memory/blocks.ts'
import { sharedMemory } from '../memory/memory.ts'
import { takeNotes, throwFault } from './fault.ts'
import { type LoadedKernel, makeFork } from './fork.ts'
import { instantiate, type KernelInstance, loadKernel } from './instance.ts'
import type { KernelModule } from './team.ts'

let lastId = 0
let scratch = 0

/** Gives the memory of a module back when its kernel is garbage. No job can name it then. */
const registry = new FinalizationRegistry<number>(freeRaw)

/** The calling thread's own SCRATCH_BYTES. */
export function callerScratch(): number {
  if (scratch === 0) {
    scratch = allocateRaw(SCRATCH_BYTES)
    // The caller is thread 0.
    new Uint32Array(sharedMemory().buffer, scratch, SCRATCH_BYTES / 4)[SCRATCH_BYTES / 4 - 1] = 0
  }
  return scratch
}

/** Copies a module's bytes to shared memory, under an id of their own. */
export function shareModule(wasm: Uint8Array): KernelModule {
  const address = allocateRaw(wasm.byteLength)
  new Uint8Array(sharedMemory().buffer, address, wasm.byteLength).set(wasm)
  const module = { id: ++lastId, address, bytes: wasm.byteLength }
  registry.register(module, address)
  return module
}

/** Where in a frame the lengths of the arrays lie, in words. */
export function lengthsOf(params: readonly ParamLayout[]): number[] {
  return params.filter(({ type }) => type.kind === 'array').map(({ offset }) => offset / 4 + 1)
}

/**
 * A kernel ready to be called: `kernel.instance.main(frame)`.
 *
 * @throws WebAssembly.CompileError, WebAssembly.LinkError for bytes that are no kernel; MemoryError.
 */
export function createKernel(
  wasm: Uint8Array,
  regions: readonly RegionInfo[],
  params: readonly ParamLayout[] = [],
  module: KernelModule = shareModule(wasm),
): LoadedKernel {
  const compiled = loadKernel(wasm)
  const instance = undefined as unknown as KernelInstance
  const kernel: LoadedKernel = { module, instance, regions, lengths: lengthsOf(params), threads: 0 }
  kernel.instance = instantiate(compiled, {
    memory: sharedMemory(),
    scratch: callerScratch(),
    fork: makeFork(kernel),
    fault: throwFault,
    log: (site) => kernel.log?.(site, takeNotes()),
  })
  return kernel
}
