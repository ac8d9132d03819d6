/** Arguments that a kernel never looks at. */
import { expect, it } from 'vitest'
import { jit } from 'wamba'

const anything = [
  { x: 1 },
  [1, 2],
  [[1], [2]],
  'text',
  null,
  undefined,
  () => 1,
  3,
  5n,
  true,
  new Date(0),
  new Float64Array(2),
]

it('an argument that the kernel never looks at may be anything, and be left out', () => {
  const first = jit((a: Float64Array, _options?: unknown) => a[0])
  const a = Float64Array.of(7)
  for (const each of anything) {
    expect(first(a, each)).toBe(7)
    expect(first.verify(a, each).ok).toBe(true)
  }
  expect(first(a)).toBe(7)
})

it('one before others may be anything, too, and is the argument that the function itself is given', () => {
  const last = jit((_state: unknown, x: number, _index: unknown) => x + 1)
  for (const each of anything) expect(last(each, 1, each)).toBe(2)
  expect(last.js({}, 1, undefined)).toBe(2)
})

it('one that is looked at is still refused', () => {
  const both = jit((a: Float64Array, b: number) => a[0] + b)
  expect(() => both(Float64Array.of(1), 'text' as never)).toThrow('argument 2')
})
