/** Inverse hyperbolic functions: logarithms of sums that are kept with their low parts. */
import { halfPerRoot, head, signed, sumRest } from "./exact";
import { logLow, logOfSum, logPair } from "./log";

/** log 2x as a pair's sum. */
function logOfTwice(x: f64): f64 {
  const y = logPair(x);
  const sum = y + 0.6931471805599453;
  return sum + (sumRest(y, 0.6931471805599453, sum) + (logLow() + 2.3190468138462996e-17));
}

/** log(|x| + √(1 + x²)), the root with its low part. */
// @ts-ignore: decorator
@inline
export function asinhMain(x: f64): f64 {
  const a = abs(x);
  const q = a * a;
  const v = 1.0 + q;
  const s = sqrt(v);
  const u = s + a;
  const upper = head(s);
  const left = v - upper * upper - (s - upper) * (s + upper) + sumRest(1.0, q, v);
  const y = logOfSum(u, sumRest(s, a, u) + left * halfPerRoot(v));
  return signed(a < 1e-8 ? a : y, x);
}

// @ts-ignore: decorator
@inline
export function asinhRare(x: f64, y: f64): bool {
  return abs(x) > 1e150;
}

export function asinh(x: f64): f64 {
  if (!asinhRare(x, 0.0)) return asinhMain(x);
  if (!(abs(x) < 1.0 / 0.0)) return x;
  return copysign<f64>(logOfTwice(abs(x)), x);
}

/** log(x + √(2t + t²)), t = x − 1, the root with its low part. */
// @ts-ignore: decorator
@inline
export function acoshMain(x: f64): f64 {
  const t = x - 1.0;
  const q = t * t;
  const twice = t + t;
  const v = twice + q;
  const s = sqrt(v);
  // What the root lacks, nearly: the square is rounded.
  const more = (v - s * s + sumRest(twice, q, v)) * halfPerRoot(v);
  const u = x + s;
  return logOfSum(u, sumRest(x, s, u) + more);
}

// @ts-ignore: decorator
@inline
export function acoshRare(x: f64, y: f64): bool {
  return x < 1.0 || x > 1e150;
}

export function acosh(x: f64): f64 {
  if (!acoshRare(x, 0.0)) return acoshMain(x);
  if (x < 1.0) return 0.0 / 0.0;
  return x < 1.0 / 0.0 ? logOfTwice(x) : x;
}

/** ½ log((1 + |x|) / (1 − |x|)): a quotient of 26 bits, and what is left. */
// @ts-ignore: decorator
@inline
export function atanhMain(x: f64): f64 {
  const a = abs(x);
  const n = 1.0 + a;
  const d = 1.0 - a;
  const nLow = sumRest(1.0, a, n);
  const dLow = sumRest(1.0, -a, d);
  const over = 1.0 / d;
  const q = n * over;
  const qHead = head(q);
  const dHead = head(d);
  const left = n - qHead * dHead - qHead * (d - dHead) + (nLow - qHead * dLow);
  const u = qHead + left * over;
  const y = 0.5 * logOfSum(u, sumRest(qHead, left * over, u));
  const q2 = a * a;
  return signed(a < 0.001 ? a + a * q2 * (0.3333333333333333 + q2 * 0.2) : y, x);
}

// @ts-ignore: decorator
@inline
export function atanhRare(x: f64, y: f64): bool {
  return abs(x) >= 1.0;
}

export function atanh(x: f64): f64 {
  if (!atanhRare(x, 0.0)) return atanhMain(x);
  return abs(x) == 1.0 ? x / 0.0 : 0.0 / 0.0;
}
