/**
 * Elementary functions written by hand: what kernels' own are measured against. Fast rather than exact: up to 1.9 ULP, and
 * without all special cases. Sources: Sun's fdlibm (log, sin, cos), ARM's optimized routines (exp, pow), Taylor's series (erf).
 */
import { assembly } from 'wamba'
import { type Float, type Lanes, LaneText } from './laneText.ts'

const SHIFT = 6755399441055744
const PER_LOG2 = Math.LOG2E
const LOG2_HIGH = 0.6931471803691238
const LOG2_LOW = 1.9082149292705877e-10

/** (e^r − 1 − r) / r² on |r| ≤ log(2)/2, the highest first. */
const EXP = [
  2.510038549551032e-8, 2.7620088445409746e-7, 2.7557268459997064e-6, 2.4801521295954376e-5, 0.00019841269863053618,
  0.0013888888917213717, 0.008333333333330062, 0.04166666666662413, 0.16666666666666669, 0.5000000000000001,
]

type Body = (t: LaneText, x: Lanes, y: Lanes) => Lanes

/** From a table of 2^(i/128), over the full range: half of the power of two in each of two factors. */
const exp: Body = (t, x0) => {
  const x = t.pmax(t.pmin(x0, 710), -746)
  const shifted = t.fma(x, 184.6649652337873, SHIFT)
  const n = t.sub(shifted, SHIFT)
  const r = t.add(t.add(x, t.mul(n, -0.005415212348111709)), t.mul(n, -1.2864023111638346e-14))
  const [tail, bits] = t.gather('EXP_TABLE', shifted, 127, 16)
  const half = t.shl(t.halve(shifted, 8), 52)
  const s = t.minus(t.plus(bits, t.shl(shifted, 45)), half)
  return t.mul(t.fma(s, expTail(t, tail, r), s), t.plus(half, t.integer(0x3ff0000000000000n)))
}

function expTail(t: LaneText, tail: Lanes, r: Lanes): Lanes {
  const r2 = t.mul(r, r)
  const low = t.mul(r2, t.fma(r, 0.1666666666666565, 0.4999999999999678))
  const high = t.mul(t.mul(r2, r2), t.fma(r, 0.008333336377927757, 0.04166668084972913))
  return t.add(t.add(t.add(tail, r), low), high)
}

const log: Body = (t, x0) => {
  const subnormal = t.lt(x0, 2.2250738585072014e-308)
  const x = t.select(subnormal, t.mul(x0, 18014398509481984), x0)
  const i = t.minus(x, t.integer(0x3fe6a09e00000000n))
  const k = t.sub(
    t.or(t.shr(t.plus(i, t.integer(0x4000000000000000n)), 52), t.integer(0x4330000000000000n)),
    t.select(subnormal, 4503599627370496 + 1024 + 54, 4503599627370496 + 1024),
  )
  const f = t.sub(t.minus(x, t.and(i, t.integer(0xfff0000000000000n))), 1)
  const s = t.div(f, t.add(f, 2))
  const z = t.mul(s, s)
  const w = t.mul(z, z)
  const odd = t.mul(w, t.horner(w, [0.15313837699209373, 0.22222198432149784, 0.3999999999940942]))
  const even = t.mul(z, t.horner(w, [0.14798198605116586, 0.1818357216161805, 0.2857142874366239, 0.6666666666666735]))
  const half = t.mul(t.mul(f, f), 0.5)
  const inner = t.sub(half, t.fma(s, t.add(half, t.add(odd, even)), t.mul(k, LOG2_LOW)))
  return logSpecial(t, x0, t.sub(t.mul(k, LOG2_HIGH), t.sub(inner, f)))
}

function logSpecial(t: LaneText, x: Lanes, y: Lanes): Lanes {
  const common = t.and(t.gt(x, 0), t.lt(x, Number.POSITIVE_INFINITY))
  return t.select(common, y, t.select(t.eq(x, 0), Number.NEGATIVE_INFINITY, t.add(t.sqrt(x), x)))
}

