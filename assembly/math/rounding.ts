/** JavaScript's own ways of rounding. */

// @ts-ignore: decorator
@inline
export function roundMain(x: f64): f64 {
  // Of halves the nearest goes to even: it is 1 too few where that is down. What is subtracted keeps −0.
  const near = nearest(x);
  return near - (x - near == 0.5 ? -1.0 : 0.0);
}

/** Math.round: halves go up; −0 from −0.5 to −0. */
export function round(x: f64): f64 {
  return roundMain(x);
}

// @ts-ignore: decorator
@inline
export function roundfMain(x: f32): f32 {
  const near = nearest(x);
  return near - (x - near == 0.5 ? -1.0 : 0.0);
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
