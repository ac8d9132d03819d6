/**
 * The one shared memory of the process. It is reserved whole, at once, and never grown: after `grow` a memory's `buffer`
 * is another object, and every view of the old one would be lost. A reservation takes no resident memory until touched.
 */
import { MemoryError } from '../base/errors.ts'
import { constantTables, TABLES_AT } from '../ops/library.ts'

const PAGE = 65536
/** 4 GiB, all that 32-bit addresses reach. */
const MOST_PAGES = 65536
/** 16 MiB: with less than this no useful array fits. */
const LEAST_PAGES = 256

let memory: WebAssembly.Memory | undefined
let refusal: unknown

function reserve(): WebAssembly.Memory | undefined {
  if (memory !== undefined || refusal !== undefined) return memory
  for (let pages = MOST_PAGES; pages >= LEAST_PAGES; pages /= 2) {
    try {
      memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true })
      refusal = undefined
      // What elementary functions look up lies where no array ever does.
      new Uint8Array(memory.buffer).set(constantTables(), TABLES_AT)
      return memory
    } catch (error) {
      refusal = error // the address space is limited, or shared memory is missing: half as much may do
    }
  }
  return undefined
}

/**
 * Makes another thread's memory this thread's: for the workers of a team, before they use it.
 *
 * @throws MemoryError where this thread has reserved one of its own
 */
export function adoptMemory(shared: WebAssembly.Memory): void {
  if (memory !== undefined && memory !== shared) {
    throw new MemoryError('Got the memory of another thread after this one has reserved its own; expected it first.')
  }
  memory = shared
}

/** Whether this machine gives shared WebAssembly memory. Where it does not, kernels run as their JavaScript reference. */
export function hasSharedMemory(): boolean {
  return reserve() !== undefined
}

/**
 * The shared memory, reserved at the first call: 4 GiB, or half as much as often as the machine refuses.
 *
 * @throws MemoryError where not even 16 MiB are given.
 */
export function sharedMemory(): WebAssembly.Memory {
  const reserved = reserve()
  if (reserved === undefined) {
    throw new MemoryError(
      `Got no shared WebAssembly memory from this machine (${refusal}); expected at least ${(LEAST_PAGES * PAGE) / 2 ** 20} MiB of ` +
        'address space. Raise the limit (ulimit -v), or set WAMBA_DISABLE=1 to run the plain JavaScript functions.',
    )
  }
  return reserved
}
