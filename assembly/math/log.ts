/**
 * The logarithm and its kin: x = 2^k · c · (1 + r), 1/c and log c from a table, log(1 + r) from a polynomial. As in Tang,
 * Table-driven implementation of the logarithm function (1990); 1/c has so few bits that r is got exactly. Coefficients:
 * scripts/fit/.
 */
import { head, notOrdinary, signed, sumRest } from "./exact";
import { LOG10_TABLE, LOG2_TABLE, LOG_TABLE } from "./tables";

/** Where the table's first interval begins: the range of one power of two from there has 1 inside an interval. */
const FIRST: i64 = 0x3fe6955500000000;
const EXPONENT: i64 = 0xfff0000000000000;
const LOG2_HIGH: f64 = 0.6931471805598903; // a multiple of 2^-42
const LOG2_LOW: f64 = 5.497923018708371e-14;
// (log(1 + r) − r + r²/2) / r³ on |r| ≤ 0.0052
const L0: f64 = 0.33333333333333376;
const L1: f64 = -0.2500000000000005;
const L2: f64 = 0.1999999999067363;
const L3: f64 = -0.1666666665697198;
const L4: f64 = 0.1428629933513547;
const L5: f64 = -0.12500559374328687;
// the same for the logarithm that is no pair
const K0: f64 = 0.3333333333333338;
const K1: f64 = -0.24999999995218145;
const K2: f64 = 0.19999999989575507;
const K3: f64 = -0.16667173897958915;
const K4: f64 = 0.14286334236904463;

/** The low part of the functions below that say so. */
let low: f64 = 0.0;

/** The low part of the last pair. */
// @ts-ignore: decorator
@inline
export function logLow(): f64 {
  return low;
}

/** Results of `reduce`: 1/c, its address in the table, and k. */
let inverse: f64 = 0.0;
let at: usize = 0;
let k: f64 = 0.0;
/** r = rHigh + rLow, without error. */
let rHigh: f64 = 0.0;
let rLow: f64 = 0.0;

/** Finds k, c and r of a normal positive x. */
// @ts-ignore: decorator
@inline
function reduce(x: f64): void {
  const bits = reinterpret<i64>(x);
  const top = bits - FIRST;
  at = <usize>((top >>> 40) & 0xfe0);
  k = reinterpret<f64>(((top + 0x4000000000000000) >>> 52) | 0x4330000000000000) - 4503599627371520.0;
  const z = reinterpret<f64>(bits - (top & EXPONENT));
  inverse = load<f64>(at, LOG_TABLE);
  const zHigh = reinterpret<f64>((reinterpret<i64>(z) + 0x80000000) & 0xffffffff00000000);
  rHigh = zHigh * inverse - 1.0;
  rLow = (z - zHigh) * inverse;
}

/** k log 2 + log c + log(1 + r + rRest) as a pair, after `reduce`: r = rHigh + rLow rounded, rRest what that lost, and more. */
// @ts-ignore: decorator
@inline
function sumPair(r: f64, rRest: f64): f64 {
  const t = k * LOG2_HIGH + load<f64>(at, LOG_TABLE + 8);
  const sum = t + r;
  // −r²/2, its upper part exact.
  const halfHigh = -0.5 * rHigh;
  const square = rHigh * halfHigh;
  const high = sum + square;
  const r2 = r * r;
  const series = r * r2 * (L0 + r * L1 + r2 * (L2 + r * L3 + r2 * (L4 + r * L5)));
  const lows = k * LOG2_LOW + load<f64>(at, LOG_TABLE + 16) + (t - sum + r);
  const rest = lows + rLow * (halfHigh - 0.5 * r) + (sum - high + square) + (series + (rRest - r * rRest));
  const y = high + rest;
  low = high - y + rest;
  return y;
}

/** log x as a pair, 2^-68 exact in relation to it, also near 1. x is normal and positive. */
// @ts-ignore: decorator
@inline
export function logPair(x: f64): f64 {
  reduce(x);
  const r = rHigh + rLow;
  return sumPair(r, rLow - (r - rHigh));
}

