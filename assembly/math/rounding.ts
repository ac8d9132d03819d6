/** JavaScript's own ways of rounding. */

// @ts-ignore: decorator
@inline
export function roundMain(x: f64): f64 {
  const down = floor(x);
  return copysign<f64>(down + (x - down >= 0.5 ? 1.0 : 0.0), x);
}

/** Math.round: halves go up; −0 from −0.5 to −0. */
export function round(x: f64): f64 {
  return roundMain(x);
}

// @ts-ignore: decorator
@inline
export function roundfMain(x: f32): f32 {
  const down = floor(x);
  return copysign<f32>(down + (x - down >= 0.5 ? 1.0 : 0.0), x);
}

export function roundf(x: f32): f32 {
  return roundfMain(x);
}

// @ts-ignore: decorator
@inline
export function signMain(x: f64): f64 {
  return x > 0.0 ? 1.0 : x < 0.0 ? -1.0 : x;
}

/** Math.sign: −1, −0, 0, 1 or NaN. */
export function sign(x: f64): f64 {
  return signMain(x);
}

// @ts-ignore: decorator
@inline
export function signfMain(x: f32): f32 {
  return x > 0.0 ? 1.0 : x < 0.0 ? -1.0 : x;
}

export function signf(x: f32): f32 {
  return signfMain(x);
}
