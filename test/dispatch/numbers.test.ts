import { expect, it } from 'vitest'
import { f32, i32, jit } from 'wamba'

it('f32 and i32 convert in kernels as they do in JavaScript', () => {
  const convert = (x: number) => [f32(x), i32(x), i32(x / 2), f32(0.1) * f32(x)]
  const kernel = jit(convert, { cache: false })
  for (const x of [0, -0, 2.7, -2.7, 2 ** 31, -(2 ** 40) - 3, NaN, Infinity, 1e-50])
    expect(kernel(x).slice(0, 3)).toEqual(convert(x).slice(0, 3))
  expect(kernel(3)[3]).toBe(Math.fround(f32(0.1) * 3))
})
