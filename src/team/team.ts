/**
 * The team of the process: the calling thread and its resident workers.
 */
import { isMainThread, type Worker } from 'node:worker_threads'
import { hasSharedMemory } from '../memory/memory.ts'
import { Caller, type Job } from './caller.ts'
import { DRIVER, MOST_WORKERS, NEXT, OPEN, OWNER, STOP, UNSETTLED, WAITING } from './control.ts'
import { cores } from './cores.ts'
import { Crew } from './crew.ts'
import { followHandOff, type HandOff, measuredHandOff, measureHandOff } from './handoff.ts'

export { type Job, type KernelModule, NO_JOB } from './caller.ts'

interface Team {
  /** Undefined in the thread that runs asynchronous calls: the calling thread holds it. */
  readonly crew: Crew | undefined
  readonly caller: Caller
  readonly workers: number
}

let wanted = 0
let team: Team | undefined
/** Reasons to keep the team that there is: asynchronous calls use it. */
let holds = 0

function checkThreads(n: number, what: string): number {
  if (Number.isInteger(n) && n >= 1 && n <= MOST_WORKERS + 1) return n
  throw new RangeError(
    `Got ${what}; expected a whole number of threads from 1 to ${MOST_WORKERS + 1}, the calling thread included.`,
  )
}

function defaultThreads(): number {
  // A thread of the user's own is one of several, as a rule; setThreads gives it a team of its own.
  if (!isMainThread) return 1
  const text = process.env.WAMBA_THREADS
  if (text === undefined || text === '') return Math.min(cores(), MOST_WORKERS + 1)
  return checkThreads(Number(text), `WAMBA_THREADS=${text}`)
}

/** The team, with at least `n` threads. One that is too small is replaced: its workers are idle, and end by themselves. */
function teamOf(n: number): Team {
  if (team !== undefined && (team.workers >= n - 1 || team.crew === undefined || team.caller.busy || holds > 0)) {
    return team
  }
  const old = team
  const crew = new Crew(n - 1)
  team = { crew, caller: new Caller(crew.words, n - 1, cores()), workers: n - 1 }
  old?.crew
    ?.close()
    .catch((error: unknown) => process.emitWarning(`The smaller team did not end: ${error}`, 'WambaWarning'))
  return team
}

/** What another thread needs to dispatch jobs to the same workers. */
export interface TeamShare {
  readonly control: SharedArrayBuffer
  readonly workers: number
}

/** Starts the team, if `n` threads need one, and keeps it as it is until `releaseTeam`. */
export function holdTeam(n: number): TeamShare | undefined {
  const held = n === 1 ? undefined : teamOf(n)
  holds++
  return held?.crew && { control: held.crew.words.buffer, workers: held.workers }
}

export function releaseTeam(): void {
  holds--
}

/**
 * After the thread that runs asynchronous calls has died: lets the workers finish what they do for it and frees the team.
 *
 * @param patience milliseconds until those that have not finished are ended
 */
export async function recoverTeam(patience: number): Promise<void> {
  const crew = team?.crew
  if (crew === undefined || Atomics.load(crew.words, OWNER) !== DRIVER) return
  const { words } = crew
  Atomics.store(words, NEXT, STOP)
  Atomics.store(words, OPEN, 0)
  const g = words[UNSETTLED]
  const start = performance.now()
  while (g !== 0 && crew.works(g)) {
    if (performance.now() - start >= patience) crew.endThose(g)
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
  words[UNSETTLED] = 0
  Atomics.store(words, WAITING, 0)
  Atomics.store(words, OWNER, 0)
}

/** In the thread that runs asynchronous calls: dispatches to the workers of the calling thread from now on. */
export function joinTeam(share: TeamShare | undefined, n: number): void {
  wanted = n
  if (share === undefined) team = undefined
  else if (joined !== share.control) {
    const words = new Int32Array(share.control)
    team = { crew: undefined, caller: new Caller(words, share.workers, cores(), DRIVER), workers: share.workers }
  }
  joined = share?.control
}
let joined: SharedArrayBuffer | undefined

/** How many threads parallel loops use, the calling one included: WAMBA_THREADS, or one a core, until `setThreads`. */
export function threads(): number {
  if (wanted === 0) wanted = defaultThreads()
  return wanted
}

/**
 * Sets how many threads parallel loops use from now on, and starts those that are missing. Results do not depend on it.
 *
 *     setThreads(4)   // the calling thread and three workers
 *
 * @throws RangeError unless `n` is a whole number from 1 to 256.
 */
export function setThreads(n: number): void {
  wanted = checkThreads(n, `setThreads(${typeof n === 'string' ? `'${n}'` : n})`)
  // Without shared memory kernels run as JavaScript, on this thread.
  if (n > 1 && hasSharedMemory()) teamOf(n)
}

/**
 * Runs a job on the team and returns when it is done; the calling thread works too. Starts the team if there is none.
 *
 * @returns whether the team worked on all of it: not where its workers have not started yet, or work for another dispatcher.
 * @throws what the region threw in the lowest iteration that threw; WorkerLostError where a worker died and its part cannot be redone.
 */
export function runJob(job: Job): boolean {
  const n = job.threads === 0 ? threads() : job.threads
  if (n !== 1) return teamOf(n).caller.run(job, n)
  job.instance.regions[job.region](job.from, job.n, job.frame)
  return false
}

/** Nanoseconds an iteration of what this thread did in the last job on the team; 0 where it did nothing. */
export function lastCost(): number {
  const own = team?.caller.own
  return own === undefined || own.iterations === 0 ? 0 : (own.milliseconds * 1e6) / own.iterations
}

/** The number of threads that there may be, this one included: all numbers of threads are lower. */
export function mostThreads(): number {
  return Math.max((team?.workers ?? 0) + 1, threads())
}

/** Whether the team has been started, and whether its first worker polls for a job or sleeps. */
export function teamState(): 'none' | 'asleep' | 'awake' {
  if (team === undefined) return 'none'
  if (measuredHandOff() === undefined && team.caller.free && team.crew !== undefined && team.crew.joined > 0) {
    measureHandOff(team.caller)
  }
  return team.caller.awake ? 'awake' : 'asleep'
}

/** Looks again what it takes to wake the first worker, and wakes it. */
export function wakeTeam(): void {
  if (team?.caller.free) followHandOff(team.caller)
}

/** The threads of the workers, also of those that have not joined yet. */
export function teamThreads(): readonly Worker[] {
  return team?.crew?.threads ?? []
}

/** Ends the workers. The next parallel loop starts new ones. */
export async function closeTeam(): Promise<void> {
  const old = team
  team = undefined
  await old?.crew?.close()
}

export interface TeamInfo {
  /** What parallel loops use, the calling thread included. */
  readonly threads: number
  readonly cores: number
  /** Workers that have started and live. */
  readonly workers: number
  /** Those of them that are inside a parallel loop now. */
  readonly working: number
  /** Workers that died since the team was started. */
  readonly deaths: number
  /** Chunks of loops that were run again because of that. */
  readonly redone: number
  /** What handing work to a worker costs, once it is measured. */
  readonly handOff: HandOff | undefined
}

/** The state of the team. */
export function teamInfo(): TeamInfo {
  return {
    threads: threads(),
    cores: cores(),
    workers: team?.crew?.joined ?? 0,
    working: team?.crew?.working ?? 0,
    deaths: team?.crew?.deaths ?? 0,
    redone: team?.crew?.redone ?? 0,
    handOff: measuredHandOff(),
  }
}
