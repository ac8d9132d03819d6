import { expect, it } from 'vitest'
import { jit } from 'wamba'
import { type Any, same } from '../same.ts'

const values = [Number.NaN, 0, -0, 1, -1, 1.5, 5e-324, -5e-324, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
const pairs = values.flatMap((a) => values.map((b) => [a, b]))

it.each([
  'Math.min(a[k], b[k])',
  'Math.max(a[k], b[k])',
  'Math.min(a[k], 1)',
  'Math.min(0, a[k])',
  'Math.min(a[k], -0)',
  'Math.max(a[k], 0)',
  'Math.max(-1, a[k])',
  'Math.max(a[k], -0)',
  'Math.max(a[k], b[k], last)',
  'Math.min(Math.max(a[k], -1), 1)',
  'Math.max(a[k], NaN)',
])('%s of scalars has the bits of JavaScript for NaN and zeros of either sign', (text) => {
  // Each value waits for the last: no lanes.
  const fn = new Function(
    'a',
    'b',
    'out',
    `let last = 0; for (let i = 0; i < a.length; i++) { const k = (i + (last === 7 ? 1 : 0)) % a.length; last = ${text}; out[i] = last }`,
  ) as (...args: Any[]) => void
  for (const Type of [Float64Array, Float32Array])
    same(fn, [new Type(pairs.map(([a]) => a)), new Type(pairs.map(([, b]) => b)), new Type(pairs.length)])
  expect(jit(fn).js).toBe(fn)
})

it('a scalar extreme has no branch, but where a variable keeps it', () => {
  const kernel = jit((a: Float64Array, b: Float64Array, out: Float64Array) => {
    let [most, sum] = [0, 0]
    for (let i = 1; i < a.length; i++) {
      most = Math.max(most, a[i])
      sum = Math.max(sum + a[i], 0)
      out[i] = Math.min(out[i - 1], b[i]) + Math.max(a[i], 0.5)
    }
    return most + sum
  })
  const numbers = Float64Array.from({ length: 30 }, (_, i) => Math.sin(i))
  expect(kernel.verify(numbers, numbers.slice().reverse(), new Float64Array(30))).toMatchObject({ ok: true })
  const text = kernel.inspect('assembly')
  expect(text).toContain('minimum<f64>(')
  expect(text).toContain('atLeast<f64>(')
  expect(text).toMatch(/most = max<f64>\(/)
  expect(text).toMatch(/sum = max<f64>\(/)
})
