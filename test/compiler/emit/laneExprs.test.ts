import { describe, expect, test } from 'vitest'
import { jit, prange } from 'wamba'

const values = [Number.NaN, 0, -0, 1, -1, 1.5, 5e-324, -5e-324, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
type Loop = (x: Float64Array, y: Float64Array, out: Float64Array) => void

describe.each([Float64Array, Float32Array])('in a %o', (Type) => {
  describe.each(['min', 'max'])('Math.%s', (name) => {
    test.each(['x[i], y[i]', 'x[i], 0', '0, x[i]', 'x[i], -0', 'x[i], 1', '-1, x[i]', 'x[i], y[i], 0.5, x[i] * y[i]'])(
      `of (%s) keeps NaN and the sign of a zero in every lane`,
      (operands) => {
        const text = `(x, y, out) => { for (const i of prange(out.length)) out[i] = Math.${name}(${operands}) }`
        const kernel = jit(new Function('prange', `return ${text}`)(prange) as Loop)
        const pairs = values.flatMap((a) => values.map((b) => [a, b]))
        const [x, y] = [0, 1].map((k) => new Type(pairs.map((pair) => pair[k])) as Float64Array)
        const [out, want] = [0, 1].map(() => new Type(pairs.length) as Float64Array)
        kernel(x, y, out)
        kernel.js(x, y, want)
        expect(out).toEqual(want)
        expect(kernel.inspect('assembly')).toContain(`.p${name}(`)
      },
    )
  })
})

describe.each([Float64Array, Float32Array])('the sign in a %o', (Type) => {
  test.each(['-x[i]', 'Math.abs(x[i])', '-Math.abs(x[i])'])(
    'of %s is JavaScript’s in every lane, of zeros and NaN too',
    (value) => {
      const kernel = jit(
        new Function('prange', `return (x, y, out) => { for (const i of prange(out.length)) out[i] = ${value} }`)(
          prange,
        ) as Loop,
      )
      const [x, out, want] = [values, values, values].map((each) => new Type(each) as Float64Array)
      kernel(x, x, out)
      kernel.js(x, x, want)
      expect(out).toEqual(want)
    },
  )
})

test.each([
  '2 * x[i]',
  'x[i] * 64',
  '1073741824 * x[i] | 0',
  'Math.imul(x[i], 1 << 30)',
  'Math.imul(8, x[i])',
  '-4 * x[i]',
  '3 * x[i]',
  '0 * x[i]',
])('a product of whole numbers in lanes is JavaScript’s: %s', (product) => {
  const loop = new Function('prange', `return (x, out) => { for (const i of prange(out.length)) out[i] = ${product} }`)(
    prange,
  )
  const kernel = jit(loop as (x: Int32Array, out: Int32Array) => void)
  const x = Int32Array.from([0, 1, -1, 7, -7, 12345, -54321, 2 ** 31 - 1, -(2 ** 31), 2 ** 30, 3, 4, 5])
  const [out, want] = [0, 1].map(() => new Int32Array(x.length))
  kernel(x, out)
  kernel.js(x, want)
  expect(out).toEqual(want)
})

describe('a rare case of an elementary function', () => {
  const loops: Record<string, (a: Float64Array, out: Float64Array) => void> = {
    'in both branches': (a, out) => {
      for (const i of prange(a.length)) out[i] = a[i] < 0.5 ? Math.atanh(a[i]) : Math.atanh(a[i])
    },
    'in what is made of it': (a, out) => {
      for (const i of prange(a.length)) out[i] = i < 5 ? Math.atanh(a[i]) + 1 : i & 1 ? 2 : Math.atanh(a[i]) + 1
    },
  }
  test.each(Object.entries(loops))('is mended in the lanes of every branch that takes the function: %s', (_, loop) => {
    const a = Float64Array.from({ length: 23 }, (_, i) => (i % 7) / 3 - 0.3)
    expect(jit(loop).verify(a, new Float64Array(23))).toMatchObject({ ok: true })
  })
})
