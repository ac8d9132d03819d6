/** x^y = e^(y log x), with a logarithm of 68 bits: Tang's method again. */
import { head, notOrdinary } from "./exact";
import { expNear, expOfPair } from "./exp";
import { expLite } from "./expf";
import { logLow, logPair } from "./log";
import { logLite } from "./logf";

/** y log x as a pair: `exponentLow` and what is returned. */
let exponentLow: f64 = 0.0;

// @ts-ignore: decorator
@inline
function exponent(x: f64, y: f64): f64 {
  const log = logPair(x);
  const yHigh = head(y);
  const logHigh = head(log);
  exponentLow = (y - yHigh) * logHigh + y * (log - logHigh + logLow());
  return yHigh * logHigh;
}

// @ts-ignore: decorator
@inline
export function powMain(x: f64, y: f64): f64 {
  const e = exponent(x, y);
  const most = 709.0 < e ? 709.0 : e;
  return expOfPair(most < -709.0 ? -709.0 : most, exponentLow);
}

/** z is what `powMain` gave. */
// @ts-ignore: decorator
@inline
export function powRare(x: f64, y: f64, z: f64): bool {
  // The second: z is not from 2^-963 to below 2^1020, by bits as in `notOrdinary`.
  return notOrdinary(x) || reinterpret<i64>(z) + 0x7c40000000000000 > <i64>0xfbefffffffffffff;
}

export function pow(x: f64, y: f64): f64 {
  const z = powMain(x, y);
  return powRare(x, y, z) ? powEdge(x, y) : z;
}

function powEdge(x: f64, y: f64): f64 {
  if (y == 0.0) return 1.0;
  if (x != x || y != y) return 0.0 / 0.0;
  let a = abs(x);
  if (abs(y) == 1.0 / 0.0) {
    // Unlike C: 1 to an infinite power is NaN.
    if (a == 1.0) return 0.0 / 0.0;
    return a > 1.0 == y > 0.0 ? 1.0 / 0.0 : 0.0;
  }
  const whole = trunc(y) == y;
  const odd = whole && abs(y) < 9007199254740992.0 && (<i64>y & 1) != 0;
  if (a == 0.0 || a == 1.0 / 0.0) {
    const size = a == 0.0 == y > 0.0 ? 0.0 : 1.0 / 0.0;
    return odd ? copysign<f64>(size, x) : size;
  }
  if (x < 0.0 && !whole) return 0.0 / 0.0;
  const sign: f64 = x < 0.0 && odd ? -1.0 : 1.0;
  if (a == 1.0) return sign;
  // A subnormal base: its logarithm is that of x · 2^54, less 54 log 2, which enters as a power of two where y is whole and small.
  let by: f64 = 0.0;
  if (a < 2.2250738585072014e-308) {
    a *= 18014398509481984.0;
    by = -54.0;
  }
  let e = exponent(a, y);
  let low = exponentLow;
  if (by != 0.0) {
    // y · by · log 2, in parts whose products are exact.
    const yHigh = head(y);
    const shift = by * 0.6931471805598903;
    const shiftHigh = head(shift);
    low += (y - yHigh) * shiftHigh + y * (shift - shiftHigh + by * 5.497923018708371e-14);
    const add = yHigh * shiftHigh;
    const sum = e + add;
    const v = sum - e;
    low += e - (sum - v) + (add - v);
    e = sum;
  }
  if (!(e < 750.0)) return sign / 0.0;
  if (e < -800.0) return sign * 0.0;
  return sign * expNear(e, low, 0);
}

// @ts-ignore: decorator
@inline
export function powfMain(x: f32, y: f32): f32 {
  return <f32>expLite(<f64>y * logLite(<f64>x));
}

// @ts-ignore: decorator
@inline
export function powfRare(x: f32, y: f32, z: f32): bool {
  return !(x > 0.0 && x < 1.0 / 0.0 && abs(y) < 1.0 / 0.0);
}

export function powf(x: f32, y: f32): f32 {
  return powfRare(x, y, 0.0) ? <f32>pow(<f64>x, <f64>y) : powfMain(x, y);
}
