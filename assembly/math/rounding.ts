/** JavaScript's own ways of rounding. */

/** Math.round: halves go up; −0 from −0.5 to −0. */
// @ts-ignore: decorator
@inline
export function roundMain(x: f64): f64 {
  const down = floor(x);
  return copysign<f64>(down + (x - down >= 0.5 ? 1.0 : 0.0), x);
}

export function round<T>(x: T): T {
  return <T>roundMain(<f64>x);
}

// @ts-ignore: decorator
@inline
export function signMain(x: f64): f64 {
  return x > 0.0 ? 1.0 : x < 0.0 ? -1.0 : x;
}

export function sign<T>(x: T): T {
  return <T>signMain(<f64>x);
}
