import { memoryInfo } from '../memory/blocks.ts'
import { hasSharedMemory } from '../memory/memory.ts'
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
  readonly memory: MemoryUse
}

/** What wamba uses in this process: the target, threads, workers, and shared memory. */
export function info(): Info {
  const { threads, cores, workers } = teamInfo()
  return {
    target: target(),
    threads,
    cores,
    workers,
    memory: hasSharedMemory() ? memoryInfo() : { used: 0, capacity: 0, largestFree: 0, arrays: 0 },
  }
}
