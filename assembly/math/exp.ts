/**
 * The exponential and its kin: e^x = 2^(k/128) · e^r with |r| ≤ log(2)/256, 2^(i/128) from a table with its low part, e^r
 * from a polynomial. As in Tang, Table-driven implementation of the exponential function (1989). Coefficients: scripts/fit/.
 */
import { anySumRest, signed, sumRest } from "./exact";
import { EXP_TABLE, TANH_TABLE } from "./tables";

/** 1.5 · 2^52: adding it rounds to an integer, which stands in the low bits. */
const SHIFT: f64 = 6755399441055744.0;
const PER_LOG2: f64 = 184.6649652337873; // 128 / log 2
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

/** e^x as `powerRest`. */
// @ts-ignore: decorator
@inline
function expRest(x: f64): f64 {
  const shifted = x * PER_LOG2 + SHIFT;
  const n = shifted - SHIFT;
  return powerRest(reinterpret<i64>(shifted), x + n * LOG2_HIGH + n * LOG2_LOW);
}

/** e^(x + low), |low| small beside x, the result a normal number. */
// @ts-ignore: decorator
@inline
export function expOfPair(x: f64, low: f64): f64 {
  const shifted = x * PER_LOG2 + SHIFT;
  const n = shifted - SHIFT;
  const rest = powerRest(reinterpret<i64>(shifted), x + n * LOG2_HIGH + n * LOG2_LOW + low);
  return scale + scale * rest;
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

const SHIFT_BY_128: f64 = 52776558133248.0; // 1.5 · 2^52 / 128
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

// (sinh x − x) / x³ in x² on |x| ≤ 1/4, (tanh x − x) / x³ on |x| ≤ 1/32
const S0: f64 = 0.16666666666666669;
const S1: f64 = 0.00833333333333022;
const S2: f64 = 0.00019841269858222367;
const S3: f64 = 2.7557279301842043e-6;
const S4: f64 = 2.509414238215199e-8;
const T0: f64 = -0.33333333333333276;
const T1: f64 = 0.13333333332767677;
const T2: f64 = -0.053968236565471873;
const T3: f64 = 0.021848349748972404;

// @ts-ignore: decorator
@inline
export function sinhMain(x: f64): f64 {
  const a = abs(x);
  const x2 = x * x;
  const x4 = x2 * x2;
  const small = a + a * x2 * (S0 + x2 * S1 + x4 * (S2 + x2 * S3 + x4 * S4));
  const upRest = expRest(a);
  const up = scale;
  const downRest = expRest(-a);
  const down = scale;
  const s = up - down;
  const large = 0.5 * (s + (sumRest(up, -down, s) + (up * upRest - down * downRest)));
  return signed(a < 0.25 ? small : large, x);
}

// @ts-ignore: decorator
@inline
export function sinhRare(x: f64, y: f64): bool {
  return abs(x) > 690.0;
}

export function sinh(x: f64): f64 {
  return sinhRare(x, 0.0) ? sinhEdge(x) : sinhMain(x);
}

function sinhEdge(x: f64): f64 {
  return copysign<f64>(coshEdge(x), x);
}

// @ts-ignore: decorator
@inline
export function coshMain(x: f64): f64 {
  const a = abs(x);
  const upRest = expRest(a);
  const up = scale;
  const downRest = expRest(-a);
  const down = scale;
  const s = up + down;
  return 0.5 * (s + (sumRest(up, down, s) + (up * upRest + down * downRest)));
}

// @ts-ignore: decorator
@inline
export function coshRare(x: f64, y: f64): bool {
  return abs(x) > 690.0;
}

export function cosh(x: f64): f64 {
  return coshRare(x, 0.0) ? coshEdge(x) : coshMain(x);
}

function coshEdge(x: f64): f64 {
  if (x != x) return x;
  const a = abs(x);
  return a >= 711.0 ? 1.0 / 0.0 : expNear(a, 0.0, -1);
}

/** tanh(c + t) = T + t − t T (T + t′) / (1 + T t′), t′ = tanh t, T = tanh c from a table, c = i/16. */
// @ts-ignore: decorator
@inline
export function tanhMain(x: f64): f64 {
  const a = abs(x);
  const clamped = 19.0625 < a ? 19.0625 : a;
  const shifted = clamped * 16.0 + SHIFT;
  const d = clamped - (shifted - SHIFT) * 0.0625;
  const at = <usize>((reinterpret<i64>(shifted) & 511) << 4);
  const high = load<f64>(at, TANH_TABLE);
  const z = d * d;
  const more = d * z * (T0 + z * T1 + z * z * (T2 + z * T3));
  const t = d + more;
  const product = high * t;
  const sum = high + d;
  const rest = load<f64>(at, TANH_TABLE + 8) + (more - product * (high + t) / (1.0 + product));
  return signed(sum + (high - sum + d + rest), x);
}

export function tanh(x: f64): f64 {
  return tanhMain(x);
}

// float32: e^x in its own arithmetic; the others in float64, to the 2^-38 that a float32 needs at most.

const SHIFT_F: f32 = 12582912.0; // 1.5 · 2^23
const PER_LOG2_F: f32 = 1.4426950408889634;
const LOG2_HIGH_F: f32 = 0.693359375;
const LOG2_LOW_F: f32 = -0.00021219444170128554;
const F2: f32 = 0.166665181517601;
const F3: f32 = 0.04166645556688309;
const F4: f32 = 0.008368958719074726;
const F5: f32 = 0.0013935801107436419;

// @ts-ignore: decorator
@inline
export function expfMain(x: f32): f32 {
  const shifted = x * PER_LOG2_F + SHIFT_F;
  const n = shifted - SHIFT_F;
  const r = x - n * LOG2_HIGH_F - n * LOG2_LOW_F;
  const r2 = r * r;
  const series: f32 = 0.5 + r * F2 + r2 * (F3 + r * F4 + r2 * F5);
  const y: f32 = 1.0 + (r + r2 * series);
  return reinterpret<f32>(reinterpret<i32>(y) + (reinterpret<i32>(shifted) << 23));
}

// @ts-ignore: decorator
@inline
export function expfRare(x: f32, y: f32): bool {
  return abs(x) > 86.0;
}

export function expf(x: f32): f32 {
  return expfRare(x, 0.0) ? <f32>exp(<f64>x) : expfMain(x);
}

/** e^x within 2^-38 of it; beyond ±200, where a float32 of it is 0 or infinite, that of ±200. */
// @ts-ignore: decorator
@inline
export function expLite(x: f64): f64 {
  const most = 200.0 < x ? 200.0 : x;
  const clamped = most < -200.0 ? -200.0 : most;
  const shifted = clamped * PER_LOG2 + SHIFT;
  const r = clamped - (shifted - SHIFT) * 0.0054152123481245725;
  const k = reinterpret<i64>(shifted);
  const s = reinterpret<f64>(load<i64>(<usize>((k & 127) << 4), EXP_TABLE + 8) + (k << 45));
  return s + s * (r + r * r * (0.5 + r * 0.16666666666666666));
}

// @ts-ignore: decorator
@inline
export function exp2fMain(x: f32): f32 {
  const wide = <f64>x;
  const most = 200.0 < wide ? 200.0 : wide;
  const clamped = most < -200.0 ? -200.0 : most;
  const shifted = clamped + SHIFT_BY_128;
  const r = (clamped - (shifted - SHIFT_BY_128)) * 0.6931471805599453;
  const k = reinterpret<i64>(shifted);
  const s = reinterpret<f64>(load<i64>(<usize>((k & 127) << 4), EXP_TABLE + 8) + (k << 45));
  return <f32>(s + s * (r + r * r * (0.5 + r * 0.16666666666666666)));
}

export function exp2f(x: f32): f32 {
  return exp2fMain(x);
}

// @ts-ignore: decorator
@inline
export function expm1fMain(x: f32): f32 {
  const wide = <f64>x;
  const small = wide + wide * wide * (0.5 + wide * 0.16666666666666666);
  return <f32>copysign<f64>(abs(wide) < 0.0001 ? small : expLite(wide) - 1.0, wide);
}

export function expm1f(x: f32): f32 {
  return expm1fMain(x);
}

// @ts-ignore: decorator
@inline
export function sinhfMain(x: f32): f32 {
  const wide = <f64>x;
  const e = expLite(wide);
  return <f32>(abs(wide) < 0.001 ? wide + wide * wide * wide * 0.16666666666666666 : 0.5 * (e - 1.0 / e));
}

export function sinhf(x: f32): f32 {
  return sinhfMain(x);
}

// @ts-ignore: decorator
@inline
export function coshfMain(x: f32): f32 {
  const e = expLite(<f64>x);
  return <f32>(0.5 * (e + 1.0 / e));
}

export function coshf(x: f32): f32 {
  return coshfMain(x);
}

/** (e^2x − 1) / (e^2x + 1); what is near 0 comes from the polynomial alone. */
// @ts-ignore: decorator
@inline
export function tanhfMain(x: f32): f32 {
  const most: f32 = 20.0 < x ? 20.0 : x;
  const clamped: f32 = most < -20.0 ? -20.0 : most;
  const twice = <f64>clamped;
  const shifted = twice * (PER_LOG2 + PER_LOG2) + SHIFT;
  const r = twice - (shifted - SHIFT) * 0.0027076061740622863;
  const k = reinterpret<i64>(shifted);
  const s = reinterpret<f64>(load<i64>(<usize>((k & 127) << 4), EXP_TABLE + 8) + (k << 45));
  const n = s - 1.0 + s * (r * (2.0 + r * (2.0 + r * 1.3333333333333333)));
  return copysign<f32>(<f32>(n / (n + 2.0)), x);
}

export function tanhf(x: f32): f32 {
  return tanhfMain(x);
}
