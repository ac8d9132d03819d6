import { describe, expect, test } from 'vitest'
import { jit, prange } from 'wamba'

const singles = [0, -0, 1.5, -2.25, Number.NaN, 1e-40, -1e30, Number.POSITIVE_INFINITY]
const int32s = [0, 1, 2, 3, -1, -2, 2 ** 30, -(2 ** 31), 2 ** 31 - 1, 5, 6, 1 << 17]

describe.each([Float32Array, Float64Array])('a choice between a %o and its negation', (Type) => {
  test.each([
    ['(h[i] & 1) === 0 ? x[i] : -x[i]', 1],
    ['(h[i] & 2) !== 0 ? x[i] : -x[i]', 1],
    ['(h[i] & 1073741824) ? -x[i] : x[i]', 1],
    ['(h[i] & 3) === 0 ? x[i] : -x[i]', 1],
    ['(h[i] & 2) === 2 ? x[i] : -x[i]', 1],
    ['(h[i] & -2147483648) === 0 ? -x[i] : x[i]', 1],
    ['h[i] > 1 ? -x[i] : x[i]', 1],
    ['x[i] < 0 ? -x[i] : x[i]', 1],
    ['h[i] > 1 ? -x[i] : x[i] + 1', 0],
  ] as const)('has the sign of JavaScript’s in every lane: %s', (value, signed) => {
    const text = `(h, x, out) => { for (const i of prange(out.length)) out[i] = ${value} }`
    const loop = new Function('prange', `return ${text}`)(prange)
    const kernel = jit(loop as (h: Int32Array, x: Float64Array, out: Float64Array) => void)
    const pairs = int32s.flatMap((h) => singles.map((x) => [h, x]))
    const h = Int32Array.from(pairs, ([each]) => each)
    const x = new Type(pairs.map((pair) => pair[1])) as Float64Array
    const [out, want] = [0, 1].map(() => new Type(pairs.length) as Float64Array)
    kernel(h, x, out)
    kernel.js(h, x, want)
    expect(out).toEqual(want)
    const assembly = kernel.inspect('assembly')
    expect(assembly.includes('v128.bitselect')).toBe(signed === 0)
  })
})

test('a bit of an integer is a sign where it stands, without a comparison', () => {
  const kernel = jit((h: Int32Array, x: Float32Array, out: Float32Array) => {
    for (const i of prange(out.length)) out[i] = (h[i] & 4) === 0 ? x[i] : -x[i]
  })
  const h = Int32Array.from({ length: 19 }, (_, i) => i * 3)
  const x = Float32Array.from(h, (n) => n + 0.5)
  expect(kernel.verify(h, x, new Float32Array(19))).toMatchObject({ ok: true })
  expect(kernel.inspect('assembly')).toMatch(/i32x4\.shl\(v\w*, 29\)/)
})

test('float32 lanes become integers as JavaScript makes them, whatever they are', () => {
  const kernel = jit((x: Float32Array, out: Int32Array) => {
    for (const i of prange(out.length)) out[i] = x[i] | 0
  })
  const powers = Array.from({ length: 100 }, (_, e) => 2 ** (e - 5))
  const all = [0, Number.NaN, Number.POSITIVE_INFINITY, 3.7, 4194303.5, 4194304.5, 12582912, 16777215]
  for (const base of [all, powers, powers.map((p) => p * 1.7)])
    for (const sign of [1, -1])
      for (const near of [[], [1, 1, 1]]) {
        const x = Float32Array.from([...near, ...base.map((n) => sign * n)])
        const [out, want] = [0, 1].map(() => new Int32Array(x.length))
        kernel(x, out)
        kernel.js(x, want)
        expect(out).toEqual(want)
      }
  expect(kernel.inspect('assembly')).toContain('toInt32Singles(')
})
