import { afterEach, describe, expect, it } from 'vitest'
import { followHandOff, handOff, measuredHandOff, measureHandOff, setHandOff } from '#wamba/team/handoff.js'

/** A team whose hand-offs take what the list says, and for ever what its last entry says. */
function team(...times: number[]): { handOff(): number; readonly awake: boolean } {
  return { handOff: () => (times.length > 1 ? times.shift()! : times[0]), awake: false }
}

describe('the hand-off', () => {
  afterEach(() => setHandOff(undefined))

  it('is what is likely until it is measured, and within bounds then', () => {
    expect(measuredHandOff()).toBeUndefined()
    expect(handOff().polling).toBeGreaterThan(0)
    measureHandOff(team(1e9))
    expect(handOff()).toEqual({ polling: 5_000, sleeping: 200_000 })
    measureHandOff(team(Number.NaN))
    expect(handOff()).toEqual({ polling: 1_000, sleeping: 40_000 })
  })

  it('comes down where a busy machine has been measured, and is not led astray by one look', () => {
    followHandOff(team(1))
    expect(measuredHandOff()).toBeUndefined()
    measureHandOff(team(150_000))
    for (let i = 0; i < 8; i++) followHandOff(team(50_000))
    expect(handOff().sleeping).toBeLessThan(51_000)
    followHandOff(team(200_000))
    expect(handOff().sleeping).toBeLessThan(75_000)
    followHandOff(team(Number.NaN))
    expect(handOff().sleeping).toBeLessThan(75_000)
  })
})
