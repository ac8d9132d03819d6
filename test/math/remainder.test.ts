import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { jit, prange } from 'wamba'
import { special } from './inputs.ts'

type Numbers = Float64Array | Float32Array | Int32Array
type Each = ((x: Numbers, y: Numbers, out: Numbers) => void) & { inspect(stage: 'plan'): string }

const each = jit((x: Numbers, y: Numbers, out: Numbers) => {
  for (const i of prange(out.length)) out[i] = x[i] % y[i]
}) as unknown as Each
const byPositive = jit((x: Int32Array, y: Int32Array, out: Int32Array) => {
  for (const i of prange(out.length)) out[i] = x[i] % ((y[i] & 1023) + 1)
})

/** Numbers with their like near multiples of each other, where quotients round. */
const pair = (): fc.Arbitrary<[number, number]> =>
  fc.oneof(
    fc.tuple(fc.double(), fc.double()),
    fc.tuple(fc.constantFrom(...special), fc.constantFrom(...special)),
    fc.tuple(fc.maxSafeInteger(), fc.maxSafeInteger()),
    fc.tuple(fc.double({ min: -1e6, max: 1e6 }), fc.integer({ min: -100, max: 100 })),
    fc
      .tuple(
        fc.integer({ min: 1, max: 2 ** 26 }),
        fc.integer({ min: 1, max: 2 ** 26 }),
        fc.integer({ min: -2, max: 2 }),
      )
      .map(([q, y, by]): [number, number] => [q * y * (1 + by * Number.EPSILON), y]),
  )

describe('x % y', () => {
  it.each([Float64Array, Float32Array])('in the lanes of a %o is JavaScript’s', (Type) => {
    fc.assert(
      fc.property(fc.array(pair(), { minLength: 1, maxLength: 21 }), (pairs) => {
        const x = Type.from(pairs.map(([a]) => a))
        const y = Type.from(pairs.map(([, b]) => b))
        const out = new Type(x.length)
        each(x, y, out)
        expect([...out]).toEqual(Array.from(out, (_, i) => Type.of(x[i] % y[i])[0]))
      }),
      { numRuns: 1000 },
    )
    expect(each.inspect('plan')).toMatch(/vector: \d+ iterations together/)
  })

  it('of int32, by 0 too, is JavaScript’s', () => {
    const hard = [0, 1, -1, 2, 7, -7, 2 ** 31 - 1, -(2 ** 31), 1 - 2 ** 31, 65536, 65537]
    const x = Int32Array.from(hard.flatMap((a) => hard.map(() => a)))
    const y = Int32Array.from(hard.flatMap(() => hard))
    const out = new Int32Array(x.length)
    each(x, y, out)
    expect(out).toEqual(x.map((a, i) => a % y[i]))
    byPositive(x, y, out)
    expect(out).toEqual(x.map((a, i) => a % ((y[i] & 1023) + 1)))
    expect(byPositive.inspect('assembly')).toContain('remainderLanes')
  })
})
