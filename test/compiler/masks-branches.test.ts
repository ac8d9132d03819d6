// biome-ignore-all lint/suspicious/noSelfCompare: it is how NaN is told
// biome-ignore-all lint/suspicious/noAssignInExpressions: programs do
// biome-ignore-all lint/complexity/useMathMinMax: the ternary is meant
// biome-ignore-all lint/suspicious/noFallthroughSwitchClause: falling through is what some programs are there for
/** Branches, ternaries and conditions in lanes. */
import { prange } from 'wamba'
import { type Any, f64, i32, testPrograms, u8 } from './masks-harness.ts'

testPrograms({
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
})
