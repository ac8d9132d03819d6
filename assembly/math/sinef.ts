/** Sine, cosine and tangent of float32. Coefficients: scripts/fit/. */
import { cos, sin } from "./sine";
import { tan } from "./tangent";

const PER_HALF_PI: f64 = 0.6366197723675814; // 2/π
const SHIFT: f64 = 6755399441055744.0;
const HALF_PI_1: f64 = 1.5707963267341256; // π/2 in 33 bits

// float32: sine and cosine in its own arithmetic; the others in float64, to the 2^-28 that a float32 needs.

const SHIFT_F: f32 = 12582912.0; // 1.5 · 2^23
const HALF_PI_1F: f32 = 1.5703125; // π/2 in 11 bits, 13 more, 13 more, and the rest: multiples of three are exact
const HALF_PI_2F: f32 = 0.0004838109016418457;
const HALF_PI_3F: f32 = 1.5894329408183694e-08;
const HALF_PI_4F: f32 = -1.074634630414406e-12;
const NEAR_1F: f32 = 1.57080078125; // π/2 in 17 bits, 17 more, and the rest: multiples up to 127 of two are exact
const NEAR_2F: f32 = -4.45445766672492e-06;
const NEAR_3F: f32 = 2.5633440682570896e-12;
const NEAR_F: f32 = 199.0;
const MOST_F: f32 = 3000.0;
const SF0: f32 = -0.16666655242443085;
const SF1: f32 = 0.008332190103828907;
const SF2: f32 = -0.00019518405315466225;
const CF0: f32 = 0.04166664555668831;
const CF1: f32 = -0.0013887309469282627;
const CF2: f32 = 2.4432341888314113e-5;

/** Second and third result of `reduceF`: what the first is too large by, and the number of quarter turns in the low bits. */
let excess: f32 = 0.0;
let turns: i32 = 0;

/** x − n π/2 of |x| ≤ NEAR_F. −0 stays −0, with an excess of 0. */
// @ts-ignore: decorator
@inline
function reduceNearF(x: f32): f32 {
  const shifted = x * 0.6366197723675814 + SHIFT_F;
  const n = shifted - SHIFT_F;
  turns = reinterpret<i32>(shifted);
  const first = x - n * NEAR_1F;
  const w = n * NEAR_2F;
  const r = first - w;
  excess = r - first + w + n * NEAR_3F;
  return r;
}

/** The same of |x| ≤ MOST_F. */
// @ts-ignore: decorator
@inline
function reduceF(x: f32): f32 {
  const shifted = x * 0.6366197723675814 + SHIFT_F;
  const n = shifted - SHIFT_F;
  turns = reinterpret<i32>(shifted);
  const first = x - n * HALF_PI_1F - n * HALF_PI_2F;
  const rest = n * HALF_PI_3F;
  const r = first - rest;
  excess = r - first + rest + n * HALF_PI_4F;
  return r;
}

/** sin(r − excess + n π/2). */
// @ts-ignore: decorator
@inline
function turnedF(n: i32, r: f32): f32 {
  const z = r * r;
  const z2 = z * z;
  // Subtracted, so that −0 stays.
  const sine = r - (excess - z * r * (SF0 + z * SF1 + z2 * SF2));
  const half: f32 = 0.5 * z;
  const w: f32 = 1.0 - half;
  const cosine: f32 = w + (1.0 - w - half + (z2 * (CF0 + z * CF1 + z2 * CF2) + r * excess));
  // The choice and the sign by shifts: there are no registers for the constants of masks.
  const bits = reinterpret<i32>(sine);
  const odd = (n << 31) >> 31;
  return reinterpret<f32>(bits ^ ((bits ^ reinterpret<i32>(cosine)) & odd) ^ ((n >> 1) << 31));
}

// @ts-ignore: decorator
@inline
export function sinfMain(x: f32): f32 {
  const r = reduceNearF(x);
  return turnedF(turns, r);
}

// @ts-ignore: decorator
@inline
export function sinfRare(x: f32, y: f32): bool {
  return abs(x) > NEAR_F;
}

// @ts-ignore: decorator
@inline
export function sinfFar(x: f32): f32 {
  const r = reduceF(x);
  return turnedF(turns, r);
}

// @ts-ignore: decorator
@inline
export function sinfFarRare(x: f32, y: f32): bool {
  return abs(x) > MOST_F;
}

export function sinf(x: f32): f32 {
  if (!sinfRare(x, 0.0)) return sinfMain(x);
  return sinfFarRare(x, 0.0) ? <f32>sin(<f64>x) : sinfFar(x);
}

// @ts-ignore: decorator
@inline
export function cosfMain(x: f32): f32 {
  const r = reduceNearF(x);
  return turnedF(turns + 1, r);
}

// @ts-ignore: decorator
@inline
export function cosfRare(x: f32, y: f32): bool {
  return abs(x) > NEAR_F;
}

// @ts-ignore: decorator
@inline
export function cosfFar(x: f32): f32 {
  const r = reduceF(x);
  return turnedF(turns + 1, r);
}

// @ts-ignore: decorator
@inline
export function cosfFarRare(x: f32, y: f32): bool {
  return abs(x) > MOST_F;
}

export function cosf(x: f32): f32 {
  if (!cosfRare(x, 0.0)) return cosfMain(x);
  return cosfFarRare(x, 0.0) ? <f32>cos(<f64>x) : cosfFar(x);
}

// @ts-ignore: decorator
@inline
export function tanfMain(x: f32): f32 {
  const wide = <f64>x;
  const shifted = wide * PER_HALF_PI + SHIFT;
  const n = shifted - SHIFT;
  const r = wide - n * HALF_PI_1 - n * 6.077100506506192e-11;
  const z = r * r;
  const sine = r + r * z * (-0.16666666641400107 + z * 0.008333329359559286 + z * z * (-0.0001983932637182055 + z * 2.718230796467564e-6));
  const cosine = 1.0 - 0.5 * z + z * z * (0.04166664671832634 + z * (-0.0013887360146450328 + z * 2.4437595709598163e-5));
  const even = (reinterpret<i64>(shifted) & 1) == 0;
  const y = (even ? sine : -cosine) / (even ? cosine : sine);
  return <f32>(wide == 0.0 ? wide : y);
}

// @ts-ignore: decorator
@inline
export function tanfRare(x: f32, y: f32): bool {
  return !(abs(x) <= 1e6);
}

export function tanf(x: f32): f32 {
  return tanfRare(x, 0.0) ? <f32>tan(<f64>x) : tanfMain(x);
}

