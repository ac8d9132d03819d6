/**
 * Γ and its logarithm, in pairs of float64 throughout: Stirling's series from 11 on; below, Γ(x + n) divided by x (x + 1) ⋯; for
 * negative x the reflection Γ(x) Γ(1 − x) = π / sin πx.
 */
import { anySumRest, productRest, sumRest } from "./exact";
import { expOfPair, expPair, expPairLow, expPairPower, scaledPair } from "./exp";
import { expLite } from "./expf";
import { log, logLow, logPair, logPairOf } from "./log";
import { logLite } from "./logf";
import { sinPair, sinPairLow } from "./sine";

const LEAST: f64 = 11.0;
const PI: f64 = 3.141592653589793;
const PI_LOW: f64 = 1.2246467991473532e-16;
const HALF_LOG_2PI: f64 = 0.9189385332046728;
const HALF_LOG_2PI_LOW: f64 = -3.8782941580672414e-17;
const LOG_PI: f64 = 1.1447298858494002;
const LOG_PI_LOW: f64 = 1.0265951162707826e-17;

/** The low part of the last result. */
let low: f64 = 0.0;

/** a + b, pairs. */
function sumPair(a: f64, aLow: f64, b: f64, bLow: f64): f64 {
  const s = a + b;
  const rest = anySumRest(a, b, s) + (aLow + bLow);
  const y = s + rest;
  low = s - y + rest;
  return y;
}

/** a · b, pairs. */
function productPair(a: f64, aLow: f64, b: f64, bLow: f64): f64 {
  const p = a * b;
  const rest = productRest(a, b, p) + (a * bLow + aLow * b);
  const y = p + rest;
  low = p - y + rest;
  return y;
}

/** a / b, pairs. */
function quotientPair(a: f64, aLow: f64, b: f64, bLow: f64): f64 {
  const q = a / b;
  const p = q * b;
  const rest = (a - p - productRest(q, b, p) + (aLow - q * bLow)) / b;
  const y = q + rest;
  low = q - y + rest;
  return y;
}

/** log Γ(x + xLow) for x ≥ 11, as a pair: (x − ½) log x − x + ½ log 2π + 1/(12 x) − 1/(360 x³) + … */
function stirling(x: f64, xLow: f64): f64 {
  const l = logPairOf(x, xLow);
  const lLow = logLow();
  const less = x - 0.5;
  const p = productPair(less, anySumRest(x, -0.5, less) + xLow, l, lLow);
  const s = sumPair(p, low, -x, -xLow);
  const r = 1.0 / x;
  const r2 = r * r;
  const tail =
    -0.002777777777777778 +
    r2 *
      (0.0007936507936507937 +
        r2 *
          (-0.0005952380952380953 +
            r2 *
              (0.0008417508417508417 +
                r2 * (-0.0019175269175269176 + r2 * (0.00641025641025641 + r2 * (-0.029550653594771242 + r2 * 0.17964437236883057))))));
  const t = sumPair(s, low, HALF_LOG_2PI, HALF_LOG_2PI_LOW + r * r2 * tail);
  const tLow = low;
  const first = quotientPair(0.08333333333333333, 4.625929269271485e-18, x, xLow);
  return sumPair(t, tLow, first, low);
}

/** What `raise` multiplied: x (x + 1) ⋯ (x + n − 1). */
let product: f64 = 1.0;
let productLow: f64 = 0.0;
let raisedLow: f64 = 0.0;

/** x + n, the least from 11 on, as a pair with `raisedLow`. x is positive. */
function raise(x: f64, xLow: f64): f64 {
  product = 1.0;
  productLow = 0.0;
  let factor = x;
  let factorLow = xLow;
  while (factor < LEAST) {
    product = productPair(product, productLow, factor, factorLow);
    productLow = low;
    factor = sumPair(factor, factorLow, 1.0, 0.0);
    factorLow = low;
  }
  raisedLow = factorLow;
  return factor;
}

/** |sin πx| as a pair; x is no integer. */
function sinOfPi(x: f64): f64 {
  const r = abs(x - nearest(x));
  // The cosine of what is left to a half.
  const far = r > 0.25;
  const t = far ? 0.5 - r : r;
  const p = productPair(t, 0.0, PI, PI_LOW);
  const y = sinPair(p, low, far);
  low = sinPairLow();
  return y;
}

