import { describe, expect, test } from 'vitest'
import { type FloatName, largestError } from './measure.ts'
import { ranges } from './ranges.ts'

const POINTS = 4096
/** The law's bound, and the closer ones of exp and pow. */
const bounds: Readonly<Record<string, number>> = { exp: 0.55, pow: 0.55 }

const WIDE: readonly FloatName[] = ['float64']
const BOTH: readonly FloatName[] = ['float64', 'float32']

describe.each(Object.keys(ranges))('%s', (name) => {
  test.each(ranges[name])('is within its bound: $name', (range) => {
    for (const dtype of range.wide ? WIDE : BOTH)
      expect(largestError(name, dtype, range, POINTS)).toSatisfy(({ error }) => error <= (bounds[name] ?? 1))
  })
})
