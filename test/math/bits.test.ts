import { describe, expect, test } from 'vitest'
import { erf, erfc, exp2, gamma, jit, lgamma, prange } from 'wamba'
import { binary, numbers, special, unary } from './inputs.ts'

type Loop = (x: Float64Array, y: Float64Array, out: Float64Array) => void

function kernelOf(name: string, operands: string) {
  const names = { prange, erf, erfc, exp2, gamma, lgamma }
  const loop = `(x, y, out) => { for (const i of prange(out.length)) out[i] = ${name}(${operands}) }`
  return jit(new Function(...Object.keys(names), `return ${loop}`)(...Object.values(names)) as Loop)
}

/** Specials beside ordinary numbers, so that a vector has lanes of both kinds, and a remainder. */
function inputs(shift: number): Float64Array {
  const random = numbers(4096)
  return Float64Array.from({ length: 4099 }, (_, i) =>
    i % 3 === 0 ? special[(i / 3 + shift) % special.length] : random[(i * 7 + shift) % random.length],
  )
}

describe.each([Float64Array, Float32Array])('in a %o', (Type) => {
  test.each([...unary, ...binary])('a lane of %s has the bits of the reference and of the scalar remainder', (name) => {
    const kernel = kernelOf(name, binary.includes(name) ? 'x[i], y[i]' : 'x[i]')
    const x = new Type(inputs(0)) as Float64Array
    const y = new Type(inputs(31)) as Float64Array
    const out = new Type(x.length) as Float64Array
    kernel(x, y, out)
    const { errors, outputs } = kernel.verify(x, y, out)
    expect(errors).toBeUndefined()
    expect(outputs.find((output) => output.name === 'out')).toMatchObject({ maxUlp: 0 })
    expect(kernel.inspect('plan')).toMatch(/vector: \d+ iterations together/)
    // Each by itself: the remainder's scalar code.
    for (let i = 0; i < 300; i++) {
      const one = new Type(1) as Float64Array
      kernel(x.slice(i, i + 1), y.slice(i, i + 1), one)
      expect({ i, x: x[i], y: y[i], value: one[0] }).toEqual({ i, x: x[i], y: y[i], value: out[i] })
    }
  })
})
