/**
 * The import `wamba.fork`: decides for each parallel loop whether it runs on this thread or on the team, and in what chunks.
 * Neither choice changes a result.
 */
import {
  FLAG_ALIASED,
  FLAG_IN_ORDER,
  FRAME_FLAGS,
  FRAME_PARTIALS,
  type RegionInfo,
  SHARE_BYTES,
  SHARE_COPIES,
  SHARE_ITERATIONS,
} from '../compiler/manifest.ts'
import { sharedMemory } from '../memory/memory.ts'
import { chunkOf, takeOf, unitOf } from './chunks.ts'
import type { Value } from './fault.ts'
import { KernelFault } from './fault.ts'
import { Gains } from './gains.ts'
import type { Fork, KernelInstance } from './instance.ts'
import { Learned } from './learned.ts'
import { runInPieces, type Watch } from './pieces.ts'
import { arenasFor, copiesFor, partialsFor } from './rooms.ts'
import { type Job, type KernelModule, lastCost, NO_JOB, runJob, teamState, threads } from './team.ts'
import { leastWork, wentAlone, worthTheTeam } from './worth.ts'

/** A kernel as a dispatching thread holds it. */
export interface LoadedKernel {
  module: KernelModule
  instance: KernelInstance
  regions: readonly RegionInfo[]
  /** Where in a frame the lengths of the array arguments lie, as indices of int32 words. */
  lengths: readonly number[]
  /** The most threads for this call, 0 for the team's number. */
  threads: number
  /** Writes to the console what a place in the kernel says, with values. */
  log?: (site: number, values: readonly Value[]) => void
}

/** Nanoseconds that the first piece of a loop of unknown cost takes, as far as the plan knows. */
const FIRST_PIECE = 5_000

let words: Int32Array | undefined

/** The `fork` of one kernel, for the thread that calls it. `kernel.instance` may be set later, before the first call. */
export function makeFork(kernel: LoadedKernel, watch?: Watch): Fork {
  words ??= new Int32Array(sharedMemory().buffer)
  const memory = words
  const { regions, lengths } = kernel
  const learned = new Learned(regions.map((info) => info.cost))
  const { costs } = learned
  const gains = new Gains(regions.length)
  const job: Job = { ...NO_JOB, module: kernel.module, instance: kernel.instance, watch }

  function elements(frame: number): number {
    let sum = 0
    for (let i = 0; i < lengths.length; i++) sum += memory[(frame >>> 2) + lengths[i]]
    return sum
  }

  function runTimed(region: number, n: number, frame: number): void {
    const start = performance.now()
    kernel.instance.regions[region](0, n, frame)
    learned.alone(region, ((performance.now() - start) * 1e6) / n)
  }

  /**
   * Runs a loop of unknown cost on this thread, in pieces each as long as all before, until it is done or what is left is worth
   * the team. Gives the iteration that it came to.
   */
  function explore(region: number, n: number, frame: number, unit: number): number {
    const run = kernel.instance.regions[region]
    const start = performance.now()
    let piece = Math.max(unit, Math.ceil(FIRST_PIECE / costs[region] / unit) * unit)
    let at = 0
    for (;;) {
      const end = Math.min(n, at + piece)
      run(at, end, frame)
      at = end
      piece = Math.ceil(at / unit) * unit
      const cost = ((performance.now() - start) * 1e6) / at
      if (at < n && !worthTheTeam((n - at) * cost, gains, region)) continue
      learned.alone(region, cost)
      return at
    }
  }

  /** Where someone watches in pieces, of whole shares if there are any. */
  function runAlone(region: number, n: number, frame: number, share: number): void {
    if (watch !== undefined) {
      const unit = share > 0 ? share : unitOf(costs[region], regions[region])
      runInPieces(kernel.instance.regions[region], 0, n, frame, unit, watch, never)
      watch.ends()
    } else runTimed(region, n, frame)
  }

  function runOnTeam(region: number, from: number, n: number, frame: number, team: number, share: number): void {
    const info = regions[region]
    const cost = learned.onTeamCost(region)
    job.module = kernel.module
    job.region = region
    job.instance = kernel.instance
    job.from = from
    job.n = n
    job.chunk = share > 0 ? share : chunkOf(n - from, cost, team, info)
    job.take = takeOf(n - from, job.chunk, cost, team)
    job.frame = frame
    job.threads = team
    job.redoable = info.redoable && (memory[(frame + FRAME_FLAGS) >>> 2] & FLAG_ALIASED) === 0
    job.writes = info.writes
    const asleep = teamState() !== 'awake'
    const start = performance.now()
    const together = runJob(job)
    const wall = (performance.now() - start) * 1e6
    watch?.ends()
    if (!together) return
    learned.onTeam(region, lastCost())
    // A watched job stops to look on, and to rest.
    if (watch === undefined) gains.ran(region, asleep, (n - from) * costs[region], wall)
  }

  /** A region that accumulates into copies of arrays, `share` iterations into each. */
  function runShares(region: number, n: number, frame: number, alone: boolean, team: number, share: number): void {
    const { anyShares, shares } = regions[region]
    const inPlace = share >= n || (alone && anyShares === true)
    const at = (frame + shares!) >>> 2
    const bytes = memory[at + (SHARE_BYTES >>> 2)] >>> 0
    memory[at + (SHARE_COPIES >>> 2)] = inPlace ? 0 : copiesFor(Math.ceil(n / share) * bytes)
    try {
      if (alone) runAlone(region, n, frame, inPlace ? 0 : share)
      else runOnTeam(region, 0, n, frame, team, share)
    } catch (error) {
      // What the iterations before the fault have added stays added.
      if (error instanceof KernelFault && !inPlace) {
        kernel.instance.merges[region]!(Math.floor(error.iteration / share) + 1, frame)
      }
      throw error
    }
  }

  return function fork(region, n, frame) {
    if (n <= 0) return
    watch?.begins(n)
    const info = regions[region]
    const known = learned.knows(region, n, elements(frame))
    if (info.reductions > 0) {
      memory[(frame + FRAME_PARTIALS) >>> 2] = partialsFor(Math.ceil(n / info.block) * info.reductions * 8)
    }
    if (info.arena !== undefined) {
      const at = (frame + info.arena) >>> 2
      memory[at] = arenasFor(memory[at + 1] >>> 0)
    }
    // This test stands here: an argument or a variable that is a double is an object.
    const small = n * costs[region] < leastWork[0]
    if (small && known && info.shares === undefined && watch === undefined) {
      kernel.instance.regions[region](0, n, frame)
      return
    }
    const team = kernel.threads === 0 ? threads() : kernel.threads
    const share = info.shares === undefined ? 0 : memory[(frame + info.shares + SHARE_ITERATIONS) >>> 2]
    const inOrder =
      team === 1 ||
      share >= n ||
      info.inOrder !== undefined ||
      (memory[(frame + FRAME_FLAGS) >>> 2] & FLAG_IN_ORDER) !== 0
    const alone = inOrder || ((known || share > 0) && (small || !worthTheTeam(n * costs[region], gains, region)))
    if (alone && !inOrder && !small) wentAlone(n * costs[region])
    if (share > 0) runShares(region, n, frame, alone, team, share)
    else if (alone) runAlone(region, n, frame, 0)
    else {
      const from = known ? 0 : explore(region, n, frame, unitOf(costs[region], info))
      if (from < n) runOnTeam(region, from, n, frame, team, 0)
      else wentAlone(n * costs[region])
    }
  }
}

const never = (): boolean => false
