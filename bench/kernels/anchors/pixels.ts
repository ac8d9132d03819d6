import { prange } from 'wamba'
import { byHand } from '../../harness/byHand.ts'
import { field } from '../workload.ts'
import type { Anchor } from './anchor.ts'
import { uniform } from './data.ts'

const bytes = (seed: number) => uniform(seed, 0, 256)

/** White where a pixel is brighter than the limit, else black. */
function whiten(image: Uint8Array, limit: number, out: Uint8Array): void {
  for (const i of prange(out.length)) out[i] = image[i] > limit ? 255 : 0
}

/** Two images, weighted. */
function mix(a: Uint8Array, b: Uint8Array, out: Uint8Array): void {
  for (const i of prange(out.length)) out[i] = (a[i] * 77 + b[i] * 179) >> 8
}

/** The luma of red, green and blue. */
function luma(image: Uint8Array, out: Uint8Array): void {
  for (const i of prange(out.length))
    out[i] = 0.299 * image[3 * i] + 0.587 * image[3 * i + 1] + 0.114 * image[3 * i + 2]
}

const sizes = { MINI: [1003], MEDIUM: [1_048_576], LARGE: [1_048_576] } as const

export const threshold: Anchor = {
  name: 'threshold u8',
  title: 'threshold, 2²⁰ u8',
  kernel: whiten,
  byHand: byHand('void(uint8[:], int32, uint8[:])', 'bench/assembly/threshold.ts', whiten, { writes: [2], cost: 0.03 }),
  sizes,
  fields: (n) => ({ image: field([n], bytes(1), 'uint8'), limit: 128, out: field([n], undefined, 'uint8') }),
  reset: [],
}

export const blend: Anchor = {
  name: 'blend u8',
  title: 'blend, 2²⁰ u8',
  kernel: mix,
  byHand: byHand('void(uint8[:], uint8[:], uint8[:])', 'bench/assembly/blend.ts', mix, { writes: [2], cost: 0.06 }),
  sizes,
  fields: (n) => ({
    a: field([n], bytes(1), 'uint8'),
    b: field([n], bytes(2), 'uint8'),
    out: field([n], undefined, 'uint8'),
  }),
  reset: [],
}

export const gray: Anchor = {
  name: 'gray u8',
  title: 'RGB to luma, 2²⁰ u8',
  kernel: luma,
  sizes,
  fields: (n) => ({ image: field([3 * n], bytes(1), 'uint8'), out: field([n], undefined, 'uint8') }),
  reset: [],
}