/** log(x + xLow) as a pair; xLow is within the last bit of x, and x < 2^1022. */
// @ts-ignore: decorator
@inline
export function logPairOf(x: f64, xLow: f64): f64 {
  reduce(x);
  const r = rHigh + rLow;
  // 2^-k
  const power = reinterpret<f64>(0x3ff0000000000000 - ((reinterpret<i64>(x) - FIRST) & EXPONENT));
  return sumPair(r, rLow - (r - rHigh) + xLow * power * inverse);
}

/** k log 2 + log c + log(1 + r + rRest), after `reduce`; rRest is beside the last bits of r. */
// @ts-ignore: decorator
@inline
function sumOf(r: f64, rRest: f64): f64 {
  const t = k * LOG2_HIGH + load<f64>(at, LOG_TABLE + 8);
  const sum = t + r;
  const r2 = r * r;
  const series = r2 * (-0.5 + r * K0 + r2 * (K1 + r * K2 + r2 * (K3 + r * K4)));
  return sum + (k * LOG2_LOW + load<f64>(at, LOG_TABLE + 16) + (t - sum + r + rRest) + series);
}

// @ts-ignore: decorator
@inline
export function logMain(x: f64): f64 {
  reduce(x);
  const r = rHigh + rLow;
  return sumOf(r, rLow - (r - rHigh));
}

// @ts-ignore: decorator
@inline
export function logRare(x: f64, y: f64): bool {
  return notOrdinary(x);
}

export function log(x: f64): f64 {
  return logRare(x, 0.0) ? logEdge(x) : logMain(x);
}

/** The cases of every logarithm but those of subnormals: 0, what is negative, infinity and NaN. */
function logOfNone(x: f64): f64 {
  if (x == 0.0) return -1.0 / 0.0;
  return x > 0.0 ? x : 0.0 / 0.0;
}

function isLarge(x: f64): bool {
  return x >= 1.0 && x < 1.0 / 0.0;
}

function isSubnormal(x: f64): bool {
  return x > 0.0 && x < 2.2250738585072014e-308;
}

function logEdge(x: f64): f64 {
  if (isLarge(x)) return logMain(x);
  if (!isSubnormal(x)) return logOfNone(x);
  const y = logPair(x * 18014398509481984.0);
  // 54 log 2, in two parts.
  return y - 37.42994775023705 + (low + 1.1902053746983427e-15);
}

/** The logarithm to another base, t what k and c give: r times 1/log(base), both in 26 bits and the rest; the series has the factor. */
// @ts-ignore: decorator
@inline
function sumTo(t: f64, tLow: f64, c: f64, cLow: f64, series: f64): f64 {
  const r = rHigh + rLow;
  const upper = head(r);
  const p = upper * c;
  const sum = t + p;
  return sum + (tLow + (t - sum + p) + ((r - upper + (rLow - (r - rHigh))) * c + r * cLow + r * r * series));
}

const PER_LOG2: f64 = 1.4426950216293335; // 1 / log 2
const PER_LOG2_LOW: f64 = 1.9259629911266175e-8;
// (log2(1 + r) − r / log 2) / r² on |r| ≤ 0.0052, and the same for log10
const B0: f64 = -0.7213475204444816;
const B1: f64 = 0.48089834696292416;
const B2: f64 = -0.3606737602790529;
const B3: f64 = 0.2885390428817676;
const B4: f64 = -0.24045099533063216;
const B5: f64 = 0.20469350175236814;

// @ts-ignore: decorator
@inline
export function log2Main(x: f64): f64 {
  reduce(x);
  const r = rHigh + rLow;
  const r2 = r * r;
  const series = B0 + r * B1 + r2 * (B2 + r * B3 + r2 * (B4 + r * B5));
  return sumTo(k + load<f64>(at, LOG2_TABLE + 8), load<f64>(at, LOG2_TABLE + 16), PER_LOG2, PER_LOG2_LOW, series);
}

// @ts-ignore: decorator
@inline
export function log2Rare(x: f64, y: f64): bool {
  return logRare(x, y);
}

export function log2(x: f64): f64 {
  if (!log2Rare(x, 0.0)) return log2Main(x);
  if (isLarge(x)) return log2Main(x);
  return isSubnormal(x) ? log2Main(x * 18014398509481984.0) - 54.0 : logOfNone(x);
}

