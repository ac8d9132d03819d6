import { prange } from 'wamba'
import { field, type Workload } from '../workload.ts'
import { fraction } from './hash.ts'

/** The Lennard-Jones potential at distance r. */
function lennardJonesAt(r: number): number {
  const sr6 = (1 / r) ** 6
  return 4 * (sr6 * sr6 - sr6)
}

/** The energy of a cluster of particles, (n, 3): each pair once. */
function kernel(n: number, cluster: Float64Array): number {
  let energy = 0
  for (const i of prange(n - 1)) {
    for (let j = i + 1; j < n; j++) {
      const dx = cluster[3 * i] - cluster[3 * j]
      const dy = cluster[3 * i + 1] - cluster[3 * j + 1]
      const dz = cluster[3 * i + 2] - cluster[3 * j + 2]
      energy += lennardJonesAt(Math.sqrt(dx * dx + dy * dy + dz * dz))
    }
  }
  return energy
}

export const lennardJones: Workload = {
  name: 'lennard-jones',
  kernel,
  scope: { lennardJonesAt },
  sizes: { MINI: [60], MEDIUM: [1000], LARGE: [8000] },
  fields: (n) => {
    const side = Math.ceil(Math.cbrt(n))
    // A cubic lattice, each particle a little off its place.
    const place = [
      (i: number) => i % side,
      (i: number) => Math.floor(i / side) % side,
      (i: number) => Math.floor(i / side ** 2),
    ]
    return { n, cluster: field([n, 3], (i, axis) => 1.2 * place[axis](i) + 0.1 * fraction(3 * i + axis)) }
  },
  // A sum over a prange, and powers.
  tolerance: 1e-10,
}
