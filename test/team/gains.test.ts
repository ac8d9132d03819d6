import { describe, expect, it } from 'vitest'
import { Gains } from '#wamba/team/gains.js'

const POLLING = 2_000
const SLEEPING = 50_000
const WORK = 40_000

/** A loop of `work` ns that took `wall` on the team, several times. */
function measured(wall: number, { asleep = false, work = WORK, runs = 5 } = {}): Gains {
  const gains = new Gains(2)
  for (let i = 0; i < runs; i++) gains.ran(1, asleep, work, wall)
  return gains
}

describe('what a loop gains from the team', () => {
  it('denies it the team where it took longer, and so much work and less only', () => {
    const slower = measured(1.2 * WORK)
    expect(slower.denies(1, false, WORK, POLLING)).toBe(true)
    expect(slower.denies(1, false, WORK / 2, POLLING)).toBe(true)
    expect(slower.denies(1, false, 3 * WORK, 100 * POLLING)).toBe(false)
    expect(slower.denies(0, false, WORK, POLLING)).toBe(false)
    expect(slower.denies(1, true, WORK, SLEEPING)).toBe(false)
    expect(measured(0.8 * WORK).denies(1, false, WORK, POLLING)).toBe(false)
  })

  it('is not known from the first runs, nor from runs with other work', () => {
    expect(measured(2 * WORK, { runs: 3 }).denies(1, false, WORK, POLLING)).toBe(false)
    const changed = measured(2 * WORK)
    changed.ran(1, false, 10 * WORK, 20 * WORK)
    expect(changed.denies(1, false, WORK, POLLING)).toBe(false)
  })

  it('never denies the team to work of many hand-offs', () => {
    const work = 100 * POLLING
    expect(measured(2 * work, { work }).denies(1, false, work, POLLING)).toBe(false)
  })

  it('is not lost by one run that was interrupted', () => {
    const gains = measured(0.7 * WORK)
    gains.ran(1, false, WORK, 100 * WORK)
    expect(gains.denies(1, false, WORK, POLLING)).toBe(false)
    for (let i = 0; i < 5; i++) gains.ran(1, false, WORK, 100 * WORK)
    expect(gains.denies(1, false, WORK, POLLING)).toBe(true)
  })

  it('is looked at again now and then, and the team given back where it helps', () => {
    for (const asleep of [false, true]) {
      const gains = measured(1.2 * WORK, { asleep })
      const denied = Array.from({ length: 1000 }, () => gains.denies(1, asleep, WORK, SLEEPING))
      const tries = denied.filter((is) => !is).length
      expect(tries).toBeGreaterThan(5)
      expect(tries).toBeLessThan(50)
      gains.ran(1, asleep, WORK, WORK / 1.7)
      expect(gains.denies(1, asleep, WORK, SLEEPING)).toBe(false)
    }
  })
})
