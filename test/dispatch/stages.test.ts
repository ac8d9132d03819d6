import { expect, it } from 'vitest'
import { jit } from 'wamba'

const twice = (a: Float64Array): void => {
  for (let i = 0; i < a.length; i++) a[i] *= 2
}

it('a kernel of the disk cache shows the stages that it was compiled by', () => {
  const [first, second, uncached] = [jit(twice), jit(twice), jit(twice, { cache: false })]
  for (const kernel of [first, second, uncached]) kernel(new Float64Array(3))
  for (const stage of ['ast', 'ir', 'plan', 'assembly', 'reference'] as const) {
    expect(second.inspect(stage)).toBe(first.inspect(stage))
    expect(uncached.inspect(stage)).toBe(first.inspect(stage))
  }
  expect(second.verify(Float64Array.of(1, 2)).ok).toBe(true)
})
