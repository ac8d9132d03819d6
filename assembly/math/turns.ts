/**
 * x less a multiple of π/2, as a pair. π/2 in three parts of 40 bits serves to 12,000 (Cody and Waite 1980), in four of 33 to
 * 10^6, Payne and Hanek's method (1983) beyond.
 */
import { productRest } from "./exact";
import { TWO_OVER_PI } from "./tables";

/** 1.5 · 2^52: adding it rounds to an integer, which stands in the low bits. */
const SHIFT: f64 = 6755399441055744.0;
const PER_HALF_PI: f64 = 0.6366197723675814; // 2/π
const A1: f64 = 1.5707963267941523; // π/2 in 40 bits, 40 more, and the rest
const A2: f64 = 7.443547480488527e-13;
const A3: f64 = -1.9034889620193266e-25;
const B1: f64 = 1.5707963267341256; // π/2 in 33 bits, twice 33 more, and the rest
const B2: f64 = 6.077100506303966e-11;
const B3: f64 = 2.0222662487111665e-21;
const B4: f64 = 8.4784276603689e-32;
/** Up to here the products of n, which has 13 bits, with A1 and A2 are exact. */
export const NEAR: f64 = 12000.0;
/** Up to here those with B1, B2 and B3. */
export const FAR: f64 = 1e6;

/** Second and third result: what the first is too large by, and the number of quarter turns in the low bits. */
let excess: f64 = 0.0;
let turns: i64 = 0;

// @ts-ignore: decorator
@inline
export function turnExcess(): f64 {
  return excess;
}

// @ts-ignore: decorator
@inline
export function quarterTurns(): i64 {
  return turns;
}

/** x − n π/2 of |x| ≤ NEAR. −0 stays −0, with an excess of 0. */
// @ts-ignore: decorator
@inline
export function reduceNear(x: f64): f64 {
  const shifted = x * PER_HALF_PI + SHIFT;
  const n = shifted - SHIFT;
  turns = reinterpret<i64>(shifted);
  const first = x - n * A1;
  const w = n * A2;
  const r = first - w;
  excess = r - first + w + n * A3;
  return r;
}

/** x − n π/2 of |x| ≤ FAR. */
// @ts-ignore: decorator
@inline
export function reduceFar(x: f64): f64 {
  const shifted = x * PER_HALF_PI + SHIFT;
  const n = shifted - SHIFT;
  turns = reinterpret<i64>(shifted);
  const first = x - n * B1;
  const w = n * B2;
  const second = first - w;
  const rest = first - second - w - n * B3;
  const r = second + rest;
  excess = r - second - rest + n * B4;
  return r;
}

/** The upper 64 bits of a product. */
function highProduct(a: u64, b: u64): u64 {
  const aLow = a & 0xffffffff;
  const aHigh = a >> 32;
  const bLow = b & 0xffffffff;
  const bHigh = b >> 32;
  const middle = aHigh * bLow + ((aLow * bLow) >> 32);
  const other = aLow * bHigh + (middle & 0xffffffff);
  return aHigh * bHigh + (middle >> 32) + (other >> 32);
}

/** 64 bits of 2/π from the given one on. */
function bitsFrom(bit: i32): u64 {
  const at = <usize>(bit >> 6) << 3;
  const shift = <u64>(bit & 63);
  const word = load<u64>(at, TWO_OVER_PI);
  return shift == 0 ? word : (word << shift) | (load<u64>(at, TWO_OVER_PI + 8) >> (64 - shift));
}

/**
 * x − n π/2 for large x (Payne and Hanek 1983): x = m · 2^e times those bits of 2/π that make a fraction and two bits of an
 * integer; what is above is a multiple of 4, what is below does not matter. NaN and the infinities give NaN.
 */
export function reduceLarge(x: f64): f64 {
  turns = 0;
  excess = 0.0;
  if (!(abs(x) < 1.0 / 0.0)) return 0.0 / 0.0;
  const bits = reinterpret<u64>(x);
  const m = (bits & 0xfffffffffffff) | 0x10000000000000;
  const e = <i32>((bits >> 52) & 0x7ff) - 1075;
  // The table begins with 64 zeros, and its bit j weighs 2^(63 − j): the first one here makes m a multiple of 2.
  const first = e + 62;
  const w0 = bitsFrom(first);
  const w1 = bitsFrom(first + 64);
  const w2 = bitsFrom(first + 128);
  // m · (w0 w1 w2), its upper 128 of 192 bits: two bits of integer, 126 of fraction.
  const low1 = m * w1;
  const carried = low1 + highProduct(m, w2);
  const top = m * w0 + highProduct(m, w1) + (carried < low1 ? 1 : 0);
  // To the nearest integer: a fraction from −1/2 to 1/2.
  const n = (top + 0x2000000000000000) >> 62;
  let high = (top << 2) | (carried >> 62);
  let rest = carried << 2;
  const negative = <i64>high < 0;
  if (negative) {
    high = ~high;
    rest = ~rest;
  }
  // high.rest in units of 2^-64: as a pair of doubles, the upper one exact.
  const f1 = <f64>(high >> 11) * 1.1102230246251565e-16; // 2^-53
  const f2 = <f64>(((high & 0x7ff) << 53) | (rest >> 11)) * 6.018531076210112e-36; // 2^-117
  const f = f1 + f2;
  const fLow = f1 - f + f2;
  const p = f * 1.5707963267948966;
  const pLow = productRest(f, 1.5707963267948966, p) + (f * 6.123233995736766e-17 + fLow * 1.5707963267948966);
  const r = p + pLow;
  const rLow = p - r + pLow;
  const flip = negative != <i64>bits < 0;
  turns = <i64>bits < 0 ? -<i64>n : <i64>n;
  excess = flip ? rLow : -rLow;
  return flip ? -r : r;
}