const SIN = [
  1.58969099521155e-10, -2.5050760253406863e-8, 2.7557313707070068e-6, -0.0001984126982985795, 0.00833333333332249,
]
const COS = [
  -1.1359647557788195e-11, 2.087572321298175e-9, -2.7557314351390663e-7, 2.480158728947673e-5, -0.001388888888887411,
  0.0416666666666666,
]

const sine =
  (cosine: boolean): Body =>
  (t, x) => {
    const shifted = t.fma(x, 0.6366197723675814, SHIFT)
    const n = t.sub(shifted, SHIFT)
    const first = t.fms(n, 1.5707963267341256, x)
    const w = t.mul(n, 6.077100506303966e-11)
    const second = t.sub(first, w)
    const rest = t.sub(t.sub(t.sub(first, second), w), t.mul(n, 2.0222662487959506e-21))
    const r = t.add(second, rest)
    const low = t.add(t.sub(second, r), rest)
    const turns = cosine ? t.plus(shifted, t.integer(1n)) : shifted
    const odd = t.minus(t.integer(0n), t.and(turns, t.integer(1n)))
    const z = t.mul(r, r)
    const v = t.mul(z, r)
    const tail = t.sub(t.mul(z, t.sub(t.mul(0.5, low), t.mul(v, t.horner(z, SIN)))), low)
    const sin = t.sub(r, t.sub(tail, t.mul(v, -0.16666666666666632)))
    const half = t.mul(0.5, z)
    const one = t.sub(1, half)
    const more = t.sub(t.mul(z, t.mul(z, t.horner(z, COS))), t.mul(r, low))
    const cos = t.add(one, t.add(t.sub(t.sub(1, one), half), more))
    return t.xor(t.select(odd, cos, sin), t.shl(t.and(turns, t.integer(2n)), 62))
  }

/** E / (E + 2) of E = e^2|x| − 1. */
const tanh: Body = (t, x0) => {
  const a = t.pmin(t.abs(x0), 22)
  const x = t.add(a, a)
  const shifted = t.fma(x, PER_LOG2, SHIFT)
  const n = t.sub(shifted, SHIFT)
  const high = t.fms(n, LOG2_HIGH, x)
  const low = t.mul(n, LOG2_LOW)
  const r = t.sub(high, low)
  const rest = t.sub(t.sub(high, r), low)
  const p = t.add(t.fma(t.mul(r, r), t.estrin(r, EXP), rest), r)
  const s = t.plus(t.shl(shifted, 52), t.integer(0x3ff0000000000000n))
  const e = t.fma(s, p, t.sub(s, 1))
  const y = t.div(e, t.add(e, 2))
  return t.or(t.select(t.ne(x0, x0), x0, y), t.and(x0, t.float(-0)))
}

const erf: Body = (t, x) => {
  const a = t.pmin(t.abs(x), 6)
  const shifted = t.fma(a, 128, SHIFT)
  const r = t.mul(t.sub(shifted, SHIFT), 1 / 128)
  const d = t.sub(a, r)
  const [value, slope] = t.gather('ERF_TABLE', shifted, 1023, 16)
  const r2 = t.mul(r, r)
  const d2 = t.mul(d, d)
  const p2 = t.fma(r2, 2 / 3, -1 / 3)
  const p3 = t.mul(r, t.fma(r2, -1 / 3, 0.5))
  const p4 = t.fma(t.fma(r2, 4 / 30, -12 / 30), r2, 0.1)
  const p5 = t.mul(r, t.fma(t.fma(r2, -4 / 90, 20 / 90), r2, -15 / 90))
  const q = t.fma(t.fma(d, p5, p4), d2, t.fma(d, p3, p2))
  // The table has the slope less 1.
  const y = t.fma(t.add(slope, 1), t.add(d, t.mul(d2, t.sub(t.mul(d, q), r))), value)
  return t.or(y, t.and(x, t.float(-0)))
}

