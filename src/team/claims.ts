/**
 * What every thread does inside a job: it claims chunks until none is left. A claim takes several neighbouring chunks, so many that it
 * lasts long enough to cost nothing and short enough that no thread waits long for the last one, whatever an iteration turns out to cost.
 */
import * as control from './control.ts'
import type { Region } from './instance.ts'
import type { Watch } from './pieces.ts'

/** Milliseconds: a claim that took less is followed by one of twice as many chunks, one that took more by one of half as many. */
const SHORT = 0.025
const LONG = 0.2
/** A claim takes at most this part of a thread's even share of what is left. */
const PART = 2

export class Claims {
  readonly #words: Int32Array
  readonly #done: number
  /** The first chunk of the claim in hand. */
  at = 0
  /** Iterations that this thread did in the last job, and how long they took in milliseconds. */
  iterations = 0
  milliseconds = 0

  constructor(words: Int32Array, workers: number) {
    this.#words = words
    this.#done = control.doneAt(workers)
  }

  /**
   * Works on job `g` until all its chunks are claimed.
   *
   * @throws what the region throws; `at` then tells where.
   */
  work(region: Region, g: number, watch: Pick<Watch, 'stops'> | undefined): void {
    const words = this.#words
    const total = words[control.TOTAL]
    const from = words[control.FROM]
    const n = words[control.N]
    const chunk = words[control.CHUNK]
    const frame = words[control.FRAME]
    const shared = words[control.SHARERS] * PART
    this.iterations = 0
    this.milliseconds = 0
    let take = words[control.TAKE]
    let before = performance.now()
    for (;;) {
      const k = Atomics.add(words, control.NEXT, take)
      this.at = k
      if (k >= total) return
      const end = Math.min(total, k + take)
      const lo = from + k * chunk
      const hi = Math.min(n, from + end * chunk)
      region(lo, hi, frame)
      for (let done = k; done < end; done++) Atomics.store(words, this.#done + done, g)
      const now = performance.now()
      const elapsed = now - before
      before = now
      this.iterations += hi - lo
      this.milliseconds += elapsed
      if (elapsed < SHORT) take *= 2
      else if (elapsed > LONG) take >>= 1
      take = Math.max(1, Math.min(take, ((total - end) / shared) | 0))
      if (watch?.stops(hi)) {
        Atomics.store(words, control.NEXT, control.STOP)
        return
      }
    }
  }
}
