/**
 * The elementary functions in double-double arithmetic, by Taylor's series, Newton's and Halley's steps and continued fractions: about 95 bits,
 * enough to see a float64's error to a billionth of its last bit.
 */
import { EULER, HALF_PI, LOG2, LOG10, PI, PI_BITS, PI_SHIFT, TWO_OVER_SQRT_PI } from './constants.ts'
import { Pair, pair, ratio } from './pair.ts'

/** value · 2^exponent. */
export interface Value {
  readonly value: Pair
  readonly exponent: number
}

const ONE = pair(1)
const plain = (value: Pair): Value => ({ value, exponent: 0 })

const TAYLOR = 12
const INVERSE_FACTORIALS = factorials(32)

function factorials(n: number): readonly Pair[] {
  let f = 1n
  return Array.from({ length: n }, (_, k) => {
    if (k > 0) f *= BigInt(k)
    return ratio(1n, f)
  })
}

/** e^r − 1 for |r| ≤ 0.36, by Taylor's series of r/256 and e^2x − 1 = (e^x − 1)² + 2 (e^x − 1). */
function expm1Small(r: Pair): Pair {
  const x = r.scaled(1 / 256)
  let sum = INVERSE_FACTORIALS[TAYLOR]
  for (let k = TAYLOR - 1; k >= 1; k--) sum = sum.times(x).plus(INVERSE_FACTORIALS[k])
  let u = sum.times(x)
  for (let i = 0; i < 8; i++) u = u.times(u).plus(u.scaled(2))
  return u
}

/** e^x = value · 2^exponent. */
function expOf(x: Pair): Value {
  const exponent = Math.round(x.hi / LOG2.hi)
  const r = x.minus(LOG2.times(pair(exponent)))
  return { value: expm1Small(r).plus(ONE), exponent }
}

/** e^x as one pair; |x| < 700. */
function expPlain(x: Pair): Pair {
  const { value, exponent } = expOf(x)
  return value.scaled(2 ** exponent)
}

function expm1Of(x: Pair): Pair {
  return Math.abs(x.hi) < 0.34 ? expm1Small(x) : expPlain(x).minus(ONE)
}

/** log(1 + t) for |t| < 0.02, by 2 artanh (t / (2 + t)). */
function log1pSmall(t: Pair): Pair {
  const s = t.over(t.plus(pair(2)))
  const s2 = s.times(s)
  let sum = pair(0)
  for (let k = 17; k >= 1; k -= 2) sum = sum.times(s2).plus(ONE.over(pair(k)))
  return sum.times(s).scaled(2)
}

function logOf(x: Pair): Pair {
  const t = x.minus(ONE)
  if (Math.abs(t.hi) < 0.02) return log1pSmall(t)
  const exponent = Math.floor(Math.log2(x.hi))
  // In two steps, for the power may be below the normal numbers.
  const half = Math.trunc(exponent / 2)
  const m = x.scaled(2 ** -half).scaled(2 ** -(exponent - half))
  return logBetween(m).plus(LOG2.times(pair(exponent)))
}

/** Halley's step, which triples the digits. */
function logBetween(m: Pair): Pair {
  if (Math.abs(m.hi - 1) < 0.02) return log1pSmall(m.minus(ONE))
  const y = Math.log(m.hi)
  const e = expm1Small(pair(y / 2)).plus(ONE)
  const square = e.times(e)
  return pair(y).plus(m.minus(square).over(m.plus(square)).scaled(2))
}

function log1pOf(t: Pair): Pair {
  return Math.abs(t.hi) < 0.02 ? log1pSmall(t) : logOf(t.plus(ONE))
}

/** x = n π/2 + r, by integers. */
function reduce(x: number): { readonly turns: number; readonly r: Pair } {
  if (Math.abs(x) < 0.785) return { turns: 0, r: pair(x) }
  const [mantissa, exponent] = parts(x)
  // The fraction's bits: enough for the digits that cancel, and for those of n.
  const bits = BigInt(240 + Math.max(0, exponent + 53))
  const half = PI_BITS >> (PI_SHIFT - bits + 1n)
  const scaled = exponent + Number(bits) >= 0 ? mantissa << BigInt(exponent + Number(bits)) : 0n
  const n = (2n * scaled + half) / (2n * half)
  const rest = scaled - n * half
  const r = rest === 0n ? pair(0) : ratio(rest, 1n << bits)
  const turns = Number(n & 3n)
  return x < 0 ? { turns: (4 - turns) % 4, r: r.negated() } : { turns, r }
}

const buffer = new DataView(new ArrayBuffer(8))

