/** How a loop is cut into chunks, and how many of them a thread claims at first. Neither changes a result. */
import type { RegionInfo } from '../compiler/manifest.ts'
import { MOST_CHUNKS } from './control.ts'

/** Nanoseconds that a chunk takes at least, as far as one knows: what is finer costs more than it balances. */
const LEAST_CHUNK = 1_000
/** Chunks of a thread that balance well enough, where larger ones are cheaper, … */
const LEAST_CHUNKS = 6
/** … because what an iteration reads does not stay in the caches: it takes so many nanoseconds. */
const LONG = 10_000
/** Nanoseconds that a first claim takes, as far as one knows; it finds out by itself what the next should be. */
const FIRST_CLAIM = 50_000
/** Cheap iterations come in whole cache lines even of bytes, so that no two threads write one. */
const LINE = 64

/** Iterations that belong together: whole canonical blocks. */
export function unitOf(cost: number, { block, reductions }: RegionInfo): number {
  const whole = reductions > 0 || block >= LINE || cost * LINE > LEAST_CHUNK
  return whole ? block : Math.ceil(LINE / block) * block
}

/** Iterations a chunk for `n` iterations of `cost` ns each, on `team` threads. */
export function chunkOf(n: number, cost: number, team: number, info: RegionInfo): number {
  const unit = unitOf(cost, info)
  const together = cost < LONG ? 1 : Math.min(info.together ?? 1, n / team / LEAST_CHUNKS)
  const least = Math.max(LEAST_CHUNK / cost, n / MOST_CHUNKS, together)
  return Math.ceil(Math.min(least, n / team) / unit) * unit
}

/** Chunks of the first claim of each thread. */
export function takeOf(n: number, chunk: number, cost: number, team: number): number {
  const even = n / chunk / team
  return Math.max(1, Math.floor(Math.min(even / 2, FIRST_CLAIM / (cost * chunk))))
}
