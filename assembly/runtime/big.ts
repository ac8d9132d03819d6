/**
 * BigInts, wrapped to 64 bits: what WebAssembly has no instruction for, or where it traps and JavaScript throws.
 */
import { raise } from "./bounds";

// @ts-ignore: decorator
@inline
export function divS64(a: i64, b: i64, site: i32, iteration: i32): i64 {
  // The least number by -1 does not fit.
  if (<u64>(b + 1) <= 1) return byZeroOrMinusOne(a, b, site, iteration);
  return a / b;
}

function byZeroOrMinusOne(a: i64, b: i64, site: i32, iteration: i32): i64 {
  if (b == 0) raise(site, iteration, 0);
  return -a;
}

// @ts-ignore: decorator
@inline
export function divU64(a: u64, b: u64, site: i32, iteration: i32): u64 {
  if (b == 0) raise(site, iteration, 0);
  return a / b;
}

// @ts-ignore: decorator
@inline
export function remS64(a: i64, b: i64, site: i32, iteration: i32): i64 {
  if (b == 0) raise(site, iteration, 0);
  return a % b;
}

// @ts-ignore: decorator
@inline
export function remU64(a: u64, b: u64, site: i32, iteration: i32): u64 {
  if (b == 0) raise(site, iteration, 0);
  return a % b;
}

/** `a ** n` modulo 2^64, for both signs. */
export function powBig(a: u64, n: i64, site: i32, iteration: i32): u64 {
  if (n < 0) raise(site, iteration, 0);
  let result: u64 = 1;
  for (; n != 0; n = <i64>(<u64>n >> 1)) {
    if (n & 1) result *= a;
    a *= a;
  }
  return result;
}

/** `BigInt(x)` modulo 2^64: x must be whole. */
export function toBigInt(x: f64, site: i32, iteration: i32): i64 {
  if (abs<f64>(x) < 9223372036854775808.0) {
    const near = <i64>x;
    if (<f64>near != x) raise(site, iteration, x);
    return near;
  }
  if (!(abs<f64>(x) < (1.0 / 0.0))) raise(site, iteration, x);
  const bits = reinterpret<u64>(x);
  const shift = ((bits >> 52) & 0x7ff) - 1075;
  const magnitude: i64 = shift >= 64 ? 0 : <i64>(((bits & 0xfffffffffffff) | 0x10000000000000) << shift);
  return <i64>bits < 0 ? -magnitude : magnitude;
}

/** `a << n` of any count. */
export function shiftLeft<T>(a: T, n: i64): T {
  if (n < 0) return n < -63 ? <T>(a >> 63 >> <T>(isSigned<T>() ? 0 : 1)) : <T>(a >> <T>(-n));
  return n > 63 ? <T>0 : <T>(a << <T>n);
}

/** `a >> n` of any count: what is shifted out at the right leaves the sign. */
export function shiftRight<T>(a: T, n: i64): T {
  if (n < 0) return n < -63 ? <T>0 : <T>(a << <T>(-n));
  return n > 63 ? <T>(a >> 63 >> <T>(isSigned<T>() ? 0 : 1)) : <T>(a >> <T>n);
}
