/** Cube root and hypotenuse. */
import { anySumRest, productRest } from "./exact";

// x^(-1/3) on [1, 2], within 2^-14
const R0: f64 = 1.6721506970133722;
const R1: f64 = -1.178940576424111;
const R2: f64 = 0.7017763269929451;
const R3: f64 = -0.2240857261421016;
const R4: f64 = 0.029065315423317303;

/** What `reduce` finds of x = ±2^(3k) · v: 2^k, and v^(-1/3) within 2^-40. */
let power: f64 = 0.0;
let inverse: f64 = 0.0;

/** v, from 1 to 8. */
// @ts-ignore: decorator
@inline
function reduce(x: f64): f64 {
  const bits = reinterpret<i64>(x) & 0x7fffffffffffffff;
  const m = reinterpret<f64>((bits & 0xfffffffffffff) | 0x3ff0000000000000);
  // The exponent + 1023 and a third of it, rounded down, by a product that is rounded to an integer.
  const exponent = bits >>> 52;
  const e = reinterpret<f64>(exponent | 0x4330000000000000) - 4503599627370496.0;
  const third = reinterpret<i64>(e * 0.3333333333333333 - 0.3333 + 6755399441055744.0);
  const j = exponent - third - (third << 1);
  power = reinterpret<f64>((third + 682) << 52);
  const v = reinterpret<f64>(reinterpret<i64>(m) + (j << 52));
  const m2 = m * m;
  const ofMantissa = R0 + m * R1 + m2 * (R2 + m * R3 + m2 * R4);
  // 2^(-j/3), j = 0, 1 or 2.
  const f = reinterpret<f64>((j & 3) | 0x4330000000000000) - 4503599627370496.0;
  const start = ofMantissa * (1.0 + f * (f * 0.021279736489618555 - 0.22757921050551883));
  const off = 1.0 - v * start * (start * start);
  inverse = start + start * off * (0.3333333333333333 + off * 0.2222222222222222);
  return v;
}

/** Of 17 bits of the root, whose cube is exact, and what is left: s (1 − d)^(-1/3) with d = (v − s³) / v. */
// @ts-ignore: decorator
@inline
export function cbrtMain(x: f64): f64 {
  const v = reduce(x);
  const square = inverse * inverse;
  const s = reinterpret<f64>(reinterpret<i64>(v * square) & <i64>0xfffffff000000000);
  const d = (v - s * s * s) * (square * inverse);
  const y = s + s * d * (0.3333333333333333 + d * (0.2222222222222222 + d * 0.1728395061728395));
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

// float32, in float64.

// @ts-ignore: decorator
@inline
export function cbrtfMain(x: f32): f32 {
  const v = reduce(<f64>x);
  return <f32>copysign<f64>(v * (inverse * inverse) * power, <f64>x);
}

// @ts-ignore: decorator
@inline
export function cbrtfRare(x: f32, y: f32): bool {
  return !(abs(x) > 0.0 && abs(x) < 1.0 / 0.0);
}

export function cbrtf(x: f32): f32 {
  return cbrtfRare(x, 0.0) ? x : cbrtfMain(x);
}

// @ts-ignore: decorator
@inline
export function hypotfMain(x: f32, y: f32): f32 {
  return <f32>sqrt(<f64>x * <f64>x + <f64>y * <f64>y);
}

// @ts-ignore: decorator
@inline
export function hypotfRare(x: f32, y: f32, z: f32): bool {
  return z != z;
}

export function hypotf(x: f32, y: f32): f32 {
  const z = hypotfMain(x, y);
  return hypotfRare(x, y, z) ? <f32>hypot(<f64>x, <f64>y) : z;
}
