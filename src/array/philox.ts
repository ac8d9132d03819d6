/**
 * Philox4x32-10 (Salmon, Moraes, Dror, Shaw: Parallel random numbers: as easy as 1, 2, 3, SC'11), one element at a time: the
 * twin of `assembly/runtime/random.ts`, which says how elements are laid out over counters and words.
 */

/** The high 32 bits of a product of 32-bit integers. */
function mulHigh(a: number, b: number): number {
  const low = (a & 0xffff) * (b & 0xffff)
  const middle = (a >>> 16) * (b & 0xffff) + Math.floor(low / 65536)
  const cross = (a & 0xffff) * (b >>> 16) + (middle % 65536)
  return ((a >>> 16) * (b >>> 16) + Math.floor(middle / 65536) + Math.floor(cross / 65536)) | 0
}

/** The four words of counter (c, 0, 0, 0) under the key (k0, k1). */
export function philox(c: number, k0: number, k1: number): readonly [number, number, number, number] {
  let c0 = c | 0
  let c1 = 0
  let c2 = 0
  let c3 = 0
  for (let round = 0; round < 10; round++) {
    const p = mulHigh(c0, 0xd2511f53)
    const q = mulHigh(c2, 0xcd9e8d57)
    const next1 = Math.imul(c2, 0xcd9e8d57)
    const next3 = Math.imul(c0, 0xd2511f53)
    c0 = q ^ c1 ^ k0
    c2 = p ^ c3 ^ k1
    c1 = next1
    c3 = next3
    k0 = (k0 + 0x9e3779b9) | 0
    k1 = (k1 + 0xbb67ae85) | 0
  }
  return [c0, c1, c2, c3]
}

/** Element `i` of a seed's float64 sequence, in [0, 1). */
export function doubleAt(i: number, low: number, high: number): number {
  const words = philox(Math.floor(i / 8) * 4 + (i % 4), low, high)
  const first = i % 8 < 4 ? 0 : 2
  return (words[first] >>> 0) / 2 ** 32 + (words[first + 1] >>> 11) / 2 ** 53
}

/** Element `i` of a seed's float32 sequence, in [0, 1). */
export function singleAt(i: number, low: number, high: number): number {
  const words = philox(Math.floor(i / 16) * 4 + (i % 4), low, high)
  return (words[Math.floor(i / 4) % 4] >>> 8) / 2 ** 24
}
