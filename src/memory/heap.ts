/**
 * The allocator's state, as it lies in shared memory: int32 words, read and written under the lock in the first of them.
 *
 *     word 0    LOCK      see lock.ts
 *          3    LOGGED    entries of the journal: changes of the operation that is under way
 *          4    SPARE     first node that was given back, 0 for none; linked by NEXT
 *          5    NODES     nodes that were ever in use
 *          6    USED      units in allocated blocks
 *          7    BLOCKS    allocated blocks
 *          8    HIGH      all units from here on were never allocated
 *          9    START     the range: units [START, END)
 *          10   END
 *          11   MOST      the number of nodes there is room for; node 0 is none
 *          12   FILLED    four words: one bit for each bin that is not empty
 *          16   JOURNAL   pairs: index of a word, its value before
 *          144  BINS      per bin: its first free node, 0 for none; linked by NEXT and PREV
 *          272  BUCKETS   per hash of an address: its first allocated node; linked by NEXT
 *          …    nodes     NODE_WORDS each
 *
 *     node +0   FIRST     its first unit
 *          +1   SIZE      units
 *          +2   BEFORE    the node of the units before it, 0 at the start of the range
 *          +3   AFTER     the node of the units after it, 0 at the end
 *          +4   OWNER     the thread that allocated it; 0: free
 *          +5   NEXT
 *          +6   PREV
 *
 * A unit is 64 bytes. Nodes tile the range, and no two neighbours are both free.
 */
import { LOCK_WORDS } from './lock.ts'

/** Blocks begin at cache lines, so that no two threads write one line, and every vector load is aligned. */
export const ALIGNMENT = 64

export const LOCK = 0
export const LOGGED: number = LOCK + LOCK_WORDS
export const SPARE = 4
export const NODES = 5
export const USED = 6
export const BLOCKS = 7
export const HIGH = 8
export const START = 9
export const END = 10
export const MOST = 11
export const FILLED = 12
export const JOURNAL = 16
export const JOURNAL_ENTRIES = 64
export const BINS: number = JOURNAL + 2 * JOURNAL_ENTRIES
export const MOST_BINS = 128
export const BUCKETS: number = BINS + MOST_BINS

export const NODE_WORDS = 8
export const FIRST = 0
export const SIZE = 1
export const BEFORE = 2
export const AFTER = 3
export const OWNER = 4
export const NEXT = 5
export const PREV = 6

/** One block for so many bytes: tables of two per cent, of which only what is used becomes resident. */
const BYTES_A_NODE = 2048

/** The number of nodes and of buckets (a power of two) for a range of `bytes`. */
export function tablesFor(bytes: number): { nodes: number; buckets: number } {
  const nodes = Math.max(64, Math.floor(bytes / BYTES_A_NODE))
  return { nodes, buckets: 2 ** Math.floor(Math.log2(nodes / 2)) }
}

/** Bytes of the state for a range of `bytes`, in whole units. */
export function heapBytes(bytes: number): number {
  const { nodes, buckets } = tablesFor(bytes)
  return Math.ceil((4 * (BUCKETS + buckets + (nodes + 1) * NODE_WORDS)) / ALIGNMENT) * ALIGNMENT
}
