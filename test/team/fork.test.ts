import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FLAG_IN_ORDER, FRAME_FLAGS } from '#wamba/compiler/manifest.js'
import { allocateArray } from '#wamba/memory/views.js'
import { MOST_CHUNKS } from '#wamba/team/control.js'
import { chunkOf, type LoadedKernel } from '#wamba/team/fork.js'
import { closeTeam, setThreads, teamInfo } from '#wamba/team/team.js'
import { BLOCK, Frame, loadKernels, regions, until } from './fixtures/kernels.js'

describe('the chunks of a loop', () => {
  const shape = fc.record({
    n: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
    cost: fc.double({ min: 0.01, max: 1e6, noNaN: true }),
    team: fc.integer({ min: 2, max: 256 }),
    block: fc.constantFrom(1, 3, 16, 48, 64, 100, 1024, 4096),
    reductions: fc.integer({ min: 0, max: 2 }),
  })
  it('are whole blocks and cache lines, and never too many', () => {
    fc.assert(
      fc.property(shape, ({ n, cost, team, block, reductions }) => {
        const chunk = chunkOf(n, cost, team, { ...regions[0], block, reductions })
        expect(Number.isInteger(chunk) && chunk > 0).toBe(true)
        expect(chunk % block).toBe(0)
        if (reductions === 0) expect(chunk).toBeGreaterThanOrEqual(64)
        expect(Math.ceil(n / chunk)).toBeLessThanOrEqual(MOST_CHUNKS)
      }),
    )
  })

  it('give every thread work that is worth it, and balance a long loop', () => {
    const info = { ...regions[0], block: 64 }
    expect(Math.ceil(1e6 / chunkOf(1e6, 0.02, 2, info))).toBe(2) // 20 µs in all
    expect(Math.ceil(1e6 / chunkOf(1e6, 1, 2, info))).toBeGreaterThanOrEqual(16)
    expect(chunkOf(1e8, 0.5, 2, info) * 0.5).toBeLessThan(300_000)
  })
})

describe('a fork', () => {
  const n = 1_000_003
  const a = allocateArray('float64', n, { zero: true })
  let kernel: LoadedKernel
  let frame: Frame
  beforeAll(async () => {
    for (let i = 0; i < n; i++) a[i] = Math.sin(i) * 10 ** (i % 9)
    kernel = await loadKernels()
    frame = new Frame(a)
  })
  afterAll(async () => {
    await closeTeam()
    frame.free()
  })

  /** The same sum in JavaScript: blocks in order. */
  function expected(length: number): number {
    let total = 0
    for (let b = 0; b < length; b += BLOCK) {
      let sum = 0
      for (let i = b; i < Math.min(b + BLOCK, length); i++) sum += a[i] * a[i]
      total += sum
    }
    return total
  }

  it.each([1, 2, 3, 8])('reduces to the same bits on %i threads', async (threads) => {
    setThreads(threads)
    await until(() => teamInfo().workers >= threads - 1)
    for (const length of [0, 1, 255, 256, 257, 1000, 100_000, n]) {
      frame.words[5] = length
      const want = expected(length)
      for (let i = 0; i < 10; i++) expect(kernel.instance.main(frame.address)).toBe(want)
    }
  })

  it('obeys the limit of the kernel', () => {
    setThreads(2)
    for (const threads of [1, 3, 0]) {
      kernel.threads = threads
      frame.words[5] = n
      expect(kernel.instance.main(frame.address)).toBe(expected(n))
    }
  })

  it('runs in one call where the frame asks for order', async () => {
    setThreads(2)
    frame.words[5] = n
    frame.words[FRAME_FLAGS / 4] = FLAG_IN_ORDER
    const seen: number[][] = []
    const own = kernel.instance
    const watched = own.regions.map((region) => (lo: number, hi: number, at: number) => {
      seen.push([lo, hi])
      region(lo, hi, at)
    })
    kernel.instance = { main: own.main, regions: watched, merges: [] }
    expect(kernel.instance.main(frame.address)).toBe(expected(n))
    expect(seen).toEqual([[0, n]])
    frame.words[FRAME_FLAGS / 4] = 0
    kernel.instance = own
  })
})
