/**
 * Hyperbolic sine and cosine, of both exponentials with their low parts, and tangent, by its addition formula. Coefficients: scripts/fit/.
 */
import { signed, sumRest } from "./exact";
import { expNear, expRest, powerScale, SHIFT } from "./exp";
import { TANH_TABLE } from "./tables";

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
  const up = powerScale();
  const downRest = expRest(-a);
  const down = powerScale();
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
  const up = powerScale();
  const downRest = expRest(-a);
  const down = powerScale();
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
