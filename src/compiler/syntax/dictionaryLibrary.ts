/**
 * Maps and Sets of numbers, written as the kernels that they stand for. `head` holds how many keys there are, how many were ever added, and a
 * bucket for each power of two of hashes: the number of the last key added to it, counted from 1, or 0. `next` leads from a key to the one
 * before it in its bucket, or is -1 where that key was deleted. Keys and values stand in the order in which they were added. There is room
 * for as many keys as there are buckets.
 */
interface List {
  [index: number]: number
  readonly length: number
}

/** The names that the texts below call each other by. */
declare const hashed: (x: number) => number
declare const dictionaryFind: (head: List, next: List, keys: List, x: number) => number
declare const dictionaryInsert: (head: List, next: List, keys: List, x: number) => number
declare const dictionaryClear: (head: List) => void

export const dictionaryFunctions = {
  hashed(x: number): number {
    // The bits above 32, which the first of the two leaves out.
    const y = Math.abs(x) < 4294967296 ? x : x * 2.3283064365386963e-10
    const h = Math.imul((y | 0) ^ Math.imul((y * 4294967296) | 0, 0x85ebca6b), 0x9e3779b1)
    return h ^ (h >>> 16)
  },

  dictionaryFind(head: List, next: List, keys: List, x: number): number {
    let i = head[2 + (hashed(x) & (head.length - 3))]
    while (i > 0) {
      const key = keys[i - 1]
      if (key === x || (Number.isNaN(key) && Number.isNaN(x))) break
      i = next[i - 1]
    }
    return i - 1
  },

  dictionaryGet(head: List, next: List, keys: List, values: List, x: number): number | undefined {
    const at = dictionaryFind(head, next, keys, x)
    if (at >= 0) return values[at]
    return undefined
  },

  dictionaryInsert(head: List, next: List, keys: List, x: number): number {
    const at = head[1]
    const bucket = 2 + (hashed(x) & (head.length - 3))
    // -0 becomes 0.
    keys[at] = x + 0
    next[at] = head[bucket]
    head[bucket] = at + 1
    head[0] += 1
    head[1] = at + 1
    return at
  },

  dictionaryMove(head: List, next: List, keys: List, toHead: List, toNext: List, toKeys: List): void {
    const count = head[1]
    toHead[0] = head[0]
    toHead[1] = count
    for (let i = 0; i < count; i++) {
      const key = keys[i]
      toKeys[i] = key
      if (next[i] < 0) toNext[i] = -1
      else {
        const bucket = 2 + (hashed(key) & (toHead.length - 3))
        toNext[i] = toHead[bucket]
        toHead[bucket] = i + 1
      }
    }
  },

  /** Leaves out what was deleted, in place. */
  dictionaryCompact(head: List, next: List, keys: List): void {
    const count = head[1]
    dictionaryClear(head)
    for (let i = 0; i < count; i++) if (next[i] >= 0) dictionaryInsert(head, next, keys, keys[i])
  },

  /** The same of the values, before that. */
  dictionaryCompactValues(head: List, next: List, values: List): void {
    for (let i = 0, at = 0; i < head[1]; i++)
      if (next[i] >= 0) {
        values[at] = values[i]
        at++
      }
  },

  dictionaryCopy(from: List, to: List): void {
    for (let i = 0; i < from.length; i++) to[i] = from[i]
  },

  dictionaryFull(): void {
    throw new RangeError('a Map or Set that functions which call themselves change has too many keys: 131,072')
  },

  dictionaryDelete(head: List, next: List, keys: List, x: number): boolean {
    const bucket = 2 + (hashed(x) & (head.length - 3))
    let after = 0
    let i = head[bucket]
    while (i > 0) {
      const key = keys[i - 1]
      if (key === x || (Number.isNaN(key) && Number.isNaN(x))) break
      after = i
      i = next[i - 1]
    }
    if (i === 0) return false
    if (after === 0) head[bucket] = next[i - 1]
    else next[after - 1] = next[i - 1]
    next[i - 1] = -1
    head[0] -= 1
    return true
  },

  dictionaryClear(head: List): void {
    for (let b = 2; b < head.length; b++) head[b] = 0
    head[0] = 0
    head[1] = 0
  },

  dictionaryElements(head: List, next: List, from: List, to: List): void {
    for (let i = 0, at = 0; i < head[1]; i++)
      if (next[i] >= 0) {
        to[at] = from[i]
        at++
      }
  },
} as const

/** The functions that each of them calls. */
export const dictionaryCalls: Readonly<Record<string, readonly (keyof typeof dictionaryFunctions)[]>> = {
  dictionaryFind: ['hashed'],
  dictionaryGet: ['dictionaryFind'],
  dictionaryInsert: ['hashed'],
  dictionaryMove: ['hashed'],
  dictionaryCompact: ['dictionaryClear', 'dictionaryInsert'],
  dictionaryDelete: ['hashed'],
}
