/**
 * An allocator over a range of addresses, used by all threads at once: its state lies in shared memory under a lock (`heap.ts`
 * draws it). Pure book-keeping: it never touches the memory that it hands out.
 *
 * Free blocks lie in bins by size, four bins to each power of two (the "good fit" of TLSF, Masmano et al. 2004): a request
 * tries a few blocks of its own bin, then takes one of the first bin in which every block is large enough. It costs the same
 * however many blocks there are, and prefers a used block to the large untouched rest. Free neighbours are always merged, so that a
 * request is refused only where no run of free bytes is long enough.
 *
 * Every word is logged before it is changed. Whoever finds the lock in the hands of a dead thread undoes what is logged: an
 * operation happens as a whole or not at all.
 */
import {
  AFTER,
  ALIGNMENT,
  BEFORE,
  BINS,
  BLOCKS,
  BUCKETS,
  END,
  FILLED,
  FIRST,
  HIGH,
  heapBytes,
  JOURNAL,
  JOURNAL_ENTRIES,
  LOCK,
  LOGGED,
  MOST,
  MOST_BINS,
  NEXT,
  NODE_WORDS,
  NODES,
  OWNER,
  PREV,
  SIZE,
  SPARE,
  START,
  tablesFor,
  USED,
} from './heap.ts'
import { OwnerLock } from './lock.ts'

/** How many blocks of its own bin a request looks at before it turns to larger ones: arrays of one size are often reused. */
const FEW = 8

/** The bin of a block of so many units: four to each power of two. */
function binOf(units: number): number {
  if (units < 4) return units
  const power = 31 - Math.clz32(units)
  return power * 4 + ((units >>> (power - 2)) & 3)
}

/** Overflows the stack here, and not in the middle of an operation. */
function reserveStack(frames: number): number {
  return frames === 0 ? 0 : reserveStack(frames - 1) + 1
}
const FRAMES = 24

export interface HeapFigures {
  /** Bytes in allocated blocks, with rounding. */
  readonly used: number
  readonly capacity: number
  readonly blocks: number
  /** The most blocks that there may be. */
  readonly mostBlocks: number
  /** The largest block that a request could get now. */
  readonly largestFree: number
}

export class Allocator {
  readonly #words: Int32Array
  readonly #lock: OwnerLock
  readonly #owner: number
  readonly #hashShift: number
  readonly #nodesAt: number
  /** Of the block that was allocated last: the first so many bytes may have been in use before, those after them never were. */
  dirtyBytes = 0

  /**
   * The allocator whose state lies in `words`, formatted before, as the thread `self` (not 0) uses it. Its blocks are marked with
   * `owner` (not 0).
   */
  constructor(words: Int32Array, self: number, owner: number = self) {
    const { buckets } = tablesFor((words[END] - words[START]) * ALIGNMENT)
    this.#words = words
    this.#owner = owner
    this.#lock = new OwnerLock(words, LOCK, self)
    this.#hashShift = Math.clz32(buckets) + 1
    this.#nodesAt = BUCKETS + buckets
  }

  /**
   * Writes the state of an allocator of the addresses [start, end) into `words`, which are zero. Both are multiples of ALIGNMENT and
   * `start` is not 0, which stands for failure.
   */
  static format(words: Int32Array, start: number, end: number): void {
    if (!(start > 0 && end > start && start % ALIGNMENT === 0 && end % ALIGNMENT === 0)) {
      throw new RangeError(
        `Got the range [${start}, ${end}); expected positive multiples of ${ALIGNMENT}, the end beyond the start.`,
      )
    }
    if (words.byteLength < heapBytes(end - start)) {
      throw new RangeError(`Got ${words.byteLength} bytes of state; expected ${heapBytes(end - start)}.`)
    }
    words[START] = start / ALIGNMENT
    words[END] = end / ALIGNMENT
    words[HIGH] = start / ALIGNMENT
    words[MOST] = tablesFor(end - start).nodes
    new Allocator(words, 1).#begin()
  }