/** For normal x > 0 and results in the middle. */
const pow: Body = (t, x, y) => {
  const top = t.minus(x, t.integer(0x3fe6955500000000n))
  const place = t.shr(top, 45)
  const k = t.sub(
    t.or(t.shr(t.plus(top, t.integer(0x4000000000000000n)), 52), t.integer(0x4330000000000000n)),
    4503599627370496 + 1024,
  )
  const z = t.minus(x, t.and(top, t.integer(0xfff0000000000000n)))
  const [inverse, logHigh] = t.gather('LOG_TABLE', place, 127, 32)
  const [logLow] = t.gather('LOG_TABLE', place, 127, 32, 16)
  const zHigh = t.and(t.plus(z, t.integer(0x80000000n)), t.integer(0xffffffff00000000n))
  const rHigh = t.sub(t.mul(zHigh, inverse), 1)
  const rLow = t.mul(t.sub(z, zHigh), inverse)
  const r = t.add(rHigh, rLow)
  const t1 = t.add(t.mul(k, 0.6931471805598903), logHigh)
  const t2 = t.add(t1, r)
  const low1 = t.add(t.mul(k, 5.497923018708371e-14), logLow)
  const low2 = t.add(t.sub(t1, t2), r)
  const ar = t.mul(-0.5, r)
  const ar2 = t.mul(r, ar)
  const arHigh = t.mul(-0.5, rHigh)
  const arHigh2 = t.mul(rHigh, arHigh)
  const sum = t.add(t2, arHigh2)
  const low3 = t.mul(rLow, t.add(ar, arHigh))
  const low4 = t.add(t.sub(t2, sum), arHigh2)
  const inner = t.mul(ar2, t.fma(r, 1.0000415263675542, -1.142909628459501))
  const middle = t.mul(ar2, t.add(t.fma(r, -0.6666666663487739, 0.7999999995323976), inner))
  const p = t.mul(t.mul(r, ar2), t.add(t.fma(r, 0.5000000000000007, -0.6666666666666679), middle))
  const lows = t.add(t.add(t.add(t.add(low1, low2), low3), low4), p)
  const logarithm = t.add(sum, lows)
  const rest = t.add(t.sub(sum, logarithm), lows)
  const mask = t.integer(0xfffffffff8000000n)
  const yHigh = t.and(y, mask)
  const upper = t.and(logarithm, mask)
  const high = t.mul(yHigh, upper)
  const low = t.add(t.mul(t.sub(y, yHigh), upper), t.mul(y, t.add(t.sub(logarithm, upper), rest)))
  const e = t.pmax(t.pmin(high, 709.7), -708.3)
  const shifted = t.fma(e, 184.6649652337873, SHIFT)
  const n = t.sub(shifted, SHIFT)
  const reduced = t.add(t.add(e, t.mul(n, -0.005415212348111709)), t.mul(n, -1.2864023111638346e-14))
  const [tail, bits] = t.gather('EXP_TABLE', shifted, 127, 16)
  const s = t.plus(bits, t.shl(shifted, 45))
  return t.fma(s, expTail(t, tail, t.add(reduced, low)), s)
}

const SHIFT_F = 12582912
const EXP_F = [0.0013926183587713494, 0.008363179052722578, 0.041666554617204574, 0.16666576989698775, 0.5]

const exp32: Body = (t, x0) => {
  const x = t.pmax(t.pmin(x0, 89), -104)
  const shifted = t.fma(x, PER_LOG2, SHIFT_F)
  const p = exp32Mantissa(t, x, t.sub(shifted, SHIFT_F))
  const n = t.minus(shifted, t.integer(0x4b400000n))
  const half = t.halve(n, 1)
  return t.mul(t.plus(p, t.shl(half, 23)), t.plus(t.shl(t.minus(n, half), 23), t.integer(0x3f800000n)))
}

function exp32Mantissa(t: LaneText, x: Lanes, n: Lanes): Lanes {
  const r = t.fms(n, 1.42860677e-6, t.fms(n, 0.693145752, x))
  return t.add(t.fma(t.mul(r, r), t.horner(r, EXP_F), r), 1)
}

