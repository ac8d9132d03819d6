/**
 * Computes the constant tables of the elementary functions, in fixed-point integers of 256 bits, and writes them to
 * `dist/assembly/tables.bin`: the bytes from address 1024 on. `assembly/math/tables.ts` says where each lies.
 */
import { mkdirSync, writeFileSync } from 'node:fs'

const BITS = 256n
const ONE = 1n << BITS
const BASE = 1024
const END = 65536

const bytes = new DataView(new ArrayBuffer(END - BASE))
let at = BASE
const put = (value) => {
  if (typeof value === 'bigint') bytes.setBigUint64(at - BASE, BigInt.asUintN(64, value), true)
  else bytes.setFloat64(at - BASE, value, true)
  at += 8
}

const multiply = (a, b) => (a * b) >> BITS
const ratio = (a, b) => (BigInt(a) << BITS) / BigInt(b)
const magnitude = (x) => (x < 0n ? -x : x)

/** The nearest double, ties to even. */
function toDouble(x) {
  const size = magnitude(x)
  const drop = BigInt(Math.max(0, size.toString(2).length - 53))
  const half = drop > 0n ? 1n << (drop - 1n) : 0n
  let kept = size >> drop
  const rest = size - (kept << drop)
  if (drop > 0n && (rest > half || (rest === half && kept & 1n))) kept += 1n
  const value = Number(kept) * 2 ** (Number(drop) - Number(BITS))
  return x < 0n ? -value : value
}

/** A double as a fixed-point number: exact, where its last bit is 2^-256 or more. */
function fromDouble(x) {
  if (x === 0) return 0n
  const exponent = Math.floor(Math.log2(Math.abs(x))) - 53
  return (BigInt(x * 2 ** -exponent) << BITS) >> BigInt(-exponent)
}

/** The upper 26 bits. */
function head(x) {
  const view = new DataView(new ArrayBuffer(8))
  view.setFloat64(0, x)
  view.setBigUint64(0, view.getBigUint64(0) & 0xfffffffff8000000n)
  return view.getFloat64(0)
}

/** Sum of terms until they vanish; `next(term, n)` makes the n-th of its predecessor. */
function series(first, next) {
  let sum = first
  for (let term = first, n = 1; term !== 0n && term !== -1n; n++) {
    term = next(term, n)
    sum += term
  }
  return sum
}

const exponential = (x) => series(ONE, (term, n) => multiply(term, x) / BigInt(n))

/** log of a / b, by 2 artanh((a − b) / (a + b)). */
function logarithm(a, b) {
  const s = ratio(a - b, a + b)
  const s2 = multiply(s, s)
  let sum = 0n
  for (let power = s, n = 1n; magnitude(power) > 1n; power = multiply(power, s2), n += 2n) sum += power / n
  return 2n * sum
}

/** π by Machin's formula. */
function pi() {
  const inverseTangent = (n) => {
    let sum = 0n
    for (let power = ONE / n, k = 1n, sign = 1n; power > 0n; power /= n * n, k += 2n, sign = -sign)
      sum += (sign * power) / k
    return sum
  }
  return 4n * (4n * inverseTangent(5n) - inverseTangent(239n))
}

const LOG2 = logarithm(2n, 1n)

/** 2^(i/128): how much the double is below it, relative; and the double's bits less i << 45, for k << 45 to be added. */
function exponentials() {
  const view = new DataView(new ArrayBuffer(8))
  for (let i = 0; i < 128; i++) {
    const exact = exponential((LOG2 * BigInt(i)) / 128n)
    const high = toDouble(exact)
    view.setFloat64(0, high)
    put(toDouble(((exact - fromDouble(high)) << BITS) / exact))
    put(view.getBigUint64(0) - (BigInt(i) << 45n))
  }
}

