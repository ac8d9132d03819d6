// biome-ignore-all lint/suspicious/noSelfCompare: it is how NaN is told
// biome-ignore-all lint/suspicious/noAssignInExpressions: programs do
// biome-ignore-all lint/complexity/useMathMinMax: the ternary is meant
// biome-ignore-all lint/suspicious/noFallthroughSwitchClause: falling through is what some programs are there for
import { describe, expect, it } from 'vitest'
import { jit, prange } from 'wamba'
import { law } from '#wamba/compiler/compile.js'

law.checks = true

// biome-ignore lint/suspicious/noExplicitAny: the table holds functions of every signature
type Any = any
interface Program {
  readonly fn: (...args: Any[]) => unknown
  /** The arguments for n iterations. */
  readonly args: (n: number) => Any[]
  /** Units in the last place that elementary functions may be off. */
  readonly ulps?: number
}

const f64 = (n: number, s = 1) => Float64Array.from({ length: n }, (_, i) => Math.sin(i * 1.7 + s) * 10)
const f32 = (n: number, s = 1) => Float32Array.from(f64(n, s))
const i32 = (n: number, s = 1) => Int32Array.from({ length: n }, (_, i) => (((i + s) * 7919) % 101) - 50)
const u8 = (n: number, s = 1) => Uint8Array.from({ length: n }, (_, i) => (i * 97 + s * 13) & 255)
const i16 = (n: number, s = 1) => Int16Array.from({ length: n }, (_, i) => ((i * 7001 + s) & 65535) - 32768)
const u16 = (n: number, s = 1) => Uint16Array.from({ length: n }, (_, i) => (i * 7001 + s) & 65535)
const u32 = (n: number, s = 1) => Uint32Array.from({ length: n }, (_, i) => (i * 2654435761 + s) >>> 0)

