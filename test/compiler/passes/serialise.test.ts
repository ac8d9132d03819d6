import { expect, it } from 'vitest'
import { violations } from '#wamba/compiler/ir/law.js'
import { serialise } from '#wamba/compiler/passes/serialise.js'
import { float64s, loopsOf, loweredOf, uint20 } from '../compiled.ts'

it('a prange within a prange is serial, at any depth; the outer one, and one within a serial loop, are parallel', () => {
  const func = loweredOf(
    `(a, n) => {
      for (let t = 0; t < n; t++) for (const i of prange(n)) {
        if (a[i] > 1) for (const j of prange(n)) for (const k of prange(n)) a[i] += j * k
        while (a[i] < 1) for (const j of prange(n)) a[i] += j + 1
      }
    }`,
    [float64s, uint20],
  )
  expect(violations(func)).toContain('a parallel loop within a parallel loop')
  const after = serialise(func)
  expect(violations(after)).toEqual([])
  expect(loopsOf(after).map((loop) => `${loop.counter.name} ${loop.parallel}`)).toEqual([
    't false',
    'i true',
    'j false',
    'k false',
    'j_1 false',
  ])
})
