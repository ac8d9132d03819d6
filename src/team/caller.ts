/**
 * The caller's side of the protocol that `control.ts` draws: publishes a job, works on it too, waits, and puts right what went wrong.
 */
import { WorkerLostError } from '../base/errors.ts'
import * as control from './control.ts'
import type { Crew } from './crew.ts'
import { failedChunk, readFailure } from './failure.ts'
import type { KernelInstance } from './instance.ts'

/** A module whose bytes lie in shared memory, where a worker that does not know `id` finds them. */
export interface KernelModule {
  /** Unique in the process. */
  readonly id: number
  readonly address: number
  readonly bytes: number
}

/** One run of a region over [0, n). The team keeps no hold of it, so an object may be used again and again. */
export interface Job {
  module: KernelModule
  region: number
  /** The calling thread's own instance. */
  instance: KernelInstance
  n: number
  /** Iterations a chunk; at most MOST_CHUNKS chunks. */
  chunk: number
  frame: number
  /** The most threads to use, 0 for the team's number. */
  threads: number
  /** Whether a chunk may be run again after it was left half done. */
  redoable: boolean
  /** Names of the arrays it writes, for errors. */
  writes: readonly string[]
}

/** Microseconds that threads poll before they sleep, if each has a core. With more threads than cores polling costs milliseconds. */
const SPIN = 50
/** The same for the caller at the end of a job, counted in polls. */
const POLLS = 20_000
const FEW_POLLS = 100
/** Milliseconds between two looks whether a worker that is waited for still lives. */
const SLICE = 20

export class Caller {
  readonly #crew: Crew
  readonly #words: Int32Array
  readonly #done: number
  readonly #cores: number
  #generation = 0
  #running = false
  /** The job whose workers have not been waited for, 0 for none: a stack overflow can cut `run` short. */
  #unsettled = 0

  constructor(crew: Crew, cores: number) {
    this.#crew = crew
    this.#words = crew.words
    this.#done = control.doneAt(crew.workers)
    this.#cores = cores
  }

  /** Whether the worker wanted first polls for a job right now, so that one reaches it in half a microsecond. */
  get awake(): boolean {
    const at = control.slotAt(0)
    return Atomics.load(this.#words, at + control.PARKED) === 0 && Atomics.load(this.#words, at + control.INSIDE) === 0
  }

  /** Whether a job is running. */
  get busy(): boolean {
    return this.#running
  }

  /**
   * Runs a job on up to `threads` threads, this one included, and returns when all is done. A job within a job runs on this thread alone.
   *
   * @throws what the region threw, at the lowest chunk that threw; WorkerLostError.
   */
  run(job: Job, threads: number): void {
    const { n, chunk, frame, region: index } = job
    const total = Math.ceil(n / chunk)
    const helpers = Math.min(threads, total, this.#crew.workers + 1) - 1
    const region = job.instance.regions[index]
    if (helpers <= 0 || this.#running || !this.#crew.ready) {
      region(0, n, frame)
      return
    }
    if (total > control.MOST_CHUNKS) {
      throw new RangeError(`Got a job of ${total} chunks; expected at most ${control.MOST_CHUNKS}. Use larger chunks.`)
    }
    if (this.#unsettled !== 0) this.#settle(this.#unsettled, this.#crew.workers)
    const words = this.#words
    const redoable = job.redoable
    const writes = job.writes
    const g = this.#publish(job, total, helpers)

    // From here to OPEN = 0 nothing of this function's own may throw, nor need stack: the region may have used it up.
    let k = 0
    let failed = control.STOP
    let error: unknown
    try {
      for (k = Atomics.add(words, control.NEXT, 1); k < total; k = Atomics.add(words, control.NEXT, 1)) {
        const lo = k * chunk
        region(lo, Math.min(n, lo + chunk), frame)
        Atomics.store(words, this.#done + k, g)
      }
    } catch (thrown) {
      Atomics.store(words, control.NEXT, control.STOP)
      failed = k
      error = thrown
    }
    this.#running = false
    Atomics.store(words, control.OPEN, 0)

    this.#settle(g, helpers)
    if (Atomics.load(words, control.FAILED) === g) {
      for (let s = 0; s < helpers; s++) {
        const at = failedChunk(words, s, g)
        if (at < 0 || at >= failed) continue
        failed = at
        error = readFailure(words, s)
      }
    }
    if (Atomics.load(words, control.LOST) === g) {
      if (!redoable) throw lostError(writes, error)
      // What a dead worker left undone; with an error, only what comes before it, for that may throw an earlier one.
      for (k = 0; k < Math.min(total, failed); k++) {
        if (words[this.#done + k] !== g) region(k * chunk, Math.min(n, (k + 1) * chunk), frame)
      }
    }
    if (failed !== control.STOP) throw error
  }

  #publish(job: Job, total: number, helpers: number): number {
    const words = this.#words
    words[control.TOTAL] = total
    words[control.MODULE] = job.module.id
    words[control.MODULE_ADDRESS] = job.module.address
    words[control.MODULE_BYTES] = job.module.bytes
    words[control.REGION] = job.region
    words[control.N] = job.n
    words[control.CHUNK] = job.chunk
    words[control.FRAME] = job.frame
    words[control.SPIN] = helpers < this.#cores ? SPIN : 0
    if (this.#generation === control.LAST_GENERATION) {
      this.#generation = 0
      words.fill(0, this.#done) // a mark of the last round must not count in this one
    }
    const g = ++this.#generation
    Atomics.store(words, control.NEXT, 0)
    this.#running = true
    this.#unsettled = g
    Atomics.store(words, control.OPEN, g)
    for (let s = 0; s < helpers; s++) {
      const at = control.slotAt(s)
      Atomics.store(words, at + control.ASKED, g)
      if (Atomics.load(words, at + control.PARKED) !== 0) Atomics.notify(words, at + control.ASKED)
    }
    return g
  }

  /** Waits until none of the first `helpers` workers is inside job `g`. */
  #settle(g: number, helpers: number): void {
    const words = this.#words
    const polls = helpers < this.#cores ? POLLS : FEW_POLLS
    for (let s = 0; s < helpers; s++) {
      const inside = control.slotAt(s) + control.INSIDE
      let left = polls
      while (Atomics.load(words, inside) === g && left > 0) left--
      if (left === 0) this.#sleepUntilOut(s, inside, g)
    }
    this.#unsettled = 0
  }

  #sleepUntilOut(s: number, inside: number, g: number): void {
    const words = this.#words
    Atomics.store(words, control.WAITING, 1)
    while (Atomics.load(words, inside) === g) {
      if (Atomics.wait(words, inside, g, SLICE) !== 'timed-out' || !this.#crew.isGone(s)) continue
      Atomics.store(words, control.LOST, g)
      this.#crew.bury(s)
    }
    Atomics.store(words, control.WAITING, 0)
  }
}

function lostError(writes: readonly string[], cause: unknown): WorkerLostError {
  const names = writes.map((name) => `\`${name}\``).join(', ')
  const error = new WorkerLostError(
    `A worker thread died inside a parallel loop that reads what it writes, so its part could not be run again. Expected to finish; ` +
      `the contents of ${names} are in doubt. Fill them anew and call again.`,
    writes,
  )
  if (cause !== undefined) error.cause = cause
  return error
}
