import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { allocateArray } from '#wamba/memory/views.js'
import { MOST_CHUNKS } from '#wamba/team/control.js'
import { KernelFault } from '#wamba/team/fault.js'
import type { LoadedKernel } from '#wamba/team/fork.js'
import { closeTeam, runJob, setThreads, teamInfo, teamState, threads } from '#wamba/team/team.js'
import { FAULTY, Frame, INCREMENT, loadKernels, makeJob, NESTED, OVERFLOW, TRAP, until } from './fixtures/kernels.js'

const N = 64 * 40 + 17
const a = allocateArray('float64', N, { zero: true })
let kernel: LoadedKernel
let frame: Frame

beforeAll(async () => {
  kernel = await loadKernels()
  frame = new Frame(a)
})
afterAll(async () => {
  await closeTeam()
  frame.free()
})

/** Sets the team and waits until all its workers are there, or the caller might do all chunks itself. */
async function teamOf(n: number): Promise<void> {
  setThreads(n)
  await until(() => teamInfo().workers >= n - 1)
}

function thrownBy(run: () => void): unknown {
  try {
    run()
  } catch (error) {
    return error
  }
  return undefined
}

describe('a team', () => {
  it('runs a job before its workers have started', async () => {
    await closeTeam()
    a.fill(0)
    setThreads(3)
    runJob(makeJob(kernel, INCREMENT, N, frame))
    expect(a.every((x) => x === 1)).toBe(true)
  })

  for (const n of [1, 2, 3, 8]) {
    it(`of ${n} runs every iteration once, job after job`, async () => {
      await teamOf(n)
      a.fill(0)
      const job = makeJob(kernel, INCREMENT, N, frame)
      for (let i = 1; i <= 300; i++) {
        runJob(job)
        expect(a.every((x) => x === i)).toBe(true)
      }
      expect(threads()).toBe(n)
      expect(teamInfo().deaths).toBe(0)
    })

    it(`of ${n} throws the fault of the lowest iteration, with all before it done`, async () => {
      await teamOf(n)
      for (let i = 0; i < 100; i++) {
        a.fill(0)
        const first = (i * 97) % N
        for (let k = first; k < N; k += 1 + (i % 70)) a[k] = -1 - k
        const error = thrownBy(() => runJob(makeJob(kernel, FAULTY, N, frame)))
        expect(error).toBeInstanceOf(KernelFault)
        expect(error).toMatchObject({ site: 7, iteration: first, value: -1 - first })
        expect(a.subarray(0, first).every((x) => x === 1)).toBe(true)
      }
      a.fill(0)
      runJob(makeJob(kernel, FAULTY, N, frame))
      expect(a.every((x) => x === 1)).toBe(true)
    })

    it(`of ${n} rethrows a stack overflow and a trap, wherever they happen, and works on`, async () => {
      await teamOf(n)
      for (let i = 0; i < 20; i++) {
        a.fill(0)
        a[(i * 131) % N] = -1
        const overflow = thrownBy(() => runJob(makeJob(kernel, OVERFLOW, N, frame)))
        expect(overflow).toBeInstanceOf(RangeError)
        expect((overflow as Error).message).toBe('Maximum call stack size exceeded')
        const trap = thrownBy(() => runJob(makeJob(kernel, TRAP, N, frame)))
        expect(trap).toBeInstanceOf(WebAssembly.RuntimeError)
        expect((trap as Error).message).toBe('unreachable')
      }
      a.fill(0)
      runJob(makeJob(kernel, INCREMENT, N, frame))
      expect(a.every((x) => x === 1)).toBe(true)
    })
  }

  it('runs a fork within a region on the thread it is in', async () => {
    await teamOf(3)
    const one = allocateArray('float64', 1, { zero: true })
    const inner = new Frame(one)
    kernel.instance.regions[NESTED](0, 5, inner.address)
    expect(one[0]).toBe(5)
    runJob(makeJob(kernel, NESTED, 1, inner, { chunk: 1 }))
    expect(one[0]).toBe(6)
    inner.free()
  })

  it('is whole again after jobs that began where the stack was nearly used up', async () => {
    await teamOf(3)
    const job = makeJob(kernel, INCREMENT, N, frame)
    const thrown = new Set<string>(['Maximum call stack size exceeded'])
    let overflows = 0
    let left = 300
    const dive = (): void => {
      try {
        dive()
      } catch {
        // Each frame on the way back has a little more room than the one before.
      }
      if (left-- <= 0) return
      try {
        runJob(job)
      } catch (error) {
        overflows++ // before anything that needs stack
        thrown.add((error as Error).message)
      }
    }
    dive()
    expect(overflows).toBeGreaterThan(0)
    expect([...thrown]).toEqual(['Maximum call stack size exceeded'])
    a.fill(0)
    for (let i = 1; i <= 100; i++) {
      runJob(job)
      expect(a.every((x) => x === i)).toBe(true)
    }
  })

  it('obeys the limit of a job', async () => {
    await teamOf(8)
    a.fill(0)
    for (const limit of [1, 2, 8, 3]) runJob(makeJob(kernel, INCREMENT, N, frame, { threads: limit }))
    expect(a.every((x) => x === 4)).toBe(true)
    expect(threads()).toBe(8)
  })

  it('keeps its workers when the number of threads falls, and adds some when it rises', async () => {
    await closeTeam()
    await teamOf(4)
    setThreads(2)
    expect(teamInfo()).toMatchObject({ threads: 2, workers: 3 })
    await teamOf(5)
    expect(teamInfo()).toMatchObject({ threads: 5, workers: 4 })
  })

  it('starts anew after it was closed', async () => {
    await teamOf(2)
    await Promise.all([closeTeam(), closeTeam()])
    expect(teamState()).toBe('none')
    expect(teamInfo().workers).toBe(0)
    a.fill(0)
    runJob(makeJob(kernel, INCREMENT, N, frame))
    const closing = closeTeam()
    runJob(makeJob(kernel, INCREMENT, N, frame))
    await closing
    await until(() => teamInfo().workers === 1)
    runJob(makeJob(kernel, INCREMENT, N, frame))
    expect(a.every((x) => x === 3)).toBe(true)
  })

  it('refuses a job of more chunks than it can count', async () => {
    await teamOf(2)
    const chunks = MOST_CHUNKS + 1
    expect(() => runJob(makeJob(kernel, INCREMENT, chunks, frame, { chunk: 1 }))).toThrow(
      `Got a job of ${chunks} chunks; expected at most ${MOST_CHUNKS}`,
    )
  })

  it('refuses a number of threads that is none', () => {
    for (const n of [0, -1, 1.5, Number.NaN, 257]) {
      expect(() => setThreads(n)).toThrow(`Got setThreads(${n}); expected a whole number of threads from 1 to 256`)
    }
  })
})
