import { describe, expect, it } from 'vitest'
import { jit, prange } from 'wamba'

const bytes = Uint8Array.from({ length: 1003 }, (_, i) => (i * 37) & 255)

/** The kernel's text, after its result was found to be the function's. */
function textOf<A extends unknown[]>(fn: (...args: A) => unknown, ...args: A): string {
  const kernel = jit(fn)
  expect(kernel(...(args as never))).toEqual(fn(...args))
  return kernel.inspect('assembly')
}

describe('a whole number that a counted loop steps', () => {
  it('by what is bounded stays whole', () => {
    const text = textOf((a: Uint8Array) => {
      let sum = 0
      let odd = 0
      for (let i = 0; i < a.length; i++) {
        sum += a[i]
        if (a[i] & 1) odd++
        else odd -= 0
      }
      return [sum, odd]
    }, bytes)
    expect(text).toMatch(/let sum: i64/)
    expect(text).toMatch(/let odd: i32/)
  })

  it('is a float64 where its steps, or the iterations, have no bound', () => {
    const text = textOf(
      (a: Float64Array, n: Uint8Array) => {
        let sum = 0
        let count = 0
        for (let i = 0; i < a.length; i++) sum += a[i]
        while (sum > 1) {
          sum /= 2
          count += n[0]
        }
        return [sum, count]
      },
      Float64Array.of(0.5, 2, 300),
      bytes,
    )
    expect(text).toMatch(/let sum: f64/)
    expect(text).toMatch(/let count: f64/)
  })

  it('may be stepped again by a loop around it, and is then a float64', () => {
    const text = textOf(
      (a: Int32Array) => {
        let sum = 0
        for (let i = 0; i < a.length; i++) for (let j = 0; j < a.length; j++) sum += a[j]
        return sum
      },
      Int32Array.from(bytes.subarray(0, 31)),
    )
    expect(text).toMatch(/let sum: f64/)
  })

  it('fits an int32 in the lanes of a prange, or is a float64 there', () => {
    const text = textOf(
      (a: Uint8Array, out: Float64Array) => {
        for (const i of prange(out.length)) {
          let count = 0
          let sum = 0
          for (let j = 0; j < a.length; j++) {
            if (a[j] > i) count++
            sum += a[j]
          }
          out[i] = sum / (count + 1)
        }
        return out[5]
      },
      bytes,
      new Float64Array(19),
    )
    expect(text).toMatch(/let count: i32/)
    expect(text).toMatch(/let sum: f64/)
  })
})
