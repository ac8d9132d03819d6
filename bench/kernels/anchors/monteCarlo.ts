import { prange } from 'wamba'
import { byHand } from '../../harness/byHand.ts'
import type { Anchor } from './anchor.ts'

/** A well-mixed int32 of an int32: the finaliser of MurmurHash3. */
function mix(h: number): number {
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return h ^ (h >>> 16)
}

/** π from the share of n points of the unit square that lie in the circle; the points are hashes of their numbers. */
function kernel(n: number, seed: number): number {
  let inside = 0
  for (const i of prange(n)) {
    const x = (mix(Math.imul(i, 2) ^ seed) >>> 0) / 4294967296
    const y = (mix((Math.imul(i, 2) + 1) ^ seed) >>> 0) / 4294967296
    if (x * x + y * y <= 1) inside++
  }
  return (4 * inside) / n
}

export const monteCarlo: Anchor = {
  name: 'Monte Carlo π',
  title: 'Monte Carlo π, 1e8, two hashes a point (Numba: its own generator)',
  numbaTolerance: 1e-2,
  kernel,
  scope: { mix },
  byHand: byHand('float64(int32, int32)', 'bench/assembly/monteCarlo.ts', kernel, { iterations: 0 }, (count, n) => {
    return (4 * (count as number)) / (n as number)
  }),
  sizes: { MINI: [1003, 7], MEDIUM: [10_000_000, 7], LARGE: [100_000_000, 7] },
  fields: (n, seed) => ({ n, seed }),
}

/** Against the same hash in Numba, which the vectors of 512 bits of LLVM's code do three times as many of at once. */
export const monteCarloHash: Anchor = {
  ...monteCarlo,
  name: 'Monte Carlo π, hash',
  title: 'Monte Carlo π, 1e8 (Numba: the same two hashes)',
  numbaTolerance: undefined,
  byHand: undefined,
}