/** 1/c of the i-th interval of the logarithms' tables. */
function inverseOf(i) {
  const view = new DataView(new ArrayBuffer(8))
  const edge = (j) => {
    view.setBigUint64(0, 0x3fe6955500000000n + (BigInt(j) << 45n))
    return view.getFloat64(0)
  }
  const low = edge(i)
  const high = edge(i + 1)
  return low < 1 && high > 1 ? 1 : Math.round(512 / ((low + high) / 2)) / 512
}

/** To the nearest multiple of 2^-bits. */
function toStep(x, bits) {
  const step = ONE >> bits
  return ((x + (x < 0n ? -step : step) / 2n) / step) * step
}

/**
 * For the 128 intervals that begin at the bits 0x3fe69555… + i · 2^45, so that 1 is inside of one: 1/c in 9 bits, with c near the
 * middle; log c rounded to a multiple of 2^-42, so that its sum with multiples of log 2, so rounded, is exact; and the rest.
 */
function logarithms() {
  for (let i = 0; i < 128; i++) {
    const inverse = inverseOf(i)
    const exact = logarithm(512n, BigInt(inverse * 512))
    const rounded = toStep(exact, 42n)
    put(inverse)
    put(toDouble(rounded))
    put(toDouble(exact - rounded))
    put(0)
  }
}

/** The same intervals, for log2 and log10: 1/c, the logarithm rounded to a multiple of 2^-42, and the rest. */
function logarithmsOf(base) {
  for (let i = 0; i < 128; i++) {
    const inverse = inverseOf(i)
    const exact = (logarithm(512n, BigInt(inverse * 512)) << BITS) / base
    const rounded = toStep(exact, 42n)
    put(inverse)
    put(toDouble(rounded))
    put(toDouble(exact - rounded))
    put(0)
  }
}

/** tanh(i/16) up to 305/16, beyond which it is 1, in two parts. */
function tangents() {
  for (let i = 0; i <= 305; i++) {
    const e = exponential(ratio(i, 8))
    const exact = ((e - ONE) << BITS) / (e + ONE)
    const high = toDouble(exact)
    put(high)
    put(toDouble(exact - fromDouble(high)))
  }
}

/** erf(i/128) and its derivative there less 1, then the low parts of erf. */
function errorFunctions() {
  const lows = []
  const slope = (2n * ONE * ONE) / squareRoot(pi())
  for (let i = 0; i <= 768; i++) {
    const x = ratio(i, 128)
    const x2 = multiply(x, x)
    // Of positive terms alone: erf x = 2/√π e^(−x²) Σ (2x²)^n x / (1 · 3 ⋯ (2n + 1)).
    const sum = series(x, (term, n) => (2n * multiply(term, x2)) / BigInt(2 * n + 1))
    const derivative = (slope << BITS) / exponential(x2)
    const exact = multiply(derivative, sum)
    const high = toDouble(exact)
    put(high)
    put(toDouble(derivative - ONE))
    lows.push(toDouble(exact - fromDouble(high)))
  }
  for (const low of lows) put(low)
}

/** √x, by Newton's steps. */
function squareRoot(x) {
  const scaled = x << BITS
  let root = 1n << (BigInt(scaled.toString(2).length) / 2n + 1n)
  for (;;) {
    const next = (root + scaled / root) >> 1n
    if (next >= root) return root
    root = next
  }
}

/** 64 zeros, then 1216 bits of 2/π. */
function twoOverPi() {
  // π to 1400 bits: the series again, in finer steps.
  const bits = 1400n
  const inverseTangent = (n) => {
    let sum = 0n
    for (let power = (1n << bits) / n, k = 1n, sign = 1n; power > 0n; power /= n * n, k += 2n, sign = -sign)
      sum += (sign * power) / k
    return sum
  }
  const exact = (2n << (2n * bits)) / (4n * (4n * inverseTangent(5n) - inverseTangent(239n)))
  put(0n)
  for (let word = 1n; word < 20n; word++) put(exact >> (bits - 64n * word))
}

