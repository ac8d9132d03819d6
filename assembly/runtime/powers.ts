/**
 * Small whole powers as products. The order of the multiplications is that of `src/ops/powers.ts`: an even power squares its half.
 */

// @ts-ignore: decorator
@inline
export function power3<T>(x: T): T {
  const x2 = x * x;
  return x2 * x;
}

// @ts-ignore: decorator
@inline
export function power4<T>(x: T): T {
  const x2 = x * x;
  return x2 * x2;
}

// @ts-ignore: decorator
@inline
export function power5<T>(x: T): T {
  const x2 = x * x;
  const x4 = x2 * x2;
  return x4 * x;
}

// @ts-ignore: decorator
@inline
export function power6<T>(x: T): T {
  const x2 = x * x;
  const x3 = x2 * x;
  return x3 * x3;
}

// @ts-ignore: decorator
@inline
export function power7<T>(x: T): T {
  const x2 = x * x;
  const x3 = x2 * x;
  const x6 = x3 * x3;
  return x6 * x;
}

// @ts-ignore: decorator
@inline
export function power8<T>(x: T): T {
  const x2 = x * x;
  const x4 = x2 * x2;
  return x4 * x4;
}

// @ts-ignore: decorator
@inline
export function power9<T>(x: T): T {
  const x2 = x * x;
  const x4 = x2 * x2;
  const x8 = x4 * x4;
  return x8 * x;
}

// @ts-ignore: decorator
@inline
export function power10<T>(x: T): T {
  const x2 = x * x;
  const x4 = x2 * x2;
  const x5 = x4 * x;
  return x5 * x5;
}

// @ts-ignore: decorator
@inline
export function power11<T>(x: T): T {
  const x2 = x * x;
  const x4 = x2 * x2;
  const x5 = x4 * x;
  const x10 = x5 * x5;
  return x10 * x;
}

// @ts-ignore: decorator
@inline
export function power12<T>(x: T): T {
  const x2 = x * x;
  const x3 = x2 * x;
  const x6 = x3 * x3;
  return x6 * x6;
}

// @ts-ignore: decorator
@inline
export function power13<T>(x: T): T {
  const x2 = x * x;
  const x3 = x2 * x;
  const x6 = x3 * x3;
  const x12 = x6 * x6;
  return x12 * x;
}

// @ts-ignore: decorator
@inline
export function power14<T>(x: T): T {
  const x2 = x * x;
  const x3 = x2 * x;
  const x6 = x3 * x3;
  const x7 = x6 * x;
  return x7 * x7;
}

// @ts-ignore: decorator
@inline
export function power15<T>(x: T): T {
  const x2 = x * x;
  const x3 = x2 * x;
  const x6 = x3 * x3;
  const x7 = x6 * x;
  const x14 = x7 * x7;
  return x14 * x;
}

// @ts-ignore: decorator
@inline
export function power16<T>(x: T): T {
  const x2 = x * x;
  const x4 = x2 * x2;
  const x8 = x4 * x4;
  return x8 * x8;
}
