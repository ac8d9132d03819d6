import { expect, it } from 'vitest'
import { jit, prange } from 'wamba'

const signatures = (kernel: { diagnostics(): { specialisations: readonly { signature: string }[] } }): string[] =>
  kernel.diagnostics().specialisations.map(({ signature }) => signature)

it('a whole number that meets elements of integers is an integer, any other number is not, and the results are those of JavaScript', () => {
  const kernel = jit((a: Int32Array | Float64Array, limit: number) => {
    let sum = 0
    for (const i of prange(a.length)) sum += Math.max(a[i] - limit, 0)
    return sum
  })
  const a = Int32Array.from({ length: 100 }, (_, i) => i * i - 300)
  for (const limit of [3, 0, -0, 2.5, -7, 1e10, NaN, 3, 2.5]) expect(kernel(a, limit)).toBe(kernel.js(a, limit))
  expect(signatures(kernel).sort()).toEqual([
    'float64(int32[:], float64)',
    'float64(int32[:], int32)',
    'float64(int32[:], int32)',
  ])
  const b = Float64Array.from(a)
  for (const limit of [3, 2.5]) expect(kernel(b, limit)).toBe(kernel.js(b, limit))
  expect(signatures(kernel).filter((signature) => signature.includes('float64[:]'))).toEqual([
    'float64(float64[:], float64)',
  ])
})
