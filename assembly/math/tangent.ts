/** The tangent, from sine and cosine as pairs. */
import { head } from "./exact";
import { C0, C1, C2, C3, C4, C5, S0, S1, S2, S3, S4, S5 } from "./sine";
import { FAR, NEAR, quarterTurns, reduceFar, reduceLarge, reduceNear, turnExcess } from "./turns";

/** tan(r − e), or −1/tan where n is odd: a quotient of 26 bits of sine and cosine, each as a pair, and what is left. */
// @ts-ignore: decorator
@inline
function tanPart(n: i64, r: f64, e: f64): f64 {
  const z = r * r;
  const z2 = z * z;
  const v = z * r;
  // 1 − r²/2, the upper part of r squared without error.
  const rHead = head(r);
  const half = 0.5 * (rHead * rHead);
  const sSeries = S0 + z * S1 + z2 * (S2 + z * S3 + z2 * (S4 + z * S5));
  const sRest = v * sSeries - (e - 0.5 * z * e);
  const s = r + sRest;
  const sLow = r - s + sRest;
  const cSeries = C0 + z * C1 + z2 * (C2 + z * C3 + z2 * (C4 + z * C5));
  const w = 1.0 - half;
  const cRest = 1.0 - w - half + (z2 * cSeries - (r - rHead) * (0.5 * (r + rHead)) + r * e);
  const c = w + cRest;
  const cLow = w - c + cRest;
  const even = (n & 1) == 0;
  const a = even ? s : -c;
  const aLow = even ? sLow : -cLow;
  const b = even ? c : s;
  const bLow = even ? cLow : sLow;
  const inverse = 1.0 / b;
  const q = head(a * inverse);
  const bHead = head(b);
  const left = a - q * bHead - q * (b - bHead) + (aLow - q * bLow);
  return q + left * inverse;
}

// @ts-ignore: decorator
@inline
export function tanMain(x: f64): f64 {
  const r = reduceNear(x);
  const y = tanPart(quarterTurns(), r, turnExcess());
  return abs(x) < 1e-8 ? x : y;
}

// @ts-ignore: decorator
@inline
export function tanRare(x: f64, y: f64): bool {
  return abs(x) > NEAR;
}

// @ts-ignore: decorator
@inline
export function tanFar(x: f64): f64 {
  const r = reduceFar(x);
  return tanPart(quarterTurns(), r, turnExcess());
}

// @ts-ignore: decorator
@inline
export function tanFarRare(x: f64, y: f64): bool {
  return abs(x) > FAR;
}

export function tan(x: f64): f64 {
  if (!tanRare(x, 0.0)) return tanMain(x);
  if (!tanFarRare(x, 0.0)) return tanFar(x);
  const r = reduceLarge(x);
  return tanPart(quarterTurns(), r, turnExcess());
}
