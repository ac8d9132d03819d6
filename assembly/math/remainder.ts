/**
 * `x % y`, exact, with the sign of x.
 */

// The quotient of numbers below 2^53, y whole, rounds to a whole number only where it is one; its product with y is whole and below 2^53,
// so it and the difference are exact.

// @ts-ignore: decorator
@inline
export function remainderMain(x: f64, y: f64): f64 {
  return copysign<f64>(x - trunc(x / y) * y, x);
}

// @ts-ignore: decorator
@inline
export function remainderRare(x: f64, y: f64, r: f64): bool {
  return !(abs(x) < 9007199254740992.0 && abs(y) < 9007199254740992.0 && trunc(y) == y);
}

// @ts-ignore: decorator
@inline
export function remainder(x: f64, y: f64): f64 {
  return remainderRare(x, y, 0.0) ? longDivision(x, y) : remainderMain(x, y);
}

/** Long division in binary, as fmod of musl. */
function longDivision(x: f64, y: f64): f64 {
  if (y == 0.0 || !(abs<f64>(x) < 1.0 / 0.0) || y != y) return 0.0 / 0.0;
  if (abs<f64>(x) < abs<f64>(y)) return x;
  let ux = reinterpret<u64>(x);
  let uy = reinterpret<u64>(y);
  let ex = <i64>((ux >> 52) & 0x7ff);
  let ey = <i64>((uy >> 52) & 0x7ff);
  const sign = ux & 0x8000000000000000;
  if (ex == 0) {
    ex -= clz<u64>(ux << 12);
    ux <<= 1 - ex;
  } else ux = (ux & 0xfffffffffffff) | 0x10000000000000;
  if (ey == 0) {
    ey -= clz<u64>(uy << 12);
    uy <<= 1 - ey;
  } else uy = (uy & 0xfffffffffffff) | 0x10000000000000;
  while (ex > ey) {
    if (ux >= uy) ux -= uy;
    ux <<= 1;
    ex--;
  }
  if (ux >= uy) ux -= uy;
  if (ux == 0) return reinterpret<f64>(sign);
  const shift = clz<u64>(ux) - 11;
  ux <<= shift;
  ex -= shift;
  if (ex > 0) ux = (ux & 0xfffffffffffff) | (<u64>ex << 52);
  else ux >>= 1 - ex;
  return reinterpret<f64>(ux | sign);
}

// float32: a remainder of float32 numbers is one, so float64 gives it.

// @ts-ignore: decorator
@inline
export function remainderfMain(x: f32, y: f32): f32 {
  return <f32>remainderMain(<f64>x, <f64>y);
}

// @ts-ignore: decorator
@inline
export function remainderfRare(x: f32, y: f32, r: f32): bool {
  return remainderRare(<f64>x, <f64>y, 0.0);
}

export function remainderf(x: f32, y: f32): f32 {
  return <f32>remainder(<f64>x, <f64>y);
}
