import { prange } from 'wamba'
import { byHand } from '../../harness/byHand.ts'
import { field } from '../workload.ts'
import type { Anchor } from './anchor.ts'
import { uniform } from './data.ts'

/** The gravitational acceleration of every body by all. */
function kernel(
  x: Float64Array,
  y: Float64Array,
  z: Float64Array,
  mass: Float64Array,
  ax: Float64Array,
  ay: Float64Array,
  az: Float64Array,
): void {
  const n = x.length
  for (const i of prange(n)) {
    const xi = x[i]
    const yi = y[i]
    const zi = z[i]
    let sx = 0
    let sy = 0
    let sz = 0
    for (let j = 0; j < n; j++) {
      const dx = x[j] - xi
      const dy = y[j] - yi
      const dz = z[j] - zi
      const q = dx * dx + dy * dy + dz * dz + 1e-3
      const f = mass[j] / (q * Math.sqrt(q))
      sx += dx * f
      sy += dy * f
      sz += dz * f
    }
    ax[i] = sx
    ay[i] = sy
    az[i] = sz
  }
}

export const nbody: Anchor = {
  name: 'n-body',
  title: 'n-body, all pairs, 4096 f64',
  kernel,
  byHand: byHand(
    'void(float64[:], float64[:], float64[:], float64[:], float64[:], float64[:], float64[:])',
    'bench/assembly/nbody.ts',
    kernel,
    { writes: [4, 5, 6], cost: 6000 },
  ),
  sizes: { MINI: [67], MEDIUM: [1024], LARGE: [4096] },
  fields: (n) => ({
    x: field([n], uniform(1)),
    y: field([n], uniform(2)),
    z: field([n], uniform(3)),
    mass: field([n], uniform(4)),
    ax: field([n]),
    ay: field([n]),
    az: field([n]),
  }),
  reset: [],
}
