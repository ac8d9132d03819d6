import { allocateBlock, type Block, freeBlock } from './blocks.ts'

/** The arrays that the kernel which is running has made, by address. */
let made = new Map<number, Block>()

/** Fresh zeros for the kernel that is running: what its import `wamba.alloc` gives. @throws MemoryError */
export function allocateForKernel(bytes: number): number {
  const block = allocateBlock(bytes)
  if (block.used > 0) new Uint8Array(block.buffer, block.address, block.used).fill(0)
  made.set(block.address, block)
  return block.address
}

/**
 * Runs a kernel that makes arrays. `run` asks for the blocks of those that outlive the call; the others are freed, also after
 * an error.
 */
export function withAllocations<T>(run: (keep: (address: number) => Block) => T): T {
  const outer = made
  const own = new Map<number, Block>()
  const kept = new Set<Block>()
  made = own
  try {
    return run((address) => {
      const block = own.get(address)
      if (block === undefined) throw new Error(`a kernel gave back an array at ${address}, where it made none`)
      kept.add(block)
      return block
    })
  } finally {
    made = outer
    for (const block of own.values()) if (!kept.has(block)) freeBlock(block.buffer)
  }
}
