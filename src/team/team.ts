/**
 * The team of the process: the calling thread and its resident workers.
 */
import { availableParallelism } from 'node:os'
import { hasSharedMemory } from '../memory/memory.ts'
import { Caller, type Job } from './caller.ts'
import { MOST_WORKERS } from './control.ts'
import { Crew } from './crew.ts'

export type { Job, KernelModule } from './caller.ts'

interface Team {
  readonly crew: Crew
  readonly caller: Caller
}

const cores: number = availableParallelism()
let wanted = 0
let team: Team | undefined

function checkThreads(n: number, what: string): number {
  if (Number.isInteger(n) && n >= 1 && n <= MOST_WORKERS + 1) return n
  throw new RangeError(
    `Got ${what}; expected a whole number of threads from 1 to ${MOST_WORKERS + 1}, the calling thread included.`,
  )
}

function defaultThreads(): number {
  const text = process.env.WAMBA_THREADS
  if (text === undefined || text === '') return Math.min(cores, MOST_WORKERS + 1)
  return checkThreads(Number(text), `WAMBA_THREADS=${text}`)
}

/** The team, with at least `n` threads. One that is too small is replaced: its workers are idle, and end by themselves. */
function teamOf(n: number): Team {
  if (team !== undefined && (team.crew.workers >= n - 1 || team.caller.busy)) return team
  const old = team
  const crew = new Crew(n - 1)
  team = { crew, caller: new Caller(crew, cores) }
  old?.crew
    .close()
    .catch((error: unknown) => process.emitWarning(`The smaller team did not end: ${error}`, 'WambaWarning'))
  return team
}

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
 * @throws what the region threw in the lowest iteration that threw; WorkerLostError where a worker died and its part cannot be redone.
 */
export function runJob(job: Job): void {
  const n = job.threads === 0 ? threads() : job.threads
  if (n === 1) job.instance.regions[job.region](0, job.n, job.frame)
  else teamOf(n).caller.run(job, n)
}

/** Whether the team has been started, and whether its first worker polls for a job or sleeps. */
export function teamState(): 'none' | 'asleep' | 'awake' {
  if (team === undefined) return 'none'
  return team.caller.awake ? 'awake' : 'asleep'
}

/** Ends the workers. The next parallel loop starts new ones. Nothing needs this: the process exits by itself with a team. */
export async function closeTeam(): Promise<void> {
  const old = team
  team = undefined
  await old?.crew.close()
}

export interface TeamInfo {
  /** What parallel loops use, the calling thread included. */
  readonly threads: number
  readonly cores: number
  /** Workers that have started and live. */
  readonly workers: number
  /** Workers that died since the team was started. */
  readonly deaths: number
}

/** The state of the team. */
export function teamInfo(): TeamInfo {
  return { threads: threads(), cores, workers: team?.crew.joined ?? 0, deaths: team?.crew.deaths ?? 0 }
}
