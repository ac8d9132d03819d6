import { describe, expect, it } from 'vitest'
import { Learned } from '#wamba/team/learned.js'

/** Lets a loop of `n` iterations be called until its cost counts as known. */
function known(learned: Learned, n: number, elements = n): void {
  for (let calls = 0; !learned.knows(0, n, elements); calls++) expect(calls).toBeLessThan(10)
}

describe('what is learned of a loop', () => {
  it('is not trusted at its first calls, where it has grown, and now and then', () => {
    const learned = new Learned([1])
    expect([1, 2, 3].map(() => learned.knows(0, 100, 100))).toEqual([false, false, false])
    // One of two calls in a row may be one that is looked at for its number.
    const either = (n: number, elements: number): boolean =>
      [learned.knows(0, n, elements), learned.knows(0, n, elements)].includes(true)
    expect(either(100, 100)).toBe(true)
    expect(either(150, 100)).toBe(true)
    expect(learned.knows(0, 301, 100)).toBe(false)
    expect(either(301, 100)).toBe(true)
    expect(learned.knows(0, 10, 1000)).toBe(false)
    const looks = Array.from({ length: 3000 }, () => learned.knows(0, 100, 100)).filter((trusted) => !trusted)
    expect(looks.length).toBeGreaterThan(2)
    expect(looks.length).toBeLessThan(20)
  })

  it('follows what is measured, but no single run that was interrupted', () => {
    const learned = new Learned([5, 7])
    known(learned, 100)
    learned.alone(0, 2)
    expect(learned.costs[0]).toBe(2)
    learned.alone(0, 1000)
    expect(learned.costs[0]).toBe(4)
    expect(learned.costs[1]).toBe(7)
  })

  it('takes it for cheaper than on a team, never for as dear', () => {
    const learned = new Learned([5])
    known(learned, 100)
    expect(learned.onTeamCost(0)).toBe(5)
    learned.onTeam(0, 12)
    expect([learned.costs[0], learned.onTeamCost(0)]).toEqual([5, 12])
    learned.onTeam(0, 20)
    expect([learned.costs[0], learned.onTeamCost(0)]).toEqual([5, 13])
    learned.onTeam(0, 3)
    expect([learned.costs[0], learned.onTeamCost(0)]).toEqual([3, 3])
    learned.onTeam(0, 0)
    expect([learned.costs[0], learned.onTeamCost(0)]).toEqual([3, 3])
  })

  it('is a little more than nothing', () => {
    const learned = new Learned([0])
    learned.alone(0, 0)
    expect(learned.costs[0]).toBeGreaterThan(0)
  })
})
