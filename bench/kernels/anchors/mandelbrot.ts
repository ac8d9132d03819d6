import { prange } from 'wamba'
import { byHand } from '../../harness/byHand.ts'
import { field } from '../workload.ts'
import type { Anchor } from './anchor.ts'

/** How many iterations each point of the set's neighbourhood stays within a distance of 2. */
function kernel(width: number, height: number, limit: number, out: Int32Array): void {
  for (const y of prange(height)) {
    for (let x = 0; x < width; x++) {
      const cr = -2 + x * (3 / width)
      const ci = -1 + y * (2 / height)
      let zr = 0
      let zi = 0
      let n = 0
      while (n < limit) {
        const rr = zr * zr
        const ii = zi * zi
        if (rr + ii > 4) break
        zi = 2 * zr * zi + ci
        zr = rr - ii + cr
        n++
      }
      out[y * width + x] = n
    }
  }
}

/** The same in single precision. */
function kernel32(width: number, height: number, limit: number, out: Int32Array): void {
  const stepX = Math.fround(3 / width)
  const stepY = Math.fround(2 / height)
  for (const y of prange(height)) {
    for (let x = 0; x < width; x++) {
      const cr = Math.fround(Math.fround(x * stepX) - 2)
      const ci = Math.fround(Math.fround(y * stepY) - 1)
      let zr = Math.fround(0)
      let zi = Math.fround(0)
      let n = 0
      while (n < limit) {
        const rr = Math.fround(zr * zr)
        const ii = Math.fround(zi * zi)
        if (Math.fround(rr + ii) > 4) break
        const ri = Math.fround(zr * zi)
        zi = Math.fround(Math.fround(2 * ri) + ci)
        zr = Math.fround(Math.fround(rr - ii) + cr)
        n++
      }
      out[y * width + x] = n
    }
  }
}

const sizes = { MINI: [37, 21, 50], MEDIUM: [512, 512, 256], LARGE: [1024, 1024, 256] } as const
const fields: Anchor['fields'] = (width, height, limit) => ({
  width,
  height,
  limit,
  out: field([height, width], undefined, 'int32'),
})
const signature = 'void(int32, int32, int32, int32[:])'
const options = { iterations: 1, writes: [3], cost: 30_000 }

export const mandelbrot: Anchor = {
  name: 'Mandelbrot f64',
  title: 'Mandelbrot 1024², 256 iterations, f64',
  kernel,
  byHand: byHand(signature, 'bench/assembly/mandelbrot.ts', kernel, { ...options, name: 'mandelbrot64' }),
  sizes,
  fields,
  reset: [],
  leastOfPlain: 4,
}

export const mandelbrot32: Anchor = {
  name: 'Mandelbrot f32',
  title: 'Mandelbrot 1024², 256 iterations, f32',
  kernel: kernel32,
  byHand: byHand(signature, 'bench/assembly/mandelbrot.ts', kernel32, { ...options, name: 'mandelbrot32' }),
  sizes,
  fields,
  reset: [],
  // Math.fround at every operation makes V8 slower than float64: compared with the faster of the two.
  fasterPlain: kernel,
  leastOfPlain: 7,
}
