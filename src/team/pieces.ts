import type { Region } from './instance.ts'

/** Looks on while a loop runs, from the thread that dispatched it, and may stop it. */
export interface Watch {
  /** A loop of `n` iterations begins. Throws where it is not wanted any more. */
  begins(n: number): void
  /** `done` of them have been claimed so far. Whether the rest is not wanted any more. */
  stops(done: number): boolean
  /** Whether `stops` said so. */
  readonly stopped: boolean
  /** A loop has ended. Throws where it was stopped. */
  ends(): void
}

/** Milliseconds that a piece takes, about. */
const PIECE = 0.1

/**
 * Runs [lo, n) of a region on this thread in pieces, whole multiples of `unit`. After each, `watch` may stop it, or `leave` may. Gives
 * the iteration that it came to.
 */
export function runInPieces(
  region: Region,
  lo: number,
  n: number,
  frame: number,
  unit: number,
  watch: Watch | undefined,
  leave: () => boolean,
): number {
  let step = unit
  let at = lo
  let before = performance.now()
  while (at < n) {
    const end = Math.min(n, at + step)
    region(at, end, frame)
    at = end
    const now = performance.now()
    if (now - before < PIECE / 2) step *= 2
    else if (now - before > PIECE * 2) step = Math.max(unit, Math.floor(step / 2 / unit) * unit)
    before = now
    if (watch?.stops(at) || (at < n && leave())) break
  }
  return at
}
