/** Products of which nothing is lost (Dekker 1971): the steps of whole powers. */
import { head, signed } from "./exact";

/** A number as a sum: its upper 26 bits, whose products are exact, and what is left; and the float64 beside it. */
let high: f64 = 0.0;
let low: f64 = 0.0;
let near: f64 = 0.0;

// @ts-ignore: decorator
@inline
export function begin(x: f64): void {
  near = x;
  high = head(x);
  low = x - high;
}

// @ts-ignore: decorator
@inline
export function square(): void {
  const p = near * near;
  const upper = head(p);
  low = high * high - upper + low * (high + near);
  high = upper;
  near = p;
}

/** What the last square rounds to. */
// @ts-ignore: decorator
@inline
export function lastSquare(): f64 {
  return high * high + low * (high + near);
}

// @ts-ignore: decorator
@inline
export function times(x: f64): void {
  const p = near * x;
  const upper = head(p);
  const xHigh = head(x);
  low = high * xHigh - upper + (high * (x - xHigh) + low * x);
  high = upper;
  near = p;
}

/** What the last product rounds to: of an even power and x, with the sign of x, a zero too. */
// @ts-ignore: decorator
@inline
export function lastTimes(x: f64): f64 {
  const xHigh = head(x);
  return signed(high * xHigh + (high * (x - xHigh) + low * x), x);
}

/** One over the power. */
// @ts-ignore: decorator
@inline
export function inverse(): f64 {
  const y = 1.0 / near;
  const upper = head(y);
  return y + y * (1.0 - high * upper - high * (y - upper) - low * y);
}

/** Where what is lost may be below the least float64, or the result is none. */
// @ts-ignore: decorator
@inline
export function isEdge(y: f64): bool {
  const a = abs(y);
  // |y| is not from 2^-900 to below 2^1000, by bits as in `notOrdinary`; zeros are as they should be.
  return reinterpret<i64>(a) + 0x7850000000000000 > <i64>0xf6bfffffffffffff && a != 0.0;
}
