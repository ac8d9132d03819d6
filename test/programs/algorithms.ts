import { prange } from 'wamba'
import { type Program, uniform, whole } from './program.ts'

export const programs: Program[] = [
  {
    title: 'n queens by bits, with a stack for the recursion',
    fn: (n: number) => {
      const full = (1 << n) - 1
      const cols = new Int32Array(n + 1)
      const left = new Int32Array(n + 1)
      const right = new Int32Array(n + 1)
      const free = new Int32Array(n + 1)
      let row = 0
      let count = 0
      free[0] = full
      while (row >= 0) {
        if (free[row] === 0) {
          row--
          continue
        }
        const bit = free[row] & -free[row]
        free[row] ^= bit
        if (row === n - 1) {
          count++
          continue
        }
        cols[row + 1] = cols[row] | bit
        left[row + 1] = (left[row] | bit) << 1
        right[row + 1] = (right[row] | bit) >> 1
        row++
        free[row] = full & ~(cols[row] | left[row] | right[row])
      }
      return count
    },
    args: () => [7],
  },
  {
    title: 'sieve of Eratosthenes, the primes in an array of their own',
    fn: (limit: number) => {
      const composite = new Uint8Array(limit + 1)
      let count = 0
      for (let i = 2; i <= limit; i++) {
        if (composite[i]) continue
        count++
        for (let j = i * i; j <= limit; j += i) composite[j] = 1
      }
      const primes = new Uint32Array(count)
      for (let i = 2, k = 0; i <= limit; i++) if (!composite[i]) primes[k++] = i
      return primes
    },
    args: () => [200],
  },
  {
    title: 'edit distance of two texts as codes',
    fn: (a: Uint16Array, b: Uint16Array) => {
      let prev = new Int32Array(b.length + 1)
      let curr = new Int32Array(b.length + 1)
      for (let j = 0; j <= b.length; j++) prev[j] = j
      for (let i = 1; i <= a.length; i++) {
        curr[0] = i
        for (let j = 1; j <= b.length; j++) {
          const swap = a[i - 1] === b[j - 1] ? 0 : 1
          curr[j] = Math.min(prev[j] + 1, curr[j - 1] + 1, prev[j - 1] + swap)
        }
        const t = prev
        prev = curr
        curr = t
      }
      return prev[b.length]
    },
    args: () => ['kitten sits', 'sitting knits'].map((s) => Uint16Array.from(s, (c) => c.charCodeAt(0))),
  },
  {
    title: 'knapsack by dynamic programming, the choice traced back',
    fn: (weights: Int32Array, values: Int32Array, capacity: number) => {
      const n = weights.length
      const best = new Int32Array((n + 1) * (capacity + 1))
      const at = (i: number, w: number) => i * (capacity + 1) + w
      for (let i = 1; i <= n; i++)
        for (let w = 0; w <= capacity; w++) {
          best[at(i, w)] = best[at(i - 1, w)]
          if (weights[i - 1] <= w)
            best[at(i, w)] = Math.max(best[at(i, w)], best[at(i - 1, w - weights[i - 1])] + values[i - 1])
        }
      let chosen = 0
      let w = capacity
      for (let i = n; i > 0; i--)
        if (best[at(i, w)] !== best[at(i - 1, w)]) {
          chosen |= 1 << (i - 1)
          w -= weights[i - 1]
        }
      return [best[at(n, capacity)], chosen]
    },
    args: () => [Int32Array.of(3, 4, 5, 9, 14), Int32Array.of(3, 4, 4, 10, 15), 20],
  },
  {
    title: 'heap sort with a sifting helper',
    fn: (a: Float64Array) => {
      const sift = (start: number, end: number) => {
        let root = start
        while (true) {
          let child = 2 * root + 1
          if (child >= end) return
          if (child + 1 < end && a[child] < a[child + 1]) child++
          if (!(a[root] < a[child])) return
          const t = a[root]
          a[root] = a[child]
          a[child] = t
          root = child
        }
      }
      for (let i = (a.length >> 1) - 1; i >= 0; i--) sift(i, a.length)
      for (let end = a.length - 1; end > 0; end--) {
        ;[a[0], a[end]] = [a[end], a[0]]
        sift(0, end)
      }
    },
    args: () => [uniform(51, 60)],
  },
  {
    title: 'merge sort from the bottom up, with scratch',
    fn: (a: Float64Array) => {
      const n = a.length
      let from = a
      let to: Float64Array = new Float64Array(n)
      for (let width = 1; width < n; width *= 2) {
        for (let lo = 0; lo < n; lo += 2 * width) {
          const mid = Math.min(lo + width, n)
          const hi = Math.min(lo + 2 * width, n)
          let i = lo
          let j = mid
          for (let k = lo; k < hi; k++) to[k] = i < mid && (j >= hi || from[i] <= from[j]) ? from[i++] : from[j++]
        }
        ;[from, to] = [to, from]
      }
      if (from !== a) a.set(from)
    },
    args: () => [uniform(52, 50)],
  },
  {
    title: 'binary search of many keys, and interpolation between',
    fn: (xs: Float64Array, ys: Float64Array, queries: Float64Array) => {
      const out = new Float64Array(queries.length)
      const lowerBound = (x: number) => {
        let lo = 0
        let hi = xs.length
        while (lo < hi) {
          const mid = (lo + hi) >>> 1
          if (xs[mid] < x) lo = mid + 1
          else hi = mid
        }
        return lo
      }
      for (const q of prange(queries.length)) {
        const i = lowerBound(queries[q])
        if (i === 0) out[q] = ys[0]
        else if (i === xs.length) out[q] = ys[xs.length - 1]
        else {
          const t = (queries[q] - xs[i - 1]) / (xs[i] - xs[i - 1])
          out[q] = ys[i - 1] + t * (ys[i] - ys[i - 1])
        }
      }
      return out
    },
    args: () => [Float64Array.from({ length: 20 }, (_, i) => i / 20), uniform(53, 20), uniform(54, 30)],
  },
  {
    title: 'nearest neighbour in a k-d tree laid out in arrays',
    fn: (tree: Float64Array, dims: number, queries: Float64Array) => {
      const n = tree.length / dims
      const found = new Int32Array(queries.length / dims)
      for (const q of prange(found.length)) {
        const stack = new Int32Array(64)
        let top = 0
        let best = Infinity
        let at = -1
        stack[top++] = 0
        while (top > 0) {
          const node = stack[--top]
          if (node >= n) continue
          let d = 0
          for (let k = 0; k < dims; k++) d += (tree[node * dims + k] - queries[q * dims + k]) ** 2
          if (d < best) {
            best = d
            at = node
          }
          const axis = Math.floor(Math.log2(node + 1)) % dims
          const side = queries[q * dims + axis] - tree[node * dims + axis]
          const near = side < 0 ? 2 * node + 1 : 2 * node + 2
          const far = side < 0 ? 2 * node + 2 : 2 * node + 1
          if (side * side < best) stack[top++] = far
          stack[top++] = near
        }
        found[q] = at
      }
      return found
    },
    args: () => [uniform(55, 2 * 31), 2, uniform(56, 2 * 20)],
  },
  {
    title: 'shortest paths by Dijkstra on a matrix of distances',
    fn: (distance: Float64Array, n: number, source: number) => {
      const length = new Float64Array(n).fill(Number.POSITIVE_INFINITY)
      const done = new Uint8Array(n)
      const before = new Int32Array(n).fill(-1)
      length[source] = 0
      for (let round = 0; round < n; round++) {
        let u = -1
        for (let i = 0; i < n; i++) if (!done[i] && (u < 0 || length[i] < length[u])) u = i
        if (u === -1 || length[u] === Infinity) break
        done[u] = 1
        for (let v = 0; v < n; v++) {
          const d = distance[u * n + v]
          if (d <= 0 || done[v]) continue
          if (length[u] + d < length[v]) {
            length[v] = length[u] + d
            before[v] = u
          }
        }
      }
      return { length, before }
    },
    args: () => [uniform(57, 81).map((u) => (u < 0.5 ? 0 : u)), 9, 0],
  },
  {
    title: 'all pairs of greatest common divisors and Collatz lengths',
    fn: (a: Int32Array) => {
      const gcd = (x: number, y: number) => {
        while (y !== 0) [x, y] = [y, x % y]
        return x
      }
      const collatz = (n: number) => {
        let steps = 0
        for (let m = n; m > 1; steps++) m = m % 2 === 0 ? m / 2 : 3 * m + 1
        return steps
      }
      let best = 0
      let sum = 0
      for (let i = 0; i < a.length; i++) {
        for (let j = 0; j < i; j++) sum += gcd(a[i], a[j])
        best = Math.max(best, collatz(a[i]))
      }
      return { sum, best }
    },
    args: () => [whole(58, 12, 1000).map((v) => v + 1)],
  },
  {
    title: 'hashes of bytes: FNV-1a, CRC-32 with a table, and Adler-32',
    fn: (bytes: Uint8Array) => {
      let fnv = 2166136261
      for (const b of bytes) fnv = Math.imul(fnv ^ b, 16777619)
      const table = new Uint32Array(256)
      for (let n = 0; n < 256; n++) {
        let c = n
        for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1
        table[n] = c
      }
      let crc = ~0
      let [a, b] = [1, 0]
      for (let i = 0; i < bytes.length; i++) {
        crc = table[(crc ^ bytes[i]) & 0xff] ^ (crc >>> 8)
        a = (a + bytes[i]) % 65521
        b = (b + a) % 65521
      }
      return { fnv: fnv >>> 0, crc: ~crc >>> 0, adler: ((b << 16) | a) >>> 0 }
    },
    args: () => [Uint8Array.from(whole(59, 64, 256))],
  },
  {
    title: 'numerical integration and root finding with functions passed as arrows',
    fn: (a: number, b: number, n: number) => {
      const f = (x: number) => x * x * x - 2 * x - 5
      const simpson = (lo: number, hi: number) => {
        const h = (hi - lo) / n
        let sum = f(lo) + f(hi)
        for (let i = 1; i < n; i++) sum += f(lo + i * h) * (i % 2 === 0 ? 2 : 4)
        return (sum * h) / 3
      }
      let x = (a + b) / 2
      for (let k = 0; k < 20; k++) {
        const step = f(x) / (3 * x * x - 2)
        x -= step
        if (Math.abs(step) < 1e-14) break
      }
      return [simpson(a, b), x]
    },
    args: () => [0, 4, 40],
  },
]
