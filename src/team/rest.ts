import type { Watch } from './pieces.ts'

/** Milliseconds from one rest to the next. */
const EVERY = 1
/** Milliseconds of a rest; the system makes it some 60 µs. */
const MOMENT = 0.001

/**
 * Gives the core away for a moment, time and again. Where an asynchronous call computes on all cores, the system takes one from it for
 * the event loop only when its time slice ends, which may be several milliseconds later.
 */
export class Rest implements Pick<Watch, 'stops'> {
  readonly #words: Int32Array
  readonly #at: number
  #last = performance.now()

  /** Waits on a word, which may change: then the rest is over. */
  constructor(words: Int32Array, at: number) {
    this.#words = words
    this.#at = at
  }

  /** Between two claims: rests where it is time. Stops nothing. */
  stops(): boolean {
    if (performance.now() - this.#last > EVERY) {
      Atomics.wait(this.#words, this.#at, Atomics.load(this.#words, this.#at), MOMENT)
      this.#last = performance.now()
    }
    return false
  }
}
