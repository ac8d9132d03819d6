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
  // Added to 1.5 * 2^52, a whole number of less than 2^51 is the low bits; the sum of any other has another exponent. The engine's own
  // conversions take longer, since they saturate.
  const shifted = reinterpret<i64>(trunc<f64>(x) + 6755399441055744.0);
  return shifted >> 52 == 0x433 ? <i32>shifted : toInt32Far(reinterpret<i64>(x));
}

/** That of 2^51 and more, NaN, or less than -2^51, by its bits. No call: what is alive across one goes through memory on every path. */
// @ts-ignore: decorator
@inline
function toInt32Far(bits: i64): i32 {
  const exponent = <i32>(bits >> 52) & 0x7ff;
  // From 2^84 on every double is a multiple of 2^32; NaN and the infinities have the greatest exponent.
  if (exponent >= 1023 + 84) return 0;
  const mantissa = (bits & 0xfffffffffffff) | 0x10000000000000;
  const low = <i32>((mantissa << <i64>(exponent - 1074)) >> 1);
  return bits < 0 ? -low : low;
}

/** ToInt32 of four lanes, from two vectors of f64. */
export function toInt32Lanes(a: v128, b: v128): v128 {
  let low = i32x4.splat(toInt32(f64x2.extract_lane(a, 0)));
  low = i32x4.replace_lane(low, 1, toInt32(f64x2.extract_lane(a, 1)));
  low = i32x4.replace_lane(low, 2, toInt32(f64x2.extract_lane(b, 0)));
  return i32x4.replace_lane(low, 3, toInt32(f64x2.extract_lane(b, 1)));
}

/** ToInt32 of four lanes of f32. */
// @ts-ignore: decorator
@inline
export function toInt32Singles(x: v128): v128 {
  // Of less than 2^22 the sum with 1.5 * 2^23 has the whole part as its low bits, and the exponent of 2^23.
  const shift = f32x4.splat(12582912.0);
  const shifted = f32x4.add(f32x4.trunc(x), shift);
  const near = i32x4.eq(i32x4.shr_s(shifted, 23), i32x4.splat(0x96));
  return i32x4.all_true(near) ? i32x4.sub(shifted, shift) : toInt32SinglesFar(x);
}

function toInt32SinglesFar(x: v128): v128 {
  let far = i32x4.splat(toInt32Single(i32x4.extract_lane(x, 0)));
  far = i32x4.replace_lane(far, 1, toInt32Single(i32x4.extract_lane(x, 1)));
  far = i32x4.replace_lane(far, 2, toInt32Single(i32x4.extract_lane(x, 2)));
  return i32x4.replace_lane(far, 3, toInt32Single(i32x4.extract_lane(x, 3)));
}

/** ToInt32 of the f32 that has these bits. */
function toInt32Single(bits: i32): i32 {
  const shift = ((bits >> 23) & 0xff) - 150;
  // From 2^55 on every single is a multiple of 2^32; NaN and the infinities have the greatest exponent.
  if (shift < -23 || shift > 31) return 0;
  const mantissa = (bits & 0x7fffff) | 0x800000;
  const low = shift < 0 ? mantissa >> -shift : mantissa << shift;
  return bits < 0 ? -low : low;
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

/** The same of an integer. */
// @ts-ignore: decorator
@inline
export function clampInteger(x: i32): i32 {
  return min<i32>(max<i32>(x, 0), 255);
}

/** Iterations of a loop whose step is known when it begins. */
// @ts-ignore: decorator
@inline
export function iterations(start: i32, stop: i32, step: i32): u32 {
  const up = step > 0;
  if (up ? start >= stop : step == 0 || start <= stop) return 0;
  const distance = up ? <u32>stop - <u32>start : <u32>start - <u32>stop;
  return (distance - 1) / (up ? <u32>step : 0 - <u32>step) + 1;
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
