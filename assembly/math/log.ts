/**
 * The logarithm and its kin: x = 2^k · c · (1 + r), 1/c and log c from a table, log(1 + r) from a polynomial. As in Tang,
 * Table-driven implementation of the logarithm function (1990); 1/c has so few bits that r is got exactly. Coefficients:
 * scripts/fit/.
 */
import { head, notOrdinary, signed, sumRest } from "./exact";
import { LOG10_TABLE, LOG2_TABLE, LOG_TABLE } from "./tables";

/** Where the table's first interval begins: the range of one power of two from there has 1 inside an interval. */
export const FIRST: i64 = 0x3fe6955500000000;
export const EXPONENT: i64 = 0xfff0000000000000;
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
export const K0: f64 = 0.3333333333333338;
export const K1: f64 = -0.24999999995218145;
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
function sumTo(t: f64, tLow: f64, c: f64, cLow: f64, r: f64, series: f64): f64 {
  const upper = head(r);
  const p = upper * c;
  const sum = t + p;
  return sum + (tLow + (t - sum + p) + ((rHigh - upper + rLow) * c + r * cLow + r * r * series));
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
  return sumTo(k + load<f64>(at, LOG2_TABLE + 8), load<f64>(at, LOG2_TABLE + 16), PER_LOG2, PER_LOG2_LOW, r, series);
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
  return sumTo(t, tLow, PER_LOG10, PER_LOG10_LOW, r, series);
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
export function logOfSum(x: f64, xLow: f64): f64 {
  reduce(x);
  // 2^-k
  const power = reinterpret<f64>(0x3ff0000000000000 - ((reinterpret<i64>(x) - FIRST) & EXPONENT));
  const more = xLow * power * inverse;
  const r = rHigh + rLow;
  return sumOf(r, rLow - (r - rHigh) + (more - more * r));
}

// @ts-ignore: decorator
@inline
export function log1pMain(x: f64): f64 {
  const u = 1.0 + x;
  const y = logOfSum(u, sumRest(1.0, x, u));
  // The sign of x, also where that is −0.
  return signed(y, x);
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
