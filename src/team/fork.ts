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
import { allocateRaw, freeRaw } from '../memory/blocks.ts'
import { sharedMemory } from '../memory/memory.ts'
import { MOST_CHUNKS } from './control.ts'
import type { Value } from './fault.ts'
import { KernelFault } from './fault.ts'
import type { Fork, KernelInstance } from './instance.ts'
import { type Job, type KernelModule, runJob, teamInfo, teamState, threads } from './team.ts'

/** A kernel as the calling thread holds it. */
export interface LoadedKernel {
  module: KernelModule
  instance: KernelInstance
  regions: readonly RegionInfo[]
  /** The most threads for this call, 0 for the team's number. */
  threads: number
  /** Writes to the console what a place in the kernel says, with values. */
  log?: (site: number, values: readonly Value[]) => void
}

// All in nanoseconds of work on one thread, from which the team gains more than it costs: measured on two cores.
const WORTH_A_POLLING_WORKER = 4_000
const WORTH_A_SLEEPING_WORKER = 40_000
/** Work of small loops, in between, after which a sleeping worker is woken all the same: if they come fast, it stays awake. */
const WORTH_A_WAKE_UP = 200_000
/** Work that could have been shared, over several loops, before the threads are started at all: that takes 20 ms of the caller. */
const WORTH_A_TEAM = 10_000_000

/** A chunk takes at least this long where there is so much work, so that claiming it costs nothing, … */
const LEAST_CHUNK = 20_000
/** … and at most this long, so that no thread waits long for the last one. */
const MOST_CHUNK = 250_000
const CHUNKS_A_THREAD = 8
/** Without reductions, chunks are whole cache lines even of bytes, so that no two threads write one. */
const LINE = 64

/** An inline loop is timed at its first few calls and then at one in so many: the plan's estimate knows no inner loop's length. */
const TIMED_AT_FIRST = 4
const TIMED_AFTER = 1024

let words: Int32Array | undefined
let partials = 0
let partialsBytes = 0
let copies = 0
let copiesBytes = 0
let arenas = 0
let arenaBytes = 0
/** Work that went without the team: before its threads are started, and while they sleep. In an array, as a double in a variable is an object. */
const gathered = new Float64Array(2)
const [UNSHARED, SMALL] = [0, 1]

/** The address of room for `bytes` of partials. One loop is in flight at a time, and `main` combines them before the next. */
function partialsFor(bytes: number): number {
  if (bytes > partialsBytes) {
    if (partials !== 0) freeRaw(partials)
    partials = 0
    partialsBytes = 0
    partials = allocateRaw(2 * bytes)
    partialsBytes = 2 * bytes
  }
  return partials
}

/** The address of room for the copies of all shares. A loop's copies are merged before another begins. */
function copiesFor(bytes: number): number {
  if (bytes > copiesBytes) {
    if (copies !== 0) freeRaw(copies)
    copies = 0
    copiesBytes = 0
    copies = allocateRaw(bytes)
    copiesBytes = bytes
  }
  return copies
}

/** The address of an arena of `bytes` for each thread that there may be. */
function arenasFor(bytes: number): number {
  // A thread's number may be any of the workers there are, also of those that rest, or of a team that is about to start.
  const all = bytes * Math.max(teamInfo().workers + 1, threads())
  if (all > arenaBytes) {
    if (arenas !== 0) freeRaw(arenas)
    arenas = 0
    arenaBytes = 0
    arenas = allocateRaw(all)
    arenaBytes = all
  }
  return arenas
}

/** Iterations a chunk for `n` iterations of `cost` ns each: whole canonical blocks, enough of them to balance the threads. */
export function chunkOf(n: number, cost: number, team: number, info: RegionInfo): number {
  const work = n * cost
  const time = Math.min(MOST_CHUNK, Math.max(LEAST_CHUNK, work / (team * CHUNKS_A_THREAD)))
  const least = Math.max(time / cost, n / MOST_CHUNKS)
  const unit = info.reductions > 0 || info.block >= LINE ? info.block : Math.ceil(LINE / info.block) * info.block
  return Math.ceil(Math.min(least, n / team) / unit) * unit
}

