import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FLAG_IN_ORDER, FRAME_FLAGS } from '#wamba/compiler/manifest.js'
import { allocateArray } from '#wamba/memory/views.js'
import type { LoadedKernel } from '#wamba/team/fork.js'
import { closeTeam, setThreads, teamInfo } from '#wamba/team/team.js'
import { BLOCK, Frame, loadKernels, until } from './fixtures/kernels.js'

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