/** Divergent programs of all kinds, by name. */
const programs: Record<string, Program> = {
  nestedIfsLoops: {
    fn: (a: Any, o: Any) => {
      for (const i of prange(a.length)) {
        let s = 0
        if (a[i] > 0) {
          for (let k = 0; k < i % 7; k++) {
            if (a[i] > k) s += k * a[i]
            else s -= 1
          }
        } else {
          let k = 0
          while (k < 3) {
            s -= a[i] * k
            k++
          }
        }
        o[i] = s
      }
    },
    args: (n) => [f64(n), f64(n, 2)],
  },
  breakContinue: {
    fn: (a: Any, o: Any) => {
      for (const i of prange(a.length)) {
        let s = 0
        for (let k = 0; k < 20; k++) {
          if (k % 3 === 0) continue
          if (k > a[i] + 5) break
          for (let m = 0; m < 5; m++) {
            if (m === k % 4) continue
            if (s > 100) break
            s += m + a[i]
          }
          if (s < -50) break
        }
        o[i] = s
      }
    },
    args: (n) => [f64(n), f64(n, 2)],
  },
  labelled: {
    fn: (a: Any, o: Any) => {
      for (const i of prange(a.length)) {
        let s = 0
        outer: for (let k = 0; k < 10; k++) {
          for (let m = 0; m < 10; m++) {
            if (k * m > a[i] * 4) break outer
            if (m > k) continue outer
            s += 1
          }
        }
        o[i] = s
      }
    },
    args: (n) => [f64(n), i32(n, 2)],
  },
  switches: {
    fn: (a: Any, o: Any) => {
      for (const i of prange(a.length)) {
        let s = 0
        switch (a[i] & 7) {
          case 0:
            s = 1
            break
          case 1:
            s = 2
          case 2:
            s += 5
            break
          case 3: {
            if (a[i] > 0) {
              s = 9
              break
            }
            s = 8
          }
          default:
            s -= 3
        }
        o[i] = s
      }
    },
    args: (n) => [i32(n), i32(n, 2)],
  },
  switchLoop: {
    fn: (a: Any, o: Any) => {
      for (const i of prange(a.length)) {
        let s = 0
        for (let k = 0; k < 6; k++) {
          switch ((a[i] + k) & 3) {
            case 0:
              s += 1
              continue
            case 1:
              s *= 2
              break
            case 2:
              s -= k
              break
          }
          if (s > 20) break
        }
        o[i] = s
      }
    },
    args: (n) => [i32(n), i32(n, 2)],
  },
  earlyExit: {
    fn: (a: Any, o: Any) => {
      for (const i of prange(a.length)) {
        if (a[i] < -5) continue
        let x = a[i]
        if (x < 0) {
          o[i] = -1
          continue
        }
        let n = 0
        do {
          x = x * 0.5
          n++
          if (n > 30) break
        } while (x > 0.1)
        o[i] = n + x
      }
    },
    args: (n) => [f64(n), f64(n, 2)],
  },
  varyBound: {
    fn: (b: Any, o: Any) => {
      for (const i of prange(o.length)) {
        let s = 0
        for (let k = b[i] & 3; k < (b[i] & 15); k++) s += k * k
        for (let k = i; k < i + 3; k++) s -= k
        o[i] = s
      }
    },
    args: (n) => [i32(n), i32(n, 2)],
  },
  varyDown: {
    fn: (b: Any, o: Any) => {
      for (const i of prange(o.length)) {
        let s = 0
        for (let k = b[i] & 15; k >= 0; k--) s = ((s * 2) % 1000) + k
        for (let k = b[i] & 31; k > 0; k -= 3) s += k
        o[i] = s
      }
    },
    args: (n) => [i32(n), i32(n, 2)],
  },
  gatherOff: {
    fn: (idx: Any, a: Any, o: Any) => {
      for (const i of prange(o.length)) {
        const k = idx[i]
        if (k >= 0 && k < a.length) o[i] = a[k]
        else o[i] = -1
      }
    },
    args: (n) => [i32(n), f64(n), f64(n, 3)],
  },
  gatherTern: {
    fn: (idx: Any, a: Any, o: Any) => {
      for (const i of prange(o.length)) {
        const k = idx[i] * 3
        o[i] = k >= 0 && k < a.length && a[k] > 0 ? a[k] * 2 : 7
      }
    },
    args: (n) => [i32(n), f64(n), f64(n, 3)],
  },
  scatter: {
    fn: (idx: Any, a: Any, o: Any) => {
      for (const i of prange(a.length)) {
        const k = idx[i] & 63
        if (k < o.length && a[i] > 0) o[k] = a[i]
      }
    },
    args: (n) => [Int32Array.from({ length: n }, (_, i) => (i * 37) % 64), f64(n), f64(n, 3)],
  },
  mixed: {
    fn: (a: Any, b: Any, c: Any, o: Any) => {
      for (const i of prange(o.length)) {
        let x = a[i]
        let y = b[i]
        let n = c[i]
        while (x > 1 && n > 0) {
          x = x / 2
          y = Math.fround(y * 0.5)
          n = n - 10
        }
        o[i] = x + y + n
      }
    },
    args: (n) => [f64(n), f32(n), u8(n), f64(n, 3)],
  },
  mixedStores: {
    fn: (a: Any, o8: Any, o16: Any, of: Any, oi: Any) => {
      for (const i of prange(a.length)) {
        const x = a[i] * 30
        if (x > 0) o8[i] = x
        else o16[i] = x
        if (x < 50) of[i] = x / 3
        if (x > -100 || i % 2 === 0) oi[i] = x
      }
    },
    args: (n) => [f64(n), u8(n), i16(n), f32(n), i32(n)],
  },
  clamped: {
    fn: (a: Any, o: Any) => {
      for (const i of prange(a.length)) {
        const x = a[i] * 30 + 0.5
        if (i % 3) o[i] = x
        else o[i] = i * 5
      }
    },
    args: (n) => [f64(n), new Uint8ClampedArray(n)],
  },
  intDiv: {
    fn: (a: Any, b: Any, o: Any) => {
      for (const i of prange(o.length)) {
        const q = b[i]
        let r = 0
        if (q !== 0) r = (a[i] / q) | 0
        o[i] = r + ((a[i] / (q | 0)) | 0)
      }
    },
    args: (n) => [i32(n), i32(n, 5), i32(n, 2)],
  },
  intMod: {
    fn: (a: Any, b: Any, o: Any) => {
      for (const i of prange(o.length)) {
        const q = b[i]
        if (q !== 0) o[i] = a[i] % q
        else o[i] = (a[i] | 0) % 7
      }
    },
    args: (n) => [i32(n), i32(n, 5), i32(n, 2)],
  },
  modLoop: {
    fn: (a: Any, o: Any) => {
      for (const i of prange(o.length)) {
        let x = a[i] >>> 1
        let y = 48
        while (y !== 0) {
          const t = x % y
          x = y
          y = t
        }
        o[i] = x
      }
    },
    args: (n) => [i32(n), i32(n, 2)],
  },
  shifts: {
    fn: (a: Any, b: Any, o: Any) => {
      for (const i of prange(o.length)) {
        const s = b[i]
        let x = a[i]
        x = (x << s) ^ (x >> s) ^ (x >>> s)
        if (s > 10) x = x >>> 1
        if (x < 0) x = ~x
        o[i] = x
      }
    },
    args: (n) => [i32(n), u8(n), i32(n, 2)],
  },
  shifts2: {
    fn: (a: Any, b: Any, o: Any) => {
      for (const i of prange(o.length)) {
        o[i] = (a[i] >>> b[i]) + (a[i] >>> 0)
      }
    },
    args: (n) => [i32(n), u8(n), f64(n, 2)],
  },
  u32s: {
    fn: (a: Any, o: Any) => {
      for (const i of prange(o.length)) {
        let h = a[i]
        h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
        h ^= h >>> 13
        if (h >>> 0 > 2147483648) o[i] = h >>> 0
        else o[i] = h
      }
    },
    args: (n) => [u32(n), f64(n)],
  },
  nanMasks: {
    fn: (a: Any, o: Any) => {
      for (const i of prange(o.length)) {
        const x = i % 5 === 0 ? NaN : a[i]
        let s = 0
        if (!(x > 0)) s = 1
        if (x !== x) s += 2
        if (x < 0 === false) s += 4
        while (!(s >= 8)) s += x > 0 ? 1 : 3
        o[i] = s
      }
    },
    args: (n) => [f64(n), f64(n, 2)],
  },
  reductions: {
    fn: (a: Any) => {
      let s = 0,
        m = -Infinity,
        c = 0
      for (const i of prange(a.length)) {
        let x = a[i]
        for (let k = 0; k < 3; k++) {
          if (x > 5) break
          x += 1
        }
        if (x > 0) {
          m = Math.max(m, x)
          c++
        } else if (x < -3) s++
      }
      return m * 1000 + c * 10 + s
    },
    args: (n) => [f64(n)],
  },
  collatz: {
    fn: (a: Any, o: Any) => {
      for (const i of prange(o.length)) {
        let x = (a[i] & 63) + 1
        let n = 0
        while (x !== 1 && n < 200) {
          x = x % 2 === 0 ? x / 2 : 3 * x + 1
          n++
        }
        o[i] = n
      }
    },
    args: (n) => [i32(n), i32(n, 2)],
  },
  collatz2: {
    fn: (a: Any, o: Any) => {
      for (const i of prange(o.length)) {
        let x = (a[i] & 63) + 1
        let n = 0
        for (;;) {
          if (x === 1) break
          if (x & 1) x = (3 * x + 1) | 0
          else x >>= 1
          n++
          if (n >= 200) break
        }
        o[i] = n
      }
    },
    args: (n) => [i32(n), i32(n, 2)],
  },
  newton: {
    fn: (a: Any, o: Any) => {
      for (const i of prange(o.length)) {
        const x = Math.abs(a[i]) + 1
        let y = x
        for (let k = 0; k < 50; k++) {
          const z = 0.5 * (y + x / y)
          if (Math.abs(z - y) < 1e-12) {
            y = z
            break
          }
          y = z
        }
        o[i] = y
      }
    },
    args: (n) => [f64(n), f64(n, 2)],
  },
  bisect: {
    fn: (a: Any, o: Any, n: Any) => {
      for (const i of prange(o.length)) {
        let lo = 0,
          hi = n
        const x = o[i]
        while (lo < hi) {
          const mid = (lo + hi) >> 1
          if (a[mid] < x) lo = mid + 1
          else hi = mid
        }
        o[i] = lo
      }
    },
    args: (n) => [Float64Array.from({ length: Math.max(n, 1) }, (_, i) => i * 0.5 - 5), f64(n, 2), n],
  },
  twoArraysGuard: {
    fn: (a: Any, b: Any, o: Any) => {
      for (const i of prange(o.length)) {
        let s = 0
        for (let k = -2; k <= 2; k++) {
          const j = i + k
          if (j < 0 || j >= a.length) continue
          s += a[j] * b[k + 2]
        }
        o[i] = s
      }
    },
    args: (n) => [f64(n), f64(5), f64(n, 2)],
  },
  stringMatch: {
    fn: (t: Any, p: Any, o: Any) => {
      for (const i of prange(o.length)) {
        let m = 0
        while (m < p.length && i + m < t.length && t[i + m] === p[m]) m++
        o[i] = m
      }
    },
    args: (n) => [u8(n).map((x) => x & 1), Uint8Array.of(1, 0, 1, 1), i32(n)],
  },
  condBool: {
    fn: (a: Any, o: Any) => {
      for (const i of prange(o.length)) {
        let found = false
        let k = 0
        while (!found && k < 10) {
          if (a[i] * k > 20) found = true
          k++
        }
        o[i] = found ? k : -1
      }
    },
    args: (n) => [f64(n), i32(n)],
  },
  helper: {
    fn: (a: Any, o: Any) => {
      const f = (x: number, k: number) => {
        if (x < 0) return -x
        if (k > 3) {
          for (let j = 0; j < k; j++) {
            if (x > 50) return x
            x *= 2
          }
          return x + 1
        }
        return x * k
      }
      for (const i of prange(o.length)) o[i] = f(a[i], i & 7)
    },
    args: (n) => [f64(n), f64(n)],
  },
  swapMin: {
    fn: (a: Any, o: Any) => {
      for (const i of prange(o.length)) {
        let x = a[i],
          y = i - 5
        if (x > y) {
          const t = x
          x = y
          y = t
        }
        o[i] = x * 3 - y
      }
    },
    args: (n) => [f64(n), f64(n)],
  },
  ifStoreElse: {
    fn: (a: Any, o: Any, p: Any) => {
      for (const i of prange(o.length)) {
        if (a[i] > 0) {
          o[i] = a[i]
          p[i] = 1
        } else if (a[i] < -5) o[i] = 0
        else {
          p[i] = 2
          o[i] = -a[i]
        }
      }
    },
    args: (n) => [f64(n), f64(n, 2), u8(n)],
  },
  ints16: {
    fn: (a: Any, b: Any, o: Any) => {
      for (const i of prange(o.length)) {
        let x = a[i]
        if (x < 0) x = -x
        o[i] = (x + b[i]) >> 1
      }
    },
    args: (n) => [i16(n), u16(n), u16(n)],
  },
  f32div: {
    fn: (a: Any, o: Any) => {
      for (const i of prange(o.length)) {
        let x = a[i]
        let k = 0
        while (Math.abs(x) > 0.01 && k < 40) {
          x = Math.fround(x / 3)
          k++
        }
        o[i] = Math.fround(x * k)
      }
    },
    args: (n) => [f32(n), f32(n)],
  },
  rngWalk: {
    fn: (o: Any, seed: Any) => {
      for (const i of prange(o.length)) {
        let s = (seed ^ Math.imul(i, 0x9e3779b9)) | 0
        let x = 0,
          n = 0
        while (n < 100) {
          s ^= s << 13
          s ^= s >>> 17
          s ^= s << 5
          x += (s & 1) === 0 ? 1 : -1
          n++
          if (x > 5 || x < -5) break
        }
        o[i] = n
      }
    },
    args: (n) => [i32(n), 1234],
  },
  nested2d: {
    fn: (w: Any, h: Any, a: Any, o: Any) => {
      for (const y of prange(h))
        for (let x = 0; x < w; x++) {
          let s = 0,
            c = 0
          for (let dy = -1; dy <= 1; dy++)
            for (let dx = -1; dx <= 1; dx++) {
              const yy = y + dy,
                xx = x + dx
              if (yy >= 0 && yy < h && xx >= 0 && xx < w) {
                s += a[yy * w + xx]
                c++
              }
            }
          o[y * w + x] = s / c
        }
    },
    args: (n) => [n, 5, f64(n * 5), f64(n * 5, 2)],
  },
  life: {
    fn: (w: Any, h: Any, a: Any, o: Any) => {
      for (const y of prange(h))
        for (let x = 0; x < w; x++) {
          let c = 0
          for (let dy = -1; dy <= 1; dy++)
            for (let dx = -1; dx <= 1; dx++) {
              if (dx === 0 && dy === 0) continue
              c += a[((y + dy + h) % h) * w + ((x + dx + w) % w)]
            }
          o[y * w + x] = c === 3 || (c === 2 && a[y * w + x] === 1) ? 1 : 0
        }
    },
    args: (n) => [n, 5, u8(n * 5).map((x) => x & 1), u8(n * 5)],
  },
  histo: {
    fn: (a: Any, h: Any) => {
      for (const i of prange(a.length)) {
        const k = a[i] >> 4
        if (k !== 3) h[k] += 2
      }
    },
    args: (n) => [u8(n), i32(16)],
  },
  histoF: {
    fn: (a: Any, w: Any, h: Any) => {
      for (const i of prange(a.length)) {
        h[a[i] & 7] += w[i]
      }
    },
    args: (n) => [u8(n), f64(n), f64(8)],
  },
  histoMax: {
    fn: (a: Any, w: Any, h: Any) => {
      for (const i of prange(a.length)) {
        const k = a[i] & 7
        h[k] = Math.max(h[k], w[i])
      }
    },
    args: (n) => [u8(n), f64(n), f64(8)],
  },
  histo8: {
    fn: (a: Any, h: Any) => {
      for (const i of prange(a.length)) h[a[i] & 15] += 3
    },
    args: (n) => [u8(n), u8(16)],
  },
  argminLane: {
    fn: (x: Any, c: Any, o: Any, k: Any) => {
      for (const i of prange(o.length)) {
        let best = Infinity,
          at = -1
        for (let j = 0; j < k; j++) {
          const d = Math.abs(x[i] - c[j])
          if (d < best) {
            best = d
            at = j
          }
        }
        o[i] = at
      }
    },
    args: (n) => [f64(n), f64(7, 9), i32(n), 7],
  },
  doubleLoopBreakStore: {
    fn: (a: Any, o: Any) => {
      for (const i of prange(o.length)) {
        for (let k = 0; k < 8; k++) {
          if (a[i] < k) break
          o[i] = o[i] * 0.5 + k
        }
      }
    },
    args: (n) => [f64(n), f64(n, 2)],
  },
  poly: {
    fn: (a: Any, o: Any) => {
      for (const i of prange(o.length)) {
        const x = a[i]
        o[i] = x < -5 ? x * x : x < 0 ? -x : x < 5 ? x * x * x : Math.sqrt(x)
      }
    },
    args: (n) => [f64(n), f64(n)],
  },
  mathy: {
    fn: (a: Any, o: Any) => {
      for (const i of prange(o.length)) {
        const x = a[i]
        if (x > 0) o[i] = Math.log(x)
        else o[i] = Math.exp(x) + Math.floor(x) + Math.sign(x) + Math.round(x) + Math.trunc(x * 3)
      }
    },
    args: (n) => [f64(n), f64(n)],
    ulps: 2,
  },
  unsignedCmp: {
    fn: (a: Any, b: Any, o: Any) => {
      for (const i of prange(o.length)) {
        const x = a[i],
          y = b[i]
        if (x > y) o[i] = x - y
        else o[i] = y - x
      }
    },
    args: (n) => [u32(n), u32(n, 77), u32(n)],
  },
  whileTrue: {
    fn: (a: Any, o: Any) => {
      for (const i of prange(o.length)) {
        let x = a[i]
        let n = 0
        while (true) {
          n++
          if (n > a.length) break
          x += 1.5
          if (x > 20) break
          if (x < 0) continue
          x *= 1.1
        }
        o[i] = x + n
      }
    },
    args: (n) => [f64(n), f64(n)],
  },
  powInt: {
    fn: (a: Any, e: Any, o: Any) => {
      for (const i of prange(o.length)) {
        let b = a[i],
          k = e[i] & 15,
          r = 1
        while (k > 0) {
          if (k & 1) r *= b
          b *= b
          k >>= 1
        }
        o[i] = r
      }
    },
    args: (n) => [f64(n), u8(n), f64(n)],
  },
  popcount: {
    fn: (a: Any, o: Any) => {
      for (const i of prange(o.length)) {
        let x = a[i],
          c = 0
        while (x !== 0) {
          x &= x - 1
          c++
        }
        o[i] = c
      }
    },
    args: (n) => [i32(n), u8(n)],
  },
  popcountU: {
    fn: (a: Any, o: Any) => {
      for (const i of prange(o.length)) {
        let x = a[i],
          c = 0
        while (x > 0) {
          c += x & 1
          x >>>= 1
        }
        o[i] = c
      }
    },
    args: (n) => [u32(n), u8(n)],
  },
  isPrime: {
    fn: (o: Any) => {
      for (const i of prange(o.length)) {
        let p = 1
        if (i < 2) p = 0
        for (let d = 2; d * d <= i; d++) {
          if (i % d === 0) {
            p = 0
            break
          }
        }
        o[i] = p
      }
    },
    args: (n) => [u8(n)],
  },
  levenshteinRow: {
    fn: (a: Any, b: Any, o: Any) => {
      for (const i of prange(o.length)) {
        let m = 0
        for (let k = 0; k < b.length; k++) {
          const c = i + k < a.length ? (a[i + k] === b[k] ? 0 : 1) : 2
          m = c === 0 ? m + 1 : c === 1 ? Math.max(0, m - 1) : m
        }
        o[i] = m
      }
    },
    args: (n) => [u8(n).map((x) => x & 1), Uint8Array.of(1, 0, 1, 1), i32(n)],
  },
  tern2: {
    fn: (a: Any, o: Any) => {
      for (const i of prange(o.length)) {
        let x = a[i]
        const y = x > 0 ? (x > 5 ? x : (x = x + 1)) : x
        o[i] = y + x
      }
    },
    args: (n) => [f64(n), f64(n)],
  },
  stencilIf: {
    fn: (a: Any, o: Any) => {
      for (const i of prange(1, o.length - 1)) {
        const d = a[i + 1] - a[i - 1]
        if (d > 0) o[i] = d
        else o[i] = 0
      }
    },
    args: (n) => [f64(n), f64(n)],
  },
  step2: {
    fn: (a: Any, o: Any) => {
      for (const i of prange(0, o.length, 2)) {
        let x = a[i]
        if (x > 0) x = -x
        o[i] = x
      }
    },
    args: (n) => [f64(n), f64(n)],
  },
  step2b: {
    fn: (a: Any, o: Any) => {
      for (const i of prange(0, o.length - 1, 2)) {
        o[i] = a[i + 1]
        o[i + 1] = a[i]
      }
    },
    args: (n) => [f64(n), f64(n)],
  },
  down: {
    fn: (a: Any, o: Any) => {
      for (const i of prange(o.length - 1, -1, -1)) {
        o[i] = a[i] > 0 ? a[i] * 2 : 1
      }
    },
    args: (n) => [f64(n), f64(n)],
  },
  scratch: {
    fn: (a: Any, o: Any) => {
      for (const i of prange(o.length)) {
        const t = new Float64Array(4)
        for (let k = 0; k < 4; k++) t[k] = a[i] * k
        let s = 0
        for (let k = 0; k < 4; k++) s += t[3 - k] * k
        o[i] = s
      }
    },
    args: (n) => [f64(n), f64(n)],
  },
  u8min: {
    fn: (a: Any, b: Any, o: Any) => {
      for (const i of prange(o.length)) {
        const x = a[i],
          y = b[i]
        o[i] = x < y ? x : y
      }
    },
    args: (n) => [u8(n), u8(n, 7), u8(n)],
  },
  blendU8: {
    fn: (a: Any, b: Any, o: Any, alpha: Any) => {
      for (const i of prange(o.length)) o[i] = (a[i] * alpha + b[i] * (255 - alpha)) >> 8
    },
    args: (n) => [u8(n), u8(n, 7), u8(n), 100],
  },
  grey: {
    fn: (rgba: Any, o: Any) => {
      for (const i of prange(o.length)) o[i] = (rgba[4 * i] * 77 + rgba[4 * i + 1] * 150 + rgba[4 * i + 2] * 29) >> 8
    },
    args: (n) => [u8(4 * n), u8(n)],
  },
  greyF: {
    fn: (rgba: Any, o: Any) => {
      for (const i of prange(o.length)) o[i] = rgba[4 * i] * 0.299 + rgba[4 * i + 1] * 0.587 + rgba[4 * i + 2] * 0.114
    },
    args: (n) => [u8(4 * n), u8(n)],
  },
  threshold: {
    fn: (a: Any, o: Any, t: Any) => {
      for (const i of prange(o.length)) o[i] = a[i] > t ? 255 : 0
    },
    args: (n) => [u8(n), u8(n), 100],
  },
  lut: {
    fn: (a: Any, l: Any, o: Any) => {
      for (const i of prange(o.length)) o[i] = l[a[i]]
    },
    args: (n) => [u8(n), u8(256, 3), u8(n)],
  },
  indexPlus: {
    fn: (a: Any, b: Any, o: Any) => {
      for (const i of prange(o.length)) {
        let k = (b[i] & 31) + 1
        if (i % 3 === 0) k = b[i] - 2
        if (k >= 0 && k + 1 < a.length) o[i] = a[k] + a[k + 1]
      }
    },
    args: (n) => [f64(n), i32(n), f64(n, 3)],
  },
  columns: {
    fn: (w: Any, a: Any, o: Any) => {
      for (const i of prange(w)) {
        let s = 0
        for (let k = 0; k < 5; k++) if (a[k * w + i] > 0) s += a[i * 5 + k]
        o[i * 2] = s
      }
    },
    args: (n) => [n, f64(5 * n), f64(2 * n)],
  },
  sums: {
    fn: (a: Any, b: Any, h: Any, g: Any) => {
      for (const i of prange(a.length)) {
        if (a[i] > 100) h[b[i] & 7] += a[i] * 0.1
        g[a[i] & 3] = Math.min(g[a[i] & 3], b[i])
      }
    },
    args: (n) => [u8(n), i32(n), f64(8), i32(4)],
  },
  remainders: {
    fn: (a: Any, o: Any) => {
      for (const i of prange(o.length)) o[i] = ((i & 1) === 0 ? a[i] % 2 : a[i] % 1) + (i - 30) * -0
    },
    args: (n) => [
      f64(n).map((x, i) => (i % 5 === 0 ? [-0, Infinity, -4, 1e308, 5e-324, Number.NaN][(i / 5) % 6] : x)),
      f64(n),
    ],
  },
  deadAfterLoop: {
    fn: (a: Any, o: Any, flag: Any) => {
      for (const i of prange(o.length)) {
        let found = true
        let k = 0
        do {
          for (let w = 0; w < (k & 7); w++) found = i !== w
          if (flag > k) found = a[i] > k
          else found = a[i] > 2 * k
        } while (found && ++k < 5)
        o[i] = k
      }
    },
    args: (n) => [f64(n), i32(n), 2],
  },
  counted: {
    fn: (a: Any, o: Any) => {
      for (const i of prange(1, o.length)) {
        let v = i * a.length
        for (let w = 0; w < (i & 7); w++) v -= w
        o[i] = v
      }
    },
    args: (n) => [f64(n), f64(n)],
  },
  bilinear: {
    fn: (w: Any, h: Any, a: Any, o: Any, s: Any) => {
      for (const y of prange(h))
        for (let x = 0; x < w; x++) {
          const fx = x * s,
            fy = y * s
          const ix = Math.floor(fx),
            iy = Math.floor(fy)
          if (ix < w - 1 && iy < h - 1) {
            const u = fx - ix,
              v = fy - iy
            const p = iy * w + ix
            o[y * w + x] = (1 - v) * ((1 - u) * a[p] + u * a[p + 1]) + v * ((1 - u) * a[p + w] + u * a[p + w + 1])
          } else o[y * w + x] = 0
        }
    },
    args: (n) => [n, 6, f64(n * 6), f64(n * 6, 2), 0.7],
  },
}

