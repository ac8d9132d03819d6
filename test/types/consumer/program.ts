/** A user's program, checked with the declarations alone: no DOM library, none of this repository's settings. */
import { disposable, jit, type NdArray, prange, random, tidy, vectorize, zeros } from 'wamba'

const sumOfSquares = jit((a: Float64Array) => {
  let sum = 0
  for (const i of prange(a.length)) sum += a[i] ** 2
  return sum
})
const multiply = vectorize(['float64(float64, float64)'], (a, b) => a * b)
const axpy = jit('void(float64, float64[:], float64[:])', (alpha, x, y) => {
  for (const i of prange(y.length)) y[i] += alpha * x[i]
})

export const data: Float64Array = random(100_000)
export const sum: number = sumOfSquares(data)
export const product: Float64Array = tidy(() => multiply(data, 2))
export const grid: NdArray<'float64'> = zeros([2, 3])
export const short: Float64Array = disposable(product)
axpy(2, data, product)