const PER_LOG10: f64 = 0.4342944771051407; // 1 / log 10
const PER_LOG10_LOW: f64 = 4.798111141615973e-9;
const LOG10_2: f64 = 0.3010299956640665; // log10 2, a multiple of 2^-42, and the rest
const LOG10_2_LOW: f64 = -8.532344317057107e-14;
const D0: f64 = -0.21714724095162588;
const D1: f64 = 0.14476482730106988;
const D2: f64 = -0.10857362049496291;
const D3: f64 = 0.08685890692824122;
const D4: f64 = -0.07238289107037324;
const D5: f64 = 0.061609950422996114;

// @ts-ignore: decorator
@inline
function log10Of(x: f64, by: f64): f64 {
  reduce(x);
  const r = rHigh + rLow;
  const r2 = r * r;
  const series = D0 + r * D1 + r2 * (D2 + r * D3 + r2 * (D4 + r * D5));
  const power = k + by;
  const t = power * LOG10_2 + load<f64>(at, LOG10_TABLE + 8);
  const tLow = power * LOG10_2_LOW + load<f64>(at, LOG10_TABLE + 16);
  return sumTo(t, tLow, PER_LOG10, PER_LOG10_LOW, series);
}

// @ts-ignore: decorator
@inline
export function log10Main(x: f64): f64 {
  return log10Of(x, 0.0);
}

// @ts-ignore: decorator
@inline
export function log10Rare(x: f64, y: f64): bool {
  return logRare(x, y);
}

export function log10(x: f64): f64 {
  if (!log10Rare(x, 0.0)) return log10Main(x);
  if (isLarge(x)) return log10Main(x);
  return isSubnormal(x) ? log10Of(x * 18014398509481984.0, -54.0) : logOfNone(x);
}

/** log(x + xLow), where xLow is within the last bits of x < 2^1022. */
// @ts-ignore: decorator
@inline
function logOfSum(x: f64, xLow: f64): f64 {
  reduce(x);
  const r = rHigh + rLow;
  // 2^-k
  const power = reinterpret<f64>(0x3ff0000000000000 - ((reinterpret<i64>(x) - FIRST) & EXPONENT));
  const more = xLow * power * inverse;
  return sumOf(r, rLow - (r - rHigh) + (more - more * r));
}

// @ts-ignore: decorator
@inline
export function log1pMain(x: f64): f64 {
  const u = 1.0 + x;
  const larger = x < 1.0 ? 1.0 : x;
  const smaller = x < 1.0 ? x : 1.0;
  const y = logOfSum(u, sumRest(larger, smaller, u));
  return abs(x) < 5e-17 ? x : y;
}

// @ts-ignore: decorator
@inline
export function log1pRare(x: f64, y: f64): bool {
  return notOrdinary(1.0 + x);
}

export function log1p(x: f64): f64 {
  if (!log1pRare(x, 0.0)) return log1pMain(x);
  return x >= 1.0 || x != x ? log(x) : x == -1.0 ? -1.0 / 0.0 : 0.0 / 0.0;
}

/** log 2x as a pair's sum. */
function logOfTwice(x: f64): f64 {
  const y = logPair(x);
  const sum = y + 0.6931471805599453;
  return sum + (sumRest(y, 0.6931471805599453, sum) + (low + 2.3190468138462996e-17));
}

/** log(1 + |x| + x² / (1 + √(1 + x²))): the terms of the sum in order of size, each with what the last sum lost. */
// @ts-ignore: decorator
@inline
export function asinhMain(x: f64): f64 {
  const a = abs(x);
  const q = a * a;
  const more = q / (1.0 + sqrt(1.0 + q));
  const t = a + more;
  const tLow = sumRest(a, more, t);
  const u = 1.0 + t;
  const larger = t < 1.0 ? 1.0 : t;
  const smaller = t < 1.0 ? t : 1.0;
  const y = logOfSum(u, sumRest(larger, smaller, u) + tLow);
  return signed(a < 1e-8 ? a - a * q * 0.16666666666666666 : y, x);
}

// @ts-ignore: decorator
@inline
export function asinhRare(x: f64, y: f64): bool {
  return abs(x) > 1e150;
}

