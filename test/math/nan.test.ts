import { describe, expect, test } from 'vitest'
import { erf, erfc, exp2, gamma, jit, lgamma, prange } from 'wamba'
import { unary } from './inputs.ts'

type Loop = (x: Float64Array, out: Float64Array) => void

/** NaNs of both signs and of any payload. */
function everyNaN(Type: Float64ArrayConstructor | Float32ArrayConstructor): Float64Array {
  const wide = Type === Float64Array
  const exponent = wide ? 0x7ff0_0000_0000_0000n : 0x7f80_0000n
  const payloads = Array.from({ length: wide ? 52 : 23 }, (_, i) => 1n << BigInt(i)).flatMap((bit) => [
    bit,
    bit | 0x155n,
  ])
  const bits = payloads.flatMap((payload) => [
    exponent | payload,
    exponent | payload | (exponent + (exponent & -exponent)),
  ])
  return new Type((wide ? BigUint64Array.from(bits) : Uint32Array.from(bits, Number)).buffer) as Float64Array
}

describe.each([Float64Array, Float32Array])('in a %o', (Type) => {
  const x = everyNaN(Type)

  test.each(unary)('%s of any NaN is NaN, in lanes and by itself', (name) => {
    const names = { prange, erf, erfc, exp2, gamma, lgamma }
    const text = `(x, out) => { for (const i of prange(out.length)) out[i] = ${name}(x[i]) }`
    const kernel = jit(new Function(...Object.keys(names), `return ${text}`)(...Object.values(names)) as Loop)
    const out = new Type(x.length) as Float64Array
    kernel(x, out)
    expect(out.every(Number.isNaN)).toBe(true)
    for (let i = 0; i < x.length; i++) {
      kernel(x.subarray(i, i + 1), out.fill(0).subarray(0, 1))
      expect(out[0]).toBeNaN()
    }
  })
})
