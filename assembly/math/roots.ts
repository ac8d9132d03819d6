/** Cube root. */
import { notOrdinary, signed } from "./exact";

const THIRD: f64 = 0.3333333333333333;
const START: f64 = 9004112906312147.0; // of the least error by search
// ((1 − d)^(-1/3) − 1) / d on |d| ≤ 0.106: within 2^-23, and for float32 2^-27
const W0: f64 = 0.3333295220695572;
const W1: f64 = 0.22219963677070337;
const W2: f64 = 0.17440450489443712;
const W3: f64 = 0.14822544791673042;
const V0: f64 = 0.3333333919640692;
const V1: f64 = 0.2222172248059345;
const V2: f64 = 0.1728012891634835;
const V3: f64 = 0.14561145378255488;
const V4: f64 = 0.1296436725402081;

/** −a^(-1/3) within 4 %, by a third of its bits, as the reciprocal root by a half (Lomont 2003). The upper 52 as a float64. */
// @ts-ignore: decorator
@inline
function start(a: f64): f64 {
  const bits = reinterpret<f64>((reinterpret<i64>(a) >>> 11) | 0x4330000000000000);
  // From 2^52 to 2^53 again; its exponent leaves the sign bit when its own 52 move up.
  return reinterpret<f64>(reinterpret<i64>(START - bits * THIRD) << 11);
}

/** Of 17 bits of the root, whose cube is exact, and what is left: s (1 − d)^(-1/3) with d = (a − s³) / a. */
// @ts-ignore: decorator
@inline
export function cbrtMain(x: f64): f64 {
  const a = abs(x);
  const first = start(a);
  const off = 1.0 + a * (first * first * first);
  const root = first * (1.0 + off * (W0 + off * (W1 + off * (W2 + off * W3))));
  const s = reinterpret<f64>(reinterpret<i64>(a * (root * root)) & <i64>0xfffffff000000000);
  const rest = (a - s * s * s) / a;
  return signed(s + s * rest * (THIRD + rest * (0.2222222222222222 + rest * 0.1728395061728395)), x);
}

// @ts-ignore: decorator
@inline
export function cbrtRare(x: f64, y: f64): bool {
  return notOrdinary(abs(x));
}

export function cbrt(x: f64): f64 {
  if (!cbrtRare(x, 0.0)) return cbrtMain(x);
  if (x == 0.0 || x != x || abs(x) == 1.0 / 0.0) return x;
  if (abs(x) > 1.0) return cbrtMain(x);
  return cbrtMain(x * 18014398509481984.0) * 3.814697265625e-6; // 2^54, 2^-18
}

// float32, in float64.

// @ts-ignore: decorator
@inline
export function cbrtfMain(x: f32): f32 {
  const a = <f64>abs(x);
  const first = start(a);
  const off = 1.0 + a * (first * first * first);
  const root = first * (1.0 + off * (V0 + off * (V1 + off * (V2 + off * (V3 + off * V4)))));
  return copysign<f32>(<f32>(a * (root * root)), x);
}

// @ts-ignore: decorator
@inline
export function cbrtfRare(x: f32, y: f32): bool {
  return !(abs(x) > 0.0 && abs(x) < 1.0 / 0.0);
}

export function cbrtf(x: f32): f32 {
  return cbrtfRare(x, 0.0) ? x : cbrtfMain(x);
}