/** atan x, by Euler's series; by that of 1/x where x > 1. */
function arcTangent(x) {
  if (x > ONE) return pi() / 2n - arcTangent((ONE * ONE) / x)
  const x2 = multiply(x, x)
  const ratioOfTerms = (x2 << BITS) / (ONE + x2)
  const first = (x << BITS) / (ONE + x2)
  return series(first, (term, n) => (multiply(term, ratioOfTerms) * BigInt(2 * n)) / BigInt(2 * n + 1))
}

/** For the 72 intervals that begin at 2^-4 and have eight to an octave, and from 32 on: c, and atan c in two parts. */
function arcTangents() {
  for (let i = 0; i <= 72; i++) {
    const low = 2 ** (Math.floor(i / 8) - 4) * (1 + (i % 8) / 8)
    const c = i === 0 ? 0 : i === 72 ? 32 : low + 2 ** (Math.floor(i / 8) - 8)
    const exact = arcTangent(fromDouble(c))
    const high = toDouble(exact)
    put(c)
    put(high)
    put(toDouble(exact - fromDouble(high)))
    put(0)
  }
}

/**
 * g(x) = e^(x²) erfc x about the middles c of the intervals that begin at 1/2 and have sixteen to an octave: Taylor's
 * coefficients, by g′ = 2 x g − 2/√π, the first in 26 bits and the rest.
 */
function scaledComplements() {
  const slope = (2n * ONE * ONE) / squareRoot(pi())
  for (let i = 0; i < 94; i++) {
    const c = fromDouble(2 ** (Math.floor(i / 16) - 1) * (1 + (i % 16) / 16 + 1 / 32))
    const value = scaledComplement(c)
    const high = head(toDouble(value))
    put(high)
    put(toDouble(value - fromDouble(high)))
    let before = value
    let last = 2n * multiply(c, value) - slope
    for (let n = 2; n <= 12; n++) {
      put(toDouble(last))
      const next = (2n * (multiply(c, last) + before)) / BigInt(n)
      before = last
      last = next
    }
    for (let slot = 0; slot < 3; slot++) put(0)
  }
}

/**
 * erfc about −6 to 1/2 in steps of 1/8, in the same form: Taylor's coefficients by those of its derivative f, f′ = −2 x f.
 */
function complements() {
  const slope = (2n * ONE * ONE) / squareRoot(pi())
  for (let i = -48; i <= 4; i++) {
    const c = ratio(i, 8)
    const c2 = multiply(c, c)
    const derivative = (slope << BITS) / exponential(c2)
    const error = multiply(
      derivative,
      series(c, (term, n) => (2n * multiply(term, c2)) / BigInt(2 * n + 1)),
    )
    const value = ONE - error
    const high = head(toDouble(value))
    put(high)
    put(toDouble(value - fromDouble(high)))
    let before = 0n
    let last = -derivative
    for (let n = 1; n <= 11; n++) {
      put(toDouble(last / BigInt(n)))
      const next = (-2n * (multiply(c, last) + before)) / BigInt(n)
      before = last
      last = next
    }
    for (let slot = 0; slot < 3; slot++) put(0)
  }
}

/** e^(x²) erfc x by Laplace's continued fraction x + (1/2)/(x + 1/(x + (3/2)/(x + …))), from far enough on. */
function scaledComplement(x) {
  let tail = x
  for (let n = BigInt(Math.ceil(6000 / (Number(x >> (BITS - 8n)) / 256) ** 2)) + 60n; n > 0n; n--) {
    tail = x + (((n * ONE) / 2n) << BITS) / tail
  }
  return (ONE * ONE * ONE) / (squareRoot(pi()) * tail)
}

exponentials()
logarithms()
errorFunctions()
twoOverPi()
arcTangents()
logarithmsOf(LOG2)
logarithmsOf(logarithm(10n, 1n))
tangents()
scaledComplements()
complements()
mkdirSync(new URL('../dist/assembly/', import.meta.url), { recursive: true })
writeFileSync(new URL('../dist/assembly/tables.bin', import.meta.url), new Uint8Array(bytes.buffer, 0, at - BASE))
