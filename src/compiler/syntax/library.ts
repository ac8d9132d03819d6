/**
 * Methods of arrays, written as the kernels that they stand for: each is read from its own text and written out where it is called, like a
 * helper of the user's. So types, ranges and bounds are found as for any other loop.
 */
import { SourceText } from '../../base/source.ts'
import type { Helper } from './bindings.ts'
import { dictionaryCalls, dictionaryFunctions } from './dictionaryLibrary.ts'
import { parseFunction } from './parse.ts'
import type { Scope } from './scope.ts'

interface Elements {
  [index: number]: number
  readonly length: number
  slice(start?: number, end?: number): Elements
}
interface List extends Elements {
  length: number
  push(x: number): number
}
type Test = (element: number, index: number, array: Elements) => boolean
type Map = (element: number, index: number, array: Elements) => number
type Compare = (a: number, b: number) => number
type Combine = (total: number, element: number, index: number, array: Elements) => number

// A callback that makes a list longer does not make it run on.
const functions = {
  indexOf(a: Elements, x: number, from: number): number {
    for (let i = from; i < a.length; i++) if (a[i] === x) return i
    return -1
  },

  lastIndexOf(a: Elements, x: number, count: number): number {
    for (let i = count - 1; i >= 0; i--) if (a[i] === x) return i
    return -1
  },

  includes(a: Elements, x: number, from: number): boolean {
    // NaN is found, too.
    for (let i = from; i < a.length; i++) if (a[i] === x || (Number.isNaN(a[i]) && Number.isNaN(x))) return true
    return false
  },

  find(a: Elements, test: Test): number | undefined {
    for (let i = 0, n = a.length; i < n; i++) {
      const x = a[i]
      if (test(x, i, a)) return x
    }
    return undefined
  },

  findLast(a: Elements, test: Test): number | undefined {
    for (let i = a.length - 1; i >= 0; i--) {
      const x = a[i]
      if (test(x, i, a)) return x
    }
    return undefined
  },

  findIndex(a: Elements, test: Test): number {
    for (let i = 0, n = a.length; i < n; i++) if (test(a[i], i, a)) return i
    return -1
  },

  findLastIndex(a: Elements, test: Test): number {
    for (let i = a.length - 1; i >= 0; i--) if (test(a[i], i, a)) return i
    return -1
  },

  every(a: Elements, test: Test): boolean {
    for (let i = 0, n = a.length; i < n; i++) if (!test(a[i], i, a)) return false
    return true
  },

  some(a: Elements, test: Test): boolean {
    for (let i = 0, n = a.length; i < n; i++) if (test(a[i], i, a)) return true
    return false
  },

  filter(a: Elements, test: Test): Elements {
    const kept = a.slice()
    let count = 0
    for (let i = 0, n = a.length; i < n; i++) {
      const x = a[i]
      if (test(x, i, a)) kept[count++] = x
    }
    return kept.slice(0, count)
  },

  reduceFirst(a: Elements, combine: Combine): number {
    if (a.length === 0) throw new TypeError('Reduce of empty array with no initial value')
    let total = a[0]
    for (let i = 1, n = a.length; i < n; i++) total = combine(total, a[i], i, a)
    return total
  },

  forEach(a: Elements, each: (element: number, index: number, array: Elements) => void): void {
    for (let i = 0, n = a.length; i < n; i++) each(a[i], i, a)
  },

  mapInto(a: Elements, each: Map, out: Elements): void {
    for (let i = 0, n = a.length; i < n; i++) out[i] = each(a[i], i, a)
  },

  reduce(a: Elements, combine: Combine, first: number): number {
    let total = first
    for (let i = 0, n = a.length; i < n; i++) total = combine(total, a[i], i, a)
    return total
  },

  reduceRight(a: Elements, combine: Combine, first: number): number {
    let total = first
    for (let i = a.length - 1; i >= 0; i--) total = combine(total, a[i], i, a)
    return total
  },

  reduceLast(a: Elements, combine: Combine): number {
    if (a.length === 0) throw new TypeError('Reduce of empty array with no initial value')
    let total = a[a.length - 1]
    for (let i = a.length - 2; i >= 0; i--) total = combine(total, a[i], i, a)
    return total
  },

  reverse(a: Elements): Elements {
    for (let i = 0, j = a.length - 1; i < j; i++, j--) {
      const x = a[i]
      a[i] = a[j]
      a[j] = x
    }
    return a
  },

  unshift(a: List, x: number): number {
    a.push(x)
    for (let i = a.length - 1; i > 0; i--) a[i] = a[i - 1]
    a[0] = x
    return a.length
  },

  /** Puts an element before the one at an index. */
  insert(a: List, at: number, x: number): void {
    a.push(x)
    for (let i = a.length - 1; i > at; i--) a[i] = a[i - 1]
    a[at] = x
  },

  remove(a: List, start: number, count: number): void {
    for (let i = start + count; i < a.length; i++) a[i - count] = a[i]
    a.length = a.length - count
  },

  copyWithin(a: Elements, target: number, start: number, end: number): Elements {
    const count = Math.min(end - start, a.length - target)
    if (start < target) for (let i = count - 1; i >= 0; i--) a[target + i] = a[start + i]
    else for (let i = 0; i < count; i++) a[target + i] = a[start + i]
    return a
  },

  /**
   * By value: -0 before 0, and NaN last. In place, by quicksort with the middle of three; what it divides badly too often is a heap. Nobody can
   * tell equal numbers apart, but for zeros, which are put in order at the end.
   */
  sort(a: Elements): Elements {
    let n = a.length
    for (let i = n - 1; i >= 0; i--) {
      const x = a[i]
      if (Number.isNaN(x)) {
        n--
        a[i] = a[n]
        a[n] = x
      }
    }
    const stack = new Int32Array(192)
    let top = 0
    let low = 0
    let high = n - 1
    let budget = 2 * (32 - Math.clz32(n))
    for (;;) {
      if (high - low < 16) {
        for (let i = low + 1; i <= high; i++) {
          const x = a[i]
          let j = i - 1
          while (j >= low && a[j] > x) {
            a[j + 1] = a[j]
            j--
          }
          a[j + 1] = x
        }
        if (top === 0) break
        low = stack[top - 3]
        high = stack[top - 2]
        budget = stack[top - 1]
        top -= 3
      } else if (budget === 0) {
        const count = high - low + 1
        for (let end = count + (count >> 1) - 1; end >= 0; end--) {
          // The first half of the turns makes the heap, the others take its greatest.
          let root = end - count
          let last = count
          if (root < 0) {
            root = 0
            last = end
            const x = a[low]
            a[low] = a[low + end]
            a[low + end] = x
          }
          const x = a[low + root]
          while (2 * root + 1 < last) {
            let child = 2 * root + 1
            if (child + 1 < last && a[low + child] < a[low + child + 1]) child++
            if (a[low + child] <= x) break
            a[low + root] = a[low + child]
            root = child
          }
          a[low + root] = x
        }
        budget = 1
        low = high
      } else {
        const middle = low + ((high - low) >> 1)
        const x = a[low]
        const y = a[middle]
        const z = a[high]
        // The middle one of the three.
        let pivot = y
        if ((y <= x && x <= z) || (z <= x && x <= y)) pivot = x
        else if ((x <= z && z <= y) || (y <= z && z <= x)) pivot = z
        let i = low
        let j = high
        while (i <= j) {
          while (a[i] < pivot) i++
          while (a[j] > pivot) j--
          if (i <= j) {
            const t = a[i]
            a[i] = a[j]
            a[j] = t
            i++
            j--
          }
        }
        budget--
        // The longer part waits, so that there are few at once.
        if (j - low < high - i) {
          stack[top] = i
          stack[top + 1] = high
          high = j
        } else {
          stack[top] = low
          stack[top + 1] = j
          low = i
        }
        stack[top + 2] = budget
        top += 3
      }
    }
    // Of BigInts, too.
    let negative = 0
    while (negative < n && Number(a[negative]) < 0) negative++
    for (let i = negative; i < n && Number(a[i]) === 0; i++) {
      const x = a[i]
      if (1 / Number(x) < 0) {
        a[i] = a[negative]
        a[negative] = x
        negative++
      }
    }
    return a
  },

  /** Stable. */
  sortBy(a: Elements, compare: Compare): Elements {
    return functions.merged(a, (y, x) => compare(y, x) > 0)
  },

  /** Records, whose values lie side by side in `memory`. Stable. */
  sortRecords(a: Elements, compare: Compare, order: Elements, memory: Elements): void {
    const n = order.length
    for (let i = 0; i < n; i++) order[i] = i
    functions.merged(order, (y, x) => compare(a[y], a[x]) > 0)
    if (n === 0) return
    const width = memory.length / n
    const old = memory.slice()
    for (let i = 0; i < n; i++) for (let k = 0; k < width; k++) memory[i * width + k] = old[order[i] * width + k]
  },

  /** Runs of 16 are put in order by insertion and then merged: where neither goes after the other they stay as they are. */
  merged(a: Elements, goesAfter: (y: number, x: number) => boolean): Elements {
    const n = a.length
    for (let begin = 0; begin < n; begin += 16) {
      const end = Math.min(begin + 16, n)
      for (let i = begin + 1; i < end; i++) {
        const x = a[i]
        let j = i
        while (j > begin) {
          const y = a[j - 1]
          if (!goesAfter(y, x)) break
          a[j] = y
          j--
        }
        a[j] = x
      }
    }
    if (n > 16) {
      const left = a.slice()
      for (let width = 16; width < n; width *= 2)
        for (let begin = 0; begin + width < n; begin += 2 * width) {
          const middle = begin + width
          const end = Math.min(middle + width, n)
          if (!goesAfter(a[middle - 1], a[middle])) continue
          for (let i = 0; i < width; i++) left[i] = a[begin + i]
          let i = 0
          let j = middle
          let k = begin
          while (i < width && j < end) {
            const y = left[i]
            const x = a[j]
            if (goesAfter(y, x)) {
              a[k] = x
              j++
            } else {
              a[k] = y
              i++
            }
            k++
          }
          while (i < width) {
            a[k] = left[i]
            i++
            k++
          }
        }
    }
    return a
  },
  /** A row without elements, by its number: each has three fields in `meta`, its beginning, its length, and its room in `pool`. */
  rowNew(meta: List, pool: List): number {
    const row = (meta.length / 3) | 0
    meta.push(pool.length)
    meta.push(0)
    meta.push(0)
    return row
  },

  rowPush(meta: List, pool: List, row: number, x: number): void {
    const start = meta[3 * row]
    const count = meta[3 * row + 1]
    if (count === meta[3 * row + 2]) {
      if (start + count === pool.length) {
        pool.push(0)
        meta[3 * row + 2] = count + 1
      } else {
        const moved = pool.length
        const room = 2 * count + 4
        for (let i = 0; i < room; i++) pool.push(0)
        for (let i = 0; i < count; i++) pool[moved + i] = pool[start + i]
        meta[3 * row] = moved
        meta[3 * row + 2] = room
      }
    }
    pool[meta[3 * row] + count] = x
    meta[3 * row + 1] = count + 1
  },

  /** The same in arrays of one length, of which `meta` says first how many rows there are, and how much of the pool is theirs. */
  rowNewFixed(meta: List, _pool: List): number {
    const row = meta[0] + 1
    if (3 * row + 2 >= meta.length) throw new RangeError('functions that call themselves made too many arrays: 131,072')
    meta[0] = row
    meta[3 * row] = meta[1]
    meta[3 * row + 1] = 0
    meta[3 * row + 2] = 0
    return row
  },

  rowPushFixed(meta: List, pool: List, row: number, x: number): void {
    const start = meta[3 * row]
    const count = meta[3 * row + 1]
    if (count === meta[3 * row + 2]) {
      const end = meta[1]
      const last = start + count === end
      const room = last ? 1 : 2 * count + 4
      if (end + room > pool.length)
        throw new RangeError('lists that functions which call themselves make longer have too many elements: 1,048,576')
      meta[1] = end + room
      if (last) meta[3 * row + 2] = count + 1
      else {
        for (let i = 0; i < count; i++) pool[end + i] = pool[start + i]
        meta[3 * row] = end
        meta[3 * row + 2] = room
      }
    }
    pool[meta[3 * row] + count] = x
    meta[3 * row + 1] = count + 1
  },

  rowShorten(meta: List, _pool: List, row: number, count: number): void {
    if (!(count >= 0 && count <= meta[3 * row + 1])) throw new RangeError('the length of a row can only become less')
    meta[3 * row + 1] = count
  },

  rowShift(meta: List, _pool: List, row: number, by: number): void {
    meta[3 * row] += by
    meta[3 * row + 1] -= by
    meta[3 * row + 2] -= by
  },
} as const

export type LibraryName = keyof typeof functions | keyof typeof dictionaryFunctions

/** A method of the library as a helper. Each has a text of its own, as one may be called within a function that another is given. */
export function libraryHelper(name: LibraryName): Helper {
  const source = textOf(name)
  return { name, node: parseFunction(source), source, scope: scopeOf(name), names: undefined, call: undefined }
}

/** The functions of the library that one calls. */
function scopeOf(name: LibraryName): Scope {
  const called: readonly LibraryName[] = name.startsWith('sort') ? ['merged'] : (dictionaryCalls[name] ?? [])
  return Object.fromEntries(called.map((each) => [each, { name: each, source: textOf(each), scope: scopeOf(each) }]))
}

function textOf(name: LibraryName): SourceText {
  return new SourceText({ ...functions, ...dictionaryFunctions }[name].toString(), () => ({
    file: `wamba’s ${name}`,
    line: 1,
    column: 1,
  }))
}
