/** Several parallel loops in one kernel, also inside a serial loop over time, and several reductions in one loop. */
import { jit, linspace, prange, zeros } from 'wamba'

/** Heat in a rod with fixed ends: each step is one parallel loop, and so is copying it back. */
const diffuse = jit((u: Float64Array, next: Float64Array, k: number, steps: number) => {
  for (let step = 0; step < steps; step++) {
    for (const i of prange(1, u.length - 1)) next[i] = u[i] + k * (u[i - 1] - 2 * u[i] + u[i + 1])
    for (const i of prange(1, u.length - 1)) u[i] = next[i]
  }
})

const u = zeros(101)
u[50] = 1
diffuse(u, zeros(101), 0.25, 200)
console.log('heat in the middle after 200 steps:', u[50])

/** The largest distance of an element from the mean: a reduction needs the one before it. */
const largestDeviation = jit((a: Float64Array) => {
  let sum = 0
  for (const i of prange(a.length)) sum += a[i]
  const mean = sum / a.length
  let below = 0
  let above = 0
  for (const i of prange(a.length)) {
    below = Math.max(below, mean - a[i])
    above = Math.max(above, a[i] - mean)
  }
  return Math.max(below, above)
})
console.log('largest deviation of 0…1:', largestDeviation(linspace(0, 1, 1_000_001)))