export function asinh(x: f64): f64 {
  if (!asinhRare(x, 0.0)) return asinhMain(x);
  if (!(abs(x) < 1.0 / 0.0)) return x;
  return copysign<f64>(logOfTwice(abs(x)), x);
}

/** log(x + √(2t + t²)), t = x − 1, the root with its low part. */
// @ts-ignore: decorator
@inline
export function acoshMain(x: f64): f64 {
  const t = x - 1.0;
  const q = t * t;
  const twice = t + t;
  const v = twice + q;
  const s = sqrt(v);
  const sHead = head(s);
  const left = v - sHead * sHead - (s - sHead) * (s + sHead) + sumRest(twice, q, v);
  const u = x + s;
  return logOfSum(u, sumRest(x, s, u) + left * halfPerRoot(v));
}

/** 1 / (2√v), within 4 %: half of the exponent and the mantissa's beginning, by integers (Lomont 2003). */
// @ts-ignore: decorator
@inline
function halfPerRoot(v: f64): f64 {
  return reinterpret<f64>(0x5fd6eb50c7b537a9 - (reinterpret<i64>(v) >>> 1));
}

// @ts-ignore: decorator
@inline
export function acoshRare(x: f64, y: f64): bool {
  return x < 1.0 || x > 1e150;
}

export function acosh(x: f64): f64 {
  if (!acoshRare(x, 0.0)) return acoshMain(x);
  if (x < 1.0) return 0.0 / 0.0;
  return x < 1.0 / 0.0 ? logOfTwice(x) : x;
}

/** ½ log((1 + |x|) / (1 − |x|)): a quotient of 26 bits, and what is left. */
// @ts-ignore: decorator
@inline
export function atanhMain(x: f64): f64 {
  const a = abs(x);
  const n = 1.0 + a;
  const d = 1.0 - a;
  const nLow = sumRest(1.0, a, n);
  const dLow = sumRest(1.0, -a, d);
  const over = 1.0 / d;
  const q = n * over;
  const qHead = head(q);
  const dHead = head(d);
  const left = n - qHead * dHead - qHead * (d - dHead) + (nLow - qHead * dLow);
  const u = qHead + left * over;
  const y = 0.5 * logOfSum(u, sumRest(qHead, left * over, u));
  const q2 = a * a;
  return signed(a < 0.001 ? a + a * q2 * (0.3333333333333333 + q2 * 0.2) : y, x);
}

// @ts-ignore: decorator
@inline
export function atanhRare(x: f64, y: f64): bool {
  return abs(x) >= 1.0;
}

export function atanh(x: f64): f64 {
  if (!atanhRare(x, 0.0)) return atanhMain(x);
  return abs(x) == 1.0 ? x / 0.0 : 0.0 / 0.0;
}

// float32: log x in its own arithmetic (the shape of Sun's fdlibm); the others in float64, to the 2^-38 that a float32 needs at most.

const LOG2_HIGH_F: f32 = 0.693145751953125;
const LOG2_LOW_F: f32 = 1.428606765330187e-6;
const G0: f32 = 0.6666666269302368;
const G1: f32 = 0.4000096917152405;
const G2: f32 = 0.28499147295951843;
const G3: f32 = 0.24269823729991913;

// @ts-ignore: decorator
@inline
export function logfMain(x: f32): f32 {
  const bits = reinterpret<i32>(x);
  const top = bits - 0x3f3504f3; // √½
  const k = <f32>(top >> 23);
  const f = reinterpret<f32>(bits - (top & -0x800000)) - 1.0;
  const s = f / (2.0 + f);
  const z = s * s;
  const z2 = z * z;
  const series = z * (G0 + z * G1 + z2 * (G2 + z * G3));
  const half: f32 = f * f * 0.5;
  return k * LOG2_HIGH_F - (half - (s * (half + series) + k * LOG2_LOW_F) - f);
}

// @ts-ignore: decorator
@inline
export function logfRare(x: f32, y: f32): bool {
  return !(x >= 1.1754943508222875e-38 && x < 1.0 / 0.0);
}

export function logf(x: f32): f32 {
  return logfRare(x, 0.0) ? <f32>log(<f64>x) : logfMain(x);
}

