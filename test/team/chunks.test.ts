import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chunkOf, takeOf, unitOf } from '#wamba/team/chunks.js'
import { MOST_CHUNKS } from '#wamba/team/control.js'
import { regions } from './fixtures/kernels.js'

describe('the chunks of a loop', () => {
  const shape = fc.record({
    n: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
    cost: fc.double({ min: 0.01, max: 1e6, noNaN: true }),
    team: fc.integer({ min: 2, max: 256 }),
    block: fc.constantFrom(1, 3, 16, 48, 64, 100, 1024, 4096),
    reductions: fc.integer({ min: 0, max: 2 }),
  })

  it('are whole blocks, of cheap iterations whole cache lines, and never too many', () => {
    fc.assert(
      fc.property(shape, ({ n, cost, team, block, reductions }) => {
        const chunk = chunkOf(n, cost, team, { ...regions[0], block, reductions })
        expect(Number.isInteger(chunk) && chunk > 0).toBe(true)
        expect(chunk % block).toBe(0)
        if (reductions === 0 && cost < 10) expect(chunk).toBeGreaterThanOrEqual(64)
        expect(Math.ceil(n / chunk)).toBeLessThanOrEqual(MOST_CHUNKS)
      }),
    )
  })

  it('leave every thread its share at the first claim', () => {
    fc.assert(
      fc.property(shape, ({ n, cost, team, block, reductions }) => {
        const chunk = chunkOf(n, cost, team, { ...regions[0], block, reductions })
        const take = takeOf(n, chunk, cost, team)
        expect(Number.isInteger(take) && take > 0).toBe(true)
        if (take > 1) expect(take * chunk * team).toBeLessThanOrEqual(n)
      }),
    )
  })

  it('of dear iterations are single blocks', () => {
    const info = { ...regions[0], block: 1, reductions: 0 }
    expect(unitOf(50_000, info)).toBe(1)
    expect(chunkOf(100, 50_000, 2, info)).toBe(1)
    expect(takeOf(100, 1, 50_000, 2)).toBe(1)
  })

  it('have the iterations that belong together, where those are dear and there are enough for every thread', () => {
    const info = { ...regions[0], block: 4, reductions: 0, together: 64 }
    expect(chunkOf(2000, 50_000, 2, info)).toBe(64)
    expect(chunkOf(100, 50_000, 2, info)).toBe(12)
    expect(chunkOf(2000, 50_000, 64, info)).toBe(8)
    expect(chunkOf(2000, 500, 2, info)).toBe(4)
  })

  it('of a short loop are few, and of a long one enough to balance it', () => {
    const info = { ...regions[0], block: 64, reductions: 0 }
    const count = (n: number, cost: number) => Math.ceil(n / chunkOf(n, cost, 2, info))
    expect(count(10_000, 0.5)).toBeLessThanOrEqual(5) // 5 µs in all
    expect(count(1e6, 1)).toBeGreaterThanOrEqual(500)
    expect(count(1e8, 0.5)).toBeGreaterThanOrEqual(4000)
  })
})
