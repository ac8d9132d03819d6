/** A well-mixed integer of an integer (splitmix32), and the fraction in [0, 1) that it gives: seeded data for the examples. */
export function fraction(seed: number): number {
  let z = (Math.imul(seed, 0x9e3779b9) + 0x9e3779b9) | 0
  z = Math.imul(z ^ (z >>> 16), 0x21f0aaad)
  z = Math.imul(z ^ (z >>> 15), 0x735a2d97)
  return ((z ^ (z >>> 15)) >>> 0) / 2 ** 32
}
