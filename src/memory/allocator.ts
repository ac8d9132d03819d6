/**
 * An allocator over a range of addresses: pure book-keeping, it never touches the memory itself.
 *
 * Free blocks lie in bins by size, four bins to each power of two (the "good fit" of TLSF, Masmano et al. 2004): a request
 * tries a few blocks of its own bin, then takes one of the first bin in which every block is large enough. It costs the same
 * however many blocks there are, and prefers a used block to the large untouched rest. Free neighbours are always merged.
 */

/** Blocks begin at cache lines, so that no two threads write one line, and every vector load is aligned. */
export const ALIGNMENT = 64

/** How many blocks of its own bin a request looks at before it turns to larger ones: arrays of one size are often reused. */
const FEW = 8

/** The bin of a block of `bytes`: four to each power of two. */
function binOf(bytes: number): number {
  const units = bytes / ALIGNMENT
  if (units < 4) return units
  const power = 31 - Math.clz32(units)
  return power * 4 + ((units >>> (power - 2)) & 3)
}

export class Allocator {
  readonly #start: number
  readonly #end: number
  readonly #bins: Set<number>[] = []
  /** Free blocks: start → bytes, and end → start to find a left neighbour. */
  readonly #freeBytes: Map<number, number> = new Map()
  readonly #freeByEnd: Map<number, number> = new Map()
  readonly #used: Map<number, number> = new Map()
  #usedBytes = 0
  #high: number

  /** Manages the addresses [start, end). Both are multiples of ALIGNMENT and `start` is not 0, which stands for failure. */
  constructor(start: number, end: number) {
    if (!(start > 0 && end > start && start % ALIGNMENT === 0 && end % ALIGNMENT === 0)) {
      throw new RangeError(
        `Got the range [${start}, ${end}); expected positive multiples of ${ALIGNMENT}, the end beyond the start.`,
      )
    }
    this.#start = start
    this.#end = end
    this.#high = start
    this.#addFree(start, end - start)
  }

  /** Bytes in allocated blocks, with rounding. */
  get usedBytes(): number {
    return this.#usedBytes
  }

  get capacity(): number {
    return this.#end - this.#start
  }

  /** All addresses from here on have never been handed out: memory there is still as the system gave it, zero. */
  get highWater(): number {
    return this.#high
  }

  /** The largest block that a request could get now. */
  get largestFree(): number {
    let largest = 0
    for (const bytes of this.#freeBytes.values()) if (bytes > largest) largest = bytes
    return largest
  }

  /** The address of a block of at least `bytes` (0 counts as 1), or 0 where no free block is large enough. */
  allocate(bytes: number): number {
    const size = Math.max(1, Math.ceil(bytes / ALIGNMENT)) * ALIGNMENT
    const start = this.#find(size)
    if (start === 0) return 0
    const found = this.#takeFree(start)
    if (found > size) this.#addFree(start + size, found - size)
    this.#used.set(start, size)
    this.#usedBytes += size
    if (start + size > this.#high) this.#high = start + size
    return start
  }

  /** Gives a block back. Returns its bytes, or 0 where no block begins at `address`. */
  free(address: number): number {
    const bytes = this.#used.get(address)
    if (bytes === undefined) return 0
    this.#used.delete(address)
    this.#usedBytes -= bytes
    let start = address
    let size = bytes
    const left = this.#freeByEnd.get(address)
    if (left !== undefined) {
      size += this.#takeFree(left)
      start = left
    }
    if (this.#freeBytes.has(address + bytes)) size += this.#takeFree(address + bytes)
    this.#addFree(start, size)
    return bytes
  }

  #find(size: number): number {
    const own = binOf(size)
    const near = this.#findIn(own, size, FEW)
    if (near !== 0) return near
    for (let bin = own + 1; bin < this.#bins.length; bin++) {
      for (const start of this.#bins[bin] ?? []) return start
    }
    return this.#findIn(own, size, Infinity)
  }

  /** Looks through a request's own bin, which holds blocks a little too small as well. */
  #findIn(bin: number, size: number, most: number): number {
    let looked = 0
    for (const start of this.#bins[bin] ?? []) {
      if (this.#freeBytes.get(start)! >= size) return start
      if (++looked >= most) break
    }
    return 0
  }

  #addFree(start: number, bytes: number): void {
    this.#freeBytes.set(start, bytes)
    this.#freeByEnd.set(start + bytes, start)
    const bin = binOf(bytes)
    this.#bins[bin] ??= new Set()
    this.#bins[bin].add(start)
  }

  #takeFree(start: number): number {
    const bytes = this.#freeBytes.get(start)!
    this.#freeBytes.delete(start)
    this.#freeByEnd.delete(start + bytes)
    this.#bins[binOf(bytes)].delete(start)
    return bytes
  }
}
