// biome-ignore-all lint/suspicious/noSelfCompare: it is how NaN is told
// biome-ignore-all lint/suspicious/noAssignInExpressions: programs do
// biome-ignore-all lint/complexity/useMathMinMax: the ternary is meant
// biome-ignore-all lint/suspicious/noFallthroughSwitchClause: falling through is what some programs are there for
/** Gathers, scatters, steps and scratch arrays under masks. */
import { prange } from 'wamba'
import { type Any, f64, i32, testPrograms, u8 } from './masks-harness.ts'

testPrograms({
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
    inOrder: true,
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
    inOrder: true,
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
})
