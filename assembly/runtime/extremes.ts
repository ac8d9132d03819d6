/**
 * The smaller and the larger of two floats without a branch: the engine's own `min` and `max` of scalars jump on how the two compare, and
 * a jump on data is often guessed wrong. `pmin` and `pmax` give their first operand where the two are equal or one is NaN.
 */

/** Both orders of `pmin` agree but there, and there an `or` of the two is -0 or NaN. */
// @ts-ignore: decorator
@inline
export function minimum<T>(a: T, b: T): T {
  const x = v128.splat<T>(a);
  const y = v128.splat<T>(b);
  return v128.extract_lane<T>(v128.or(v128.pmin<T>(x, y), v128.pmin<T>(y, x)), 0);
}

/** The negative of the smaller of the negatives. */
// @ts-ignore: decorator
@inline
export function maximum<T>(a: T, b: T): T {
  const x = v128.neg<T>(v128.splat<T>(a));
  const y = v128.neg<T>(v128.splat<T>(b));
  return v128.extract_lane<T>(v128.neg<T>(v128.or(v128.pmin<T>(x, y), v128.pmin<T>(y, x))), 0);
}

/** `Math.min` of a number and one that is neither NaN nor -0. */
// @ts-ignore: decorator
@inline
export function atMost<T>(x: T, limit: T): T {
  return v128.extract_lane<T>(v128.pmin<T>(v128.splat<T>(x), v128.splat<T>(limit)), 0);
}

/** `Math.max` of the same. */
// @ts-ignore: decorator
@inline
export function atLeast<T>(x: T, limit: T): T {
  const one = v128.extract_lane<T>(v128.pmax<T>(v128.splat<T>(x), v128.splat<T>(limit)), 0);
  // Of -0 and 0 it is -0.
  return limit == 0 ? one + limit : one;
}
