/**
 * Logarithms and inverse hyperbolic functions of float32: log x in its own arithmetic (the shape of Sun's fdlibm, e_logf.c); the others
 * in float64, to the 2^-38 that a float32 needs at most. Coefficients: scripts/fit/.
 */
import { acosh, asinh, atanh } from "./inverseHyperbolic";
import { EXPONENT, FIRST, K0, K1, log, log10, log1p, log2 } from "./log";
import { LOG_TABLE } from "./tables";

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
