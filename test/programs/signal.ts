import { prange } from 'wamba'
import { type Program, uniform } from './program.ts'

const wave = (n: number): Float64Array => uniform(7, n).map((u, i) => Math.sin(i / 3) + 0.2 * (u - 0.5))

interface Biquad {
  b0: number
  b1: number
  b2: number
  a1: number
  a2: number
}

export const programs: Program[] = [
  {
    title: 'radix-2 FFT in place, with bit reversal by shifts',
    approximate: true,
    fn: (re: Float64Array, im: Float64Array, inverse = false) => {
      const n = re.length
      if (n === 0 || (n & (n - 1)) !== 0) throw new RangeError('the length must be a power of two')
      for (let i = 1, j = 0; i < n; i++) {
        let bit = n >> 1
        for (; j & bit; bit >>= 1) j ^= bit
        j ^= bit
        if (i < j) {
          ;[re[i], re[j]] = [re[j], re[i]]
          ;[im[i], im[j]] = [im[j], im[i]]
        }
      }
      for (let len = 2; len <= n; len <<= 1) {
        const angle = ((inverse ? 2 : -2) * Math.PI) / len
        const [wr, wi] = [Math.cos(angle), Math.sin(angle)]
        for (let i = 0; i < n; i += len) {
          let cr = 1
          let ci = 0
          for (let k = 0; k < len / 2; k++) {
            const a = i + k
            const b = a + len / 2
            const tr = re[b] * cr - im[b] * ci
            const ti = re[b] * ci + im[b] * cr
            re[b] = re[a] - tr
            im[b] = im[a] - ti
            re[a] += tr
            im[a] += ti
            ;[cr, ci] = [cr * wr - ci * wi, cr * wi + ci * wr]
          }
        }
      }
      if (inverse)
        for (let i = 0; i < n; i++) {
          re[i] /= n
          im[i] /= n
        }
    },
    args: () => [wave(64), new Float64Array(64)],
  },
  {
    title: 'naive DFT with complex objects from helpers',
    approximate: true,
    fn: (x: Float64Array) => {
      const n = x.length
      const re = new Float64Array(n)
      const im = new Float64Array(n)
      const cis = (angle: number) => ({ re: Math.cos(angle), im: Math.sin(angle) })
      const scale = (z: { re: number; im: number }, k: number) => ({ re: z.re * k, im: z.im * k })
      for (let k = 0; k < n; k++) {
        let sum = { re: 0, im: 0 }
        for (let t = 0; t < n; t++) {
          const term = scale(cis((-2 * Math.PI * k * t) / n), x[t])
          sum = { re: sum.re + term.re, im: sum.im + term.im }
        }
        re[k] = sum.re
        im[k] = sum.im
      }
      return { re, im }
    },
    args: () => [wave(24)],
  },
  {
    title: 'convolution with a kernel written in the function, and reflected borders',
    fn: (x: Float64Array, out: Float64Array) => {
      const taps = [0.0625, 0.25, 0.375, 0.25, 0.0625]
      const half = taps.length >> 1
      const n = x.length
      for (const i of prange(n)) {
        let sum = 0
        for (let k = -half; k <= half; k++) {
          let j = i + k
          if (j < 0) j = -j
          else if (j >= n) j = 2 * n - 2 - j
          sum += taps[k + half] * x[j]
        }
        out[i] = sum
      }
    },
    args: () => [wave(50), new Float64Array(50)],
  },
  {
    title: 'biquad filter whose coefficients come as an object',
    fn: ({ b0, b1, b2, a1, a2 }: Biquad, x: Float64Array, y = new Float64Array(x.length)) => {
      let x1 = 0
      let x2 = 0
      let y1 = 0
      let y2 = 0
      for (let i = 0; i < x.length; i++) {
        const value = b0 * x[i] + b1 * x1 + b2 * x2 - a1 * y1 - a2 * y2
        ;[x2, x1] = [x1, x[i]]
        ;[y2, y1] = [y1, value]
        y[i] = value
      }
      return y
    },
    args: () => [{ b0: 0.0675, b1: 0.1349, b2: 0.0675, a1: -1.143, a2: 0.4128 }, wave(40)],
  },
  {
    title: 'Levinson-Durbin recursion',
    fn: (r: Float64Array, order: number) => {
      const a = new Float64Array(order + 1)
      const previous = new Float64Array(order + 1)
      a[0] = 1
      let error = r[0]
      for (let i = 1; i <= order; i++) {
        let acc = r[i]
        for (let j = 1; j < i; j++) acc += a[j] * r[i - j]
        const k = -acc / error
        previous.set(a)
        for (let j = 1; j < i; j++) a[j] = previous[j] + k * previous[i - j]
        a[i] = k
        error *= 1 - k * k
        if (error <= 0) break
      }
      return { a, error }
    },
    args: () => [Float64Array.of(1, 0.8, 0.5, 0.3, 0.1, -0.1), 5],
  },
  {
    title: 'median filter with an insertion sort of each window',
    fn: (x: Float64Array, width: number) => {
      const out = new Float64Array(x.length)
      const window = new Float64Array(width)
      const half = (width - 1) / 2
      for (let i = 0; i < x.length; i++) {
        for (let k = 0; k < width; k++) {
          const value = x[Math.min(x.length - 1, Math.max(0, i + k - half))]
          let j = k - 1
          while (j >= 0 && window[j] > value) {
            window[j + 1] = window[j]
            j--
          }
          window[j + 1] = value
        }
        out[i] = window[half]
      }
      return out
    },
    args: () => [wave(40), 5],
  },
  {
    title: 'Goertzel tones, one frequency an iteration',
    approximate: true,
    fn: (x: Float64Array, tones: Float64Array, rate: number) => {
      const power = new Float64Array(tones.length)
      for (const f of prange(tones.length)) {
        const c = 2 * Math.cos((2 * Math.PI * tones[f]) / rate)
        let [s1, s2] = [0, 0]
        for (const v of x) [s1, s2] = [v + c * s1 - s2, s1]
        power[f] = s1 * s1 + s2 * s2 - c * s1 * s2
      }
      return power
    },
    args: () => [wave(60), Float64Array.of(100, 200, 300, 440), 8000],
  },
  {
    title: 'dynamic time warping with two rows that change places',
    fn: (a: Float64Array, b: Float64Array) => {
      const m = b.length
      let previous = new Float64Array(m + 1).fill(Infinity)
      let current = new Float64Array(m + 1)
      previous[0] = 0
      for (let i = 1; i <= a.length; i++) {
        current[0] = Infinity
        for (let j = 1; j <= m; j++) {
          const cost = Math.abs(a[i - 1] - b[j - 1])
          current[j] = cost + Math.min(previous[j], current[j - 1], previous[j - 1])
        }
        ;[previous, current] = [current, previous]
      }
      return previous[m]
    },
    args: () => [wave(30), uniform(9, 25)],
  },
]
