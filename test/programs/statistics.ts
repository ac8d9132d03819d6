import { prange } from 'wamba'
import { type Program, uniform, whole } from './program.ts'

const sample = (n: number): Float64Array => uniform(11, n).map((u) => u * 10 - 3)

export const programs: Program[] = [
  {
    title: 'Welford moments returned as an object',
    fn: (x: Float64Array) => {
      let n = 0
      let mean = 0
      let m2 = 0
      let [min, max] = [Infinity, -Infinity]
      for (const v of x) {
        n++
        const delta = v - mean
        mean += delta / n
        m2 += delta * (v - mean)
        if (v < min) min = v
        if (v > max) max = v
      }
      return { n, mean, variance: n > 1 ? m2 / (n - 1) : NaN, min, max }
    },
    args: () => [sample(100)],
  },
  {
    title: 'quickselect with Hoare partitions',
    fn: (x: Float64Array, k: number) => {
      let [lo, hi] = [0, x.length - 1]
      while (lo < hi) {
        const pivot = x[(lo + hi) >> 1]
        let i = lo
        let j = hi
        do {
          while (x[i] < pivot) i++
          while (pivot < x[j]) j--
          if (i <= j) {
            const t = x[i]
            x[i++] = x[j]
            x[j--] = t
          }
        } while (i <= j)
        if (k <= j) hi = j
        else if (k >= i) lo = i
        else break
      }
      return x[k]
    },
    args: () => [sample(101), 50],
  },
  {
    title: 'k-means with labels, counts and an early end',
    fn: (points: Float64Array, dims: number, k: number, rounds: number) => {
      const n = points.length / dims
      const centres = points.slice(0, k * dims)
      const labels = new Int32Array(n)
      let round = 0
      for (; round < rounds; round++) {
        let moved = 0
        for (const i of prange(n)) {
          let best = Infinity
          let nearest = 0
          for (let c = 0; c < k; c++) {
            let d = 0
            for (let j = 0; j < dims; j++) d += (points[i * dims + j] - centres[c * dims + j]) ** 2
            if (d < best) {
              best = d
              nearest = c
            }
          }
          if (labels[i] !== nearest) moved += 1
          labels[i] = nearest
        }
        if (moved === 0 && round > 0) break
        const sums = new Float64Array(k * dims)
        const counts = new Int32Array(k)
        for (let i = 0; i < n; i++) {
          counts[labels[i]]++
          for (let j = 0; j < dims; j++) sums[labels[i] * dims + j] += points[i * dims + j]
        }
        for (let c = 0; c < k; c++)
          if (counts[c] > 0) for (let j = 0; j < dims; j++) centres[c * dims + j] = sums[c * dims + j] / counts[c]
      }
      return { centres, labels, round }
    },
    args: () => [sample(120), 2, 4, 20],
  },
  {
    title: 'histogram with open ends, and its entropy in bits',
    approximate: true,
    fn: (x: Float64Array, bins: number, [low, high]: [number, number]) => {
      const counts = new Uint32Array(bins)
      const width = (high - low) / bins
      let outside = 0
      for (const v of x) {
        const b = Math.floor((v - low) / width)
        if (b < 0 || b >= bins || Number.isNaN(v)) outside++
        else counts[b]++
      }
      let entropy = 0
      for (const c of counts) {
        if (c === 0) continue
        const p = c / x.length
        entropy -= p * Math.log2(p)
      }
      return { counts, outside, entropy }
    },
    args: () => [sample(200), 8, [-2, 6]],
  },
  {
    title: 'linear regression with residuals',
    fn: (x: Float64Array, y: Float64Array) => {
      const n = Math.min(x.length, y.length)
      const mean = (v: Float64Array) => {
        let s = 0
        for (let i = 0; i < n; i++) s += v[i]
        return s / n
      }
      const [mx, my] = [mean(x), mean(y)]
      let sxy = 0
      let sxx = 0
      for (let i = 0; i < n; i++) {
        sxy += (x[i] - mx) * (y[i] - my)
        sxx += (x[i] - mx) ** 2
      }
      const slope = sxy / sxx
      const intercept = my - slope * mx
      let ss = 0
      for (let i = 0; i < n; i++) ss += (y[i] - (slope * x[i] + intercept)) ** 2
      return { slope, intercept, rmse: Math.sqrt(ss / n) }
    },
    args: () => [sample(40), uniform(12, 44)],
  },
  {
    title: 'bootstrap means, a xorshift generator for each replicate',
    fn: (x: Float64Array, replicates: number, seed: number) => {
      const means = new Float64Array(replicates)
      for (const r of prange(replicates)) {
        let state = (seed + Math.imul(r + 1, 0x9e3779b9)) | 0 || 1
        let sum = 0
        for (let k = 0; k < x.length; k++) {
          state ^= state << 13
          state ^= state >>> 17
          state ^= state << 5
          sum += x[(state >>> 0) % x.length]
        }
        means[r] = sum / x.length
      }
      return means
    },
    args: () => [sample(37), 20, 42],
  },
  {
    title: 'rank correlation by counting pairs',
    fn: (x: Float64Array, y: Float64Array) => {
      let [concordant, discordant] = [0, 0]
      for (let i = 0; i < x.length; i++) {
        for (let j = 0; j < i; j++) {
          const s = Math.sign(x[i] - x[j]) * Math.sign(y[i] - y[j])
          if (s > 0) concordant++
          else if (s < 0) discordant++
        }
      }
      return (concordant - discordant) / ((x.length * (x.length - 1)) / 2)
    },
    args: () => [sample(30), uniform(13, 30)],
  },
  {
    title: 'Viterbi path with back pointers',
    fn: (start: Float64Array, trans: Float64Array, emit: Float64Array, seen: Int32Array) => {
      const n = start.length
      const symbols = emit.length / n
      const steps = seen.length
      let score = new Float64Array(n)
      let next = new Float64Array(n)
      const back = new Uint8Array(steps * n)
      for (let s = 0; s < n; s++) score[s] = start[s] * emit[s * symbols + seen[0]]
      for (let t = 1; t < steps; t++) {
        for (let s = 0; s < n; s++) {
          let best = -1
          for (let p = 0; p < n; p++) {
            const value = score[p] * trans[p * n + s]
            if (value > best) {
              best = value
              back[t * n + s] = p
            }
          }
          next[s] = best * emit[s * symbols + seen[t]]
        }
        const t0 = score
        score = next
        next = t0
      }
      const path = new Int32Array(steps)
      let state = 0
      for (let s = 1; s < n; s++) if (score[s] > score[state]) state = s
      for (let t = steps - 1; t >= 0; t--) {
        path[t] = state
        state = back[t * n + state]
      }
      return path
    },
    args: () => [
      Float64Array.of(0.6, 0.3, 0.1),
      Float64Array.of(0.7, 0.2, 0.1, 0.3, 0.5, 0.2, 0.2, 0.3, 0.5),
      Float64Array.of(0.1, 0.4, 0.5, 0.6, 0.3, 0.1, 0.3, 0.3, 0.4),
      whole(3, 25, 3),
    ],
  },
]