/** Whether so much work gains from the team; counts the work that goes without. */
function worthTheTeam(work: number): boolean {
  const state = teamState()
  if (state === 'awake') return true
  if (state === 'none') {
    gathered[UNSHARED] += work
    return gathered[UNSHARED] >= WORTH_A_TEAM
  }
  if (work >= WORTH_A_SLEEPING_WORKER) return true
  gathered[SMALL] += work
  if (gathered[SMALL] < WORTH_A_WAKE_UP) return false
  gathered[SMALL] = 0
  return true
}

/** The `fork` of one kernel, for the thread that calls it. `kernel.instance` may be set later, before the first call. */
export function makeFork(kernel: LoadedKernel): Fork {
  words ??= new Int32Array(sharedMemory().buffer)
  const memory = words
  const { regions } = kernel
  const costs = Float64Array.from(regions, (info) => Math.max(info.cost, 0.01))
  let calls = 0
  const job: Job = {
    module: kernel.module,
    region: 0,
    instance: kernel.instance,
    n: 0,
    chunk: 1,
    frame: 0,
    threads: 0,
    redoable: true,
    writes: [],
  }

  function runTimed(region: number, n: number, frame: number): void {
    const start = performance.now()
    kernel.instance.regions[region](0, n, frame)
    const cost = Math.max(0.01, ((performance.now() - start) * 1e6) / n)
    // A run that was interrupted looks dear: one of them must not send small loops to the team for good.
    const old = costs[region]
    costs[region] = cost < old ? cost : Math.min((old + cost) / 2, 2 * old)
  }

  function run(region: number, n: number, frame: number, alone: boolean, team: number, share: number): void {
    if (alone) {
      const count = calls++
      if (count < TIMED_AT_FIRST || count % TIMED_AFTER === 0) runTimed(region, n, frame)
      else kernel.instance.regions[region](0, n, frame)
      return
    }
    const info = regions[region]
    job.module = kernel.module
    job.region = region
    job.instance = kernel.instance
    job.n = n
    job.chunk = share > 0 ? share : chunkOf(n, costs[region], team, info)
    job.frame = frame
    job.threads = team
    job.redoable = info.redoable && (memory[(frame + FRAME_FLAGS) >>> 2] & FLAG_ALIASED) === 0
    job.writes = info.writes
    runJob(job)
  }

  return function fork(region, n, frame) {
    if (n <= 0) return
    const info = regions[region]
    if (info.reductions > 0) {
      memory[(frame + FRAME_PARTIALS) >>> 2] = partialsFor(Math.ceil(n / info.block) * info.reductions * 8)
    }
    if (info.arena !== undefined) {
      const at = (frame + info.arena) >>> 2
      memory[at] = arenasFor(memory[at + 1] >>> 0)
    }
    const team = kernel.threads === 0 ? threads() : kernel.threads
    const cost = costs[region]
    // The first test stands here: an argument that is a double is an object, too.
    const share = info.shares === undefined ? 0 : memory[(frame + info.shares + SHARE_ITERATIONS) >>> 2]
    const inline =
      n * cost < WORTH_A_POLLING_WORKER ||
      team === 1 ||
      share >= n ||
      info.inOrder !== undefined ||
      (memory[(frame + FRAME_FLAGS) >>> 2] & FLAG_IN_ORDER) !== 0
    const alone = inline || !worthTheTeam(n * cost)
    if (info.shares === undefined) {
      run(region, n, frame, alone, team, 0)
      return
    }
    const inPlace = share >= n || (alone && info.anyShares === true)
    const bytes = memory[(frame + info.shares + SHARE_BYTES) >>> 2] >>> 0
    memory[(frame + info.shares + SHARE_COPIES) >>> 2] = inPlace ? 0 : copiesFor(Math.ceil(n / share) * bytes)
    try {
      run(region, n, frame, alone, team, share)
    } catch (error) {
      // What the iterations before the fault have added stays added.
      if (error instanceof KernelFault && !inPlace)
        kernel.instance.merges[region]!(Math.floor(error.iteration / share) + 1, frame)
      throw error
    }
  }
}
