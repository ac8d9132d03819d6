/**
 * Exponential and hyperbolic functions of float32: e^x in its own arithmetic; the others in float64, to the 2^-38 that a
 * float32 needs at most. Coefficients: scripts/fit/.
 */
import { exp, PER_LOG2, SHIFT, SHIFT_BY_128 } from "./exp";
import { EXP_TABLE } from "./tables";

// 1.5 · 2^23 and the bias of an exponent: what is rounded to an integer by adding it holds a power of two in its low bits.
const SHIFT_F: f32 = 12583039.0;
const SHIFT_LESS_1_F: f32 = 12583038.0;
const PER_LOG2_F: f32 = 1.4426950408889634;
const LOG2_HIGH_F: f32 = 0.693145751953125; // log 2 in 15 bits, so that multiples up to 2^9 are exact, and the rest
const LOG2_LOW_F: f32 = 1.428606765330187e-6;
// 2 (e^r − 1 − r − r²/2) / r³ on |r| ≤ log(2)/2
const G0: f32 = 0.3333333134651184;
const G1: f32 = 0.08333292603492737;
const G2: f32 = 0.016667140647768974;
const G3: f32 = 0.002787016099318862;
const G4: f32 = 0.00039480815757997334;
// the same, without the factor 2 and with less precision
const F0: f32 = 0.166665181517601;
const F1: f32 = 0.04166645556688309;
const F2: f32 = 0.008368958719074726;
const F3: f32 = 0.0013935801107436419;

/**
 * e^r of a head and a tail of r, twice, and half of the power of two: 2 (1 + head) + head² is exact, for 1 + head is 1 + r in 11 bits.
 * What is left, tail (2 + 2 head + tail) + 2 (r³/6 + …), is so small that its rounding does not matter.
 */
// @ts-ignore: decorator
@inline
export function expfMain(x: f32): f32 {
  const shifted = x * PER_LOG2_F + SHIFT_LESS_1_F;
  const n = shifted - SHIFT_LESS_1_F;
  const first = x - n * LOG2_HIGH_F;
  const rest = n * LOG2_LOW_F;
  const r = first - rest;
  const upper: f32 = 1.0 + first;
  const one = reinterpret<f32>(reinterpret<i32>(upper) & -0x2000);
  const rHead: f32 = one - 1.0;
  const rTail = first - rHead - rest;
  const r2 = r * r;
  const series = G0 + r * G1 + r2 * (G2 + r * G3 + r2 * G4);
  const two = one + one;
  const y = two + rHead * rHead + (rTail * (two + rTail) + r2 * r * series);
  return y * reinterpret<f32>(reinterpret<i32>(shifted) << 23);
}

// @ts-ignore: decorator
@inline
export function expfRare(x: f32, y: f32): bool {
  return abs(x) > 86.0;
}

export function expf(x: f32): f32 {
  return expfRare(x, 0.0) ? <f32>exp(<f64>x) : expfMain(x);
}

/** The same within 1 ULP, for `fastmath`: what r lacks enters exactly, and the sums are rounded as they are. */
// @ts-ignore: decorator
@inline
export function fastExpfMain(x: f32): f32 {
  const shifted = x * PER_LOG2_F + SHIFT_F;
  const n = shifted - SHIFT_F;
  const first = x - n * LOG2_HIGH_F;
  const rest = n * LOG2_LOW_F;
  const r = first - rest;
  const r2 = r * r;
  const series: f32 = 0.5 + r * F0 + r2 * (F1 + r * F2 + r2 * F3);
  const y: f32 = 1.0 + (first + (r2 * series - rest));
  return y * reinterpret<f32>(reinterpret<i32>(shifted) << 23);
}

// @ts-ignore: decorator
@inline
export function fastExpfRare(x: f32, y: f32): bool {
  return expfRare(x, y);
}

export function fastExpf(x: f32): f32 {
  return fastExpfRare(x, 0.0) ? <f32>exp(<f64>x) : fastExpfMain(x);
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