/** |x| = mantissa · 2^exponent. */
function parts(x: number): readonly [bigint, number] {
  buffer.setFloat64(0, x)
  const bits = buffer.getBigUint64(0)
  const e = Number((bits >> 52n) & 0x7ffn)
  const fraction = bits & 0xfffffffffffffn
  return e === 0 ? [fraction, -1074] : [fraction | 0x10000000000000n, e - 1075]
}

/** sin r, |r| ≤ 0.79 or so. */
function sinTaylor(r: Pair): Pair {
  const z = r.times(r).negated()
  let sum = INVERSE_FACTORIALS[27]
  for (let k = 25; k >= 1; k -= 2) sum = sum.times(z).plus(INVERSE_FACTORIALS[k])
  return sum.times(r)
}

function cosTaylor(r: Pair): Pair {
  const z = r.times(r).negated()
  let sum = INVERSE_FACTORIALS[28]
  for (let k = 26; k >= 0; k -= 2) sum = sum.times(z).plus(INVERSE_FACTORIALS[k])
  return sum
}

/** sin(r + turns π/2). */
function turned(turns: number, r: Pair): Pair {
  const y = turns % 2 === 0 ? sinTaylor(r) : cosTaylor(r)
  return turns >= 2 ? y.negated() : y
}

const EIGHTH = pair(0.5)
const SIN_EIGHTH = sinTaylor(EIGHTH)
const COS_EIGHTH = cosTaylor(EIGHTH)

/** sin and cos of 0 ≤ y ≤ 1.6. */
function sinCos(y: number): readonly [Pair, Pair] {
  if (y < 0.79) return [sinTaylor(pair(y)), cosTaylor(pair(y))]
  const steps = y > 1.29 ? 2 : 1
  let [s, c] = [sinTaylor(pair(y).minus(pair(steps / 2))), cosTaylor(pair(y).minus(pair(steps / 2)))]
  for (let i = 0; i < steps; i++)
    [s, c] = [s.times(COS_EIGHTH).plus(c.times(SIN_EIGHTH)), c.times(COS_EIGHTH).minus(s.times(SIN_EIGHTH))]
  return [s, c]
}

/** The arc whose tangent is x ≥ 0: a float64, and the small rest from the tangent of the difference. */
function atanOf(x: Pair): Pair {
  if (x.hi < 0) return atanOf(x.negated()).negated()
  if (x.hi > 2 ** 500) return HALF_PI
  const y = Math.atan(x.hi)
  const [s, c] = sinCos(y)
  const t =
    x.hi > 1
      ? c.minus(s.over(x)).over(c.over(x).plus(s))
      : x
          .times(c)
          .minus(s)
          .over(c.plus(x.times(s)))
  return pair(y).plus(t)
}

/** √(1 − x²). */
const complement = (x: number): Pair =>
  pair(1)
    .minus(pair(x))
    .times(pair(1).plus(pair(x)))
    .sqrt()

function asinOf(x: number): Pair {
  if (Math.abs(x) === 1) return HALF_PI.scaled(x)
  return atanOf(pair(x).over(complement(x)))
}

function acosOf(x: number): Pair {
  if (x === 1) return pair(0)
  if (x === -1) return PI
  if (Math.abs(x) < 2 ** -200) return HALF_PI
  const a = atanOf(complement(x).over(pair(x)))
  return x < 0 ? a.plus(PI) : a
}

function atan2Of(y: number, x: number): Pair {
  const steep = Math.abs(y) > Math.abs(x)
  const t = steep ? pair(x).over(pair(y)) : pair(y).over(pair(x))
  const a = atanOf(t)
  if (steep) return (y > 0 ? HALF_PI : HALF_PI.negated()).minus(a)
  if (x > 0) return a
  return y > 0 ? a.plus(PI) : a.minus(PI)
}

/** Of u = e^x − 1: (u + u / (u + 1)) / 2. */
function sinhOf(x: number): Value {
  if (x < 0) {
    const { value, exponent } = sinhOf(-x)
    return { value: value.negated(), exponent }
  }
  if (x > 40) {
    const { value, exponent } = expOf(pair(x))
    return { value, exponent: exponent - 1 }
  }
  const u = expm1Of(pair(x))
  return plain(u.plus(u.over(u.plus(ONE))).scaled(0.5))
}

function coshOf(x: number): Value {
  const { value, exponent } = expOf(pair(Math.abs(x)))
  if (exponent > 60) return { value, exponent: exponent - 1 }
  const e = value.scaled(2 ** exponent)
  return plain(e.plus(ONE.over(e)).scaled(0.5))
}

function tanhOf(x: number): Pair {
  const u = expm1Of(pair(2 * x))
  return u.over(u.plus(pair(2)))
}

