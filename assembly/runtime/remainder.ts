/**
 * `x % y` where something is known of x or y.
 */

import { remainder } from "../math/remainder";

/** By a power of two, which divides exactly; a zero has the sign of x. */
// @ts-ignore: decorator
@inline
export function remainderOfPower<T>(x: T, by: T, inverse: T): T {
  return copysign<T>(x - trunc<T>(x * inverse) * by, x);
}

/** Added to a whole number of 32 bits, it leaves that in the low bits: faster than a conversion, which saturates. */
const SHIFT: f64 = 6755399441055744.0;

/** By a constant that fits int32: in integers where x is one. */
// @ts-ignore: decorator
@inline
export function remainderByConstant(x: f64, by: i32): f64 {
  const shifted = x + SHIFT;
  if (shifted - SHIFT == x && abs<f64>(x) < 2147483648.0)
    return copysign<f64>(<f64>(<i32>reinterpret<i64>(shifted) % by), x);
  return byConstantSlow(x, by);
}

/** Whether that remainder is 0: by a power of two without integers, which an infinity and NaN are not. */
// @ts-ignore: decorator
@inline
export function isMultiple(x: f64, by: i32): bool {
  if ((by & (by - 1)) == 0) return x - trunc<f64>(x * (1.0 / <f64>by)) * <f64>by == 0.0;
  const shifted = x + SHIFT;
  if (shifted - SHIFT == x && abs<f64>(x) < 2147483648.0) return <i32>reinterpret<i64>(shifted) % by == 0;
  return byConstantSlow(x, by) == 0.0;
}

function byConstantSlow(x: f64, by: i32): f64 {
  return remainder(x, <f64>by);
}

/** Of integers, computed before it is known that b is not 0. */
export function remainderOrZero<T>(a: T, b: T): T {
  return b == 0 ? <T>0 : a % b;
}

/** Of what is rarely far from 0 to b: compared, and divided only where that does not do. */
// @ts-ignore: decorator
@inline
export function wrapAround<T>(a: T, b: T): T {
  if (b > 0) {
    if (a >= 0 && a < b) return a;
    const over = a - b;
    if (over >= 0 && over < b) return over;
  }
  return remainderOrZero<T>(a, b);
}
