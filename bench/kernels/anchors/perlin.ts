import { prange } from 'wamba'
import { byHand } from '../../harness/byHand.ts'
import { field } from '../workload.ts'
import type { Anchor } from './anchor.ts'
import { uniform } from './data.ts'

/** 6t⁵ − 15t⁴ + 10t³. */
function fade(t: number): number {
  return Math.fround(
    Math.fround(Math.fround(t * t) * t) * Math.fround(Math.fround(t * Math.fround(Math.fround(t * 6) - 15)) + 10),
  )
}

function mixed(t: number, a: number, b: number): number {
  return Math.fround(a + Math.fround(t * Math.fround(b - a)))
}

/** The distance (x, y, 0) along one of Perlin's twelve gradients. */
function gradient(hash: number, x: number, y: number): number {
  const h = hash & 15
  const u = h < 8 ? x : y
  const v = h < 4 ? y : h === 12 || h === 14 ? x : Math.fround(0)
  return Math.fround(((h & 1) === 0 ? u : Math.fround(-u)) + ((h & 2) === 0 ? v : Math.fround(-v)))
}

/** Perlin's improved noise (2002) on a plane, `octaves` of it, each of twice the frequency and half the height. */
function kernel(width: number, height: number, octaves: number, table: Int32Array, out: Float32Array): void {
  for (const row of prange(height)) {
    for (let column = 0; column < width; column++) {
      let sum = Math.fround(0)
      let frequency = Math.fround(1 / 64)
      let amplitude = Math.fround(1)
      for (let o = 0; o < octaves; o++) {
        const px = Math.fround(column * frequency)
        const py = Math.fround(row * frequency)
        const fx = Math.floor(px)
        const fy = Math.floor(py)
        const x = Math.fround(px - fx)
        const y = Math.fround(py - fy)
        const X = fx & 255
        const Y = fy & 255
        const A = table[X] + Y
        const B = table[X + 1] + Y
        const u = fade(x)
        const v = fade(y)
        const low = mixed(u, gradient(table[A], x, y), gradient(table[B], Math.fround(x - 1), y))
        const high = mixed(
          u,
          gradient(table[A + 1], x, Math.fround(y - 1)),
          gradient(table[B + 1], Math.fround(x - 1), Math.fround(y - 1)),
        )
        sum = Math.fround(sum + Math.fround(amplitude * mixed(v, low, high)))
        frequency = Math.fround(frequency * 2)
        amplitude = Math.fround(amplitude / 2)
      }
      out[row * width + column] = sum
    }
  }
}

export const perlin: Anchor = {
  name: 'Perlin f32',
  title: 'Perlin noise 1024², 4 octaves, f32',
  kernel,
  byHand: byHand('void(int32, int32, int32, int32[:], float32[:])', 'bench/assembly/perlin.ts', kernel, {
    iterations: 1,
    writes: [4],
    cost: 50_000,
    name: 'perlin',
  }),
  scope: { fade, mixed, gradient },
  sizes: { MINI: [37, 11, 3], MEDIUM: [512, 512, 4], LARGE: [1024, 1024, 4] },
  fields: (width, height, octaves) => ({
    width,
    height,
    octaves,
    // A table of 256 values, twice and one more: an index is at most 255 + 255 + 1 beyond its start.
    table: field([514], (i) => Math.floor(uniform(1, 0, 256)(i & 255, 0, 0)), 'int32'),
    out: field([height, width], undefined, 'float32'),
  }),
  reset: [],
  leastOfPlain: 2.5,
}