function asinhOf(x: number): Pair {
  const a = pair(Math.abs(x))
  if (a.hi > 2 ** 400) return x < 0 ? logOf(a).plus(LOG2).negated() : logOf(a).plus(LOG2)
  const square = a.times(a)
  const y = log1pOf(a.plus(square.over(ONE.plus(ONE.plus(square).sqrt()))))
  return x < 0 ? y.negated() : y
}

function acoshOf(x: number): Pair {
  if (x > 2 ** 400) return logOf(pair(x)).plus(LOG2)
  const t = pair(x).minus(ONE)
  return log1pOf(t.plus(t.times(t.plus(pair(2))).sqrt()))
}

function atanhOf(x: number): Pair {
  return log1pOf(pair(2 * x).over(ONE.minus(pair(x)))).scaled(0.5)
}

function cbrtOf(x: number): Pair {
  if (Math.abs(x) < 2 ** -900) return cbrtOf(x * 2 ** 300).scaled(2 ** -100)
  const y = pair(Math.cbrt(x))
  const square = y.times(y)
  return y.minus(
    square
      .times(y)
      .minus(pair(x))
      .over(square.times(pair(3))),
  )
}

function hypotOf(x: number, y: number): Value {
  const exponent = Math.floor(Math.log2(Math.max(Math.abs(x), Math.abs(y))))
  const power = 2 ** -exponent
  const [a, b] = [pair(x * power), pair(y * power)]
  return { value: a.times(a).plus(b.times(b)).sqrt(), exponent }
}

/** 2/√π e^(−x²) Σ (2x²)^n x / (1 · 3 ⋯ (2n + 1)): positive terms alone. */
function erfSeries(x: number): Pair {
  const square = pair(x).times(pair(x))
  let term = pair(x)
  let sum = term
  for (let n = 1; Math.abs(term.hi) > Math.abs(sum.hi) * 2 ** -108; n++) {
    term = term.times(square.scaled(2)).over(pair(2 * n + 1))
    sum = sum.plus(term)
  }
  return sum.times(expPlain(square.negated())).times(TWO_OVER_SQRT_PI)
}

/** For x ≥ 2.5: e^(−x²) / (√π (x + (1/2)/(x + 1/(x + (3/2)/(x + …))))), Laplace's continued fraction. */
function erfcFraction(x: number): Value {
  let tail = pair(x)
  for (let n = Math.ceil(750 / (x * x)) + 24; n > 0; n--) tail = pair(x).plus(pair(n / 2).over(tail))
  const { value, exponent } = expOf(pair(x).times(pair(x)).negated())
  return { value: value.times(TWO_OVER_SQRT_PI).over(tail).scaled(0.5), exponent }
}

function erfOf(x: number): Pair {
  const a = Math.abs(x)
  const y = a < 2.5 ? erfSeries(a) : a > 9 ? ONE : ONE.minus(unscaled(erfcFraction(a)))
  return x < 0 ? y.negated() : y
}

function erfcOf(x: number): Value {
  if (x >= 2.5) return erfcFraction(x)
  return plain(ONE.minus(erfOf(x)))
}

const unscaled = ({ value, exponent }: Value): Pair => value.scaled(2 ** exponent)

// B_2k / (2k (2k − 1)), Stirling's series.
const STIRLING = [
  [1n, 12n],
  [-1n, 360n],
  [1n, 1260n],
  [-1n, 1680n],
  [1n, 1188n],
  [-691n, 360360n],
  [1n, 156n],
  [-3617n, 122400n],
  [43867n, 244188n],
  [-174611n, 125400n],
  [77683n, 5796n],
  [-236364091n, 1506960n],
  [657931n, 300n],
].map(([a, b]) => ratio(a, b))
const HALF_LOG_2PI = logOf(PI.scaled(2)).scaled(0.5)
const FAR = 36

/** log Γ(x + n) for the least x + n ≥ 36, and x (x + 1) ⋯ (x + n − 1). */
function stirling(x: Pair): { readonly log: Pair; readonly product: Pair } {
  let z = x
  let product = ONE
  while (z.hi < FAR) {
    product = product.times(z)
    z = z.plus(ONE)
  }
  const inverse = ONE.over(z)
  const square = inverse.times(inverse)
  let sum = pair(0)
  for (const c of STIRLING.toReversed()) sum = sum.times(square).plus(c)
  const log = z.minus(pair(0.5)).times(logOf(z)).minus(z).plus(HALF_LOG_2PI).plus(sum.times(inverse))
  return { log, product }
}

/** |sin πx|, of the distance to the nearest integer. */
function sinOfPi(x: number): Pair {
  const r = Math.abs(x - Math.round(x))
  return r <= 0.25 ? sinTaylor(PI.times(pair(r))) : cosTaylor(PI.times(pair(0.5).minus(pair(r))))
}

