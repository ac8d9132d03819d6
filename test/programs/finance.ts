import { prange } from 'wamba'
import { type Program, uniform } from './program.ts'

const prices = (n: number): Float64Array => {
  let p = 100
  return uniform(21, n).map((u) => (p *= 1 + (u - 0.5) / 20))
}
const normal = (x: number) => {
  const t = 1 / (1 + 0.2316419 * Math.abs(x))
  const poly = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))))
  const tail = Math.exp((-x * x) / 2) * 0.3989422804014327 * poly
  return x >= 0 ? 1 - tail : tail
}

interface Option {
  spot: number
  strike: number
  rate?: number
  sigma: number
  years: number
  call?: boolean
}

export const programs: Program[] = [
  {
    title: 'Black-Scholes from an option object, with defaults',
    approximate: true,
    scope: { normal },
    fn: ({ spot, strike, rate = 0.02, sigma, years, call = true }: Option) => {
      const d1 = (Math.log(spot / strike) + (rate + sigma ** 2 / 2) * years) / (sigma * Math.sqrt(years))
      const d2 = d1 - sigma * Math.sqrt(years)
      const discounted = strike * Math.exp(-rate * years)
      const price = call ? spot * normal(d1) - discounted * normal(d2) : discounted * normal(-d2) - spot * normal(-d1)
      return { price, delta: call ? normal(d1) : normal(d1) - 1 }
    },
    args: () => [{ spot: 100, strike: 95, sigma: 0.2, years: 0.5 }],
  },
  {
    title: 'American put on a binomial tree, in one array',
    fn: (spot: number, strike: number, up: number, p: number, discount: number, steps: number) => {
      const value = new Float64Array(steps + 1)
      let price = spot
      for (let i = 0; i < steps; i++) price /= up
      const lowest = price
      for (let i = 0; i <= steps; i++) {
        value[i] = Math.max(0, strike - price)
        price *= up * up
      }
      let bottom = lowest
      for (let s = steps - 1; s >= 0; s--) {
        bottom *= up
        let now = bottom
        for (let i = 0; i <= s; i++) {
          const hold = discount * (p * value[i + 1] + (1 - p) * value[i])
          value[i] = Math.max(hold, strike - now)
          now *= up * up
        }
      }
      return value[0]
    },
    args: () => [100, 105, 1.02, 0.51, 0.9995, 60],
  },
  {
    title: 'largest drawdown with its place',
    fn: (p: Float64Array) => {
      let peak = -Infinity
      let peakAt = -1
      let worst = { depth: 0, from: -1, to: -1 }
      for (let i = 0; i < p.length; i++) {
        if (p[i] > peak) {
          peak = p[i]
          peakAt = i
        }
        const depth = (peak - p[i]) / peak
        if (depth > worst.depth) worst = { depth, from: peakAt, to: i }
      }
      return worst
    },
    args: () => [prices(120)],
  },
  {
    title: 'moving averages with a default smoothing',
    fn: (p: Float64Array, window: number, alpha = 2 / (window + 1)) => {
      const sma = new Float64Array(p.length).fill(NaN)
      const ema = new Float64Array(p.length)
      let sum = 0
      for (let i = 0; i < p.length; i++) {
        sum += p[i]
        if (i >= window) sum -= p[i - window]
        if (i >= window - 1) sma[i] = sum / window
        ema[i] = i === 0 ? p[0] : alpha * p[i] + (1 - alpha) * ema[i - 1]
      }
      return [sma, ema]
    },
    args: () => [prices(40), 7],
  },
  {
    title: 'internal rate of return by Newton, bisection as the way out',
    fn: (flows: Float64Array, guess = 0.1) => {
      const value = (rate: number) => {
        let sum = 0
        let factor = 1
        for (const flow of flows) {
          sum += flow * factor
          factor /= 1 + rate
        }
        return sum
      }
      let rate = guess
      for (let i = 0; i < 30; i++) {
        const f = value(rate)
        if (Math.abs(f) < 1e-10) return rate
        const slope = (value(rate + 1e-6) - f) / 1e-6
        const next = rate - f / slope
        if (!Number.isFinite(next) || next <= -1) break
        rate = next
      }
      let lo = -0.99
      let hi = 10
      for (let i = 0; i < 200; i++) {
        const mid = (lo + hi) / 2
        if (value(mid) > 0) lo = mid
        else hi = mid
      }
      return (lo + hi) / 2
    },
    args: () => [Float64Array.of(-1000, 300, 400, 500, 200)],
  },
  {
    title: 'Monte Carlo average price, a generator for each path',
    fn: (p: { spot: number; drift: number; noise: number; strike: number }, paths: number, steps: number) => {
      let total = 0
      for (const i of prange(paths)) {
        let state = Math.imul(i + 1, 2654435761) | 0
        let price = p.spot
        let sum = 0
        for (let s = 0; s < steps; s++) {
          state = (Math.imul(state, 1664525) + 1013904223) | 0
          const u = (state >>> 0) / 4294967296
          price *= 1 + p.drift + p.noise * (u - 0.5)
          sum += price
        }
        total += Math.max(sum / steps - p.strike, 0)
      }
      return total / paths
    },
    args: () => [{ spot: 100, drift: 0.001, noise: 0.05, strike: 100 }, 64, 20],
  },
]
