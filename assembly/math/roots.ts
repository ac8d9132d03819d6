/** Cube root and hypotenuse. */
import { anySumRest, productRest } from "./exact";

// x^(1/3) on [1, 2], within 2^-16
const R0: f64 = 0.5076849902343867;
const R1: f64 = 0.7161462016474278;
const R2: f64 = -0.2985121337399746;
const R3: f64 = 0.08513475802514454;
const R4: f64 = -0.010443501865977839;

/** x = 2^(3k + j) · m: the root is 2^k · 2^(j/3) · m^(1/3); a polynomial, a step of order three, and one that rounds well. */
// @ts-ignore: decorator
@inline
export function cbrtMain(x: f64): f64 {
  const bits = reinterpret<i64>(x) & 0x7fffffffffffffff;
  const m = reinterpret<f64>((bits & 0xfffffffffffff) | 0x3ff0000000000000);
  // The exponent + 1023, a multiple of 3 added; a third of it, rounded down, by a product that rounds to an integer.
  const e = reinterpret<f64>((bits >>> 52) | 0x4330000000000000) - 4503599627370496.0;
  const shifted = e * 0.3333333333333333 - 0.3333 + 6755399441055744.0;
  const third = shifted - 6755399441055744.0;
  const j = e - 3.0 * third;
  const m2 = m * m;
  const start = R0 + m * R1 + m2 * (R2 + m * R3 + m2 * R4);
  const t = start * (j == 0.0 ? 1.0 : j == 1.0 ? 1.2599210498948732 : 1.5874010519681996);
  // v = m · 2^j, the root of which is t: Halley's step.
  const v = m * (j == 0.0 ? 1.0 : j == 1.0 ? 2.0 : 4.0);
  const cube = t * t * t;
  const better = t - (t * (cube - v)) / (cube + cube + v);
  // A step of Newton's on 26 bits of it: the square is exact.
  const s = reinterpret<f64>((reinterpret<i64>(better) + 0x4000000) & <i64>0xfffffffff8000000);
  const square = s * s;
  const r = v / square;
  const y = s + (s * (r - s)) / (s + s + r);
  // 2^(third − 341): the exponent of x was e − 1023.
  const power = reinterpret<f64>((reinterpret<i64>(shifted) + 682) << 52);
  return copysign<f64>(y * power, x);
}

// @ts-ignore: decorator
@inline
export function cbrtRare(x: f64, y: f64): bool {
  const a = abs(x);
  return !(a >= 2.2250738585072014e-308 && a < 1.0 / 0.0);
}

export function cbrt(x: f64): f64 {
  if (!cbrtRare(x, 0.0)) return cbrtMain(x);
  if (x == 0.0 || x != x || abs(x) == 1.0 / 0.0) return x;
  return cbrtMain(x * 18014398509481984.0) * 3.814697265625e-6; // 2^54, 2^-18
}

/** √(x² + y²), the squares as pairs, and the root corrected. */
// @ts-ignore: decorator
@inline
export function hypotMain(x: f64, y: f64): f64 {
  const a = x * x;
  const b = y * y;
  const sum = a + b;
  const low = anySumRest(a, b, sum) + (productRest(x, x, a) + productRest(y, y, b));
  const s = sqrt(sum);
  const p = s * s;
  return s + ((sum - p - productRest(s, s, p) + low) * 0.5) / s;
}

// @ts-ignore: decorator
@inline
export function hypotRare(x: f64, y: f64, z: f64): bool {
  return !(z > 1e-140 && z < 1e140);
}

export function hypot(x: f64, y: f64): f64 {
  const z = hypotMain(x, y);
  return hypotRare(x, y, z) ? hypotEdge(abs(x), abs(y)) : z;
}

function hypotEdge(x: f64, y: f64): f64 {
  if (x == 1.0 / 0.0 || y == 1.0 / 0.0) return 1.0 / 0.0;
  if (x != x || y != y) return 0.0 / 0.0;
  const a = max<f64>(x, y);
  const b = min<f64>(x, y);
  if (b <= a * 1e-20) return a;
  // 2^±600: the squares stay normal.
  if (a > 1.0) return hypotMain(a * 2.409919865102884e-181, b * 2.409919865102884e-181) * 4.149515568880993e180;
  return hypotMain(a * 4.149515568880993e180, b * 4.149515568880993e180) * 2.409919865102884e-181;
}
