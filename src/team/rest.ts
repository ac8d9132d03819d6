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
  readonly #cell = new Int32Array(new SharedArrayBuffer(4))
  #last = performance.now()

  /** Between two claims: rests where it is time. Stops nothing. */
  stops(): boolean {
    if (performance.now() - this.#last > EVERY) {
      Atomics.wait(this.#cell, 0, 0, MOMENT)
      this.#last = performance.now()
    }
    return false
  }
}
