/**
 * The calling thread's side of asynchronous calls: a thread of their own runs them, one at a time, and shares the team. Piscina owns
 * the thread; it keeps the process alive while a call runs, and lets it end when none does.
 */
import type { Piscina } from 'piscina'
import { BUILT } from '../base/built.ts'
import type { RegionInfo } from '../compiler/manifest.ts'
import type { Made } from '../memory/allocations.ts'
import { freeBlocksOf, freeRaw } from '../memory/blocks.ts'
import { sharedMemory } from '../memory/memory.ts'
import type { DriverData, DriveTask, Outcome } from './drive.ts'
import type { Value } from './fault.ts'
import { measuredHandOff } from './handoff.ts'
import { loadPiscina } from './piscina.ts'
import { CALL, LOOPS, PROGRESS_WORDS, type Progress, readProgress } from './progress.ts'
import { holdTeam, type KernelModule, recoverTeam, releaseTeam, threads } from './team.ts'
import { fromThrown } from './thrown.ts'

export type { Progress } from './progress.ts'

/** A call made ready: its arguments are in the frame. */
export interface Drive {
  readonly module: KernelModule
  readonly regions: readonly RegionInfo[]
  readonly lengths: readonly number[]
  readonly frame: number
  /** What the kernel writes to the console, told when the call is over. */
  readonly log: (site: number, values: readonly Value[]) => void
  /** The limit on threads, 0 for none. */
  readonly threads: number
  readonly signal: AbortSignal | undefined
  readonly onProgress: ((progress: Progress) => void) | undefined
}

export interface Driven {
  readonly value: number | undefined
  /** The arrays that the kernel has made. */
  readonly made: readonly Made[]
}

/** The call was stopped before its end; `reason` is what its promise is rejected with. Nothing of it runs any more. */
export class StoppedError extends Error {
  readonly reason: unknown

  constructor(reason: unknown) {
    super('stopped')
    this.reason = reason
  }
}

/** The thread of the call died. Nothing of it runs any more. */
export class DriverLostError extends Error {}

/** Milliseconds between two looks at the progress of a call. */
const LOOK = 50
/**
 * Milliseconds that a call gets to stop by itself. Between two claims of a parallel loop it does; in a long serial part it is stopped
 * with its thread.
 */
const GRACE = 50

interface Driver {
  readonly pool: Piscina
  readonly words: Int32Array<SharedArrayBuffer>
  /** Node's id of its thread. */
  readonly threadId: number
  ended: Promise<void> | undefined
}

let driver: Driver | undefined
let calls = 0

/**
 * Runs a call; only one at a time.
 *
 * @throws what the kernel throws (KernelFault, …); StoppedError after `signal` or an error in `onProgress`; DriverLostError.
 */
export async function drive({ signal, onProgress, log, threads: limit, ...kernel }: Drive): Promise<Driven> {
  driver ??= startDriver()
  const own = driver
  calls = (calls % 0x3fffffff) + 1
  const stops = new Stops(own)
  const report = (): void => {
    const progress = readProgress(own.words)
    if (progress !== undefined) stops.guard(() => onProgress!(progress))
  }
  Atomics.store(own.words, LOOPS, 0)
  Atomics.store(own.words, CALL, calls)
  const onAbort = (): void => stops.stop(signal!.reason)
  signal?.addEventListener('abort', onAbort)
  const looks = onProgress && setInterval(report, LOOK)
  const team = holdTeam(kernel.regions.length === 0 ? 1 : limit || threads())
  try {
    const task: DriveTask = { ...kernel, call: calls, threads: threads(), limit, team, handOff: measuredHandOff() }
    const outcome = await run(own, task)
    if (outcome.kind !== 'lost') for (const { site, values } of outcome.logs) log(site, values)
    if (onProgress && outcome.kind === 'done') report()
    if (stops.asked && outcome.kind === 'done') for (const { address } of outcome.made) freeRaw(address)
    stops.check()
    if (outcome.kind === 'threw') throw fromThrown(outcome.thrown)
    if (outcome.kind === 'done') return outcome
    if (outcome.kind === 'lost') throw new DriverLostError(outcome.reason)
    throw new Error('An asynchronous call stopped, and nothing had asked it to.')
  } finally {
    stops.over()
    clearInterval(looks)
    signal?.removeEventListener('abort', onAbort)
    releaseTeam()
  }
}

/** Ends the thread, if there is one. The next call starts another. */
export async function closeDriver(): Promise<void> {
  if (driver !== undefined) await end(driver, Infinity)
}

/** Why a call is to stop, and the means. */
class Stops {
  readonly #driver: Driver
  #reason: { readonly value: unknown } | undefined
  #grace: NodeJS.Timeout | undefined

  constructor(own: Driver) {
    this.#driver = own
  }

  get asked(): boolean {
    return this.#reason !== undefined
  }

  stop(reason: unknown): void {
    if (this.#reason !== undefined) return
    this.#reason = { value: reason }
    Atomics.store(this.#driver.words, CALL, 0)
    this.#grace = setTimeout(() => void end(this.#driver, GRACE), GRACE)
  }

  /** Runs a callback of the user's; an error in it stops the call. */
  guard(callback: () => void): void {
    try {
      if (this.#reason === undefined) callback()
    } catch (error) {
      this.stop(error)
    }
  }

  /** Throws StoppedError if the call was to stop. */
  check(): void {
    if (this.#reason !== undefined) throw new StoppedError(this.#reason.value)
  }

  over(): void {
    clearTimeout(this.#grace)
  }
}

/** Posts a call. Resolves when nothing of it runs any more. */
async function run(
  own: Driver,
  task: DriveTask,
): Promise<Outcome | { readonly kind: 'lost'; readonly reason: string }> {
  try {
    return await own.pool.run(task)
  } catch (error) {
    // Its thread is gone: the calls themselves throw nothing.
    await end(own, Infinity)
    return { kind: 'lost', reason: error instanceof Error ? error.message : String(error) }
  }
}

/** Ends a thread, if it has not ended, and what the team does for it. `patience`: milliseconds until workers that do not stop are ended. */
function end(ended: Driver, patience: number): Promise<void> {
  if (driver === ended) driver = undefined
  ended.ended ??= (async () => {
    await ended.pool.destroy()
    await recoverTeam(patience)
    freeBlocksOf(ended.threadId)
  })()
  return ended.ended
}

function startDriver(): Driver {
  const Pool = loadPiscina()
  const words = new Int32Array(new SharedArrayBuffer(4 * PROGRESS_WORDS))
  const pool = new Pool({
    filename: new URL('team/driver.cjs', BUILT).href,
    minThreads: 1,
    maxThreads: 1,
    idleTimeout: Infinity,
    atomics: 'disabled', // or the thread would sit in a wait of Piscina's
    execArgv: [], // a test runner's loaders are not for this thread
    workerData: { memory: sharedMemory(), progress: words.buffer } satisfies DriverData,
  })
  const [thread] = pool.threads
  const started: Driver = { pool, words, threadId: thread.threadId, ended: undefined }
  // Without a listener the error of a thread that dies idle would end the process. Its exit follows.
  pool.on('error', () => {})
  // Piscina starts another, but a call that waits for one hangs if it dies too, and does not keep the process alive.
  thread.once('exit', () => void end(started, Infinity))
  return started
}
