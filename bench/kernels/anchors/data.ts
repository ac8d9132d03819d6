import { fraction } from '../numba/hash.ts'

/** Element values that are uniform in [low, high), the same for the same seed. */
export function uniform(seed: number, low = 0, high = 1): (i: number, j: number, k: number) => number {
  return (i, j) => low + (high - low) * fraction(seed * 0x3c6ef372 + i + j * 0x10001)
}
