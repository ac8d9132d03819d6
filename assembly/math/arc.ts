/** Arc sine and arc cosine. Coefficients: scripts/fit/. */
import { head, signed } from "./exact";

// (asin x − x) / x³ in x², x ≤ 1/2
const A0: f64 = 0.1666666666666538;
const A1: f64 = 0.0750000000034382;
const A2: f64 = 0.04464285682279553;
const A3: f64 = 0.03038195936063989;
const A4: f64 = 0.022371752794585056;
const A5: f64 = 0.017359782479200465;
const A6: f64 = 0.013884482147157219;
const A7: f64 = 0.012174070067368595;
const A8: f64 = 0.006507316708956334;
const A9: f64 = 0.019583896031011298;
const A10: f64 = -0.016310218344201367;
const A11: f64 = 0.03197033715904288;
const HALF_PI: f64 = 1.5707963267948966;
const HALF_PI_LOW: f64 = 6.123233995736766e-17;

// @ts-ignore: decorator
@inline
function asinSeries(z: f64): f64 {
  const z2 = z * z;
  const z4 = z2 * z2;
  const low = A0 + z * A1 + z2 * (A2 + z * A3) + z4 * (A4 + z * A5 + z2 * (A6 + z * A7));
  return low + z4 * z4 * (A8 + z * A9 + z2 * (A10 + z * A11));
}

/** The smaller of x² and (1 − |x|)/2, which are equal at 1/2. */
// @ts-ignore: decorator
@inline
function squareOf(square: f64, a: f64): f64 {
  const other = 0.5 - 0.5 * a;
  return other < square ? other : square;
}

/** Beyond 1/2: asin x = π/2 − 2 asin √((1 − x)/2). */
// @ts-ignore: decorator
@inline
export function asinMain(x: f64): f64 {
  const a = abs(x);
  const z = squareOf(x * x, a);
  const s = sqrt(z);
  const sHead = head(s);
  // The upper bits, and what they lack.
  const sLow = (z - sHead * sHead) / (s + sHead + 1e-300);
  const inner = a < 0.5;
  const more = z * asinSeries(z) * s;
  const half = 0.5 * HALF_PI - sHead - (sLow + more - 0.5 * HALF_PI_LOW);
  return signed(inner ? a + more : half + half, x);
}

export function asin(x: f64): f64 {
  return asinMain(x);
}

/** π/2 − asin x; beyond 1/2 2 asin √((1 − x)/2), or π less it: twice what is left of π/2 or 0 less asin u. */
// @ts-ignore: decorator
@inline
export function acosMain(x: f64): f64 {
  const a = abs(x);
  const z = squareOf(x * x, a);
  const outer = a >= 0.5;
  const u = opposed(sqrt(z), x, outer);
  const uHead = head(u);
  const uLow = (z - uHead * uHead) / (u + uHead + 1e-300);
  const near = x >= 0.5;
  const base = near ? 0.0 : HALF_PI;
  const high = base - uHead;
  const rest = base - high - uHead - (uLow - (near ? 0.0 : HALF_PI_LOW) + z * asinSeries(z) * u);
  const y = high + rest;
  return y + (outer ? y : 0.0);
}

/** s ≥ 0 with the sign of x, or with the other one. */
// @ts-ignore: decorator
@inline
function opposed(s: f64, x: f64, other: bool): f64 {
  const turned = reinterpret<i64>(x) ^ (other ? <i64>0x8000000000000000 : <i64>0);
  return reinterpret<f64>(reinterpret<i64>(s) | (turned & <i64>0x8000000000000000));
}

export function acos(x: f64): f64 {
  return acosMain(x);
}


// float32, in float64.

// @ts-ignore: decorator
@inline
function asinLite(z: f64): f64 {
  return z * (0.1666665985193444 + z * 0.07500511963910006 + z * z * (0.04451552869805485 + z * 0.03181920015804072 + z * z * (0.014396484783854349 + z * 0.0375741020686523)));
}

// @ts-ignore: decorator
@inline
export function asinfMain(x: f32): f32 {
  const a = abs(<f64>x);
  const z = squareOf(a * a, a);
  // Of the inner ones |x| itself, for its square is exact.
  const s = sqrt(z);
  const y = s + s * asinLite(z);
  return <f32>signed(a < 0.5 ? y : HALF_PI - (y + y), <f64>x);
}

export function asinf(x: f32): f32 {
  return asinfMain(x);
}

// @ts-ignore: decorator
@inline
export function acosfMain(x: f32): f32 {
  const wide = <f64>x;
  const a = abs(wide);
  const z = squareOf(a * a, a);
  const outer = a >= 0.5;
  const u = opposed(sqrt(z), wide, outer);
  const y = (wide >= 0.5 ? 0.0 : HALF_PI) - (u + u * asinLite(z));
  return <f32>(y + (outer ? y : 0.0));
}

export function acosf(x: f32): f32 {
  return acosfMain(x);
}

