import { prange } from 'wamba'
import { byHandOf } from '../../harness/byHand.ts'
import { field } from '../workload.ts'
import type { Anchor } from './anchor.ts'
import { uniform } from './data.ts'

/** `sweeps` means of the four neighbours of every inner element, from one array to the other and back. */
function kernel(n: number, sweeps: number, a: Float64Array, b: Float64Array): void {
  let from = a
  let to = b
  for (let s = 0; s < sweeps; s++) {
    for (const i of prange(1, n - 1)) {
      for (let j = 1; j < n - 1; j++) {
        const p = i * n + j
        to[p] = 0.25 * (from[p - n] + from[p + n] + (from[p - 1] + from[p + 1]))
      }
    }
    const swapped = from
    from = to
    to = swapped
  }
}

function sweep(n: number, a: Float64Array, b: Float64Array): void {
  kernel(n, 1, a, b)
}

export const jacobi: Anchor = {
  name: 'Jacobi',
  title: 'Jacobi 2048², 10 sweeps, f64',
  kernel,
  byHand: byHandOf(
    'void(int32, float64[:], float64[:])',
    'bench/assembly/jacobi.ts',
    sweep,
    { iterations: 0, writes: [2], cost: 1000 },
    (once) =>
      (n: number, sweeps: number, a: Float64Array, b: Float64Array): void => {
        for (let s = 0; s < sweeps; s++) once(n, s % 2 === 0 ? a : b, s % 2 === 0 ? b : a)
      },
  ),
  sizes: { MINI: [23, 3], MEDIUM: [1024, 10], LARGE: [2048, 10] },
  fields: (n, sweeps) => ({ n, sweeps, a: field([n, n], uniform(1)), b: field([n, n], uniform(1)) }),
}
