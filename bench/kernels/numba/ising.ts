import { prange } from 'wamba'
import { field, type Workload } from '../workload.ts'
import { fraction } from './hash.ts'

/**
 * Metropolis sweeps of the Ising model on a torus, black and white fields in turn: no two of a colour are neighbours.
 * accept[k] is the probability to flip a spin where k of its neighbours agree. The random number of a field
 * is a hash (splitmix32) of the sweep and the field, so the result is the same in every order.
 */
function kernel(n: number, sweeps: number, spins: Int32Array, accept: Float64Array): void {
  for (let half = 0; half < 2 * sweeps; half++) {
    for (const i of prange(n)) {
      const above = ((i + n - 1) % n) * n
      const below = ((i + 1) % n) * n
      for (let j = (i + half) % 2; j < n; j += 2) {
        const around =
          spins[above + j] + spins[below + j] + spins[i * n + ((j + n - 1) % n)] + spins[i * n + ((j + 1) % n)]
        let z = (Math.imul(half * n * n + i * n + j, 0x9e3779b9) + 0x9e3779b9) | 0
        z = Math.imul(z ^ (z >>> 16), 0x21f0aaad)
        z = Math.imul(z ^ (z >>> 15), 0x735a2d97)
        const random = ((z ^ (z >>> 15)) >>> 0) / 4294967296
        if (random < accept[(spins[i * n + j] * around + 4) / 2]) spins[i * n + j] = -spins[i * n + j]
      }
    }
  }
}

export const ising: Workload = {
  name: 'ising',
  kernel,
  sizes: { MINI: [24, 5], MEDIUM: [400, 10], LARGE: [2000, 20] },
  fields: (n, sweeps) => ({
    n,
    sweeps,
    spins: field([n, n], (i, j) => (fraction(i * n + j) < 0.5 ? -1 : 1), 'int32'),
    // At the critical temperature: exp(-dE / T) with dE = 2 s (sum of neighbours).
    accept: field([5], (k) => Math.min(1, Math.exp((-2 * (2 * k - 4)) / 2.269))),
  }),
}
