import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { jit } from 'wamba'

describe('what is rounded to float32', () => {
  const each = (a: Float32Array, b: Float32Array, out: Float32Array): void => {
    for (let i = 0; i < a.length; i++) {
      out[4 * i] = Math.fround(a[i]) + Math.fround(b[i])
      out[4 * i + 1] = a[i] - b[i]
      out[4 * i + 2] = a[i] * b[i]
      out[4 * i + 3] = a[i] / b[i]
    }
  }
  const bytes = (a: Uint8Array, b: Int16Array, out: Float32Array): void => {
    for (let i = 0; i < a.length; i++) {
      out[4 * i] = a[i] / 255
      out[4 * i + 1] = (b[i] - 128) / 3
      out[4 * i + 2] = b[i] / a[i]
      out[4 * i + 3] = b[i] * 0.5 + a[i]
    }
  }
  const limits = (a: Int32Array, out: Float32Array): void => {
    for (let i = 0; i < a.length; i++) {
      out[3 * i] = a[i] / 3
      out[3 * i + 1] = (a[i] & 0x1ffffff) / 7
      out[3 * i + 2] = (a[i] & 0xffffff) * 0.1
    }
  }

  it('has the bits that rounding to float64 before gives', () => {
    const kernel = jit(each)
    fc.assert(
      fc.property(fc.float32Array({ minLength: 1, maxLength: 40 }), (a) => {
        const [b, got, want] = [a.slice().reverse(), new Float32Array(4 * a.length), new Float32Array(4 * a.length)]
        kernel(a, b, got)
        each(a, b, want)
        expect(got).toEqual(want)
      }),
    )
  })

  it('of whole numbers that are float32, and of others', () => {
    const [a, b] = [
      Uint8Array.from({ length: 256 }, (_, i) => i),
      Int16Array.from({ length: 256 }, (_, i) => i * 257 - 32768),
    ]
    const kernel = jit(bytes)
    const [got, want] = [new Float32Array(1024), new Float32Array(1024)]
    kernel(a, b, got)
    bytes(a, b, want)
    expect(got).toEqual(want)
    expect(kernel.inspect('ir')).toContain('(f32(a[i]) / 255:f32)')
    const large = Int32Array.from({ length: 500 }, (_, i) => Math.imul(i, 123456789))
    const [x, y] = [new Float32Array(1500), new Float32Array(1500)]
    jit(limits)(large, x)
    limits(large, y)
    expect(x).toEqual(y)
  })
})
