/**
 * The one shared memory of the process. It is reserved whole, at once, and never grown: after `grow` a memory's `buffer`
 * is another object, and every view of the old one would be lost. A reservation takes no resident memory until touched.
 */
import { availableParallelism } from 'node:os'
import { MemoryError } from '../base/errors.ts'
import { constantTables, TABLES_AT } from '../ops/library.ts'
import { addressSpaceLeft, roomForThreads } from './addressSpace.ts'
import { collectGarbage } from './reclaim.ts'

const PAGE = 65536
/** 4 GiB, all that 32-bit addresses reach, less a page: V8 cannot post arrays of a buffer of 2^32 bytes to another thread. */
const MOST_PAGES = 65535
/** 16 MiB: with less than this no useful array fits. */
const LEAST_PAGES = 256

let memory: WebAssembly.Memory | undefined
let refusal: unknown

function leavesNoRoom(): RangeError {
  return new RangeError('a memory would leave the threads no address space')
}

function reserve(): WebAssembly.Memory | undefined {
  if (memory !== undefined || refusal !== undefined) return memory
  const room = roomForThreads(availableParallelism())
  for (let most = 65536; most >= LEAST_PAGES; most /= 2) {
    const pages = Math.min(most, MOST_PAGES)
    try {
      if (addressSpaceLeft() < pages * PAGE + room) throw leavesNoRoom()
      const reserved = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true })
      if (addressSpaceLeft() < room) throw leavesNoRoom() // the guard pages around it
      memory = reserved
      refusal = undefined
      // What elementary functions look up lies where no array ever does.
      new Uint8Array(memory.buffer).set(constantTables(), TABLES_AT)
      return memory
    } catch (error) {
      refusal = error // the address space is limited, or shared memory is missing: half as much may do
    }
    if (addressSpaceLeft() < Infinity) collectGarbage() // what was reserved for nothing
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

/** Why there is none, and what to do about it. */
export function noSharedMemory(): string {
  const { message } = refusal instanceof Error ? refusal : { message: String(refusal) }
  const remedy =
    addressSpaceLeft() < Infinity
      ? ' The address space is limited: raise ulimit -v beyond 16 GiB, or run node with --disable-wasm-trap-handler, which needs less.'
      : ''
  return `${message}.${remedy}`
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
      `Got no shared WebAssembly memory from this machine; expected at least ${(LEAST_PAGES * PAGE) / 2 ** 20} MiB: ${noSharedMemory()}`,
    )
  }
  return reserved
}