const log32: Body = (t, x0) => {
  const subnormal = t.lt(x0, 1.1754943508222875e-38)
  const x = t.select(subnormal, t.mul(x0, 8388608), x0)
  const i = t.minus(x, t.integer(0x3f3504f3n))
  const k = t.step((v) => `f32x4.convert_i32x4_s(${v})`, t.minus(t.halve(i, 23), t.and(subnormal, t.integer(23n))))
  const f = t.sub(t.minus(x, t.and(i, t.integer(0xff800000n))), 1)
  const s = t.div(f, t.add(f, 2))
  const z = t.mul(s, s)
  const w = t.mul(z, z)
  const series = t.add(
    t.mul(w, t.fma(w, 0.24279078841, 0.40000972152)),
    t.mul(z, t.fma(w, 0.28498786688, 0.66666662693)),
  )
  const half = t.mul(t.mul(f, f), 0.5)
  const inner = t.sub(half, t.fma(s, t.add(half, series), t.mul(k, 9.0580006145e-6)))
  return logSpecial(t, x0, t.sub(t.mul(k, 0.69313812256), t.sub(inner, f)))
}

const sin32: Body = (t, x) => {
  const shifted = t.fma(x, 0.636619772367581, SHIFT_F)
  const n = t.sub(shifted, SHIFT_F)
  const r = t.fms(n, 7.549789948768648e-8, t.fms(n, 0.0004837512969970703, t.fms(n, 1.5703125, x)))
  const odd = t.minus(t.integer(0n), t.and(shifted, t.integer(1n)))
  const z = t.mul(r, r)
  const sin = t.fma(t.mul(z, r), t.horner(z, [-1.9515295891e-4, 8.3321608736e-3, -1.6666654611e-1]), r)
  const cosine = t.horner(z, [2.443315711809948e-5, -0.001388731625493765, 0.04166664568298827])
  const cos = t.add(1, t.mul(z, t.fma(z, cosine, -0.5)))
  return t.xor(t.select(odd, cos, sin), t.shl(t.and(shifted, t.integer(2n)), 30))
}

const tanh32: Body = (t, x) => {
  const a = t.abs(x)
  const z = t.mul(x, x)
  const series = t.horner(
    z,
    [-5.70498872745e-3, 2.06390887954e-2, -5.37397155531e-2, 1.33314422036e-1, -3.33332819422e-1],
  )
  const small = t.fma(t.mul(x, z), series, x)
  const most = t.pmin(a, 10)
  const twice = t.add(most, most)
  const shifted = t.fma(twice, PER_LOG2, SHIFT_F)
  const e = t.plus(exp32Mantissa(t, twice, t.sub(shifted, SHIFT_F)), t.shl(shifted, 23))
  const large = t.or(t.sub(1, t.div(2, t.add(e, 1))), t.and(x, t.float(-0)))
  return t.select(t.lt(a, 0.625), small, t.select(t.ne(x, x), x, large))
}

/** Each with the number of vectors side by side at which it is fastest. */
const bodies: Readonly<Record<Float, Readonly<Record<string, readonly [vectors: number, body: Body]>>>> = {
  f64: {
    exp: [2, exp],
    log: [4, log],
    sin: [2, sine(false)],
    cos: [2, sine(true)],
    tanh: [4, tanh],
    erf: [2, erf],
    pow: [2, pow],
  },
  f32: { exp: [4, exp32], log: [4, log32], sin: [4, sin32], tanh: [4, tanh32] },
}

export type ByHand = (
  x: Float64Array | Float32Array,
  y: Float64Array | Float32Array,
  out: Float64Array | Float32Array,
) => void

/** The function over arrays whose length is a multiple of 16, on one thread; undefined where nobody wrote one. */
export function mathByHand(name: string, type: Float): ByHand | undefined {
  const found = bodies[type][name]
  if (found === undefined) return undefined
  const [vectors, body] = found
  const text = new LaneText(type, vectors)
  const x = text.load('x')
  const y = name === 'pow' ? text.load('y') : x
  const array = type === 'f64' ? 'float64[:]' : 'float32[:]'
  const kernel = assembly(
    `void(${array}, ${array}, ${array})` as 'void(float64[:], float64[:], float64[:])',
    text.kernel(name, ['x', 'y'], body(text, x, y)),
    { js: () => {} },
  )
  return kernel.with({ threads: 1 }) as unknown as ByHand
}