  get capacity(): number {
    return (this.#words[END] - this.#words[START]) * ALIGNMENT
  }

  /** Bytes in allocated blocks, as of now. */
  get usedBytes(): number {
    return this.#words[USED] * ALIGNMENT
  }

  /** All addresses from here on have never been handed out: memory there is still as the system gave it, zero. */
  get highWater(): number {
    return this.#words[HIGH] * ALIGNMENT
  }

  figures(): HeapFigures {
    this.#enter()
    try {
      const words = this.#words
      return {
        used: this.usedBytes,
        capacity: this.capacity,
        blocks: words[BLOCKS],
        mostBlocks: words[MOST],
        largestFree: this.#largestFree() * ALIGNMENT,
      }
    } finally {
      this.#leave(true)
    }
  }

  /**
   * The address of a block of at least `bytes` (0 counts as 1), or 0 where no free block is large enough, or only the one behind all that is in
   * use and that is not to be `spread`.
   */
  allocate(bytes: number, spread = true): number {
    const size = Math.max(1, Math.ceil(bytes / ALIGNMENT))
    this.#enter()
    let done = false
    try {
      const first = this.#allocate(size, spread)
      done = true
      return first * ALIGNMENT
    } finally {
      this.#leave(done)
    }
  }

  /** Gives a block back. Returns its bytes, or 0 where no block begins at `address`. */
  free(address: number): number {
    this.#enter()
    let done = false
    try {
      const node = this.#nodeOf(address / ALIGNMENT)
      const size = node === 0 ? 0 : this.#free(node)
      done = true
      return size * ALIGNMENT
    } finally {
      this.#leave(done)
    }
  }

  /** Marks the block at `address` as this thread's. False where no block begins there. */
  adopt(address: number): boolean {
    this.#enter()
    try {
      const node = this.#nodeOf(address / ALIGNMENT)
      if (node !== 0) this.#words[this.#at(node) + OWNER] = this.#owner
      return node !== 0
    } finally {
      this.#leave(true)
    }
  }

  /** Frees all blocks marked with the owner, a thread that is gone. Returns their number. */
  freeAllOf(owner: number): number {
    const words = this.#words
    let freed = 0
    for (let node = 1; node <= words[NODES]; node++) {
      const at = this.#at(node)
      // A node that was merged with a neighbour has no owner, and new ones are not the dead thread's.
      if (words[at + OWNER] === owner && this.free(words[at + FIRST] * ALIGNMENT) > 0) freed++
    }
    return freed
  }

  /** The blocks from the start of the range to its end, free ones too: for tests. */
  *[Symbol.iterator](): Generator<{ address: number; bytes: number; owner: number }> {
    const words = this.#words
    let node = 1
    while (words[this.#at(node) + BEFORE] !== 0) node = words[this.#at(node) + BEFORE]
    for (; node !== 0; node = words[this.#at(node) + AFTER]) {
      const at = this.#at(node)
      yield { address: words[at + FIRST] * ALIGNMENT, bytes: words[at + SIZE] * ALIGNMENT, owner: words[at + OWNER] }
    }
  }

  #enter(): void {
    reserveStack(FRAMES)
    if (this.#lock.acquire()) this.#undo()
  }

  #leave(done: boolean): void {
    if (done) this.#words[LOGGED] = 0
    else this.#undo()
    this.#lock.release()
  }

  #undo(): void {
    const words = this.#words
    // An entry may be undone twice, by another thread, if this one dies here.
    while (words[LOGGED] > 0) {
      const entry = JOURNAL + 2 * (words[LOGGED] - 1)
      words[words[entry]] = words[entry + 1]
      words[LOGGED]--
    }
  }

  #set(index: number, value: number): void {
    const words = this.#words
    const count = words[LOGGED]
    if (count === JOURNAL_ENTRIES) throw new Error('The journal of the allocator is full.')
    const entry = JOURNAL + 2 * count
    words[entry] = index
    words[entry + 1] = words[index]
    words[LOGGED] = count + 1
    words[index] = value
  }

  #begin(): void {
    const words = this.#words
    this.#insert(this.#newNode(words[START], words[END] - words[START], 0, 0))
    words[LOGGED] = 0
  }

