import { expect, test } from 'vitest'
import { jit, prange } from 'wamba'

test('Math.clz32 counts in lanes what it counts in JavaScript', () => {
  const kernel = jit((x: Int32Array, out: Int32Array): void => {
    for (const i of prange(out.length)) out[i] = Math.clz32(x[i])
  })
  // All powers of two, the numbers below and above them, and their negatives.
  const x = Int32Array.from({ length: 32 * 6 }, (_, i) => (i % 2 ? -1 : 1) * ((1 << (i >> 3)) + ((i >> 1) % 3) - 1))
  const out = new Int32Array(x.length)
  kernel(x, out)
  expect(out).toEqual(x.map(Math.clz32))
  expect(kernel.inspect('assembly')).toContain('f32x4.convert_i32x4_s')
})
