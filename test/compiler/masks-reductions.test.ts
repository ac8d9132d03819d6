// biome-ignore-all lint/suspicious/noSelfCompare: it is how NaN is told
// biome-ignore-all lint/suspicious/noAssignInExpressions: programs do
// biome-ignore-all lint/complexity/useMathMinMax: the ternary is meant
// biome-ignore-all lint/suspicious/noFallthroughSwitchClause: falling through is what some programs are there for
/** Reductions under masks. */
import { prange } from 'wamba'
import { type Any, f64, i32, testPrograms, u8 } from './masks-harness.ts'

testPrograms({
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
  sums: {
    fn: (a: Any, b: Any, h: Any, g: Any) => {
      for (const i of prange(a.length)) {
        if (a[i] > 100) h[b[i] & 7] += a[i] * 0.1
        g[a[i] & 3] = Math.min(g[a[i] & 3], b[i])
      }
    },
    args: (n) => [u8(n), i32(n), f64(8), i32(4)],
  },
})
