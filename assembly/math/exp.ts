/**
 * The exponential: e^x = 2^(k/128) · e^r with |r| ≤ log(2)/256, 2^(i/128) from a table with its low part, e^r
 * from a polynomial. As in Tang, Table-driven implementation of the exponential function (1989). Coefficients: scripts/fit/.
 */
import { anySumRest, signed, sumRest } from "./exact";
import { EXP_TABLE } from "./tables";

/** 1.5 · 2^52: adding it rounds to an integer, which stands in the low bits. */
export const SHIFT: f64 = 6755399441055744.0;
export const PER_LOG2: f64 = 184.6649652337873; // 128 / log 2
const LOG2_HIGH: f64 = -0.005415212348111709; // −log(2)/128 in 37 bits
const LOG2_LOW: f64 = -1.2864023111638346e-14;
const C2: f64 = 0.4999999999999678;
const C3: f64 = 0.1666666666666565;
const C4: f64 = 0.04166668084972913;
const C5: f64 = 0.008333336377927757;

/** The second result of the functions below: the power of two. */
let scale: f64 = 0.0;

/** Of 2^(k/128) · e^r: `scale`, and what is returned, relative to it: e^x = scale + scale · rest. `k` in the low bits. */
// @ts-ignore: decorator
@inline
function powerRest(k: i64, r: f64): f64 {
  const at = <usize>((k & 127) << 4);
  scale = reinterpret<f64>(load<i64>(at, EXP_TABLE + 8) + (k << 45));
  const r2 = r * r;
  return load<f64>(at, EXP_TABLE) + r + r2 * (C2 + r * C3) + r2 * r2 * (C4 + r * C5);
}

/** e^x = powerScale · (1 + what is returned), a normal number. */
// @ts-ignore: decorator
@inline
export function expRest(x: f64): f64 {
  const shifted = x * PER_LOG2 + SHIFT;
  const n = shifted - SHIFT;
  return powerRest(reinterpret<i64>(shifted), x + n * LOG2_HIGH + n * LOG2_LOW);
}

/** e^(x + low), |low| small beside x, the result a normal number. */
// @ts-ignore: decorator
@inline
export function expOfPair(x: f64, low: f64): f64 {
  const rest = powerPart(x, low);
  return scale + scale * rest;
}

/** The power of two of the last `powerPart` or `expRest`. */
// @ts-ignore: decorator
@inline
export function powerScale(): f64 {
  return scale;
}

/** e^(x + low) = powerScale · (1 + what is returned), |low| small beside x, the result a normal number. */
// @ts-ignore: decorator
@inline
export function powerPart(x: f64, low: f64): f64 {
  const shifted = x * PER_LOG2 + SHIFT;
  const n = shifted - SHIFT;
  return powerRest(reinterpret<i64>(shifted), x + n * LOG2_HIGH + n * LOG2_LOW + low);
}

// @ts-ignore: decorator
@inline
export function expMain(x: f64): f64 {
  const rest = expRest(x);
  return scale + scale * rest;
}

// @ts-ignore: decorator
@inline
export function expRare(x: f64, y: f64): bool {
  return abs(x) > 690.0;
}

export function exp(x: f64): f64 {
  return expRare(x, 0.0) ? expEdge(x) : expMain(x);
}

function expEdge(x: f64): f64 {
  if (x != x) return x;
  if (x >= 710.0) return 1.0 / 0.0;
  return x < -746.0 ? 0.0 : expNear(x, 0.0, 0);
}

/** e^(x + low) · 2^by where the result may be no normal number: |x| < 1000, |low| small beside it. */
export function expNear(x: f64, low: f64, by: i64): f64 {
  const shifted = x * PER_LOG2 + SHIFT;
  const n = shifted - SHIFT;
  const k = reinterpret<i64>(shifted);
  const rest = powerRest(k & 127, x + n * LOG2_HIGH + n * LOG2_LOW + low);
  return scaled(scale, rest, ((k << 13) >> 20) + by);
}

let pairLow: f64 = 0.0;
let pairPower: i64 = 0;

/** The low part and the power of two of the last `expPair`. */
export function expPairLow(): f64 {
  return pairLow;
}

export function expPairPower(): i64 {
  return pairPower;
}

/** e^(x + low) = (what is returned + expPairLow) · 2^expPairPower, what is returned between 1 and 2. |x| < 1000. */
export function expPair(x: f64, low: f64): f64 {
  const shifted = x * PER_LOG2 + SHIFT;
  const n = shifted - SHIFT;
  const k = reinterpret<i64>(shifted);
  // r as a pair, for its rounding would be half a unit of the result's low part.
  const first = x + n * LOG2_HIGH;
  const m = n * LOG2_LOW + low;
  const r = first + m;
  const rLow = anySumRest(first, m, r);
  const rest = powerRest(k & 127, r) + rLow;
  const t = scale * rest;
  const y = scale + t;
  pairLow = sumRest(scale, t, y);
  pairPower = (k << 13) >> 20;
  return y;
}

