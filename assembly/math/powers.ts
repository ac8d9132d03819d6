/** Powers whose exponent is a constant: whole ones by multiplication of pairs (Dekker 1971), the half by a root. */
import { head, squareRest } from "./exact";
import { pow } from "./pow";

/** The low part of the functions below. */
let low: f64 = 0.0;

// @ts-ignore: decorator
@inline
function square(x: f64, xLow: f64): f64 {
  const p = x * x;
  low = squareRest(x, p) + (x + x) * xLow;
  return p;
}

/** What (p + pLow) · x is less than p · x rounded: +0 of zeros, so that subtracting it keeps the sign of a zero. */
// @ts-ignore: decorator
@inline
function excess(p: f64, pLow: f64, x: f64, y: f64): f64 {
  const ph = head(p);
  const pl = p - ph;
  const xh = head(x);
  const xl = x - xh;
  return y - ph * xh - ph * xl - pl * xh - pl * xl - pLow * x;
}

/** Where what is lost may be below the least float64, or the result is none. */
// @ts-ignore: decorator
@inline
function isEdge(y: f64): bool {
  const a = abs(y);
  // |y| is not from 2^-900 to below 2^1000, by bits as in `notOrdinary`; zeros are as they should be.
  return reinterpret<i64>(a) + 0x7850000000000000 > <i64>0xf6bfffffffffffff && a != 0.0;
}

// @ts-ignore: decorator
@inline
export function power3Main(x: f64): f64 {
  const p = square(x, 0.0);
  const pLow = low;
  const y = p * x;
  return y - excess(p, pLow, x, y);
}

// @ts-ignore: decorator
@inline
export function power3Rare(x: f64, y: f64): bool {
  return isEdge(y);
}

export function power3(x: f64): f64 {
  const y = power3Main(x);
  return isEdge(y) ? pow(x, 3.0) : y;
}

// @ts-ignore: decorator
@inline
export function power3fMain(x: f32): f32 {
  const w = <f64>x;
  return <f32>(w * w * w);
}

export function power3f(x: f32): f32 {
  return power3fMain(x);
}

// @ts-ignore: decorator
@inline
export function power4Main(x: f64): f64 {
  const p = square(x, 0.0);
  const y = square(p, low);
  return y + low;
}

// @ts-ignore: decorator
@inline
export function power4Rare(x: f64, y: f64): bool {
  return isEdge(y);
}

export function power4(x: f64): f64 {
  const y = power4Main(x);
  return isEdge(y) ? pow(x, 4.0) : y;
}

// @ts-ignore: decorator
@inline
export function power4fMain(x: f32): f32 {
  const w = <f64>x;
  const s = w * w;
  return <f32>(s * s);
}

export function power4f(x: f32): f32 {
  return power4fMain(x);
}

// @ts-ignore: decorator
@inline
export function power5Main(x: f64): f64 {
  const p = square(x, 0.0);
  const q = square(p, low);
  const qLow = low;
  const y = q * x;
  return y - excess(q, qLow, x, y);
}

// @ts-ignore: decorator
@inline
export function power5Rare(x: f64, y: f64): bool {
  return isEdge(y);
}

export function power5(x: f64): f64 {
  const y = power5Main(x);
  return isEdge(y) ? pow(x, 5.0) : y;
}

// @ts-ignore: decorator
@inline
export function power5fMain(x: f32): f32 {
  const w = <f64>x;
  const s = w * w;
  return <f32>(s * s * w);
}

export function power5f(x: f32): f32 {
  return power5fMain(x);
}

// @ts-ignore: decorator
@inline
export function power6Main(x: f64): f64 {
  const p = square(x, 0.0);
  const pLow = low;
  const c = p * x;
  const y = square(c, -excess(p, pLow, x, c));
  return y + low;
}

// @ts-ignore: decorator
@inline
export function power6Rare(x: f64, y: f64): bool {
  return isEdge(y);
}

export function power6(x: f64): f64 {
  const y = power6Main(x);
  return isEdge(y) ? pow(x, 6.0) : y;
}

// @ts-ignore: decorator
@inline
export function power6fMain(x: f32): f32 {
  const w = <f64>x;
  const s = w * w;
  return <f32>(s * s * s);
}

export function power6f(x: f32): f32 {
  return power6fMain(x);
}

// @ts-ignore: decorator
@inline
export function power7Main(x: f64): f64 {
  const p = square(x, 0.0);
  const pLow = low;
  const c = p * x;
  const s = square(c, -excess(p, pLow, x, c));
  const sLow = low;
  const y = s * x;
  return y - excess(s, sLow, x, y);
}

// @ts-ignore: decorator
@inline
export function power7Rare(x: f64, y: f64): bool {
  return isEdge(y);
}

export function power7(x: f64): f64 {
  const y = power7Main(x);
  return isEdge(y) ? pow(x, 7.0) : y;
}

// @ts-ignore: decorator
@inline
export function power7fMain(x: f32): f32 {
  const w = <f64>x;
  const s = w * w;
  return <f32>(s * s * s * w);
}

export function power7f(x: f32): f32 {
  return power7fMain(x);
}

// @ts-ignore: decorator
@inline
export function power8Main(x: f64): f64 {
  const p = square(x, 0.0);
  const q = square(p, low);
  const y = square(q, low);
  return y + low;
}

// @ts-ignore: decorator
@inline
export function power8Rare(x: f64, y: f64): bool {
  return isEdge(y);
}

export function power8(x: f64): f64 {
  const y = power8Main(x);
  return isEdge(y) ? pow(x, 8.0) : y;
}

// @ts-ignore: decorator
@inline
export function power8fMain(x: f32): f32 {
  const w = <f64>x;
  const s = w * w;
  const q = s * s;
  return <f32>(q * q);
}

export function power8f(x: f32): f32 {
  return power8fMain(x);
}

/** x ** 0.5 as JavaScript has it: of −∞ it is ∞, of −0 it is 0. */
// @ts-ignore: decorator
@inline
export function rootMain(x: f64): f64 {
  return x == -1.0 / 0.0 ? 1.0 / 0.0 : sqrt(x + 0.0);
}

export function root(x: f64): f64 {
  return rootMain(x);
}

// @ts-ignore: decorator
@inline
export function rootfMain(x: f32): f32 {
  const none: f32 = -1.0 / 0.0;
  const most: f32 = 1.0 / 0.0;
  const zero: f32 = 0.0;
  return x == none ? most : sqrt(x + zero);
}

export function rootf(x: f32): f32 {
  return rootfMain(x);
}