/** log Γ(x) as a pair for 11 ≤ x < 1e300: `stirling` without what only matters near zeros. */
// @ts-ignore: decorator
@inline
function stirlingFar(x: f64): f64 {
  const l = logPair(x);
  const lLow = logLow();
  const less = x - 0.5;
  const p = less * l;
  const pLow = productRest(less, l, p) + (less * lLow + (x - less - 0.5) * l);
  const s = p - x;
  const t = s + HALF_LOG_2PI;
  const r = 1.0 / x;
  const r2 = r * r;
  const high = -0.0005952380952380953 + r2 * (0.0008417508417508417 + r2 * (-0.0019175269175269176 + r2 * 0.00641025641025641));
  const tail = r * (0.08333333333333333 + r2 * (-0.002777777777777778 + r2 * (0.0007936507936507937 + r2 * high)));
  const rest = sumRest(s, HALF_LOG_2PI, t) + (sumRest(p, -x, s) + (pLow + (HALF_LOG_2PI_LOW + tail)));
  const y = t + rest;
  low = sumRest(t, rest, y);
  return y;
}

// @ts-ignore: decorator
@inline
export function gammaMain(x: f64): f64 {
  const e = stirlingFar(x);
  return expOfPair(e, low);
}

// @ts-ignore: decorator
@inline
export function gammaRare(x: f64, y: f64): bool {
  return !(x >= LEAST && x <= 170.0);
}

export function gamma(x: f64): f64 {
  return gammaRare(x, 0.0) ? gammaEdge(x) : gammaMain(x);
}

function gammaEdge(x: f64): f64 {
  if (x != x || x == 1.0 / 0.0) return x;
  if (abs(x) < 1e-17) return 1.0 / x;
  if (x > 172.0) return 1.0 / 0.0;
  if (x > 0.0) {
    const e = stirling(raise(x, 0.0), raisedLow);
    const s = expPair(e, low);
    const y = quotientPair(s, expPairLow(), product, productLow);
    return scaledPair(y, low, expPairPower());
  }
  const below = floor(x);
  if (below == x) return 0.0 / 0.0;
  // The sign is that of sin πx.
  const sign: f64 = 2.0 * trunc(below * 0.5) == below ? 1.0 : -1.0;
  if (x < -190.0) return sign * 0.0;
  const up = 1.0 - x;
  const e = stirling(raise(up, anySumRest(1.0, -x, up)), raisedLow);
  // π · product / (sin πx · e^…)
  const s = expPair(-e, -low);
  const sLow = expPairLow();
  const sine = sinOfPi(x);
  const sineLow = low;
  const top = productPair(s, sLow, PI, PI_LOW);
  const all = productPair(top, low, product, productLow);
  const y = quotientPair(all, low, sine, sineLow);
  return sign * scaledPair(y, low, expPairPower());
}

/** log Γ(1 + t) and log Γ(2 + t) for small t: −γ t + Σ (−1)^k ζ(k) t^k / k, and the same with 1 − γ and ζ(k) − 1. */
function nearOne(t: f64): f64 {
  const p = t * -0.5772156649015329;
  const high =
    0.1695571769974082 +
    t * (-0.1440498967688461 + t * (0.12550966952474304 + t * (-0.11133426586956469 + t * (0.1000994575127818 + t * (-0.09095401714582904 + t * 0.083353840546109)))));
  const series =
    0.8224670334241132 + t * (-0.40068563438653143 + t * (0.27058080842778454 + t * (-0.20738555102867398 + t * high)));
  return p + (productRest(t, -0.5772156649015329, p) + t * 4.942915152430645e-18 + t * t * series);
}

function nearTwo(t: f64): f64 {
  const p = t * 0.42278433509846713;
  const high =
    0.0028905103307415234 +
    t * (-0.001192753911703261 + t * (0.0005096695247430425 + t * (-0.00022315475845357939 + t * 0.00009945751278180853)));
  const series =
    0.3224670334241132 + t * (-0.0673523010531981 + t * (0.020580808427784546 + t * (-0.007385551028673986 + t * high)));
  return p + (productRest(t, 0.42278433509846713, p) + t * 4.942915152430645e-18 + t * t * series);
}

