// biome-ignore-all lint/suspicious/noSelfCompare: it is how NaN is told
// biome-ignore-all lint/suspicious/noAssignInExpressions: programs do
// biome-ignore-all lint/complexity/useMathMinMax: the ternary is meant
// biome-ignore-all lint/suspicious/noFallthroughSwitchClause: falling through is what some programs are there for
/** Whole numbers of all widths and mixed types under masks. */
import { prange } from 'wamba'
import { type Any, f32, f64, i16, i32, testPrograms, u8, u16, u32 } from './masks-harness.ts'

testPrograms({
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
    inOrder: true,
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
  remainders: {
    fn: (a: Any, o: Any) => {
      for (const i of prange(o.length)) o[i] = ((i & 1) === 0 ? a[i] % 2 : a[i] % 1) + (i - 30) * -0
    },
    args: (n) => [
      f64(n).map((x, i) => (i % 5 === 0 ? [-0, Infinity, -4, 1e308, 5e-324, Number.NaN][(i / 5) % 6] : x)),
      f64(n),
    ],
  },
})
