import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { jit, prange } from 'wamba'

/** The kernel gives what its function gives, for any bytes and numbers. */
function agrees(fn: (data: Uint8Array, x: number, out: Int32Array) => number): string {
  const kernel = jit(fn)
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), fc.oneof(fc.integer(), fc.double()), (data, x) => {
      const [plain, compiled] = [new Int32Array(40), new Int32Array(40)]
      const given = (out: Int32Array) => [data, x, out].slice(0, fn.length) as Parameters<typeof fn>
      expect(kernel(...given(compiled))).toBe(fn(...given(plain)))
      expect(compiled).toEqual(plain)
    }),
  )
  return kernel.inspect('assembly')
}

describe('a variable of which only the low bits are used', () => {
  it('is an int32, though its values are unsigned', () => {
    const text = agrees((data, x) => {
      let h = 0x811c9dc5
      for (let i = 0; i < data.length; i++) h = Math.imul(h ^ data[i], 0x01000193) >>> 0
      return (h ^ x) >>> 0
    })
    expect(text).toMatch(/let h: i32/)
  })

  it('takes the low bits of either side of a choice', () => {
    const text = agrees((data, x) => {
      let c = 0xffffffff
      for (let i = 0; i < data.length; i++) {
        c ^= data[i]
        for (let k = 0; k < 8; k++) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1
      }
      return (c ^ -1 ^ x) >>> 0
    })
    expect(text).toMatch(/let c: i32/)
  })

  it('may be stored to an array of integers, and hand its bits on', () => {
    const text = agrees((data, x, out) => {
      for (const i of prange(data.length)) {
        let s = (data[i] * 2654435761) >>> 0
        s ^= s << 13
        const t = s >>> 0
        s = (t ^ (t >>> 17)) >>> 0
        out[i] = s
      }
      return x
    })
    expect(text).toMatch(/let t: i32/)
  })

  it('is none where its size counts too', () => {
    const text = agrees((data) => {
      let h = 0x811c9dc5
      for (let i = 0; i < data.length; i++) h = (h ^ data[i]) >>> 0
      return h > 2 ** 31 ? h / 2 : h
    })
    expect(text).toMatch(/let h: i64/)
  })
})
