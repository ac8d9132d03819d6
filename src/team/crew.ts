/**
 * The threads of a team. Piscina starts them, refills the pool when one dies, and ends them; this file watches it do so.
 */
import { createRequire } from 'node:module'
import type { Worker } from 'node:worker_threads'
import type { Piscina } from 'piscina'
import { SCRATCH_BYTES } from '../compiler/manifest.ts'
import { allocateRaw, freeBlocksOf, freeRaw } from '../memory/blocks.ts'
import { sharedMemory } from '../memory/memory.ts'
import { isThreadGone } from '../memory/thread.ts'
import { FREE, INSIDE, JOINS, joining, makeControl, slotAt, THREAD, TID, type WorkerData } from './control.ts'

/** Workers that die before they join, in a row, until the team gives up starting more. */
const MOST_FALSE_STARTS = 5

function warn(message: string): void {
  process.emitWarning(message, 'WambaWarning')
}

/** Loaded at the first team only, for it takes 15 ms; synchronously, for a first call must not wait for a promise. */
function loadPiscina(): typeof Piscina {
  return (createRequire(import.meta.url)('piscina') as { Piscina: typeof Piscina }).Piscina
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
  /** Threads that are gone and may have left blocks of shared memory, by Node's id. */
  readonly #estates: number[] = []

  /** Starts `workers` threads; they join by themselves, with no turn of the event loop. */
  constructor(workers: number, workerFile: URL = new URL('./worker.cjs', import.meta.url)) {
    this.workers = workers
    this.words = makeControl(workers)
    this.#workerFile = workerFile
    this.#scratch = allocateRaw(workers * SCRATCH_BYTES)
    this.#pool = this.#start()
  }

  /** Workers that have joined and live. */
  get joined(): number {
    let joined = 0
    for (let s = 0; s < this.workers; s++) if (Atomics.load(this.words, slotAt(s) + INSIDE) >= 0) joined++
    return joined
  }

  /** The threads that Piscina holds now, started or starting. */
  get threads(): readonly Worker[] {
    return this.#pool.threads
  }

  /** Whether jobs may be given to the workers: not while a broken pool is being replaced, for its threads are ending. */
  get ready(): boolean {
    return this.#restart === undefined && this.#closed === undefined
  }

  /** Workers that died since the start. */
  get deaths(): number {
    return this.#deaths
  }

  /** Whether the thread in slot `s` is known to be gone. It tells only on Linux, and only of threads that left no word. */
  isGone(s: number): boolean {
    return isThreadGone(Atomics.load(this.words, slotAt(s) + TID))
  }

  /** Caller: gives up on a thread that is gone, and frees its slot. */
  bury(s: number): void {
    const at = slotAt(s)
    Atomics.store(this.words, at + THREAD, 0)
    Atomics.store(this.words, at + TID, 0)
    Atomics.store(this.words, at + INSIDE, FREE)
  }

  /** Ends the threads. Idempotent; resolves when they are gone. */
  close(): Promise<void> {
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
    for (let s = 0; s < this.workers; s++) if (Atomics.load(this.words, slotAt(s) + INSIDE) > 0) return
    for (const threadId of this.#estates.splice(0)) freeBlocksOf(threadId)
  }

  /** Comes after Piscina's own listener, which has refilled the pool. */
  #onExit(threadId: number, code: number): void {
    // A terminated thread runs no exit hook, so its slot is freed here.
    for (let s = 0; s < this.workers; s++) {
      const at = slotAt(s)
      const own = Atomics.load(this.words, at + THREAD) === threadId
      if (own || Atomics.load(this.words, at + INSIDE) === joining(threadId)) this.bury(s)
    }
    this.#estates.push(threadId)
    this.#settleEstates()
    if (this.#closed !== undefined || this.#restart !== undefined) return
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
    // Piscina stops refilling for good once a worker has died while it started: only a new pool helps.
    this.#restart = this.#pool.destroy().then(() => {
      this.#restart = undefined
      if (this.#closed === undefined) this.#pool = this.#start()
    })
  }
}
