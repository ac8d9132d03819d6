import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { prange, range } from 'wamba'

describe.each([
  ['prange', prange],
  ['range', range],
])('%s in plain JavaScript', (name, make) => {
  it('gives 0 to before stop', () => {
    expect([...make(4)]).toEqual([0, 1, 2, 3])
    expect([...make(0)]).toEqual([])
    expect([...make(-3)]).toEqual([])
  })

  it('gives what the plain loop gives', () => {
    const bound = fc.integer({ min: -50, max: 50 })
    fc.assert(
      fc.property(bound, bound, fc.integer({ min: 1, max: 9 }), (start, stop, step) => {
        const up: number[] = []
        for (let i = start; i < stop; i += step) up.push(i)
        expect([...make(start, stop, step)]).toEqual(up)
        const down: number[] = []
        for (let i = start; i > stop; i -= step) down.push(i)
        expect([...make(start, stop, -step)]).toEqual(down)
      }),
    )
  })

  it('refuses what is no integer, and a step of 0', () => {
    expect(() => make(2.5)).toThrow(`${name} takes integers, got 2.5: round it first`)
    expect(() => make(0, Number.NaN)).toThrow('got NaN')
    expect(() => make(0, 5, 0)).toThrow('a step other than 0')
  })
})
