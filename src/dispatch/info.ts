import { memoryInfo } from '../memory/blocks.ts'
import { hasSharedMemory } from '../memory/memory.ts'
import type { HandOff } from '../team/handoff.ts'
import { teamInfo } from '../team/team.ts'
import { type Target, target } from './target.ts'

/** Shared memory, in bytes. */
export interface MemoryUse {
  /** In use: arrays, and what kernels need. */
  readonly used: number
  readonly capacity: number
  /** The largest array that there is room for now. */
  readonly largestFree: number
  /** How many arrays there are, those included that are garbage and not yet collected. */
  readonly arrays: number
}

/** The state of wamba in this process. */
export interface Info {
  /** What kernels run as on this machine. */
  readonly target: Target
  /** Threads that parallel loops use, the calling one included. */
  readonly threads: number
  readonly cores: number
  /** Workers that have started and live. */
  readonly workers: number
  /**
   * Nanoseconds that handing work to a worker costs, one that polls and one that sleeps: measured once, when the team has started. A
   * loop goes to the team where it takes a few times longer than that.
   */
  readonly handOff: HandOff | undefined
  readonly memory: MemoryUse
}

/** What wamba uses in this process: the target, threads, workers, and shared memory. */
export function info(): Info {
  const { threads, cores, workers, handOff } = teamInfo()
  return {
    target: target(),
    threads,
    cores,
    workers,
    handOff,
    memory: hasSharedMemory() ? memoryInfo() : { used: 0, capacity: 0, largestFree: 0, arrays: 0 },
  }
}