function gammaOf(x: number): Value {
  if (Math.abs(x) < 2 ** -1000) return { value: ONE.over(pair(x * 2 ** 60)), exponent: 60 }
  if (x > 0) {
    const { log, product } = stirling(pair(x))
    const { value, exponent } = expOf(log)
    return { value: value.over(product), exponent }
  }
  const { log, product } = stirling(ONE.minus(pair(x)))
  const { value, exponent } = expOf(log.negated())
  const size = PI.times(value).times(product).over(sinOfPi(x))
  return { value: Math.floor(x) % 2 === 0 ? size : size.negated(), exponent }
}

/** log Γ(1 + t), |t| < 2^-20: −γ t + ζ(2)/2 t² − ζ(3)/3 t³ + ζ(4)/4 t⁴ − ζ(5)/5 t⁵. */
function logGammaNearOne(t: Pair): Pair {
  const zeta2 = PI.times(PI).over(pair(6))
  const rest = pair(t.hi * (-1.2020569031595942 / 3 + t.hi * (1.082323233711138 / 4 - (t.hi * 1.03692775514337) / 5)))
  return t.times(t.times(zeta2.scaled(0.5).plus(rest)).minus(EULER))
}

function logGammaOf(x: Pair): Pair {
  const t = x.minus(ONE)
  if (Math.abs(t.hi) < 2 ** -20) return logGammaNearOne(t)
  const t2 = x.minus(pair(2))
  if (Math.abs(t2.hi) < 2 ** -20) return logGammaNearOne(t2).plus(log1pOf(t2))
  const { log, product } = stirling(x)
  return log.minus(logOf(product))
}

function lgammaOf(x: number): Pair {
  if (x > 0) return logGammaOf(pair(x))
  const up = ONE.minus(pair(x))
  return logOf(PI.over(sinOfPi(x))).minus(logGammaOf(up))
}

const tinyOr =
  (slope: Pair, of: (x: number) => Pair) =>
  (x: number): Value =>
    Math.abs(x) < 2 ** -400 ? { value: slope.times(pair(x * 2 ** 200)), exponent: -200 } : plain(of(x))

/** What each function of one number really is, where it is finite and not 0. */
export const unary: Readonly<Record<string, (x: number) => Value>> = {
  exp: (x) => expOf(pair(x)),
  exp2: (x) => {
    const exponent = Math.round(x)
    return { value: expm1Small(LOG2.times(pair(x - exponent))).plus(ONE), exponent }
  },
  expm1: tinyOr(ONE, (x) => (x > 700 ? expPlain(pair(x - 600)).times(expPlain(pair(600))) : expm1Of(pair(x)))),
  log: (x) => plain(logOf(pair(x))),
  log2: (x) => plain(logOf(pair(x)).over(LOG2)),
  log10: (x) => plain(logOf(pair(x)).over(LOG10)),
  log1p: tinyOr(ONE, (x) => log1pOf(pair(x))),
  sin: tinyOr(ONE, (x) => {
    const { turns, r } = reduce(x)
    return turned(turns, r)
  }),
  cos: (x) => {
    const { turns, r } = reduce(x)
    return plain(turned((turns + 1) % 4, r))
  },
  tan: tinyOr(ONE, (x) => {
    const { turns, r } = reduce(x)
    return turned(turns, r).over(turned((turns + 1) % 4, r))
  }),
  asin: tinyOr(ONE, asinOf),
  acos: (x) => plain(acosOf(x)),
  atan: tinyOr(ONE, (x) => atanOf(pair(x))),
  sinh: (x) => (Math.abs(x) < 2 ** -400 ? { value: pair(x * 2 ** 200), exponent: -200 } : sinhOf(x)),
  cosh: coshOf,
  tanh: tinyOr(ONE, tanhOf),
  asinh: tinyOr(ONE, asinhOf),
  acosh: (x) => plain(acoshOf(x)),
  atanh: tinyOr(ONE, atanhOf),
  cbrt: (x) => plain(cbrtOf(x)),
  erf: tinyOr(TWO_OVER_SQRT_PI, erfOf),
  erfc: erfcOf,
  gamma: gammaOf,
  lgamma: (x) => plain(lgammaOf(x)),
}

/** The same of two numbers. */
export const binary: Readonly<Record<string, (x: number, y: number) => Value>> = {
  pow: (x, y) => expOf(logOf(pair(x)).times(pair(y))),
  atan2: (y, x) => plain(atan2Of(y, x)),
  hypot: hypotOf,
}

export { Pair }
