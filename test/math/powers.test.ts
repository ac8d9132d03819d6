import { describe, expect, test } from 'vitest'
import { jit, prange } from 'wamba'
import { binary } from '../ulp/reference.ts'
import { numbers, special } from './inputs.ts'

type Loop = (x: Float64Array, out: Float64Array) => void

const kernelOf = (exponent: number) =>
  jit(
    new Function('prange', `return (x, out) => { for (const i of prange(out.length)) out[i] = x[i] ** ${exponent} }`)(
      prange,
    ) as Loop,
  )

const EXPONENTS = [-12, -6, -4, -3, -2, -1, 0.5, 1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 16]

describe.each(EXPONENTS)('x ** %d', (exponent) => {
  const kernel = kernelOf(exponent)

  test('has the bits of the reference, lanes with special values too', () => {
    const random = numbers(4096)
    const inputs = Float64Array.from({ length: 4099 }, (_, i) =>
      i % 5 === 0 ? special[(i / 5) % special.length] : random[i % 4096],
    )
    for (const Type of [Float64Array, Float32Array]) {
      const x = new Type(inputs) as Float64Array
      const out = new Type(x.length) as Float64Array
      expect(kernel.verify(x, out).outputs.find(({ name }) => name === 'out')).toMatchObject({ maxUlp: 0 })
    }
  })

  test('gives what JavaScript gives where that is a zero, infinite or NaN, and else next to it', () => {
    const x = Float64Array.from(special)
    const out = new Float64Array(x.length)
    kernel(x, out)
    x.forEach((base, i) => {
      const want = base ** exponent
      const near = want !== 0 && Math.abs(out[i] - want) <= Math.abs(want) * 2 ** -51 + Number.MIN_VALUE
      expect({ base, got: near ? want : out[i] }).toEqual({ base, got: want })
    })
  })

  test('is within 0.55 ULP', () => {
    const x = Float64Array.from({ length: 4096 }, (_, i) => 10 ** (((i * 0.618033988749895) % 1) * 20 - 10))
    const out = new Float64Array(x.length)
    kernel(x, out)
    x.forEach((base, i) => {
      const { value, exponent: power } = binary.pow(base, exponent)
      const got = out[i] * 2 ** -power
      const error = Math.abs(got - value.hi - value.lo) / 2 ** (Math.floor(Math.log2(value.hi)) - 52)
      expect({ base, bounded: error <= 0.55 }).toEqual({ base, bounded: true })
    })
  })
})