/** log Γ(x + xLow) of a positive x, as a pair. */
function logGamma(x: f64, xLow: f64): f64 {
  if (x >= LEAST) return stirling(x, xLow);
  const e = stirling(raise(x, xLow), raisedLow);
  const eLow = low;
  const l = logPairOf(product, productLow);
  return sumPair(e, eLow, -l, -logLow());
}

// @ts-ignore: decorator
@inline
export function lgammaMain(x: f64): f64 {
  return stirlingFar(x);
}

// @ts-ignore: decorator
@inline
export function lgammaRare(x: f64, y: f64): bool {
  return !(x >= LEAST && x <= 1e300);
}

/** log |Γ(x)|. */
export function lgamma(x: f64): f64 {
  return lgammaRare(x, 0.0) ? lgammaEdge(x) : lgammaMain(x);
}

function lgammaEdge(x: f64): f64 {
  if (x != x) return x;
  if (abs(x) == 1.0 / 0.0) return 1.0 / 0.0;
  if (abs(x) < 1e-17) return -log(abs(x));
  if (x > 0.0) {
    if (abs(x - 1.0) < 0.03125) return nearOne(x - 1.0);
    if (abs(x - 2.0) < 0.03125) return nearTwo(x - 2.0);
    if (x > 1e300) {
      // Halved, for x log x may be infinite where the sum is not.
      const l = logPairOf(x * 0.5, 0.0);
      const lLow = logLow() + 2.3190468138462996e-17;
      const whole = sumPair(l, lLow, 0.6931471805599453, 0.0);
      const p = productPair(x * 0.5, 0.0, whole, low);
      return 2.0 * sumPair(p, low, x * -0.5, 0.0);
    }
    return logGamma(x, 0.0);
  }
  if (floor(x) == x) return 1.0 / 0.0;
  const up = 1.0 - x;
  const g = logGamma(up, anySumRest(1.0, -x, up));
  const gLow = low;
  const sine = sinOfPi(x);
  const l = logPairOf(sine, low);
  const s = sumPair(LOG_PI, LOG_PI_LOW, -l, -logLow());
  return sumPair(s, low, -g, -gLow);
}

// float32, in float64: Stirling's series of x + 6.

/** x (x + 1) ⋯ (x + 5). */
let factors: f64 = 1.0;

/** log Γ(x + 6), within 2^-38 of its largest term. */
// @ts-ignore: decorator
@inline
function stirlingLite(x: f64): f64 {
  factors = x * (x + 1.0) * ((x + 2.0) * (x + 3.0)) * ((x + 4.0) * (x + 5.0));
  const z = x + 6.0;
  const r = 1.0 / z;
  const r2 = r * r;
  const tail = r * (0.08333333333333333 + r2 * (-0.002777777777777778 + r2 * (0.0007936507936507937 - r2 * 0.0005952380952380953)));
  return (z - 0.5) * logLite(z) - z + (HALF_LOG_2PI + tail);
}

// @ts-ignore: decorator
@inline
export function gammafMain(x: f32): f32 {
  const e = expLite(stirlingLite(<f64>x));
  return <f32>(e / factors);
}

// @ts-ignore: decorator
@inline
export function gammafRare(x: f32, y: f32): bool {
  return !(x > 0.0 && x < 36.0);
}

export function gammaf(x: f32): f32 {
  return gammafRare(x, 0.0) ? <f32>gamma(<f64>x) : gammafMain(x);
}

// @ts-ignore: decorator
@inline
export function lgammafMain(x: f32): f32 {
  const e = stirlingLite(<f64>x);
  return <f32>(e - logLite(factors));
}

/** Near the zeros at 1 and 2 digits cancel. */
// @ts-ignore: decorator
@inline
export function lgammafRare(x: f32, y: f32): bool {
  return !(x > 0.0 && x < 1e36) || abs(abs(x - 1.5) - 0.5) < 0.02;
}

export function lgammaf(x: f32): f32 {
  return lgammafRare(x, 0.0) ? <f32>lgamma(<f64>x) : lgammafMain(x);
}
