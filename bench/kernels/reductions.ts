import { prange } from 'wamba'

/** The article's first program. */
export function sumOfSquares(a: Float64Array): number {
  let sum = 0
  for (const i of prange(a.length)) sum += a[i] ** 2
  return sum
}

/** The inner product of two arrays of equal length. */
export function dot(x: Float64Array, y: Float64Array): number {
  let sum = 0
  for (const i of prange(x.length)) sum += x[i] * y[i]
  return sum
}

/** The product of all elements. */
export function product(a: Float64Array): number {
  let result = 1
  for (const i of prange(a.length)) result *= a[i]
  return result
}

/** The distance between the smallest and the largest element: two reductions in one loop. */
export function extent(a: Float64Array): number {
  let low = Infinity
  let high = -Infinity
  for (const i of prange(a.length)) {
    low = Math.min(low, a[i])
    high = Math.max(high, a[i])
  }
  return high - low
}

/** The variance of the elements: two loops, the second with a scalar from the first. */
export function variance(a: Float64Array): number {
  let sum = 0
  for (const i of prange(a.length)) sum += a[i]
  const mean = sum / a.length
  let squares = 0
  for (const i of prange(a.length)) squares += (a[i] - mean) ** 2
  return squares / a.length
}

/** How many elements are above a threshold. */
export function countAbove(a: Float64Array, threshold: number): number {
  let count = 0
  for (const i of prange(a.length)) count += a[i] > threshold ? 1 : 0
  return count
}
