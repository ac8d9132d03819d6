import { adoptBlock, allocateZeros, type Block, freeRaw } from './blocks.ts'

/** The arrays that the kernel which is running on this thread has made: address → bytes. */
let made = new Map<number, number>()

/** Fresh zeros for the kernel that is running: what its import `wamba.alloc` gives. @throws MemoryError */
export function allocateForKernel(bytes: number): number {
  const address = allocateZeros(bytes)
  made.set(address, bytes)
  return address
}

/** Frees what `allocateForKernel` gave: its import `wamba.release`. */
export function releaseForKernel(address: number): void {
  if (made.delete(address >>> 0)) freeRaw(address >>> 0)
}

/** Where the array begins that an address lies in, or at the end of: a part of an array may be empty. */
function startOf(address: number, own: ReadonlyMap<number, number>): number | undefined {
  if (own.has(address)) return address
  for (const [start, bytes] of own) if (start <= address && address <= start + bytes) return start
  return undefined
}

/**
 * Runs a kernel that makes arrays. `run` asks for the blocks of those that outlive the call; the others are freed, also after
 * an error.
 */
export function withAllocations<T>(run: (keep: (address: number) => Block) => T): T {
  const outer = made
  const own = new Map<number, number>()
  const kept = new Map<number, Block>()
  const all = new Map<number, number>()
  made = own
  try {
    return run((address) => {
      for (const [start, bytes] of own) all.set(start, bytes)
      const start = startOf(address, all)
      if (start === undefined) throw new Error(`a kernel gave back an array at ${address}, where it made none`)
      const known = kept.get(start)
      if (known) return known
      const block = adoptBlock(start, all.get(start)!)
      own.delete(start)
      kept.set(start, block)
      return block
    })
  } finally {
    made = outer
    for (const address of own.keys()) freeRaw(address)
  }
}

/** An array that a kernel has made. */
export interface Made {
  readonly address: number
  readonly bytes: number
}

/** Runs a kernel for another thread: gives what it has made along with its value. After an error that is freed. */
export function collectAllocations<T>(run: () => T): { value: T; made: Made[] } {
  const outer = made
  const own = new Map<number, number>()
  made = own
  try {
    return { value: run(), made: Array.from(own, ([address, bytes]) => ({ address, bytes })) }
  } catch (error) {
    for (const address of own.keys()) freeRaw(address)
    throw error
  } finally {
    made = outer
  }
}

/** Counts what another thread has made for the kernel that is running as made here. */
export function takeOver(others: readonly Made[]): void {
  for (const { address, bytes } of others) made.set(address, bytes)
}

/** Frees what regions have made on this thread: those of a worker, whose results outlive no job. */
export function freeAllocations(): void {
  for (const address of made.keys()) freeRaw(address)
  made.clear()
}
