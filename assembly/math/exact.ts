/**
 * Sums and products without error, in plain float64 arithmetic: what rounding took away, as a second number.
 */

/** What `s = a + b` lost, where |a| ≥ |b| (Dekker 1971), or a is 1 and |b| < 2^53, for then a − s is exact too. */
// @ts-ignore: decorator
@inline
export function sumRest(a: f64, b: f64, s: f64): f64 {
  return a - s + b;
}

/** What `s = a + b` lost (Knuth's two-sum). */
// @ts-ignore: decorator
@inline
export function anySumRest(a: f64, b: f64, s: f64): f64 {
  const v = s - a;
  return a - (s - v) + (b - v);
}

/** The upper 26 bits of a number: the product of two such is exact. */
// @ts-ignore: decorator
@inline
export function head(x: f64): f64 {
  return reinterpret<f64>(reinterpret<i64>(x) & <i64>0xfffffffff8000000);
}

/** What `p = a * b` lost (Dekker's product, split by masks). */
// @ts-ignore: decorator
@inline
export function productRest(a: f64, b: f64, p: f64): f64 {
  const ah = head(a);
  const al = a - ah;
  const bh = head(b);
  const bl = b - bh;
  return ah * bh - p + ah * bl + al * bh + al * bl;
}

/** What `p = a * a` lost. */
// @ts-ignore: decorator
@inline
export function squareRest(a: f64, p: f64): f64 {
  const high = head(a);
  const low = a - high;
  return high * high - p + (high + high) * low + low * low;
}

/** y with the sign bit of x set too: the sign of x for a y ≥ 0, or one of the same sign or zero. */
// @ts-ignore: decorator
@inline
export function signed(y: f64, x: f64): f64 {
  return reinterpret<f64>(reinterpret<i64>(y) | (reinterpret<i64>(x) & <i64>0x8000000000000000));
}

/** Whether x is no number from 2^-1022 to below 2^1000: what is smaller, negative, larger, infinite, or NaN. */
// @ts-ignore: decorator
@inline
export function notOrdinary(x: f64): bool {
  // By bits, compared as unsigned, for which the sign bit is flipped.
  return reinterpret<i64>(x) + 0x7ff0000000000000 > <i64>0xfe5fffffffffffff;
}

/** 1 / (2√v), within 7 % and exact for powers of 4: half of the exponent and the mantissa's beginning, by integers (Lomont 2003). */
// @ts-ignore: decorator
@inline
export function halfPerRoot(v: f64): f64 {
  return reinterpret<f64>(0x5fd8000000000000 - (reinterpret<i64>(v) >>> 1));
}
