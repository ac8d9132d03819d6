/**
 * The worker's side of the protocol: a loop that waits for jobs and claims their chunks, and never returns to the event loop.
 */
import { threadId } from 'node:worker_threads'
import { SCRATCH_BYTES } from '../compiler/manifest.ts'
import { freeAllocations } from '../memory/allocations.ts'
import { adoptMemory } from '../memory/memory.ts'
import { systemThreadId } from '../memory/thread.ts'
import { Claims } from './claims.ts'
import * as control from './control.ts'
import { writeFailure } from './failure.ts'
import { throwFault } from './fault.ts'
import { instantiate, type KernelImports, type KernelInstance } from './instance.ts'
import { Rest } from './rest.ts'
import { bury } from './slots.ts'

/** Instances that a worker keeps; one that was dropped is made again from the shared memory when a job names it. */
const MOST_INSTANCES = 256
/** How many times a worker polls between two looks at the clock. */
const POLLS = 64

export class Resident {
  readonly #words: Int32Array
  readonly #memory: WebAssembly.Memory
  readonly #slot: number
  readonly #at: number
  readonly #claims: Claims
  readonly #rest: Rest
  readonly #scratch: number
  readonly #fault: KernelImports['fault']
  readonly #instances: Map<number, KernelInstance> = new Map()

  /** Joins the team: takes a free slot. `fault` is the import of that name. */
  constructor(data: control.WorkerData, fault: KernelImports['fault'] = throwFault) {
    adoptMemory(data.memory)
    const words = new Int32Array(data.control)
    const tid = systemThreadId()
    const joining = control.joining(threadId)
    let slot = 0
    while (
      Atomics.compareExchange(words, control.slotAt(slot) + control.INSIDE, control.FREE, joining) !== control.FREE
    ) {
      if (++slot === data.workers) throw new Error(`Got more workers than the ${data.workers} slots of the team.`)
    }
    this.#words = words
    this.#memory = data.memory
    this.#slot = slot
    this.#at = control.slotAt(slot)
    this.#claims = new Claims(words, data.workers)
    this.#scratch = data.scratch + slot * SCRATCH_BYTES
    this.#fault = fault
    this.#rest = new Rest(words, this.#at + control.PARKED)
    // The caller is thread 0.
    new Uint32Array(data.memory.buffer, this.#scratch, SCRATCH_BYTES / 4)[SCRATCH_BYTES / 4 - 1] = slot + 1
    Atomics.store(words, this.#at + control.PARKED, 0)
    Atomics.store(words, this.#at + control.TID, tid)
    Atomics.store(words, this.#at + control.THREAD, threadId)
    Atomics.store(words, this.#at + control.INSIDE, 0)
    Atomics.add(words, control.JOINS, 1)
    // Runs for process.exit() and for uncaught errors in this thread, also while the caller is blocked.
    process.on('exit', () => bury(words, slot, threadId))
  }

  /** Serves jobs for ever. */
  serve(): never {
    const words = this.#words
    const inside = this.#at + control.INSIDE
    for (let seen = 0; ; ) {
      const g = this.#nextJob(seen)
      seen = g
      Atomics.store(words, inside, g)
      // Only now: from here on the caller waits for this worker, or has closed the job before.
      if (Atomics.load(words, control.OPEN) === g) {
        this.#work(g)
        freeAllocations()
      }
      Atomics.store(words, inside, 0)
      if (Atomics.load(words, control.WAITING) !== 0) Atomics.notify(words, inside)
    }
  }

  /** Waits until the caller asks for another generation than `seen`: polls for a while, then parks. */
  #nextJob(seen: number): number {
    const words = this.#words
    const asked = this.#at + control.ASKED
    const spin = Atomics.load(words, control.SPIN) / 1000
    let g = Atomics.load(words, asked)
    if (g === seen && spin > 0) {
      const until = performance.now() + spin
      do {
        for (let i = 0; i < POLLS && g === seen; i++) g = Atomics.load(words, asked)
      } while (g === seen && performance.now() < until)
    }
    while (g === seen) {
      Atomics.store(words, this.#at + control.PARKED, 1)
      Atomics.wait(words, asked, seen)
      Atomics.store(words, this.#at + control.PARKED, 0)
      g = Atomics.load(words, asked)
    }
    return g
  }

  #work(g: number): void {
    const words = this.#words
    const claims = this.#claims
    claims.at = words[control.TOTAL] // an error before the first claim counts as later than any chunk's
    try {
      if (words[control.MODULE] === control.NO_MODULE) Atomics.add(words, control.NEXT, 1)
      else
        claims.work(
          this.#instance().regions[words[control.REGION]],
          g,
          words[control.RESTS] === 1 ? this.#rest : undefined,
        )
    } catch (error) {
      Atomics.store(words, control.NEXT, control.STOP)
      writeFailure(words, this.#slot, g, claims.at, error)
    }
  }

  /** The instance that the job names, compiled from the shared memory if it is new to this worker. */
  #instance(): KernelInstance {
    const words = this.#words
    const id = words[control.MODULE]
    const known = this.#instances.get(id)
    if (known !== undefined) return known
    if (this.#instances.size === MOST_INSTANCES) {
      for (const oldest of this.#instances.keys()) {
        this.#instances.delete(oldest)
        break
      }
    }
    const bytes = new Uint8Array(
      this.#memory.buffer,
      words[control.MODULE_ADDRESS] >>> 0,
      words[control.MODULE_BYTES],
    ).slice()
    // Not through loadKernel: the caller has compiled these bytes, so V8 has the code, and the flags stay the caller's business.
    const made: KernelInstance = instantiate(new WebAssembly.Module(bytes), {
      memory: this.#memory,
      scratch: this.#scratch,
      fork: (region, n, frame) => made.regions[region](0, n, frame), // inside a worker, loops run serially
      fault: this.#fault,
    })
    this.#instances.set(id, made)
    return made
  }
}
