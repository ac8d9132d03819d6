/**
 * Sine and cosine: polynomials on |r| ≤ π/4, the shapes of Sun's fdlibm (k_sin.c, k_cos.c). Coefficients: scripts/fit/.
 */
import { productRest } from "./exact";
import { FAR, NEAR, quarterTurns, reduceFar, reduceLarge, reduceNear, turnExcess } from "./turns";

export const S0: f64 = -0.16666666666666632;
export const S1: f64 = 0.008333333333322484;
export const S2: f64 = -0.0001984126982985099;
export const S3: f64 = 2.75573137039937e-6;
export const S4: f64 = -2.505075969273914e-8;
export const S5: f64 = 1.5896873719447033e-10;
export const C0: f64 = 0.04166666666666663;
export const C1: f64 = -0.001388888888887853;
export const C2: f64 = 2.4801587291882943e-5;
export const C3: f64 = -2.7557314971427923e-7;
export const C4: f64 = 2.0875799648471884e-9;
export const C5: f64 = -1.1363281897647545e-11;

/** sin(r − e + n π/2), |r| ≤ π/4, e small beside it. */
// @ts-ignore: decorator
@inline
function turned(n: i64, r: f64, e: f64): f64 {
  const z = r * r;
  const z2 = z * z;
  const half = 0.5 * z;
  const w = 1.0 - half;
  const sSeries = S0 + z * S1 + z2 * (S2 + z * S3 + z2 * (S4 + z * S5));
  // Subtracted, so that −0 stays.
  const sine = r - (e * w - z * r * sSeries);
  const cSeries = C0 + z * C1 + z2 * (C2 + z * C3 + z2 * (C4 + z * C5));
  const cosine = w + (1.0 - w - half + (z2 * cSeries + r * e));
  const y = (n & 1) == 0 ? sine : cosine;
  return reinterpret<f64>(reinterpret<i64>(y) ^ ((n << 62) & <i64>0x8000000000000000));
}

/** The low part of the last `sinPair`. */
let low: f64 = 0.0;

export function sinPairLow(): f64 {
  return low;
}

/** sin(r + rLow), or cos, as a pair; 0 ≤ r ≤ π/4. */
export function sinPair(r: f64, rLow: f64, cosine: bool): f64 {
  const z = r * r;
  const z2 = z * z;
  let y: f64;
  let rest: f64;
  if (cosine) {
    const half = 0.5 * z;
    const w = 1.0 - half;
    rest = 1.0 - w - half + (z2 * (C0 + z * C1 + z2 * (C2 + z * C3 + z2 * (C4 + z * C5))) - 0.5 * productRest(r, r, z) - r * rLow);
    y = w;
  } else {
    rest = z * r * (S0 + z * S1 + z2 * (S2 + z * S3 + z2 * (S4 + z * S5))) + (rLow - 0.5 * z * rLow);
    y = r;
  }
  const s = y + rest;
  low = y - s + rest;
  return s;
}

// @ts-ignore: decorator
@inline
export function sinMain(x: f64): f64 {
  const r = reduceNear(x);
  return turned(quarterTurns(), r, turnExcess());
}

// @ts-ignore: decorator
@inline
export function sinRare(x: f64, y: f64): bool {
  return abs(x) > NEAR;
}

// @ts-ignore: decorator
@inline
export function sinFar(x: f64): f64 {
  const r = reduceFar(x);
  return turned(quarterTurns(), r, turnExcess());
}

// @ts-ignore: decorator
@inline
export function sinFarRare(x: f64, y: f64): bool {
  return abs(x) > FAR;
}

export function sin(x: f64): f64 {
  if (!sinRare(x, 0.0)) return sinMain(x);
  if (!sinFarRare(x, 0.0)) return sinFar(x);
  const r = reduceLarge(x);
  return turned(quarterTurns(), r, turnExcess());
}

// @ts-ignore: decorator
@inline
export function cosMain(x: f64): f64 {
  const r = reduceNear(x);
  return turned(quarterTurns() + 1, r, turnExcess());
}

// @ts-ignore: decorator
@inline
export function cosRare(x: f64, y: f64): bool {
  return abs(x) > NEAR;
}

// @ts-ignore: decorator
@inline
export function cosFar(x: f64): f64 {
  const r = reduceFar(x);
  return turned(quarterTurns() + 1, r, turnExcess());
}

// @ts-ignore: decorator
@inline
export function cosFarRare(x: f64, y: f64): bool {
  return abs(x) > FAR;
}

export function cos(x: f64): f64 {
  if (!cosRare(x, 0.0)) return cosMain(x);
  if (!cosFarRare(x, 0.0)) return cosFar(x);
  const r = reduceLarge(x);
  return turned(quarterTurns() + 1, r, turnExcess());
}
