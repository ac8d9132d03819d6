import { prange } from 'wamba'
import { byHand } from '../../harness/byHand.ts'
import { multiplyInto } from '../elementwise.ts'
import { sumOfSquares as sum } from '../reductions.ts'
import { field } from '../workload.ts'
import type { Anchor } from './anchor.ts'
import { uniform } from './data.ts'

const million = { MINI: [1003], MEDIUM: [1_000_000], LARGE: [1_000_000] } as const

export const sumOfSquares: Anchor = {
  name: 'sum of squares',
  title: 'sum of squares, 1e8 f64',
  kernel: sum,
  plain: (a: Float64Array): number => {
    let total = 0
    for (let i = 0; i < a.length; i++) total += a[i] * a[i]
    return total
  },
  byHand: byHand('float64(float64[:])', 'assembly/kernels/sumOfSquares.ts', sum),
  sizes: { MINI: [1003], MEDIUM: [10_000_000], LARGE: [100_000_000] },
  fields: (n) => ({ a: field([n], uniform(1)) }),
  reset: [],
  tolerance: 1e-10,
}

export const multiply: Anchor = {
  name: 'multiply',
  title: 'c = a·b, 1e6 f64',
  kernel: multiplyInto,
  byHand: byHand('void(float64[:], float64[:], float64[:])', 'assembly/kernels/multiply.ts', multiplyInto),
  sizes: million,
  fields: (n) => ({ a: field([n], uniform(1)), b: field([n], uniform(2)), out: field([n]) }),
  reset: [],
}

function expSinKernel(a: Float64Array, b: Float64Array, out: Float64Array): void {
  for (const i of prange(out.length)) out[i] = Math.exp(-a[i] * a[i]) * Math.sin(b[i])
}

export const expSin: Anchor = {
  name: 'exp·sin',
  title: 'exp(−a²)·sin b, 1e6 f64',
  kernel: expSinKernel,
  byHand: byHand('void(float64[:], float64[:], float64[:])', 'bench/assembly/expSin.ts', expSinKernel, {
    cost: 5,
    block: 4,
  }),
  sizes: million,
  fields: (n) => ({ a: field([n], uniform(3, -2, 2)), b: field([n], uniform(4, -10, 10)), out: field([n]) }),
  reset: [],
  tolerance: 1e-13,
}

/** The normal distribution function, Abramowitz and Stegun 26.2.17. */
function cumulative(d: number): number {
  const k = 1 / (1 + 0.2316419 * Math.abs(d))
  const tail =
    0.3989422804014327 *
    Math.exp(-0.5 * d * d) *
    (k * (0.31938153 + k * (-0.356563782 + k * (1.781477937 + k * (-1.821255978 + k * 1.330274429)))))
  return d > 0 ? 1 - tail : tail
}

function blackScholesKernel(
  price: Float64Array,
  strike: Float64Array,
  years: Float64Array,
  rate: number,
  volatility: number,
  call: Float64Array,
  put: Float64Array,
): void {
  for (const i of prange(price.length)) {
    const s = price[i]
    const x = strike[i]
    const t = years[i]
    const spread = volatility * Math.sqrt(t)
    const d1 = (Math.log(s / x) + (rate + 0.5 * volatility * volatility) * t) / spread
    const d2 = d1 - spread
    const c1 = cumulative(d1)
    const c2 = cumulative(d2)
    const discounted = x * Math.exp(-rate * t)
    call[i] = s * c1 - discounted * c2
    put[i] = discounted * (1 - c2) - s * (1 - c1)
  }
}

export const blackScholes: Anchor = {
  name: 'Black–Scholes',
  title: 'Black–Scholes, 1e6 f64',
  kernel: blackScholesKernel,
  byHand: byHand(
    'void(float64[:], float64[:], float64[:], float64, float64, float64[:], float64[:])',
    'bench/assembly/blackScholes.ts',
    blackScholesKernel,
    { writes: [5, 6], cost: 15, block: 4 },
  ),
  scope: { cumulative },
  sizes: million,
  fields: (n) => ({
    price: field([n], uniform(5, 5, 30)),
    strike: field([n], uniform(6, 1, 100)),
    years: field([n], uniform(7, 0.25, 10)),
    rate: 0.02,
    volatility: 0.3,
    call: field([n]),
    put: field([n]),
  }),
  reset: [],
  tolerance: 1e-13,
}
