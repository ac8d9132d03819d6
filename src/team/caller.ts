/**
 * A dispatcher's side of the protocol that `control.ts` draws: publishes a job, works on it too, waits, and puts right what went
 * wrong. The thread that calls kernels is one, the thread that runs asynchronous calls another.
 */
import { WorkerLostError } from '../base/errors.ts'
import { Claims } from './claims.ts'
import * as control from './control.ts'
import { failedChunk, readFailure } from './failure.ts'
import type { KernelInstance, Region } from './instance.ts'
import { runInPieces, type Watch } from './pieces.ts'
import { bury, isGone } from './slots.ts'

/** A module whose bytes lie in shared memory, where a worker that does not know `id` finds them. */
export interface KernelModule {
  /** Unique in the process. */
  readonly id: number
  readonly address: number
  readonly bytes: number
}

/** One run of a region over [from, n). The team keeps no hold of it, so an object may be used again and again. */
export interface Job {
  module: KernelModule
  region: number
  /** The calling thread's own instance. */
  instance: KernelInstance
  from: number
  n: number
  /** Iterations a chunk; at most MOST_CHUNKS chunks. */
  chunk: number
  /** Chunks that a thread claims at first. */
  take: number
  frame: number
  /** The most threads to use, 0 for the team's number. */
  threads: number
  /** Whether a chunk may be run again after it was left half done. */
  redoable: boolean
  /** Names of the arrays it writes, for errors. */
  writes: readonly string[]
  /** Looks on between the claims of the dispatcher. A job that it stops ends without an error: its watcher knows. */
  watch: Watch | undefined
}

/** Microseconds that threads poll before they sleep, if each has a core. With more threads than cores polling costs milliseconds. */
const SPIN = 50
/** The same for the owner at the end of a job, counted in polls. */
const POLLS = 20_000
const FEW_POLLS = 100
/** Milliseconds between two looks whether a worker that is waited for still lives. */
const SLICE = 20
const NONE: readonly number[] = []
/** Milliseconds to wait for a worker that is measured. */
const MOST_HAND_OFF = 1
/** Nothing to do: what a job begins as. */
export const NO_JOB: Job = {
  module: { id: control.NO_MODULE, address: 0, bytes: 0 },
  region: 0,
  instance: undefined as unknown as KernelInstance,
  from: 0,
  n: 0,
  chunk: 1,
  take: 1,
  frame: 0,
  threads: 0,
  redoable: true,
  writes: [],
  watch: undefined,
}

export class Caller {
  readonly #words: Int32Array
  readonly #workers: number
  readonly #done: number
  readonly #cores: number
  /** CALLER or DRIVER. */
  readonly #self: number
  readonly #claims: Claims
  #running = false

  constructor(words: Int32Array, workers: number, cores: number, self: number = control.CALLER) {
    this.#words = words
    this.#workers = workers
    this.#done = control.doneAt(workers)
    this.#cores = cores
    this.#self = self
    this.#claims = new Claims(words, workers)
  }

