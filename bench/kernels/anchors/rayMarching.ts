import { prange } from 'wamba'
import { byHand } from '../../harness/byHand.ts'
import { field } from '../workload.ts'
import type { Anchor } from './anchor.ts'

/** The distance of a point from a ball on a plane, with a torus around it. */
function distance(x: number, y: number, z: number): number {
  const ball = Math.sqrt(x * x + y * y + z * z) - 1
  const ring = Math.sqrt(x * x + z * z) - 1.6
  const torus = Math.sqrt(ring * ring + y * y) - 0.25
  return Math.min(Math.min(ball, torus), y + 1)
}

/** A scene of distances, each pixel's ray in steps as long as the distance that is free; shaded by a light from above. */
function kernel(width: number, height: number, steps: number, out: Float64Array): void {
  for (const row of prange(height)) {
    for (let column = 0; column < width; column++) {
      const u = (2 * column - width) / height
      const v = (height - 2 * row) / height
      const norm = 1 / Math.sqrt(u * u + v * v + 2.25)
      const dx = u * norm
      const dy = v * norm - 0.2 * norm
      const dz = 1.5 * norm
      let t = 0
      let hit = false
      for (let s = 0; s < steps; s++) {
        const d = distance(t * dx, 0.5 + t * dy, -4 + t * dz)
        if (d < 1e-4) {
          hit = true
          break
        }
        t += d
        if (t > 30) break
      }
      let shade = 0
      if (hit) {
        const x = t * dx
        const y = 0.5 + t * dy
        const z = -4 + t * dz
        const e = 1e-5
        const nx = distance(x + e, y, z) - distance(x - e, y, z)
        const ny = distance(x, y + e, z) - distance(x, y - e, z)
        const nz = distance(x, y, z + e) - distance(x, y, z - e)
        const length = Math.sqrt(nx * nx + ny * ny + nz * nz)
        shade = Math.max(0, (0.5 * nx + 0.8 * ny - 0.33 * nz) / length)
      }
      out[row * width + column] = shade
    }
  }
}

export const rayMarching: Anchor = {
  name: 'ray marching f64',
  title: 'ray marching 512², 64 steps, f64',
  kernel,
  byHand: byHand('void(int32, int32, int32, float64[:])', 'bench/assembly/rayMarching.ts', kernel, {
    iterations: 1,
    writes: [3],
    cost: 100_000,
    name: 'rayMarching',
  }),
  scope: { distance },
  sizes: { MINI: [37, 21, 64], MEDIUM: [256, 256, 64], LARGE: [512, 512, 64] },
  fields: (width, height, steps) => ({ width, height, steps, out: field([height, width]) }),
  reset: [],
  leastOfPlain: 1.5,
}
