import { afterAll, describe, expect, it, vi } from 'vitest'
import { sharedMemory } from '#wamba/memory/memory.js'
import { allocateArray } from '#wamba/memory/views.js'
import { Caller, type Job } from '#wamba/team/caller.js'
import { Crew } from '#wamba/team/crew.js'
import { KernelFault, throwFault } from '#wamba/team/fault.js'
import { instantiate, loadKernel } from '#wamba/team/instance.js'
import { callerScratch, shareModule } from '#wamba/team/kernel.js'
import { seeded } from '../random.ts'
import { FAULTY, Frame, INCREMENT, MARKED, wasm } from './fixtures/kernels.js'

const mortal = new URL('./fixtures/mortal-worker.cjs', import.meta.url)
const STEPS = Number(process.env.WAMBA_STRESS_STEPS ?? 400)
const N = 64 * 50 + 5

describe('a team under stress', () => {
  const a = allocateArray('float64', N, { zero: true })
  const frame = new Frame(a)
  afterAll(() => {
    vi.restoreAllMocks()
    frame.free()
  })

  it('has exact data after every step, whatever dies, throws or changes', async () => {
    vi.spyOn(process, 'emitWarning').mockImplementation(() => {})
    const random = seeded(7)
    const below = (n: number) => Math.floor(random() * n)
    const module = shareModule(await wasm)
    const instance = instantiate(loadKernel(await wasm), {
      memory: sharedMemory(),
      scratch: callerScratch(),
      fork: () => {},
      fault: ((site: number, i: number, value: number) => {
        if (site !== 100) throwFault(site, i, value)
      }) as () => never,
    })
    let crew = new Crew(3, mortal)
    let caller = new Caller(crew.words, crew.workers, 2)
    let value = 0
    const run = (region: number, redoable: boolean) => {
      const chunk = random() < 0.5 ? 64 : 96 // a worker that dies does so in two ways
      const job: Job = {
        module,
        instance,
        region,
        from: 0,
        n: N,
        chunk,
        take: 1,
        frame: frame.address,
        threads: 0,
        redoable,
        writes: ['a'],
        watch: undefined,
      }
      caller.run(job, 1 + below(8))
    }
    for (let step = 0; step < STEPS; step++) {
      const choice = random()
      if (choice < 0.6) {
        for (let i = below(20); i >= 0; i--, value++) run(INCREMENT, false)
      } else if (choice < 0.75) {
        const first = below(N)
        for (let k = first; k < N; k += 1 + below(300)) a[k] = -1
        let error: unknown
        try {
          run(FAULTY, false)
        } catch (thrown) {
          error = thrown
        }
        expect(error).toBeInstanceOf(KernelFault)
        expect((error as KernelFault).iteration).toBe(first)
        expect(a.subarray(0, first).every((x) => x === value + 1)).toBe(true)
        a.fill(value)
      } else if (choice < 0.82) {
        run(MARKED, true) // workers die in it
        value = 1
      } else if (choice < 0.9) {
        const { threads } = crew
        if (threads.length > 0) threads[below(threads.length)].terminate()
      } else if (choice < 0.93) {
        const closing = crew.close()
        crew = new Crew(1 + below(7), mortal)
        caller = new Caller(crew.words, crew.workers, 2)
        if (random() < 0.5) await closing
      } else {
        await new Promise((resolve) => setImmediate(resolve))
      }
      if (!a.every((x) => x === value))
        throw new Error(`step ${step}: expected ${value} everywhere, got ${a.find((x) => x !== value)}`)
    }
    await crew.close()
  })
})
