/** The loop of a soak: picks actions at random, counts, and looks at the memory. */
import type { Worker } from 'node:worker_threads'
import { close, free, info, setThreads, zeros } from 'wamba'
import { teamInfo } from '#wamba/team/team.js'
import { seeded } from '../random.ts'
import { actions } from './actions.ts'
import { iterate, newKernel } from './kernels.ts'
import type { Memory, Report } from './report.ts'
import { watchThreads } from './threads.ts'

/** The part of the time after which the memory is taken for settled. */
const WARM = 0.4

export class World {
  /** A random number in [0, 1). */
  readonly random: () => number
  readonly workers: Set<Worker> = new Set()
  readonly assemblers: Set<Worker> = new Set()
  readonly wrong: string[] = []
  readonly recoveries: number[] = []
  action = ''
  calls = 0
  asyncCalls = 0
  kernels = 0
  kills = 0
  killsOfTheAssembler = 0
  lost = 0
  deaths = 0
  redone = 0
  #seen = { deaths: 0, redone: 0 }

  constructor(seed: number) {
    this.random = seeded(seed)
    watchThreads((worker, isAssembler) => {
      const kind = isAssembler ? this.assemblers : this.workers
      kind.add(worker)
      worker.once('exit', () => kind.delete(worker))
    })
  }

  /** Adds what the team has counted since the last look. Another team begins at 0. */
  observe(): void {
    const { deaths, redone } = teamInfo()
    this.deaths += deaths - (deaths < this.#seen.deaths ? 0 : this.#seen.deaths)
    this.redone += redone - (redone < this.#seen.redone ? 0 : this.#seen.redone)
    this.#seen = { deaths, redone }
  }

  below(n: number): number {
    return Math.floor(this.random() * n)
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)]
  }

  /** One of the list, each as often as its weight says. */
  weighted<T extends { readonly weight: number }>(list: readonly T[]): T {
    let at = this.random() * list.reduce((sum, { weight }) => sum + weight, 0)
    for (const each of list) {
      at -= each.weight
      if (at < 0) return each
    }
    return list[0]
  }

  /** A length, as often small as large. */
  length(): number {
    return Math.floor(2 ** (17 * this.random()))
  }

  /** Notes what is wrong, unless `holds`. */
  expect(holds: boolean, what: () => string): void {
    if (!holds && this.wrong.length < 1000) this.wrong.push(`${this.action}: ${what()}`)
  }

  /** Compares elements bit for bit, the lowest difference counts. */
  same(got: ArrayLike<number>, expected: ArrayLike<number>): void {
    if (got.length !== expected.length) {
      this.expect(false, () => `got ${got.length} elements, expected ${expected.length}`)
      return
    }
    for (let i = 0; i < expected.length; i++) {
      if (Object.is(got[i], expected[i])) continue
      this.expect(false, () => `element ${i} of ${expected.length} is ${got[i]}, expected ${expected[i]}`)
      return
    }
  }
}

export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** Milliseconds in which threads that were ended are gone, and others give back what they freed. */
const REST = 500
/** The heaps of the other threads shrink when these wish: the least of several looks counts. */
const LOOKS = 6

/** What is in use when all garbage is gone and the threads are there that wamba keeps: the same ones whatever was killed before. */
async function settledMemory(): Promise<Memory> {
  setThreads(3)
  const [a, out] = [zeros(1000), zeros(1000)]
  newKernel(1)(a, out) // by the assembler
  await iterate.async(a, out, 1)
  while (info().workers < 2) await turn()
  free(a)
  free(out)
  let resident = Infinity
  let heap = Infinity
  for (let look = 0; look < LOOKS; look++) {
    await new Promise((resolve) => setTimeout(resolve, REST))
    for (let i = 0; i < 5; i++) {
      ;(globalThis as { gc?: () => void }).gc!()
      await turn() // finalisers run here
    }
    const { rss, heapUsed } = process.memoryUsage()
    resident = Math.min(resident, rss)
    heap = Math.min(heap, heapUsed)
  }
  return { resident, heap, shared: info().memory.used }
}

export async function soak(duration: number, seed: number, say: (action: string) => void): Promise<Report> {
  process.removeAllListeners('warning') // each death is one
  process.on('warning', () => {})
  const world = new World(seed)
  const counts: Record<string, number> = {}
  const started = performance.now()
  let start: Memory | undefined
  setThreads(3)
  for (;;) {
    const now = performance.now() - started
    if (start === undefined && now > WARM * duration) start = await settledMemory()
    if (now > duration) break
    const action = world.weighted(actions)
    world.action = action.name
    counts[action.name] = (counts[action.name] ?? 0) + 1
    say(action.name)
    try {
      await action.run(world)
    } catch (error) {
      world.expect(false, () => `threw ${(error as Error).stack ?? error}`)
    }
    if (world.random() < 0.1) await turn()
    world.observe()
  }
  await turn()
  const end = await settledMemory()
  const seconds = (performance.now() - started) / 1000
  await close()
  const { calls, asyncCalls, kernels, kills, killsOfTheAssembler, lost, wrong, recoveries } = world
  return {
    seconds,
    actions: counts,
    calls,
    asyncCalls,
    kernels,
    kills,
    killsOfTheAssembler,
    deaths: world.deaths,
    redoneChunks: world.redone,
    lost,
    wrong,
    recoveries,
    memory: { start: start ?? end, end },
  }
}