  /** Whether the worker wanted first polls for a job right now, so that one reaches it in half a microsecond. */
  get awake(): boolean {
    const at = control.slotAt(0)
    return Atomics.load(this.#words, at + control.PARKED) === 0 && Atomics.load(this.#words, at + control.INSIDE) === 0
  }

  /** Whether the team is idle: no dispatcher uses it. */
  get free(): boolean {
    return !this.#running && Atomics.load(this.#words, control.OWNER) === 0
  }

  /** Whether a job of this dispatcher is running. */
  get busy(): boolean {
    return this.#running
  }

  /** What this thread itself did in the last job that ran on the team: iterations, and the milliseconds that they took. */
  get own(): { readonly iterations: number; readonly milliseconds: number } {
    return this.#claims
  }

  /**
   * Runs a job on up to `threads` threads, this one included, and returns when all is done. A job within a job runs on this thread
   * alone; so does one that finds the team at work for another dispatcher, until the team is free.
   *
   * @returns whether the team worked on all of it.
   * @throws what the region threw, at the lowest chunk that threw; WorkerLostError.
   */
  run(job: Job, threads: number): boolean {
    const { from, n, chunk } = job
    const region = job.instance.regions[job.region]
    const helpers = Math.min(threads, Math.ceil((n - from) / chunk), this.#workers + 1) - 1
    if (helpers <= 0 || this.#running || Atomics.load(this.#words, control.READY) === 0) {
      this.#alone(job, region, from, 0)
      return false
    }
    const total = Math.ceil((n - from) / chunk)
    if (total > control.MOST_CHUNKS) {
      throw new RangeError(`Got a job of ${total} chunks; expected at most ${control.MOST_CHUNKS}. Use larger chunks.`)
    }
    const entered = this.#enter()
    if (entered) this.#together(job, region, from, helpers)
    else this.#alone(job, region, from, helpers)
    return entered
  }

  /** Makes this dispatcher the owner of the team, if there is none. */
  #enter(): boolean {
    const words = this.#words
    const owner = Atomics.compareExchange(words, control.OWNER, 0, this.#self)
    // It is the owner already where a stack overflow has cut `run` short.
    if (owner !== 0 && owner !== this.#self) return false
    const g = words[control.UNSETTLED]
    if (g !== 0) this.#settle(g, this.#workers)
    return true
  }

  /** On this thread, from iteration `lo` on. With `helpers`, until the team is free. */
  #alone(job: Job, region: Region, lo: number, helpers: number): void {
    const { n, chunk, frame, watch } = job
    if (helpers === 0 && watch === undefined) {
      region(lo, n, frame)
      return
    }
    const at = runInPieces(region, lo, n, frame, chunk, watch, () => helpers > 0 && this.#enter())
    if (at < n && !watch?.stopped) this.#together(job, region, at, helpers)
  }

  /** Nanoseconds until a job has reached the first worker and that has left it again; NaN where it does not come. */
  handOff(): number {
    const words = this.#words
    if (this.#running || !this.#enter()) return Number.NaN
    const start = performance.now()
    const g = this.#publish(NO_JOB, 0, 0, 1)
    let came = false
    while (!came && performance.now() - start < MOST_HAND_OFF) {
      for (let i = 0; i < 64 && !came; i++) came = Atomics.load(words, control.NEXT) > 0
    }
    this.#running = false
    Atomics.store(words, control.OPEN, 0)
    this.#settle(g, 1)
    Atomics.store(words, control.OWNER, 0)
    return came ? (performance.now() - start) * 1e6 : Number.NaN
  }

  /** As the owner of the team, from iteration `from` on. */
  #together(job: Job, region: Region, from: number, helpers: number): void {
    const { n, chunk, frame } = job
    const words = this.#words
    const { redoable, writes, watch } = job
    const claims = this.#claims
    const total = Math.ceil((n - from) / chunk)
    const g = this.#publish(job, from, total, helpers)

    // From here to OPEN = 0 nothing of this function's own may throw, nor need stack: the region may have used it up.
    let failed = control.STOP
    let error: unknown
    try {
      claims.work(region, g, watch)
    } catch (thrown) {
      Atomics.store(words, control.NEXT, control.STOP)
      failed = claims.at
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
    const lost = Atomics.load(words, control.LOST) === g && !watch?.stopped
    // With an error only what comes before it, for that may throw an earlier one.
    const undone = lost ? this.#undone(g, Math.min(total, failed)) : NONE
    Atomics.store(words, control.OWNER, 0)
    // A worker that died between two chunks has left nothing in doubt.
    if (undone.length > 0 && !redoable) throw lostError(writes, error)
    Atomics.add(words, control.REDONE, undone.length)
    for (const k of undone) region(from + k * chunk, Math.min(n, from + (k + 1) * chunk), frame)
    if (failed !== control.STOP) throw error
  }

  /** The first `total` chunks of job `g` without those that were done. */
  #undone(g: number, total: number): readonly number[] {
    const undone: number[] = []
    for (let k = 0; k < total; k++) if (this.#words[this.#done + k] !== g) undone.push(k)
    return undone
  }

  #publish(job: Job, from: number, total: number, helpers: number): number {
    const words = this.#words
    words[control.TOTAL] = total
    words[control.MODULE] = job.module.id
    words[control.MODULE_ADDRESS] = job.module.address
    words[control.MODULE_BYTES] = job.module.bytes
    words[control.REGION] = job.region
    words[control.FROM] = from
    words[control.N] = job.n
    words[control.CHUNK] = job.chunk
    words[control.TAKE] = job.take
    words[control.SHARERS] = helpers + 1
    words[control.RESTS] = this.#self === control.DRIVER && helpers + 1 >= this.#cores ? 1 : 0
    words[control.FRAME] = job.frame
    words[control.SPIN] = helpers < this.#cores ? SPIN : 0
    if (words[control.GENERATION] === control.LAST_GENERATION) {
      words[control.GENERATION] = 0
      words.fill(0, this.#done) // a mark of the last round must not count in this one
    }
    const g = words[control.GENERATION] + 1
    words[control.GENERATION] = g
    Atomics.store(words, control.NEXT, 0)
    this.#running = true
    words[control.UNSETTLED] = g
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
    words[control.UNSETTLED] = 0
  }

  #sleepUntilOut(s: number, inside: number, g: number): void {
    const words = this.#words
    Atomics.store(words, control.WAITING, 1)
    while (Atomics.load(words, inside) === g) {
      if (Atomics.wait(words, inside, g, SLICE) !== 'timed-out' || !isGone(words, s)) continue
      bury(words, s, Atomics.load(words, control.slotAt(s) + control.THREAD))
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
