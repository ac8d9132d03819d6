/** The kernels of the soak, each with what plain JavaScript gives. Values are integers, so that sums are exact in any order. */
import { jit, type Kernel, prange, vectorize } from 'wamba'

type Numbers = Float64Array | Float32Array | Int32Array

export const scale = jit(function scale(a: Float64Array, out: Float64Array, by: number) {
  for (const i of prange(a.length)) out[i] = a[i] * by + 1
})

/** Long enough for a worker to die in it; never reads what it writes. */
export const iterate = jit(function iterate(a: Float64Array, out: Float64Array, steps: number) {
  for (const i of prange(a.length)) {
    let x = a[i]
    for (let k = 0; k < steps; k++) x = x * 0.5 + 1
    out[i] = x
  }
})

/** Reads what it writes. */
export const advance = jit(function advance(a: Float64Array, steps: number) {
  for (const i of prange(a.length)) {
    let x = a[i]
    for (let k = 0; k < steps; k++) x = x * 0.5 + 1
    a[i] = x
  }
})

export const total = jit(function total(a: Numbers) {
  let sum = 0
  for (const i of prange(a.length)) sum += a[i]
  return sum
})

export const smallest = jit(function smallest(a: Float64Array) {
  let best = Infinity
  let at = -1
  for (const i of prange(a.length)) {
    if (a[i] < best) {
      best = a[i]
      at = i
    }
  }
  return [best, at]
})

export const histogram = jit(function histogram(a: Float64Array, counts: Int32Array) {
  for (const i of prange(a.length)) counts[a[i] & 63] += 1
})

/** Rows of different lengths. */
export const triangle = jit(function triangle(n: number, out: Float64Array) {
  for (const i of prange(n)) {
    let s = 0
    for (let j = 0; j <= i; j++) s += j
    out[i] = s
  }
})

/** Makes an array. */
export const doubled = jit(function doubled(a: Float64Array) {
  const out = new Float64Array(a.length)
  for (const i of prange(a.length)) out[i] = 2 * a[i]
  return out
})

/** Many parallel loops in one call. */
export const sweeps = jit(function sweeps(a: Float64Array, b: Float64Array, times: number) {
  for (let t = 0; t < times; t++) {
    for (const i of prange(a.length)) b[i] = a[i] + 1
    for (const i of prange(a.length)) a[i] = b[i] + 1
  }
})

export const pick = jit(function pick(a: Float64Array, k: number) {
  return a[k]
})

export const multiply = vectorize(['float64(float64, float64)', 'int32(int32, int32)'], (a, b) => a * b)
export const add = vectorize((a: number, b: number) => a + b)

/** A kernel that there was never before. */
export function newKernel(constant: number): Kernel<[a: Float64Array, out: Float64Array], void> {
  const text = `for (const i of prange(a.length)) out[i] = a[i] * ${constant} + (a[i] > ${constant} ? 1 : 2)`
  return jit(new Function('a', 'out', text) as (a: Float64Array, out: Float64Array) => void, {
    name: `made${constant}`,
    cache: false,
  })
}
