/**
 * One asynchronous call, in the thread that runs them: `main` of the kernel, whose parallel loops go to the team. Everything that
 * crosses is plain data.
 */
import { workerData } from 'node:worker_threads'
import type { RegionInfo } from '../compiler/manifest.ts'
import { collectAllocations, type Made } from '../memory/allocations.ts'
import { adoptMemory, sharedMemory } from '../memory/memory.ts'
import { cores } from './cores.ts'
import { takeNotes, throwFault, type Value } from './fault.ts'
import { type LoadedKernel, makeFork } from './fork.ts'
import { type HandOff, setHandOff } from './handoff.ts'
import { instantiate, type KernelInstance, loadKernel } from './instance.ts'
import { callerScratch } from './kernel.ts'
import type { Watch } from './pieces.ts'
import { CALL, DONE, LOOPS, N } from './progress.ts'
import { Rest } from './rest.ts'
import { joinTeam, type KernelModule, type TeamShare } from './team.ts'
import { type Thrown, toThrown } from './thrown.ts'

/** What the thread is started with. */
export interface DriverData {
  readonly memory: WebAssembly.Memory
  /** The words of `progress.ts`. */
  readonly progress: SharedArrayBuffer
}

export interface DriveTask {
  /** The number of the call. */
  readonly call: number
  readonly module: KernelModule
  readonly regions: readonly RegionInfo[]
  readonly lengths: readonly number[]
  readonly frame: number
  /** What parallel loops use, and the limit of this call, or 0. */
  readonly threads: number
  readonly limit: number
  readonly team: TeamShare | undefined
  readonly handOff: HandOff | undefined
}

/** What a place in the kernel writes to the console. */
export interface Log {
  readonly site: number
  readonly values: readonly Value[]
}

export type Outcome = { readonly logs: readonly Log[] } & (
  | { readonly kind: 'done'; readonly value: number | undefined; readonly made: readonly Made[] }
  | { readonly kind: 'threw'; readonly thrown: Thrown }
  /** Stopped before its end, as the calling thread wished. */
  | { readonly kind: 'stopped' }
)

/** Kernels that are kept; one that was dropped is made again from the shared memory. */
const MOST_KERNELS = 256

const { memory, progress } = workerData as DriverData
const words = new Int32Array(progress)
const kernels = new Map<number, LoadedKernel>()

adoptMemory(memory)

class Stopped extends Error {}

class CallWatch implements Watch {
  call = 0
  stopped = false
  /** Whether the call computes on all cores. */
  crowded = false
  readonly #rest = new Rest(words, CALL)

  begins(n: number): void {
    Atomics.store(words, N, n)
    Atomics.store(words, DONE, 0)
    Atomics.add(words, LOOPS, 1)
    this.stops(0)
    this.ends()
  }

  stops(done: number): boolean {
    Atomics.store(words, DONE, done)
    if (this.crowded) this.#rest.stops()
    if (Atomics.load(words, CALL) !== this.call) this.stopped = true
    return this.stopped
  }

  ends(): void {
    if (this.stopped) throw new Stopped()
    Atomics.store(words, DONE, Atomics.load(words, N))
  }
}

const watch = new CallWatch()
let logs: Log[] = []

/** Runs a call. Throws nothing that the call threw: an error loses its class on the way between threads. */
export function drive(task: DriveTask): Outcome {
  joinTeam(task.team, task.threads)
  if (task.handOff !== undefined) setHandOff(task.handOff)
  watch.call = task.call
  watch.stopped = false
  watch.crowded = (task.limit || task.threads) >= cores()
  takeNotes() // of a call that was stopped
  const said: Log[] = []
  logs = said
  try {
    const kernel = kernelOf(task)
    kernel.threads = task.limit
    const { value, made } = collectAllocations(() => kernel.instance.main(task.frame))
    return { kind: 'done', value, made, logs: said }
  } catch (error) {
    if (error instanceof Stopped) return { kind: 'stopped', logs: said }
    return { kind: 'threw', thrown: toThrown(error), logs: said }
  }
}

function kernelOf({ module, regions, lengths }: DriveTask): LoadedKernel {
  let kernel = kernels.get(module.id)
  if (kernel === undefined) {
    if (kernels.size === MOST_KERNELS) {
      for (const oldest of kernels.keys()) {
        kernels.delete(oldest)
        break
      }
    }
    const bytes = new Uint8Array(memory.buffer, module.address, module.bytes).slice()
    const instance = undefined as unknown as KernelInstance
    kernel = { module, instance, regions, lengths, threads: 0 }
    kernel.instance = instantiate(loadKernel(bytes), {
      memory: sharedMemory(),
      scratch: callerScratch(),
      fork: makeFork(kernel, watch),
      fault: throwFault,
      log: (site) => logs.push({ site, values: takeNotes() }),
    })
    kernels.set(module.id, kernel)
  }
  return kernel
}
