import { prange } from 'wamba'
import { byHand } from '../../harness/byHand.ts'
import { field } from '../workload.ts'
import type { Anchor } from './anchor.ts'
import { uniform } from './data.ts'

/** The edges of a grey image: the sum of the gradients along both axes, at most 255. The border stays as it is. */
function kernel(width: number, height: number, image: Uint8Array, edges: Uint8Array): void {
  for (const y of prange(1, height - 1)) {
    for (let x = 1; x < width - 1; x++) {
      const p = y * width + x
      const a = image[p - width - 1]
      const b = image[p - width]
      const c = image[p - width + 1]
      const d = image[p - 1]
      const f = image[p + 1]
      const g = image[p + width - 1]
      const h = image[p + width]
      const i = image[p + width + 1]
      const gx = c + 2 * f + i - (a + 2 * d + g)
      const gy = g + 2 * h + i - (a + 2 * b + c)
      edges[p] = Math.min(255, Math.abs(gx) + Math.abs(gy))
    }
  }
}

export const sobel: Anchor = {
  name: 'sobel u8',
  title: 'sobel 2048², u8',
  kernel,
  byHand: byHand('void(int32, int32, uint8[:], uint8[:])', 'bench/assembly/sobel.ts', kernel, {
    iterations: 1,
    writes: [3],
    cost: 2_000,
    name: 'sobel',
  }),
  sizes: { MINI: [53, 11], MEDIUM: [1024, 1024], LARGE: [2048, 2048] },
  fields: (width, height) => ({
    width,
    height,
    image: field([height, width], uniform(1, 0, 256), 'uint8'),
    edges: field([height, width], undefined, 'uint8'),
  }),
  reset: [],
  leastOfPlain: 3,
}
