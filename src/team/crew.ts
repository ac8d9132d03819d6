/**
 * The threads of a team. Piscina starts them, refills the pool when one dies, and ends them; this file watches it do so.
 */
import type { Worker } from 'node:worker_threads'
import type { Piscina } from 'piscina'
import { BUILT } from '../base/built.ts'
import { SCRATCH_BYTES } from '../compiler/manifest.ts'
import { allocateRaw, freeBlocksOf, freeRaw } from '../memory/blocks.ts'
import { sharedMemory } from '../memory/memory.ts'
import { INSIDE, JOINS, makeControl, READY, REDONE, slotAt, THREAD, type WorkerData } from './control.ts'
import { loadPiscina } from './piscina.ts'
import { bury } from './slots.ts'

/** Workers that die before they join, in a row, until the team gives up starting more. */
const MOST_FALSE_STARTS = 5

function warn(message: string): void {
  process.emitWarning(message, 'WambaWarning')
}

export class Crew {
  readonly words: Int32Array<SharedArrayBuffer>
  readonly workers: number
  readonly #workerFile: URL
  readonly #scratch: number
  readonly #watched: WeakSet<Worker> = new WeakSet()
  #pool: Piscina
  #closed: Promise<void> | undefined
  #restart: Promise<void> | undefined
  #deaths = 0
  #falseStarts = 0
  #joinsSeen = 0
  #lastError: unknown
  /** Threads that were ended here, by Node's id. */
  readonly #ended: Set<number> = new Set()
  /** Threads that are gone and may have left blocks of shared memory, by Node's id. */
  readonly #estates: number[] = []

  /** Starts `workers` threads; they join by themselves, with no turn of the event loop. */
  constructor(workers: number, workerFile: URL = new URL('team/worker.cjs', BUILT)) {
    this.workers = workers
    this.words = makeControl(workers)
    this.#workerFile = workerFile
    this.#scratch = allocateRaw(workers * SCRATCH_BYTES)
    this.#pool = this.#start()
  }

  /** Workers that have joined and live. */
  get joined(): number {
    return this.#count((inside) => inside >= 0)
  }

  /** Workers that are inside a job. */
  get working(): number {
    return this.#count((inside) => inside > 0)
  }

  #count(counts: (inside: number) => boolean): number {
    let n = 0
    for (let s = 0; s < this.workers; s++) if (counts(Atomics.load(this.words, slotAt(s) + INSIDE))) n++
    return n
  }

  /** The threads that Piscina holds now, started or starting. */
  get threads(): readonly Worker[] {
    return this.#pool.threads
  }

  /** Chunks that were run again because a worker died. */
  get redone(): number {
    return Atomics.load(this.words, REDONE)
  }

  /** Workers that died since the start. */
  get deaths(): number {
    return this.#deaths
  }

  /** Whether any worker is inside job `g`. */
  works(g: number): boolean {
    return this.#count((inside) => inside === g) > 0
  }

  /** Ends the workers that are inside job `g`; others take their places. */
  endThose(g: number): void {
    for (let s = 0; s < this.workers; s++) {
      if (Atomics.load(this.words, slotAt(s) + INSIDE) !== g) continue
      const id = Atomics.load(this.words, slotAt(s) + THREAD)
      const worker = this.#pool.threads.find(({ threadId }) => threadId === id)
      if (worker === undefined || this.#ended.has(id)) continue
      this.#ended.add(id)
      void worker.terminate()
    }
  }

  /** Ends the threads. Idempotent; resolves when they are gone. */
  close(): Promise<void> {
    Atomics.store(this.words, READY, 0)
    this.#closed ??= this.#end()
    return this.#closed
  }

  async #end(): Promise<void> {
    await this.#pool.destroy()
    await this.#restart
    freeRaw(this.#scratch)
  }

  #start(): Piscina {
    const data: WorkerData = {
      control: this.words.buffer,
      workers: this.workers,
      memory: sharedMemory(),
      scratch: this.#scratch,
    }
    const Pool = loadPiscina()
    const pool = new Pool({
      filename: this.#workerFile.href,
      minThreads: this.workers,
      maxThreads: this.workers,
      idleTimeout: Infinity,
      atomics: 'disabled', // or Piscina would sit in a wait of its own
      execArgv: [], // a test runner's loaders are not for these threads
      workerData: data,
    })
    // Without a listener the error of a dead worker would end the process. Its exit follows, and is reported there.
    pool.on('error', (error) => {
      this.#lastError = error
    })
    for (const worker of pool.threads) this.#watch(worker)
    // Not while a broken pool is being replaced, nor after the end: its threads are ending.
    Atomics.store(this.words, READY, 1)
    return pool
  }

  #watch(worker: Worker): void {
    if (this.#watched.has(worker)) return
    this.#watched.add(worker)
    const { threadId } = worker // -1 after the exit
    worker.once('exit', (code) => this.#onExit(threadId, code))
  }

  /** Frees what the dead have left, unless a job is running that may use it. */
  #settleEstates(): void {
    if (this.working > 0) return
    for (const threadId of this.#estates.splice(0)) freeBlocksOf(threadId)
  }

  /** Comes after Piscina's own listener, which has refilled the pool. */
  #onExit(threadId: number, code: number): void {
    // A terminated thread runs no exit hook, so its slot is freed here.
    for (let s = 0; s < this.workers; s++) bury(this.words, s, threadId)
    this.#estates.push(threadId)
    this.#settleEstates()
    if (this.#closed !== undefined || this.#restart !== undefined) return
    if (this.#ended.delete(threadId)) {
      this.#lastError = undefined
      for (const worker of this.#pool.threads) this.#watch(worker)
      return
    }
    this.#deaths++
    const reason = this.#lastError instanceof Error ? this.#lastError.message : `exit code ${code}`
    this.#lastError = undefined
    const joins = Atomics.load(this.words, JOINS)
    this.#falseStarts = joins === this.#joinsSeen ? this.#falseStarts + 1 : 0
    this.#joinsSeen = joins
    if (this.#falseStarts >= MOST_FALSE_STARTS) {
      warn(
        `Worker threads do not start (${reason}); parallel loops run on the threads that are left. Call close() to try anew.`,
      )
      return
    }
    warn(`A worker thread died (${reason}); another takes its place.`)
    if (this.#pool.threads.length === this.workers) {
      for (const worker of this.#pool.threads) this.#watch(worker)
      return
    }
    Atomics.store(this.words, READY, 0)
    // Piscina stops refilling for good once a worker has died while it started: only a new pool helps.
    this.#restart = this.#pool.destroy().then(() => {
      this.#restart = undefined
      if (this.#closed === undefined) this.#pool = this.#start()
    })
  }
}
