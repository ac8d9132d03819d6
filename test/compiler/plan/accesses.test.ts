import { expect, test } from 'vitest'
import { jit, prange } from 'wamba'

const table = Int32Array.from({ length: 300 }, (_, i) => (i * 37) % 200)

test('a place that is read and moved within 32 bits is checked in 32 bits', () => {
  const kernel = jit((x: Int32Array, t: Int32Array, out: Int32Array) => {
    for (const i of prange(out.length)) {
      const place = t[x[i] & 255] + (x[i] & 15)
      out[i] = t[place] + t[place + 1]
    }
  })
  const x = Int32Array.from({ length: 37 }, (_, i) => i * 7)
  expect(kernel.verify(x, table, new Int32Array(37))).toMatchObject({ ok: true })
  expect(kernel.inspect('assembly')).toContain('i32x4.ge_u(')
  expect(kernel.inspect('assembly')).not.toContain('i64x2.')
  // Sums that leave int32 upwards, and negative places, are outside as they are in JavaScript.
  for (const far of [2 ** 31 - 1, 2 ** 31 - 5, -3, -17, -(2 ** 31)]) {
    const strays = table.slice()
    strays[x[30] & 255] = far
    const out = new Int32Array(37)
    expect(() => kernel(x, strays, out)).toThrow(RangeError)
  }
})

test('a place that 32 bits do not hold is checked in 64', () => {
  const kernel = jit((x: Int32Array, t: Int32Array, out: Int32Array) => {
    for (const i of prange(out.length)) out[i] = t[x[i] * 4 + x[i + 1]]
  })
  const x = new Int32Array(21)
  x.fill(3)
  expect(kernel.verify(x, table, new Int32Array(20))).toMatchObject({ ok: true })
  // 2^32 / 4 and a little: the low bits lie in the table.
  x[5] = 2 ** 30
  expect(() => kernel(x, table, new Int32Array(20))).toThrow(RangeError)
})
