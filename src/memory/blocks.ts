/**
 * Blocks of the shared memory and their lifetimes.
 *
 * A block that users see has a handle: a `SharedArrayBuffer` object of its own over the whole memory. Every view of the block,
 * and every view made from one, holds the handle, so the block is free for reuse when the handle is garbage.
 */
import { threadId } from 'node:worker_threads'
import { MemoryError } from '../base/errors.ts'
import { Allocator, type HeapFigures } from './allocator.ts'
import { ALIGNMENT, END, heapBytes } from './heap.ts'
import type { BlockState, Life } from './life.ts'
import { sharedMemory } from './memory.ts'
import { collectGarbage } from './reclaim.ts'
import { enterScope, leaveScope } from './scope.ts'
import { thisThread } from './thread.ts'

/** The allocator's state lies here. Addresses below are never handed out: 0 is "no address", and a stray small one hits nothing. */
const HEAP_AT = 65536
/** Collect before the process holds this much more than lives, for the collector does not see how large the blocks are. */
const SLACK_BYTES = 256 * 2 ** 20
/** The same before what is in use spreads further: the system does not get back what was touched. V8 allows as much outside of its heap. */
const SPREAD_BYTES = 64 * 2 ** 20
/** The same for the number of blocks: V8 keeps every handle that was made in one synchronous loop, and its own collections slow down. */
const SLACK_BLOCKS = 4096

/** A block with a handle. */
export interface Block {
  /** Spans the whole memory: `new Float64Array(buffer, address, n)` is an array in the block. */
  readonly buffer: SharedArrayBuffer
  readonly address: number
  /** The size that was asked for. */
  readonly bytes: number
  /** The first so many bytes may hold anything; those after them were never used, and are zero. */
  readonly used: number
}

let allocator: Allocator | undefined
/** The blocks with a handle in this thread. */
const lives = new Map<number, Life>()
const lifeOf = new WeakMap<ArrayBufferLike, Life>()
const registry = new FinalizationRegistry<Life>(end)
let collections = 0
/** In blocks that were taken since the last collection and have not ended. */
let bytesSinceCollection = 0
let blocksSinceCollection = 0
/** What lived at the last collection and has not ended. */
let aliveAtCollection = 0
let blocksAtCollection = 0

/** The one allocator. The thread that reserved the memory formats its state, before it starts others. */
function theAllocator(): Allocator {
  if (allocator === undefined) {
    const { buffer } = sharedMemory()
    const bytes = heapBytes(buffer.byteLength)
    const words = new Int32Array(buffer, HEAP_AT, bytes / 4)
    // Lanes read whole vectors, of which the last may lie beyond an array's end.
    if (words[END] === 0) Allocator.format(words, HEAP_AT + bytes, buffer.byteLength - ALIGNMENT)
    allocator = new Allocator(words, thisThread(), ownerOf(threadId))
  }
  return allocator
}

/** Takes a block out of all books and gives it back to the allocator. */
function end(life: Life): void {
  if (life.freed) return
  life.freed = true
  leaveScope(life)
  lives.delete(life.address)
  if (life.collection === collections) bytesSinceCollection -= life.bytes
  else {
    aliveAtCollection -= life.bytes
    blocksAtCollection--
  }
  if (life.holds === 0) theAllocator().free(life.address)
}

/** Frees every block whose handle is garbage, now. */
function reclaim(): void {
  collectGarbage()
  for (const life of lives.values()) {
    if (life.handle.deref() !== undefined) continue
    registry.unregister(life)
    end(life)
  }
  collections++
  bytesSinceCollection = 0
  blocksSinceCollection = 0
  aliveAtCollection = theAllocator().usedBytes
  blocksAtCollection = lives.size
}

/** Whether the blocks taken since the last collection outweigh what lived then, so that its cost is small beside theirs. */
function collectionIsDue(): boolean {
  return (
    bytesSinceCollection > Math.max(SLACK_BYTES, aliveAtCollection) ||
    blocksSinceCollection > Math.max(SLACK_BLOCKS, blocksAtCollection)
  )
}

function mebibytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`
}

function exhausted(requested: number): MemoryError {
  const { used, capacity, largestFree, blocks, mostBlocks } = theAllocator().figures()
  if (requested > capacity) {
    return new MemoryError(
      `Got a request for ${mebibytes(requested)} of shared memory; expected at most ${mebibytes(capacity)}, which is all there is ` +
        '(32-bit addresses reach 4 GiB). Use a smaller dtype such as float32, or work through the data in pieces.',
      { requested, used, largestFree, capacity },
    )
  }
  return new MemoryError(
    `Got a request for ${mebibytes(requested)} of shared memory; ${mebibytes(used)} of ${mebibytes(capacity)} are in use ` +
      (blocks >= mostBlocks - 1 ? `by ${blocks} blocks, as many as there can be, ` : '') +
      `and the largest free block has ${mebibytes(largestFree)}. Let go of arrays that are no longer needed (free(array) does it at ` +
      'once, tidy(fn) for all that a function makes), use a smaller dtype such as float32, or work through the data in pieces.',
    { requested, used, largestFree, capacity },
  )
}

function take(bytes: number): number {
  if (!(Number.isSafeInteger(bytes) && bytes >= 0)) {
    throw new RangeError(`Got a block of ${bytes} bytes; expected a whole number, 0 or more.`)
  }
  const from = theAllocator()
  let address = 0
  if (bytes <= from.capacity) {
    if (collectionIsDue()) reclaim()
    address = from.allocate(bytes, bytesSinceCollection <= Math.max(SPREAD_BYTES, aliveAtCollection))
    if (address === 0) {
      reclaim()
      address = from.allocate(bytes)
    }
  }
  if (address === 0) throw exhausted(bytes)
  return address
}

/**
 * A block of at least `bytes`, aligned to 64. Its contents are whatever was there before.
 *
 * @throws MemoryError where even a collection does not make room for it.
 */
export function allocateBlock(bytes: number): Block {
  const address = take(bytes)
  return handleOf(address, bytes, Math.min(bytes, theAllocator().dirtyBytes))
}

/**
 * Gives a block without a handle one, from this thread's on: for what a kernel has made, here or in a worker. The block ends with the
 * handle, and `freeRaw` takes it no more.
 *
 * @throws MemoryError where no such block begins at the address.
 */
export function adoptBlock(address: number, bytes: number): Block {
  if (lives.has(address) || !theAllocator().adopt(address)) throw notRaw(address)
  return handleOf(address, bytes, bytes)
}

function handleOf(address: number, bytes: number, used: number): Block {
  bytesSinceCollection += bytes
  blocksSinceCollection++
  const buffer = structuredClone(sharedMemory().buffer) as SharedArrayBuffer
  const handle = new WeakRef(buffer)
  const life: Life = { handle, address, bytes, collection: collections, freed: false, holds: 0, scope: undefined }
  lives.set(address, life)
  lifeOf.set(buffer, life)
  registry.register(buffer, life, life)
  enterScope(life)
  return { buffer, address, bytes, used }
}

/**
 * Frees the block of a handle at once. JavaScript reads through views that are left cannot be guarded: they see whatever the
 * memory is used for next.
 *
 * @throws MemoryError if it is no handle, or was freed before.
 */
export function freeBlock(buffer: ArrayBufferLike): void {
  const life = lifeOf.get(buffer)
  if (life === undefined) {
    throw new MemoryError(
      'Got an array outside the shared memory; expected one made by zeros, empty, asarray, …. Other arrays need no free.',
    )
  }
  if (life.freed)
    throw new MemoryError('Got an array that was freed before; expected one in use. Free an array only once.')
  endLife(life)
}

/** Frees a block that is in use. */
export function endLife(life: Life): void {
  registry.unregister(life)
  end(life)
}

/** Keeps the memory of a handle's block from being used for anything else, even if it is freed, until what this gives is called. */
export function holdBlock(buffer: ArrayBufferLike): () => void {
  const life = lifeOf.get(buffer)
  if (life === undefined) return () => {}
  life.holds++
  return () => {
    if (--life.holds === 0 && life.freed) theAllocator().free(life.address)
  }
}

/** The state of the block whose handle `buffer` is, or undefined for any other buffer. */
export function blockState(buffer: ArrayBufferLike): BlockState | undefined {
  return lifeOf.get(buffer)
}

/**
 * The address of a block without a handle, which lives until `freeRaw`: frames, scratch, partials, modules.
 *
 * @throws MemoryError where even a collection does not make room for it.
 */
export function allocateRaw(bytes: number): number {
  return take(bytes)
}

/** The same, all zeros. */
export function allocateZeros(bytes: number): number {
  const address = take(bytes)
  const dirty = Math.min(bytes, theAllocator().dirtyBytes)
  if (dirty > 0) new Uint8Array(sharedMemory().buffer, address, dirty).fill(0)
  return address
}

function notRaw(address: number): MemoryError {
  return new MemoryError(`Got the address ${address}; expected one from allocateRaw that was not freed before.`)
}

/** Frees a block of `allocateRaw`. Any thread may. */
export function freeRaw(address: number): void {
  if (lives.has(address) || theAllocator().free(address) === 0) throw notRaw(address)
}

/** How blocks are marked as a thread's. */
function ownerOf(threadId: number): number {
  return threadId + 1
}

/** Frees what a thread that is gone, by Node's id, has allocated and nobody adopted. */
export function freeBlocksOf(threadId: number): void {
  theAllocator().freeAllOf(ownerOf(threadId))
}

/** Bytes of shared memory in use and in all, the largest block that is free, and the number of arrays that this thread has. */
export function memoryInfo(): Pick<HeapFigures, 'used' | 'capacity' | 'largestFree'> & { arrays: number } {
  const { used, capacity, largestFree } = theAllocator().figures()
  return { used, capacity, largestFree, arrays: lives.size }
}
