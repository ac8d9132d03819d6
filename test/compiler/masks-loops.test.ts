// biome-ignore-all lint/suspicious/noSelfCompare: it is how NaN is told
// biome-ignore-all lint/suspicious/noAssignInExpressions: programs do
// biome-ignore-all lint/complexity/useMathMinMax: the ternary is meant
// biome-ignore-all lint/suspicious/noFallthroughSwitchClause: falling through is what some programs are there for
/** Loops that each lane runs as often as it has to. */
import { prange } from 'wamba'
import { type Any, f64, i32, testPrograms, u8, u32 } from './masks-harness.ts'

testPrograms({
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
    inOrder: true,
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
    inOrder: true,
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
    inOrder: true,
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
})
