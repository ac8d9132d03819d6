import { afterAll, expect, it, vi } from 'vitest'
import { close, jit, prange, random, range, setThreads, vectorize, WorkerLostError, zeros } from 'wamba'
import { closeDriver } from '#wamba/team/driver.js'
import { seeded } from '../random.ts'

const STEPS = Number(process.env.WAMBA_STRESS_STEPS ?? 150)
const N = 3000

const affine = jit((a: Float64Array, by: number, plus: number) => {
  for (const i of prange(a.length)) a[i] = a[i] * by + plus
})
const sum = jit((a: Float64Array) => {
  let s = 0
  for (const i of prange(a.length)) s += Math.sqrt(a[i])
  return s
})
const fill = jit((a: Float64Array, value: number, steps: number) => {
  for (const i of prange(a.length)) {
    let x = 0
    for (const _ of range(steps)) x = x * 0.5 + value
    a[i] = x
  }
})
const power = vectorize(['float64(float64, float64)'], (x, y) => x ** y)
const faulty = jit((a: Float64Array, at: number) => {
  for (const i of prange(a.length)) a[i === at ? a.length : i] = 1
})

afterAll(() => close())

it('gives every result right, in whatever order calls are made, stopped and fail', async () => {
  vi.spyOn(process, 'emitWarning').mockImplementation(() => {})
  setThreads(3)
  const random01 = seeded(11)
  const below = (n: number): number => Math.floor(random01() * n)
  const data = random(200_000, { seed: 4 })
  const [total, roots] = [sum(data), power(data, 0.5)]

  /** A task of its own: what it does to its arrays happens in its own order, whatever others do. */
  const task = async (steps: number): Promise<void> => {
    const arrays = [zeros(N), new Float64Array(N)]
    const want = [0, 0]
    let pending: Promise<unknown>[] = []
    const settle = async (): Promise<void> => {
      await Promise.all(pending)
      pending = []
      arrays.forEach((a, i) => {
        const wrong = a.findIndex((x) => x !== want[i])
        if (wrong >= 0) throw new Error(`expected ${want[i]} at ${wrong} of array ${i}, got ${a[wrong]}`)
      })
    }
    for (let step = 0; step < steps; step++) {
      const which = below(2)
      const a = arrays[which]
      const choice = random01()
      if (choice < 0.35) {
        const [by, plus] = [1 + below(4) / 8, below(9)]
        want[which] = want[which] * by + plus
        pending.push(affine.async(a, by, plus))
        if (want[which] > 1e100) {
          want[which] = 0
          pending.push(affine.async(a, 0, 0))
        }
      } else if (choice < 0.5) {
        await settle()
        expect(sum(data)).toBe(total)
        want[which] = want[which] * 0.5 + 1
        affine(a, 0.5, 1)
      } else if (choice < 0.62) {
        pending.push(sum.async(data).then((s) => expect(s).toBe(total)))
      } else if (choice < 0.7) {
        pending.push(
          power.async(data, 0.5).then((made) => {
            for (let i = 0; i < made.length; i += 997) expect(made[i]).toBe(roots[i])
          }),
        )
      } else if (choice < 0.8) {
        await settle()
        await expect(faulty.async(a, below(N))).rejects.toThrow(RangeError)
        want[which] = 3
        pending.push(affine.async(a, 0, 3))
      } else if (choice < 0.93) {
        await settle()
        const stop = new AbortController()
        const call = fill.with({ signal: stop.signal }).async(a, 2, 1 + below(200_000))
        const reason = new Error(`stop ${step}`)
        for (let turns = below(20); turns > 0; turns--) await new Promise((resolve) => setImmediate(resolve))
        stop.abort(reason)
        const stopped = await call.then(
          () => false,
          (error) => {
            expect(error).toBe(reason)
            return true
          },
        )
        // A plain array holds what it held; a shared one is in part written.
        if (which === 0 || !stopped) {
          want[which] = 5
          pending.push(affine.async(a, 0, 5))
        }
      } else await settle()
    }
    await settle()
  }
  await Promise.all([task(STEPS), task(STEPS), task(STEPS)])
  vi.restoreAllMocks()
})

it('gives every result right where the thread of the calls dies, for kernels that do not read what they write', async () => {
  setThreads(3)
  const random01 = seeded(12)
  const below = (n: number): number => Math.floor(random01() * n)
  const data = random(200_000, { seed: 5 })
  const total = sum(data)
  let killing = true
  const kill = async (): Promise<void> => {
    while (killing) {
      for (let turns = 20 + below(2000); turns > 0; turns--) await new Promise((resolve) => setImmediate(resolve))
      await closeDriver()
    }
  }
  const task = async (): Promise<void> => {
    const arrays = [zeros(N), new Float64Array(N)]
    for (let step = 0; step < STEPS / 5; step++) {
      const a = arrays[below(2)]
      const [value, steps] = [below(100), 1 + below(2000)]
      let want = 0
      for (let i = 0; i < steps; i++) want = want * 0.5 + value
      // A call whose thread dies three times in a row is an error.
      await fill.async(a, value, steps).catch((error) => {
        expect(error).toBeInstanceOf(WorkerLostError)
        fill(a, value, steps)
      })
      expect(a.every((x) => x === want)).toBe(true)
      expect(await sum.async(data).catch(() => total)).toBe(total)
    }
  }
  const killer = kill()
  await Promise.all([task(), task()])
  killing = false
  await killer
})
