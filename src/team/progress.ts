/**
 * The words through which the calling thread follows an asynchronous call, and stops it.
 *
 *     word 0   CALL    number of the call that is wanted: another number stops the one that runs   calling thread
 *          1   LOOPS   parallel loops that it has begun                                            thread of the call
 *          2   N       iterations of the last of them                                              thread of the call
 *          3   DONE    how many of these have been claimed                                         thread of the call
 */
export const CALL = 0
export const LOOPS = 1
export const N = 2
export const DONE = 3
export const PROGRESS_WORDS = 4

/** How far an asynchronous call has come. */
export interface Progress {
  /** The parallel loop that runs, counted from 1 as they begin: a `prange` in a serial loop counts anew each time. */
  readonly loop: number
  /** Iterations of it that threads have begun, … */
  readonly done: number
  /** … and all there are. */
  readonly total: number
}

/** The state of the call; undefined before its first loop. */
export function readProgress(words: Int32Array): Progress | undefined {
  for (;;) {
    const loop = Atomics.load(words, LOOPS)
    if (loop === 0) return undefined
    const done = Atomics.load(words, DONE)
    const total = Atomics.load(words, N)
    // Another loop may have begun in between.
    if (Atomics.load(words, LOOPS) === loop) return { loop, done: Math.min(done, total), total }
  }
}