/** (y + low) · 2^e, rounded once, also where that is subnormal. y is between 2^-100 and 2^100. */
export function scaledPair(y: f64, low: f64, e: i64): f64 {
  const power = <i64>((reinterpret<u64>(y) >> 52) & 0x7ff) - 1023;
  const down = twoTo(-power);
  const s = y * down;
  return scaled(s, (low * down) / s, e + power);
}

/** (s + s · rest) · 2^e, rounded once, also where that is subnormal. 1 ≤ s < 2. */
export function scaled(s: f64, rest: f64, e: i64): f64 {
  const y = s + s * rest;
  if (e > 1000) return y * twoTo(1000) * twoTo(e - 1000);
  if (e > -1022 || (e == -1022 && y >= 1.0)) return y * twoTo(e);
  if (e < -1076) return 0.0;
  // The last bit of a subnormal is 2^-1074: adding 2^52 of those units makes the rounding happen there.
  const big = twoTo(-1022 - e);
  const sum = big + y;
  return (sum + (y - (sum - big) + (s - y + s * rest)) - big) * twoTo(-1022) * twoTo(e + 1022);
}

/** 2^e, normal. */
// @ts-ignore: decorator
@inline
export function twoTo(e: i64): f64 {
  return reinterpret<f64>((e + 1023) << 52);
}

export const SHIFT_BY_128: f64 = 52776558133248.0; // 1.5 · 2^52 / 128
const D1: f64 = 0.6931471805599453;
const D2: f64 = 0.24022650695914252;
const D3: f64 = 0.055504108644822046;
const D4: f64 = 0.009618130297613325;
const D5: f64 = 0.0013343653111981062;

// @ts-ignore: decorator
@inline
function exp2Rest(k: i64, r: f64): f64 {
  const at = <usize>((k & 127) << 4);
  scale = reinterpret<f64>(load<i64>(at, EXP_TABLE + 8) + (k << 45));
  const r2 = r * r;
  return load<f64>(at, EXP_TABLE) + r * D1 + r2 * (D2 + r * D3) + r2 * r2 * (D4 + r * D5);
}

// @ts-ignore: decorator
@inline
export function exp2Main(x: f64): f64 {
  const shifted = x + SHIFT_BY_128;
  const rest = exp2Rest(reinterpret<i64>(shifted), x - (shifted - SHIFT_BY_128));
  return scale + scale * rest;
}

// @ts-ignore: decorator
@inline
export function exp2Rare(x: f64, y: f64): bool {
  return abs(x) > 1000.0;
}

/** 2^x. */
export function exp2(x: f64): f64 {
  return exp2Rare(x, 0.0) ? exp2Edge(x) : exp2Main(x);
}

function exp2Edge(x: f64): f64 {
  if (x != x) return x;
  if (x >= 1024.0) return 1.0 / 0.0;
  if (x < -1076.0) return 0.0;
  const shifted = x + SHIFT_BY_128;
  const k = reinterpret<i64>(shifted);
  const rest = exp2Rest(k & 127, x - (shifted - SHIFT_BY_128));
  return scaled(scale, rest, (k << 13) >> 20);
}

// (e^x − 1 − x − x²/2) / x³ on |x| ≤ 0.36
const M0: f64 = 0.16666666666666682;
const M1: f64 = 0.04166666666666668;
const M2: f64 = 0.008333333333316666;
const M3: f64 = 0.0013888888888876105;
const M4: f64 = 0.00019841269899327016;
const M5: f64 = 2.480158734571372e-5;
const M6: f64 = 2.755723042165828e-6;
const M7: f64 = 2.755725308182265e-7;
const M8: f64 = 2.5113976496521368e-8;
const M9: f64 = 2.0921852580956577e-9;

// @ts-ignore: decorator
@inline
export function expm1Main(x: f64): f64 {
  const x2 = x * x;
  const x4 = x2 * x2;
  const low = M0 + x * M1 + x2 * (M2 + x * M3);
  const high = M4 + x * M5 + x2 * (M6 + x * M7) + x4 * (M8 + x * M9);
  const small = x + (0.5 * x2 + x * x2 * (low + x4 * high));
  const rest = expRest(x);
  const s = scale - 1.0;
  const large = s + (anySumRest(scale, -1.0, s) + scale * rest);
  // The sign of x, also where that is −0.
  return copysign<f64>(abs(x) < 0.35 ? small : large, x);
}

// @ts-ignore: decorator
@inline
export function expm1Rare(x: f64, y: f64): bool {
  return abs(x) > 690.0;
}

export function expm1(x: f64): f64 {
  return expm1Rare(x, 0.0) ? expm1Edge(x) : expm1Main(x);
}

function expm1Edge(x: f64): f64 {
  if (x != x) return x;
  return x < 0.0 ? -1.0 : expEdge(x);
}
