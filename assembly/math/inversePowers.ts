/** Whole powers below 0 that are constant. */
import { pow } from "./pow";
import { begin, inverse, isEdge, square, times } from "./products";

// @ts-ignore: decorator
@inline
export function powerMinus2Main(x: f64): f64 {
  begin(x);
  square();
  return inverse();
}

// @ts-ignore: decorator
@inline
export function powerMinus2Rare(x: f64, y: f64): bool {
  return isEdge(y);
}

export function powerMinus2(x: f64): f64 {
  const y = powerMinus2Main(x);
  return isEdge(y) ? pow(x, -2.0) : y;
}

// @ts-ignore: decorator
@inline
export function powerMinus2fMain(x: f32): f32 {
  const w = <f64>x;
  return <f32>(1.0 / (w * w));
}

export function powerMinus2f(x: f32): f32 {
  return powerMinus2fMain(x);
}

// @ts-ignore: decorator
@inline
export function powerMinus3Main(x: f64): f64 {
  begin(x);
  square();
  times(x);
  return inverse();
}

// @ts-ignore: decorator
@inline
export function powerMinus3Rare(x: f64, y: f64): bool {
  return isEdge(y);
}

export function powerMinus3(x: f64): f64 {
  const y = powerMinus3Main(x);
  return isEdge(y) ? pow(x, -3.0) : y;
}

// @ts-ignore: decorator
@inline
export function powerMinus3fMain(x: f32): f32 {
  const w = <f64>x;
  const w2 = w * w;
  return <f32>(1.0 / (w2 * w));
}

export function powerMinus3f(x: f32): f32 {
  return powerMinus3fMain(x);
}

// @ts-ignore: decorator
@inline
export function powerMinus4Main(x: f64): f64 {
  begin(x);
  square();
  square();
  return inverse();
}

// @ts-ignore: decorator
@inline
export function powerMinus4Rare(x: f64, y: f64): bool {
  return isEdge(y);
}

export function powerMinus4(x: f64): f64 {
  const y = powerMinus4Main(x);
  return isEdge(y) ? pow(x, -4.0) : y;
}

// @ts-ignore: decorator
@inline
export function powerMinus4fMain(x: f32): f32 {
  const w = <f64>x;
  const w2 = w * w;
  return <f32>(1.0 / (w2 * w2));
}

export function powerMinus4f(x: f32): f32 {
  return powerMinus4fMain(x);
}

// @ts-ignore: decorator
@inline
export function powerMinus6Main(x: f64): f64 {
  begin(x);
  square();
  times(x);
  square();
  return inverse();
}

// @ts-ignore: decorator
@inline
export function powerMinus6Rare(x: f64, y: f64): bool {
  return isEdge(y);
}

export function powerMinus6(x: f64): f64 {
  const y = powerMinus6Main(x);
  return isEdge(y) ? pow(x, -6.0) : y;
}

// @ts-ignore: decorator
@inline
export function powerMinus6fMain(x: f32): f32 {
  const w = <f64>x;
  const w2 = w * w;
  const w3 = w2 * w;
  return <f32>(1.0 / (w3 * w3));
}

export function powerMinus6f(x: f32): f32 {
  return powerMinus6fMain(x);
}

// @ts-ignore: decorator
@inline
export function powerMinus12Main(x: f64): f64 {
  begin(x);
  square();
  times(x);
  square();
  square();
  return inverse();
}

// @ts-ignore: decorator
@inline
export function powerMinus12Rare(x: f64, y: f64): bool {
  return isEdge(y);
}

export function powerMinus12(x: f64): f64 {
  const y = powerMinus12Main(x);
  return isEdge(y) ? pow(x, -12.0) : y;
}

// @ts-ignore: decorator
@inline
export function powerMinus12fMain(x: f32): f32 {
  const w = <f64>x;
  const w2 = w * w;
  const w3 = w2 * w;
  const w6 = w3 * w3;
  return <f32>(1.0 / (w6 * w6));
}

export function powerMinus12f(x: f32): f32 {
  return powerMinus12fMain(x);
}
