import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { sharedMemory } from '#wamba/memory/memory.js'
import { allocateArray } from '#wamba/memory/views.js'
import { Caller, type Job } from '#wamba/team/caller.js'
import { DRIVER, OWNER } from '#wamba/team/control.js'
import { Crew } from '#wamba/team/crew.js'
import { instantiate, type KernelInstance, loadKernel } from '#wamba/team/instance.js'
import { callerScratch, shareModule } from '#wamba/team/kernel.js'
import type { Watch } from '#wamba/team/pieces.js'
import { Frame, INCREMENT, until, wasm } from './fixtures/kernels.js'

const N = 64 * 100 + 9
const a = allocateArray('float64', N, { zero: true })
let frame: Frame
let crew: Crew
let caller: Caller
let instance: KernelInstance
let module: Job['module']

beforeAll(async () => {
  frame = new Frame(a)
  crew = new Crew(2)
  caller = new Caller(crew.words, 2, 4)
  module = shareModule(await wasm)
  instance = instantiate(loadKernel(await wasm), {
    memory: sharedMemory(),
    scratch: callerScratch(),
    fork: () => {},
    fault: () => {
      throw new Error('no fault is expected')
    },
  })
  await until(() => crew.joined === 2)
})
afterAll(async () => {
  await crew.close()
  frame.free()
})
beforeEach(() => {
  a.fill(0)
  Atomics.store(crew.words, OWNER, 0)
})

/** A job of increments whose pieces on this thread are told to `seen`. */
function increments(seen: (lo: number, hi: number) => void, rest: Partial<Job> = {}): Job {
  const watched: KernelInstance = {
    ...instance,
    regions: instance.regions.map((region) => (lo: number, hi: number, at: number) => {
      seen(lo, hi)
      region(lo, hi, at)
    }),
  }
  const cut = { from: 0, n: N, chunk: 64, take: 1, threads: 0, watch: undefined }
  const redo = { redoable: false, writes: ['a'] }
  return { module, instance: watched, region: INCREMENT, frame: frame.address, ...cut, ...redo, ...rest }
}

const all = (value: number): boolean => a.every((x) => x === value)

describe('a dispatcher that finds the team at work for another', () => {
  it('does not wait: it works alone, in order, in whole chunks', () => {
    Atomics.store(crew.words, OWNER, DRIVER)
    const pieces: number[][] = []
    caller.run(
      increments((lo, hi) => pieces.push([lo, hi])),
      3,
    )
    expect(all(1)).toBe(true)
    expect(pieces.length).toBeGreaterThan(1)
    pieces.forEach(([lo, hi], i) => {
      expect(lo).toBe(i === 0 ? 0 : pieces[i - 1][1])
      expect(hi === N || hi % 64 === 0).toBe(true)
    })
    expect(Atomics.load(crew.words, OWNER)).toBe(DRIVER)
  })

  it('shares the rest with the team as soon as that is free', () => {
    for (let at = 1; at < 6; at++) {
      a.fill(0)
      Atomics.store(crew.words, OWNER, DRIVER)
      let pieces = 0
      caller.run(
        increments(() => {
          if (++pieces === at) Atomics.store(crew.words, OWNER, 0)
        }),
        3,
      )
      expect(all(1)).toBe(true)
      expect(Atomics.load(crew.words, OWNER)).toBe(0)
    }
  })

  it('cannot measure it', async () => {
    // A worker may be a while in coming, on a busy machine.
    await until(() => caller.handOff() > 0)
    expect(caller.free).toBe(true)
    Atomics.store(crew.words, OWNER, DRIVER)
    expect(caller.handOff()).toBeNaN()
    expect(caller.free).toBe(false)
  })
})

describe('a job', () => {
  it('may begin at any chunk', () => {
    caller.run(
      increments(() => {}, { from: 640 }),
      3,
    )
    expect(a.indexOf(1)).toBe(640)
    expect(a.subarray(640).every((x) => x === 1)).toBe(true)
  })

  it.each([1, 3])('ends where its watch stops it, on %i threads, with no chunk half done', (threads) => {
    const watch: Watch & { stopped: boolean } = {
      stopped: false,
      begins: () => {},
      stops: () => {
        watch.stopped = true
        return true
      },
      ends: () => {},
    }
    // Where the workers have claimed all before this thread comes to it, nobody asks the watch.
    while (!watch.stopped) {
      a.fill(0)
      caller.run(
        increments(() => {}, { watch }),
        threads,
      )
      expect(watch.stopped || all(1)).toBe(true)
    }
    for (let k = 0; k < N; k += 64) expect(new Set(a.subarray(k, k + 64)).size).toBe(1)
    if (threads === 1) expect(all(1)).toBe(false)
    caller.run(
      increments(() => {}),
      3,
    )
    expect(a.every((x) => x === 1 || x === 2)).toBe(true)
  })
})
