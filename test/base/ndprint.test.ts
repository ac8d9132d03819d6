import { inspect } from 'node:util'
import { expect, it } from 'vitest'
import { arange, NdArray, zeros } from 'wamba'

it('prints its shape, its dtype and nested lists of its elements', () => {
  const a = new NdArray(Float64Array.of(1, 2, 3, 4, 5, 6), [2, 3])
  expect(inspect(a)).toBe('NdArray(2, 3) float64 [ [ 1, 2, 3 ], [ 4, 5, 6 ] ]')
  expect(inspect(a.transpose(), { breakLength: Number.POSITIVE_INFINITY })).toBe(
    'NdArray(3, 2) float64 [ [ 1, 4 ], [ 2, 5 ], [ 3, 6 ] ]',
  )
  expect(inspect({ a: zeros([1, 2], 'int64') })).toBe('{ a: NdArray(1, 2) int64 [ [ 0n, 0n ] ] }')
})

it('prints the first elements of a long dimension', () => {
  const long = new NdArray(arange(100) as Float64Array, [1, 100])
  expect(inspect(long, { breakLength: Number.POSITIVE_INFINITY })).toMatch(/\[\s+\[\s+0,.* 19,\s+…\s+\]\s+\]$/s)
})
