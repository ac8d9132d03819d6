/**
 * A number as a float32. In a kernel, what is computed of such numbers alone stays in float32.
 *
 * @example let sum = f32(0)
 */
export function f32(x: number): number {
  return Math.fround(x)
}

/**
 * A number as a 32-bit integer, as `x | 0` makes it: a fraction is cut off, and it wraps.
 *
 * @example const cell = i32(x / width)
 */
export function i32(x: number): number {
  return x | 0
}
