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

  it('ends before a bound that is a fraction, does nothing up to NaN, and refuses a step of 0', () => {
    expect([...make(2.5)]).toEqual([0, 1, 2])
    expect([...make(Number.NaN)]).toEqual([])
    expect(() => make(0, 3, 0)).toThrow(`${name} takes a step other than 0`)
  })
})
