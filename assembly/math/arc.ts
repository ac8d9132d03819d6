/** Arc sine and arc cosine. Coefficients: scripts/fit/. */
import { signed } from "./exact";

const HALF_PI: f64 = 1.5707963267948966;
/** π/2 is BASE and BASE · REST, of which the second is a multiple of 2^-54, with an error of 2^-57. */
const BASE: f64 = 1.5;
const REST: f64 = 0.04719755119659774;

/** (arcsin √z − √z) / z^3/2, z ≤ 1/4. */
// @ts-ignore: decorator
@inline
function series(z: f64): f64 {
  const z2 = z * z;
  const z4 = z2 * z2;
  const first = z * 0.07499999999945214 + z2 * (0.04464285719676116 + z * 0.030381941751520043);
  const second = 0.001023993253756624 + 0.011366689661989424 * ((z + 1.2303600962304537) * (z2 + 1.5264970109254892));
  const third = 0.014109865805999936 + -0.02274293920564651 * ((z + -1.012418933974445) * (z2 + -0.13738135373220728));
  return 0.16666666666666863 + (first + z4 * (second + z4 * (third + z4 * 0.03365251649617484)));
}

/** (arcsin² √z − z) / z², z ≤ 1/4. */
// @ts-ignore: decorator
@inline
function squareSeries(z: f64, z2: f64): f64 {
  const z4 = z2 * z2;
  const first = z * 0.17777777777692105 + z2 * (0.11428571438159416 + z * 0.08126983593826798);
  const second = 0.0024292260098152307 + 0.03280756773300356 * ((z + 1.214113803427037) * (z2 + 1.4847064990729137));
  const third = 0.04184769440760325 + -0.06454250640226997 * ((z + -1.017109153599762) * (z2 + -0.15720525044456868));
  return 0.333333333333336 + (first + z4 * (second + z4 * (third + z4 * 0.09848561608236325)));
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
  // What the root lacks, nearly: it shows where 2s is about 1; of the inner ones nothing, for s is |x|.
  const left = z - s * s;
  const more = z * series(z) * s + left;
  // Rounded once: below 1 the last difference is exact.
  const half = 0.75 - (s + (more - 0.03539816339744831));
  return signed(a < 0.5 ? a + more : half + half, x);
}

export function asin(x: f64): f64 {
  return asinMain(x);
}

/**
 * With w = arcsin √z, the root of a series in z: π/2 ∓ w, or beyond 1/2 2w or π − 2w. The root halves the relative error of what it
 * is taken of. It is less than 2z, but for z < 0: there the root of that is NaN.
 */
// @ts-ignore: decorator
@inline
export function acosMain(x: f64): f64 {
  const a = abs(x);
  const z = squareOf(x * x, a);
  const z2 = z * z;
  const square = z + z2 * squareSeries(z, z2);
  const most = z + z;
  const w = sqrt(square < most ? square : most);
  const outer = a >= 0.5;
  const sign = reinterpret<i64>(x) & <i64>0x8000000000000000;
  const turn = reinterpret<f64>(sign | reinterpret<i64>(BASE));
  const base = BASE - (outer ? turn : 0.0);
  // The sign of x, of the outer ones −2 times that.
  const times = reinterpret<f64>((sign | <i64>0x3ff0000000000000) ^ (outer ? <i64>0xfff0000000000000 : <i64>0));
  // Where rounding shows, this difference is exact.
  return base - (w * times - base * REST);
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