  #allocate(size: number, spread: boolean): number {
    const words = this.#words
    this.dirtyBytes = 0
    const node = size > words[END] - words[START] ? 0 : this.#find(size)
    if (node === 0) return 0
    const at = this.#at(node)
    if (!spread && words[at + AFTER] === 0) return 0
    const rest = words[at + SIZE] - size
    if (rest > 0 && words[SPARE] === 0 && words[NODES] === words[MOST]) return 0
    this.#remove(node)
    const first = words[at + FIRST]
    if (rest > 0) {
      this.#set(at + SIZE, size)
      this.#insert(this.#newNode(first + size, rest, node, words[at + AFTER]))
    }
    this.#set(at + OWNER, this.#owner)
    const bucket = this.#bucketOf(first)
    this.#set(at + NEXT, words[bucket])
    this.#set(bucket, node)
    this.#set(USED, words[USED] + size)
    this.#set(BLOCKS, words[BLOCKS] + 1)
    const high = words[HIGH]
    this.dirtyBytes = Math.min(size, Math.max(0, high - first)) * ALIGNMENT
    if (first + size > high) this.#set(HIGH, first + size)
    return first
  }

  #free(node: number): number {
    const words = this.#words
    const at = this.#at(node)
    const size = words[at + SIZE]
    this.#unlink(node)
    this.#set(USED, words[USED] - size)
    this.#set(BLOCKS, words[BLOCKS] - 1)
    this.#set(at + OWNER, 0)
    const before = words[at + BEFORE]
    const after = words[at + AFTER]
    let whole = node
    if (after !== 0 && words[this.#at(after) + OWNER] === 0) {
      this.#remove(after)
      this.#merge(node, after)
    }
    if (before !== 0 && words[this.#at(before) + OWNER] === 0) {
      this.#remove(before)
      this.#merge(before, node)
      whole = before
    }
    this.#insert(whole)
    return size
  }

  /** The block `right` becomes a part of its neighbour on the left. */
  #merge(left: number, right: number): void {
    const words = this.#words
    const l = this.#at(left)
    const r = this.#at(right)
    const after = words[r + AFTER]
    this.#set(l + SIZE, words[l + SIZE] + words[r + SIZE])
    this.#set(l + AFTER, after)
    if (after !== 0) this.#set(this.#at(after) + BEFORE, left)
    this.#set(r + SIZE, 0)
    this.#set(r + NEXT, words[SPARE])
    this.#set(SPARE, right)
  }

  #newNode(first: number, size: number, before: number, after: number): number {
    const words = this.#words
    let node = words[SPARE]
    if (node !== 0) this.#set(SPARE, words[this.#at(node) + NEXT])
    else {
      node = words[NODES] + 1
      this.#set(NODES, node)
    }
    const at = this.#at(node)
    this.#set(at + FIRST, first)
    this.#set(at + SIZE, size)
    this.#set(at + BEFORE, before)
    this.#set(at + AFTER, after)
    this.#set(at + OWNER, 0)
    if (before !== 0) this.#set(this.#at(before) + AFTER, node)
    if (after !== 0) this.#set(this.#at(after) + BEFORE, node)
    return node
  }

  /** The node of a free block of at least `size` units, or 0. */
  #find(size: number): number {
    const own = binOf(size)
    const near = this.#findIn(own, size, FEW)
    if (near !== 0) return near
    const larger = this.#filledFrom(own + 1)
    return larger >= 0 ? this.#words[BINS + larger] : this.#findIn(own, size, Infinity)
  }

  /** Looks through a request's own bin, which holds blocks a little too small as well. */
  #findIn(bin: number, size: number, most: number): number {
    const words = this.#words
    let looked = 0
    for (let node = words[BINS + bin]; node !== 0 && looked < most; node = words[this.#at(node) + NEXT], looked++) {
      if (words[this.#at(node) + SIZE] >= size) return node
    }
    return 0
  }

  /** The first bin from `bin` on that is not empty, or -1. */
  #filledFrom(bin: number): number {
    const words = this.#words
    let bits = words[FILLED + (bin >>> 5)] & (-1 << (bin & 31))
    for (let word = bin >>> 5; ; bits = words[FILLED + word]) {
      if (bits !== 0) return word * 32 + 31 - Math.clz32(bits & -bits)
      if (++word === MOST_BINS / 32) return -1
    }
  }

  #largestFree(): number {
    const words = this.#words
    let largest = 0
    for (let bin = MOST_BINS - 1; bin >= 0 && largest === 0; bin--) {
      for (let node = words[BINS + bin]; node !== 0; node = words[this.#at(node) + NEXT]) {
        largest = Math.max(largest, words[this.#at(node) + SIZE])
      }
    }
    return largest
  }

  #insert(node: number): void {
    const words = this.#words
    const at = this.#at(node)
    const bin = binOf(words[at + SIZE])
    const next = words[BINS + bin]
    this.#set(at + NEXT, next)
    this.#set(at + PREV, 0)
    if (next !== 0) this.#set(this.#at(next) + PREV, node)
    else this.#set(FILLED + (bin >>> 5), words[FILLED + (bin >>> 5)] | (1 << (bin & 31)))
    this.#set(BINS + bin, node)
  }

  #remove(node: number): void {
    const words = this.#words
    const at = this.#at(node)
    const next = words[at + NEXT]
    const prev = words[at + PREV]
    if (next !== 0) this.#set(this.#at(next) + PREV, prev)
    if (prev !== 0) {
      this.#set(this.#at(prev) + NEXT, next)
      return
    }
    const bin = binOf(words[at + SIZE])
    this.#set(BINS + bin, next)
    if (next === 0) this.#set(FILLED + (bin >>> 5), words[FILLED + (bin >>> 5)] & ~(1 << (bin & 31)))
  }

  /** The node of the allocated block that begins at a unit, or 0. */
  #nodeOf(first: number): number {
    const words = this.#words
    let node = Number.isInteger(first) ? words[this.#bucketOf(first)] : 0
    while (node !== 0 && words[this.#at(node) + FIRST] !== first) node = words[this.#at(node) + NEXT]
    return node
  }

  /** Takes an allocated node out of its bucket. */
  #unlink(node: number): void {
    const words = this.#words
    let link = this.#bucketOf(words[this.#at(node) + FIRST])
    while (words[link] !== node) link = this.#at(words[link]) + NEXT
    this.#set(link, words[this.#at(node) + NEXT])
  }

  #bucketOf(first: number): number {
    return BUCKETS + (Math.imul(first, 0x9e3779b1) >>> this.#hashShift)
  }

  #at(node: number): number {
    return this.#nodesAt + node * NODE_WORDS
  }
}
