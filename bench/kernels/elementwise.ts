import { prange } from 'wamba'

/** The article's second program, one element of it: for `vectorize`. */
export const multiply = (a: number, b: number): number => a * b

/** The same as a loop, for `jit`. */
export function multiplyInto(a: Float64Array, b: Float64Array, out: Float64Array): void {
  for (const i of prange(out.length)) out[i] = a[i] * b[i]
}

/** y += alpha * x */
export function axpy(alpha: number, x: Float64Array, y: Float64Array): void {
  for (const i of prange(y.length)) y[i] += alpha * x[i]
}

/** y += alpha * x, in single precision throughout. */
export function saxpy(alpha: number, x: Float32Array, y: Float32Array): void {
  const scale = Math.fround(alpha)
  for (const i of prange(y.length)) y[i] = Math.fround(Math.fround(scale * x[i]) + y[i])
}

/** Every element kept within [low, high]. */
export function clamp(a: Float64Array, low: number, high: number, out: Float64Array): void {
  for (const i of prange(out.length)) out[i] = Math.min(Math.max(a[i], low), high)
}

/** The length of each vector (x, y). */
export function hypotenuse(x: Float64Array, y: Float64Array, out: Float64Array): void {
  for (const i of prange(out.length)) out[i] = Math.sqrt(x[i] ** 2 + y[i] ** 2)
}

/** Negative elements become a hundredth of themselves. */
export function leakyRelu(a: Float64Array, out: Float64Array): void {
  for (const i of prange(out.length)) out[i] = a[i] > 0 ? a[i] : 0.01 * a[i]
}

/** `steps` explicit steps of the heat equation on a rod with fixed ends: parallel loops inside a serial one. */
export function heat(u: Float64Array, next: Float64Array, k: number, steps: number): void {
  for (let step = 0; step < steps; step++) {
    for (const i of prange(1, u.length - 1)) next[i] = u[i] + k * (u[i - 1] - 2 * u[i] + u[i + 1])
    for (const i of prange(1, u.length - 1)) u[i] = next[i]
  }
}