/** log x within 2^-38 of it, also near 1. x is normal and positive. */
// @ts-ignore: decorator
@inline
export function logLite(x: f64): f64 {
  const bits = reinterpret<i64>(x);
  const top = bits - FIRST;
  const at = <usize>((top >>> 40) & 0xfe0);
  const k = reinterpret<f64>(((top + 0x4000000000000000) >>> 52) | 0x4330000000000000) - 4503599627371520.0;
  const r = reinterpret<f64>(bits - (top & EXPONENT)) * load<f64>(at, LOG_TABLE) - 1.0;
  const r2 = r * r;
  const series = r2 * (-0.5 + r * K0 + r2 * (-0.25 + r * 0.2));
  return k * 0.6931471805599453 + (load<f64>(at, LOG_TABLE + 8) + (r + series));
}

// @ts-ignore: decorator
@inline
export function log2fMain(x: f32): f32 {
  return <f32>(logLite(<f64>x) * 1.4426950408889634);
}

// @ts-ignore: decorator
@inline
export function log2fRare(x: f32, y: f32): bool {
  return !(x > 0.0 && x < 1.0 / 0.0);
}

export function log2f(x: f32): f32 {
  return log2fRare(x, 0.0) ? <f32>log2(<f64>x) : log2fMain(x);
}

// @ts-ignore: decorator
@inline
export function log10fMain(x: f32): f32 {
  return <f32>(logLite(<f64>x) * 0.4342944819032518);
}

// @ts-ignore: decorator
@inline
export function log10fRare(x: f32, y: f32): bool {
  return !(x > 0.0 && x < 1.0 / 0.0);
}

export function log10f(x: f32): f32 {
  return log10fRare(x, 0.0) ? <f32>log10(<f64>x) : log10fMain(x);
}

// @ts-ignore: decorator
@inline
export function log1pfMain(x: f32): f32 {
  const wide = <f64>x;
  const small = wide - wide * wide * (0.5 - wide * 0.3333333333333333);
  return <f32>copysign<f64>(abs(wide) < 0.0001 ? small : logLite(1.0 + wide), wide);
}

// @ts-ignore: decorator
@inline
export function log1pfRare(x: f32, y: f32): bool {
  return !(x > -1.0 && x < 1.0 / 0.0);
}

export function log1pf(x: f32): f32 {
  return log1pfRare(x, 0.0) ? <f32>log1p(<f64>x) : log1pfMain(x);
}

// @ts-ignore: decorator
@inline
export function asinhfMain(x: f32): f32 {
  const a = abs(<f64>x);
  const y = a < 0.001 ? a - a * a * a * 0.16666666666666666 : logLite(a + sqrt(a * a + 1.0));
  return <f32>copysign<f64>(y, <f64>x);
}

// @ts-ignore: decorator
@inline
export function asinhfRare(x: f32, y: f32): bool {
  return !(abs(x) < 1.0 / 0.0);
}

export function asinhf(x: f32): f32 {
  return asinhfRare(x, 0.0) ? x : asinhfMain(x);
}

// @ts-ignore: decorator
@inline
export function acoshfMain(x: f32): f32 {
  const wide = <f64>x;
  return <f32>logLite(wide + sqrt((wide - 1.0) * (wide + 1.0)));
}

// @ts-ignore: decorator
@inline
export function acoshfRare(x: f32, y: f32): bool {
  return !(x >= 1.0 && x < 1.0 / 0.0);
}

export function acoshf(x: f32): f32 {
  return acoshfRare(x, 0.0) ? <f32>acosh(<f64>x) : acoshfMain(x);
}

// @ts-ignore: decorator
@inline
export function atanhfMain(x: f32): f32 {
  const a = abs(<f64>x);
  const y = a < 0.001 ? a + a * a * a * 0.3333333333333333 : 0.5 * logLite((1.0 + a) / (1.0 - a));
  return <f32>copysign<f64>(y, <f64>x);
}

// @ts-ignore: decorator
@inline
export function atanhfRare(x: f32, y: f32): bool {
  return !(abs(x) < 1.0);
}

export function atanhf(x: f32): f32 {
  return atanhfRare(x, 0.0) ? <f32>atanh(<f64>x) : atanhfMain(x);
}
