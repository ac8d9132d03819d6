import type { Field } from '../workload.ts'
import { field } from '../workload.ts'

/**
 * The matrix of the solvers: L Lᵀ with L[i, j] = 1 - j / n below its unit diagonal. An element is a sum of squares that
 * all rows share, so the product is never formed.
 */
export function positiveDefinite(n: number): Field {
  const squares = new Float64Array(n + 1)
  for (let t = 0; t < n; t++) squares[t + 1] = squares[t] + (-t / n + 1) * (-t / n + 1)
  return field([n, n], (i, j) => {
    const least = Math.min(i, j)
    return squares[least] + (i === j ? 1 : -least / n + 1)
  })
}
