/**
 * JavaScript's conversions and operations on numbers that WebAssembly has no instruction for.
 */

/** `x ** 2`, which is `x * x`. */
// @ts-ignore: decorator
@inline
export function square<T>(x: T): T {
  return x * x;
}

/** ToInt32: the integer part modulo 2^32. NaN and the infinities give 0. */
// @ts-ignore: decorator
@inline
export function toInt32(x: f64): i32 {
  // Within int32 the conversion drops the fraction, as ToInt32 does; beyond it saturates.
  return abs<f64>(x) < 2147483648.0 ? <i32>x : toInt32Slow(x);
}

function toInt32Slow(x: f64): i32 {
  // Two's complement keeps the low bits right in 64 of them.
  if (abs<f64>(x) < 9223372036854775808.0) return <i32>(<i64>x);
  const bits = reinterpret<u64>(x);
  const exponent = <i32>((bits >> 52) & 0x7ff);
  // From 2^84 on every double is a multiple of 2^32; NaN and the infinities have the greatest exponent.
  if (exponent >= 1023 + 84) return 0;
  const mantissa = (bits & 0xfffffffffffff) | 0x10000000000000;
  const low = <i32>(mantissa << (exponent - 1075));
  return <i64>bits < 0 ? -low : low;
}

/** ToInt32 of four lanes, from two vectors of f64. */
export function toInt32Lanes(a: v128, b: v128): v128 {
  const limit = f64x2.splat(2147483648.0);
  const inside = v128.and(f64x2.lt(f64x2.abs(a), limit), f64x2.lt(f64x2.abs(b), limit));
  if (i64x2.all_true(inside)) {
    return v128.shuffle<i64>(i32x4.trunc_sat_f64x2_s_zero(a), i32x4.trunc_sat_f64x2_s_zero(b), 0, 2);
  }
  let low = i32x4.splat(toInt32(f64x2.extract_lane(a, 0)));
  low = i32x4.replace_lane(low, 1, toInt32(f64x2.extract_lane(a, 1)));
  low = i32x4.replace_lane(low, 2, toInt32(f64x2.extract_lane(b, 0)));
  return i32x4.replace_lane(low, 3, toInt32(f64x2.extract_lane(b, 1)));
}

/** The least whole number that is not below x, within int32; NaN gives the lowest, so that a loop to it does not run. */
export function clampBound(x: f64): i32 {
  if (!(x > -2147483648.0)) return <i32>0x80000000;
  const up = ceil<f64>(x);
  return up >= 2147483647.0 ? <i32>0x7fffffff : <i32>up;
}

/** The store of a Uint8ClampedArray: nearest byte, ties to even; NaN is 0. */
export function clampByte(x: f64): i32 {
  if (!(x > 0.0)) return 0;
  return x >= 255.0 ? 255 : <i32>nearest<f64>(x);
}

/** Iterations of a range; not positive where there is none. Counts beyond int32 do not occur: the ends are int32. */
export function trips(start: i32, stop: i32, step: i32): i32 {
  const distance = step > 0 ? <i64>stop - <i64>start : <i64>start - <i64>stop;
  if (distance <= 0 || step == 0) return 0;
  const stride = step > 0 ? <i64>step : -(<i64>step);
  const count = (distance + stride - 1) / stride;
  return count > 0x7fffffff ? 0x7fffffff : <i32>count;
}

/** `x % y` of four lanes, in float64. A lane where y is 0 gives 0, and does not trap. */
export function remainderLanes(x: v128, y: v128): v128 {
  const low = remainderPair(f64x2.convert_low_i32x4_s(x), f64x2.convert_low_i32x4_s(y));
  const high = remainderPair(
    f64x2.convert_low_i32x4_s(v128.shuffle<i64>(x, x, 1, 1)),
    f64x2.convert_low_i32x4_s(v128.shuffle<i64>(y, y, 1, 1)),
  );
  return v128.shuffle<i64>(low, high, 0, 2);
}

// @ts-ignore: decorator
@inline
function remainderPair(x: v128, y: v128): v128 {
  return i32x4.trunc_sat_f64x2_s_zero(f64x2.sub(x, f64x2.mul(f64x2.trunc(f64x2.div(x, y)), y)));
}
