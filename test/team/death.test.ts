import { setFlagsFromString } from 'node:v8'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { WorkerLostError } from '#wamba/base/errors.js'
import { sharedMemory } from '#wamba/memory/memory.js'
import { allocateArray } from '#wamba/memory/views.js'
import { Caller, type Job } from '#wamba/team/caller.js'
import { FAILED } from '#wamba/team/control.js'
import { Crew } from '#wamba/team/crew.js'
import { instantiate, loadKernel } from '#wamba/team/instance.js'
import { callerScratch, shareModule } from '#wamba/team/kernel.js'
import { isGone } from '#wamba/team/slots.js'
import type { KernelModule } from '#wamba/team/team.js'
import { Frame, INCREMENT, MARKED, until, wasm } from './fixtures/kernels.js'

const mortal = new URL('./fixtures/mortal-worker.cjs', import.meta.url)
const N = 64 * 8
const a = allocateArray('float64', N, { zero: true })
const linux = process.platform === 'linux'
/** Chunks in which a worker exits, and in which it vanishes without a word: it looks where they end. */
const EXITS = 64
const VANISHES = 96

let frame: Frame
let module: KernelModule
let crew: Crew

/** The calling thread's instance, which stays in each chunk of MARKED while `held`. */
async function makeInstance(held: () => boolean) {
  const fault = () => {
    while (held());
  }
  return instantiate(loadKernel(await wasm), {
    memory: sharedMemory(),
    scratch: callerScratch(),
    fork: () => {},
    fault: fault as () => never,
  })
}

function makeJob(instance: Job['instance'], rest: Partial<Job>): Job {
  return {
    module,
    instance,
    region: MARKED,
    from: 0,
    n: N,
    chunk: 64,
    take: 1,
    frame: frame.address,
    threads: 0,
    redoable: true,
    writes: ['a', 'b'],
    watch: undefined,
    ...rest,
  }
}

beforeAll(async () => {
  frame = new Frame(a)
  module = shareModule(await wasm)
})
afterEach(async () => {
  await crew.close()
  vi.restoreAllMocks()
})
afterAll(() => frame.free())

/** Runs a job of two chunks. The worker dies in the one that it gets, while the caller holds the other. */
async function runDying(chunk: number, rest: Partial<Job> = {}, worker = mortal): Promise<void> {
  crew = new Crew(1, worker)
  const caller = new Caller(crew.words, crew.workers, 2)
  await until(() => crew.joined === 1)
  const instance = await makeInstance(() => crew.joined > 0 && !isGone(crew.words, 0))
  a.fill(0)
  caller.run(makeJob(instance, { n: 2 * chunk, chunk, ...rest }), 2)
}

describe('a worker that dies', () => {
  it('inside a region that may be run again leaves nothing undone', async () => {
    const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => {})
    await runDying(EXITS)
    expect(a.subarray(0, 2 * EXITS).every((x) => x === 1)).toBe(true)
    await until(() => crew.joined === 1)
    expect([crew.deaths, crew.redone]).toEqual([1, 1])
    expect(warned).toHaveBeenCalledWith('A worker thread died (exit code 3); another takes its place.', 'WambaWarning')
  })

  it('inside a region that reads what it writes is an error that names the arrays', async () => {
    vi.spyOn(process, 'emitWarning').mockImplementation(() => {})
    const error = await runDying(EXITS, { redoable: false }).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(WorkerLostError)
    expect(error).toMatchObject({ arrays: ['a', 'b'] })
    expect((error as Error).message).toMatch(/the contents of `a`, `b` are in doubt\. Fill them anew and call again\./)
  })

  it.runIf(linux)('without a word is noticed all the same', async () => {
    vi.spyOn(process, 'emitWarning').mockImplementation(() => {})
    await runDying(VANISHES)
    expect(a.subarray(0, 2 * VANISHES).every((x) => x === 1)).toBe(true)
    await until(() => crew.joined === 1)
  })

  it.runIf(linux)('out of memory is noticed, reported, and its part run again', async () => {
    const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => {})
    setFlagsFromString('--max-old-space-size=64') // of the threads that start from now on
    try {
      await runDying(EXITS, {}, new URL('./fixtures/hungry-worker.cjs', import.meta.url))
    } finally {
      setFlagsFromString('--max-old-space-size=0')
    }
    expect(a.subarray(0, 2 * EXITS).every((x) => x === 1)).toBe(true)
    await until(() => warned.mock.calls.some(([message]) => /memory limit/.test(String(message))))
    await until(() => crew.joined === 1)
  })

  it('between jobs is replaced, and jobs run on meanwhile', async () => {
    vi.spyOn(process, 'emitWarning').mockImplementation(() => {})
    crew = new Crew(2, mortal)
    const caller = new Caller(crew.words, crew.workers, 2)
    await until(() => crew.joined === 2)
    const instance = await makeInstance(() => false)
    a.fill(0)
    for (let i = 1; i <= 5; i++) {
      await crew.threads[i % 2].terminate()
      caller.run(makeJob(instance, { region: INCREMENT, redoable: false }), 3)
      expect(a.every((x) => x === i)).toBe(true)
      await until(() => crew.joined === 2 && crew.threads.length === 2)
    }
    expect(crew.deaths).toBe(5)
  })

  it('again and again before it has started is given up with a warning, and the caller works alone', async () => {
    const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => {})
    crew = new Crew(2, new URL('./fixtures/false-start.cjs', import.meta.url))
    const caller = new Caller(crew.words, crew.workers, 2)
    await until(() =>
      warned.mock.calls.some(([message]) => /do not start \(this worker cannot start\)/.test(String(message))),
    )
    const instance = await makeInstance(() => false)
    a.fill(0)
    caller.run(makeJob(instance, { region: INCREMENT }), 3)
    expect(a.every((x) => x === 1)).toBe(true)
  })

  it('is not needed for an error: a module that a worker cannot compile is thrown to the caller', async () => {
    crew = new Crew(1)
    const caller = new Caller(crew.words, crew.workers, 2)
    await until(() => crew.joined === 1)
    const instance = await makeInstance(() => Atomics.load(crew.words, FAILED) === 0)
    const garbage = shareModule(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 99]))
    expect(() => caller.run(makeJob(instance, { module: garbage }), 2)).toThrow(WebAssembly.CompileError)
    caller.run(makeJob(instance, { region: INCREMENT }), 2)
  })
})
