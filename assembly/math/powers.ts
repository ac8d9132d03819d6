/** Powers whose exponent is a constant: whole ones by products, the half by a root. */
import { pow } from "./pow";
import { begin, isEdge, lastSquare, lastTimes, square, times } from "./products";

// @ts-ignore: decorator
@inline
export function power3Main(x: f64): f64 {
  begin(x);
  square();
  return lastTimes(x);
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
  const w2 = w * w;
  return <f32>(w2 * w);
}

export function power3f(x: f32): f32 {
  return power3fMain(x);
}

// @ts-ignore: decorator
@inline
export function power4Main(x: f64): f64 {
  begin(x);
  square();
  return lastSquare();
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
  const w2 = w * w;
  return <f32>(w2 * w2);
}

export function power4f(x: f32): f32 {
  return power4fMain(x);
}

// @ts-ignore: decorator
@inline
export function power5Main(x: f64): f64 {
  begin(x);
  square();
  square();
  return lastTimes(x);
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
  const w2 = w * w;
  const w4 = w2 * w2;
  return <f32>(w4 * w);
}

export function power5f(x: f32): f32 {
  return power5fMain(x);
}

// @ts-ignore: decorator
@inline
export function power6Main(x: f64): f64 {
  begin(x);
  square();
  times(x);
  return lastSquare();
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
  const w2 = w * w;
  const w3 = w2 * w;
  return <f32>(w3 * w3);
}

export function power6f(x: f32): f32 {
  return power6fMain(x);
}

// @ts-ignore: decorator
@inline
export function power7Main(x: f64): f64 {
  begin(x);
  square();
  times(x);
  square();
  return lastTimes(x);
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
  const w2 = w * w;
  const w3 = w2 * w;
  const w6 = w3 * w3;
  return <f32>(w6 * w);
}

export function power7f(x: f32): f32 {
  return power7fMain(x);
}

// @ts-ignore: decorator
@inline
export function power8Main(x: f64): f64 {
  begin(x);
  square();
  square();
  return lastSquare();
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
  const w2 = w * w;
  const w4 = w2 * w2;
  return <f32>(w4 * w4);
}

export function power8f(x: f32): f32 {
  return power8fMain(x);
}

// @ts-ignore: decorator
@inline
export function power9Main(x: f64): f64 {
  begin(x);
  square();
  square();
  square();
  return lastTimes(x);
}

// @ts-ignore: decorator
@inline
export function power9Rare(x: f64, y: f64): bool {
  return isEdge(y);
}

export function power9(x: f64): f64 {
  const y = power9Main(x);
  return isEdge(y) ? pow(x, 9.0) : y;
}

// @ts-ignore: decorator
@inline
export function power9fMain(x: f32): f32 {
  const w = <f64>x;
  const w2 = w * w;
  const w4 = w2 * w2;
  const w8 = w4 * w4;
  return <f32>(w8 * w);
}

export function power9f(x: f32): f32 {
  return power9fMain(x);
}

// @ts-ignore: decorator
@inline
export function power10Main(x: f64): f64 {
  begin(x);
  square();
  square();
  times(x);
  return lastSquare();
}

// @ts-ignore: decorator
@inline
export function power10Rare(x: f64, y: f64): bool {
  return isEdge(y);
}

export function power10(x: f64): f64 {
  const y = power10Main(x);
  return isEdge(y) ? pow(x, 10.0) : y;
}

// @ts-ignore: decorator
@inline
export function power10fMain(x: f32): f32 {
  const w = <f64>x;
  const w2 = w * w;
  const w4 = w2 * w2;
  const w5 = w4 * w;
  return <f32>(w5 * w5);
}

export function power10f(x: f32): f32 {
  return power10fMain(x);
}

// @ts-ignore: decorator
@inline
export function power12Main(x: f64): f64 {
  begin(x);
  square();
  times(x);
  square();
  return lastSquare();
}

// @ts-ignore: decorator
@inline
export function power12Rare(x: f64, y: f64): bool {
  return isEdge(y);
}

export function power12(x: f64): f64 {
  const y = power12Main(x);
  return isEdge(y) ? pow(x, 12.0) : y;
}

// @ts-ignore: decorator
@inline
export function power12fMain(x: f32): f32 {
  const w = <f64>x;
  const w2 = w * w;
  const w3 = w2 * w;
  const w6 = w3 * w3;
  return <f32>(w6 * w6);
}

export function power12f(x: f32): f32 {
  return power12fMain(x);
}

// @ts-ignore: decorator
@inline
export function power16Main(x: f64): f64 {
  begin(x);
  square();
  square();
  square();
  return lastSquare();
}

// @ts-ignore: decorator
@inline
export function power16Rare(x: f64, y: f64): bool {
  return isEdge(y);
}

export function power16(x: f64): f64 {
  const y = power16Main(x);
  return isEdge(y) ? pow(x, 16.0) : y;
}

// @ts-ignore: decorator
@inline
export function power16fMain(x: f32): f32 {
  const w = <f64>x;
  const w2 = w * w;
  const w4 = w2 * w2;
  const w8 = w4 * w4;
  return <f32>(w8 * w8);
}

export function power16f(x: f32): f32 {
  return power16fMain(x);
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
