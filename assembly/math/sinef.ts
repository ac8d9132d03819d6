/** Sine, cosine and tangent of float32. Coefficients: scripts/fit/. */
import { cos, sin } from "./sine";
import { tan } from "./tangent";

const PER_HALF_PI: f64 = 0.6366197723675814; // 2/π
const SHIFT: f64 = 6755399441055744.0;
const HALF_PI_1: f64 = 1.5707963267341256; // π/2 in 33 bits

// A float32 is reduced in float64 by half turns, so that one polynomial serves: x/π in one product, of which every float32 up to NEAR_F
// was measured (0.88 ULP at most), and beyond that in two steps.

const PER_PI: f64 = 0.3183098861837907; // 1/π
const PI_1: f64 = 3.1415926534682512; // π in 33 bits: multiples up to 2^20 are exact
const PI_2: f64 = 1.2154201013012384e-10;
const NEAR_F: f32 = 199.0;
const MOST_F: f32 = 1e6;

/** sin π(f + n) of |f| ≤ 1/2, to 2^-27.5; the low bit of `shifted` is that of n. */
// @ts-ignore: decorator
@inline
function halfTurns(shifted: f64, f: f64): f32 {
  const r = reinterpret<f64>(reinterpret<i64>(f) ^ (reinterpret<i64>(shifted) << 63));
  const z = r * r;
  return <f32>(r * (3.14159263684516 + z * (-5.167709674514802 + z * (2.5500695125581228 + z * (-0.5982407267999963 + z * 0.07755750719303221)))));
}

// @ts-ignore: decorator
@inline
export function sinfMain(x: f32): f32 {
  const turns = <f64>x * PER_PI;
  const shifted = turns + SHIFT;
  return halfTurns(shifted, turns - (shifted - SHIFT));
}

// @ts-ignore: decorator
@inline
export function sinfRare(x: f32, y: f32): bool {
  return abs(x) > NEAR_F;
}

// @ts-ignore: decorator
@inline
export function sinfFar(x: f32): f32 {
  const wide = <f64>x;
  const shifted = wide * PER_PI + SHIFT;
  const n = shifted - SHIFT;
  return halfTurns(shifted, (wide - n * PI_1 - n * PI_2) * PER_PI);
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
  const turns = <f64>x * PER_PI + 0.5;
  const shifted = turns + SHIFT;
  return halfTurns(shifted, turns - (shifted - SHIFT));
}

// @ts-ignore: decorator
@inline
export function cosfRare(x: f32, y: f32): bool {
  return abs(x) > NEAR_F;
}

// @ts-ignore: decorator
@inline
export function cosfFar(x: f32): f32 {
  const wide = <f64>x;
  const shifted = wide * PER_PI + 0.5 + SHIFT;
  const n = shifted - SHIFT - 0.5;
  return halfTurns(shifted, (wide - n * PI_1 - n * PI_2) * PER_PI);
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

