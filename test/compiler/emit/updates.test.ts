import { describe, expect, it } from 'vitest'
import { jit, prange } from 'wamba'

/** The effects, or the error, of a kernel and of its function on copies of the arguments. */
function outcomes(fn: (...args: never[]) => unknown, args: readonly (Float64Array | Int32Array | Uint8Array)[]) {
  return [fn, jit(fn as (a: Float64Array) => void, { cache: false })].map((run) => {
    const copies = args.map((arg) => arg.slice())
    try {
      ;(run as (...given: unknown[]) => unknown)(...copies)
      return copies
    } catch (error) {
      return (error as Error).message
    }
  })
}

describe('an element that is updated', () => {
  const numbers = Float64Array.of(0.25, 1e300, -0.5, 3.999, 4294967297.5, Number.NaN, -4294967295.5)

  it('is found once, whatever its index is made of', () => {
    const [plain, compiled] = outcomes(
      (a: Float64Array, h: Float64Array) => {
        for (let i = 0; i < a.length; i++) h[(a[i] | 0) & 7] += a[i] * 2
        for (let i = 0; i < a.length; i++) h[((a[i] | 0) & 7) + 1] *= 3
        for (let i = 0; i < a.length; i++) h[(a[i] * 3) & 7] = Math.max(h[(a[i] * 3) & 7], i)
      },
      [numbers, new Float64Array(9).fill(0.5)],
    )
    expect(compiled).toEqual(plain)
  })

  it('of small integers and clamped bytes keeps its conversion', () => {
    const [plain, compiled] = outcomes(
      (a: Float64Array, h: Uint8Array) => {
        for (let i = 0; i < a.length; i++) h[(a[i] | 0) & 3] += 200.7
      },
      [numbers, new Uint8Array(4)],
    )
    expect(compiled).toEqual(plain)
  })

  it('is looked for before the rest of the value', () => {
    const update = jit((a: Float64Array, h: Float64Array) => {
      for (let i = 0; i < a.length; i++) h[a[i] | 0] += a[i + 1]
    })
    expect(() => update(Float64Array.of(7, 1), new Float64Array(2))).toThrow(/index 7 .*'h'/)
    expect(() => update(Float64Array.of(1), new Float64Array(2))).toThrow(/index 1 .*'a'/)
  })

  it('in a prange names the index, the array and the iteration that threw', () => {
    const histogram = jit((a: Float64Array, h: Int32Array) => {
      for (const i of prange(a.length)) h[(a[i] * 4) | 0] += 1
    })
    const h = new Int32Array(4)
    expect(() => histogram(Float64Array.of(0.1, 0.9, 1.5, 2), h)).toThrow(/index 6 .*'h'/)
    histogram(Float64Array.of(0.1, 0.9, 0.95), h.fill(0))
    expect([...h]).toEqual([1, 0, 0, 2])
  })
})