/** Programs that are no faster in lanes. */
const inOrder = new Set(['scratch', 'varyDown', 'modLoop', 'isPrime', 'intMod', 'step2b'])

/** Every rest of a gang, and lengths around those of several. */
const lengths = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 13, 15, 16, 17, 23, 31, 32, 33, 47, 63, 64, 65, 67]

/** The value of an element or a result, and whether two are the same bits, or as close as they must be. */
const same = (a: unknown, b: unknown, ulps = 0): boolean =>
  Object.is(a, b) || Math.abs((a as number) - (b as number)) <= ulps * 2 ** -52 * Math.abs(a as number)

describe('lanes under masks give what JavaScript gives, at every length', () => {
  it.each(Object.entries(programs))('%s', (name, { fn, args, ulps }) => {
    const kernel = jit(fn, { name })
    for (const n of lengths) {
      const [want, got] = [args(n), args(n)]
      const [result, ours] = [fn(...want), kernel(...got)]
      expect(same(result, ours, ulps), `${n} iterations: ${ours}, not ${result}`).toBe(true)
      want.forEach((array, j) => {
        if (typeof array === 'number') return
        const at = Array.from(array as number[]).findIndex((x, i) => !same(x, got[j][i], ulps))
        expect(at, `${n} iterations: argument ${j} at ${at} is ${got[j][at]}, not ${array[at]}`).toBe(-1)
      })
    }
    const plan = kernel.inspect('plan')
    if (!inOrder.has(name)) expect(plan).toMatch(/vector: \d+ iterations together|the loop over '\w+' in it is/)
  })
})
