import { describe, expect, it } from 'vitest'
import { jit, prange } from 'wamba'
import { type Any, same } from '../same.ts'

const bytes = (n: number): Uint8Array => Uint8Array.from({ length: n }, (_, i) => (i * 37 + (i >> 3)) & 255)
const clamped = (n: number): Uint8ClampedArray => new Uint8ClampedArray(bytes(n))
const textOf = (fn: (...args: Any[]) => unknown, ...args: unknown[]): string => {
  const kernel = jit(fn)
  kernel(...args)
  return kernel.inspect('assembly')
}
const lengths = [0, 4, 60, 63, 64, 65, 66, 67, 68, 127, 128, 131, 1000]

describe('bytes side by side are written as whole vectors', () => {
  const kernels: Record<string, (a: Any, out: Any, k: number) => void> = {
    'three of four, in place': (a, _, k) => {
      for (let i = 0; i + 2 < a.length; i += 4) {
        a[i] = 255 - a[i]
        a[i + 1] = a[i + 1] + k
        a[i + 2] = a[i + 2] ^ 3
      }
    },
    'all four, of floats': (a, out, k) => {
      for (let i = 0; i + 3 < a.length; i += 4) {
        const grey = 0.3 * a[i] + 0.6 * a[i + 1] + 0.1 * a[i + 2] + k
        out[i] = grey
        out[i + 1] = grey * 0.5
        out[i + 2] = a[i]
        out[i + 3] = 255
      }
    },
    'three of three, in another order': (a, out, k) => {
      for (let i = 0; i + 2 < a.length; i += 3) {
        out[i + 2] = a[i]
        out[i] = a[i + 2] + k
        out[i + 1] = a[i + 1]
      }
    },
    'two of three': (a, _, k) => {
      for (let i = 0; i + 2 < a.length; i += 3) {
        a[i + 1] += k
        a[i + 2] -= k
      }
    },
    'two of two': (a, out, k) => {
      for (let i = 0; i < a.length >> 1; i++) {
        out[2 * i] = a[i] >> 4
        out[2 * i + 1] = (a[i] & 15) + k
      }
    },
    'the last two of four': (a, _, k) => {
      for (let i = 0; i + 3 < a.length; i += 4) {
        a[i + 2] = a[i] + k
        a[i + 3] = a[i + 1] - k
      }
    },
    'what a write before it has written': (a, _, k) => {
      for (let i = 0; i + 3 < a.length; i += 4) {
        a[i] = a[i + 1] + k
        a[i + 1] = a[i] + 1
        a[i + 2] = a[i + 1] + 1
      }
    },
    'pixels of which a branch writes some': (a, out, k) => {
      for (let i = 0; i + 3 < a.length; i += 4) {
        out[i] = a[i] + k
        if (a[i + 1] > 100) out[i + 1] = a[i + 1]
        out[i + 2] = a[i + 2]
      }
    },
  }

  it.each(Object.entries(kernels))('%s', (_, fn) => {
    for (const n of lengths)
      same(fn, [bytes(n), bytes(n).reverse(), 7], [clamped(n), clamped(n).reverse(), -20], [bytes(n), clamped(n), 0.5])
  })

  it('and not one by one', () => {
    const text = textOf(kernels['three of four, in place'], bytes(400), bytes(400), 1)
    expect(text).toMatch(/v128\.store\(v(_\d+)?, v128\.bitselect/)
    expect(textOf(kernels['all four, of floats'], bytes(400), bytes(400), 1)).toMatch(/v128\.shuffle<i16>/)
    expect(textOf(kernels['what a write before it has written'], bytes(400), bytes(400), 1)).not.toContain('kept')
  })

  it('in a prange, on arrays that are one', () => {
    const swap = (a: Uint8Array, b: Uint8Array) => {
      for (const i of prange(a.length >> 2)) {
        b[4 * i] = a[4 * i + 2]
        b[4 * i + 1] = a[4 * i + 1]
        b[4 * i + 2] = a[4 * i]
      }
    }
    const kernel = jit(swap)
    for (const n of lengths) {
      const [got, want] = [bytes(n), bytes(n)]
      kernel(got, got)
      swap(want, want)
      expect(got).toEqual(want)
      same(swap, [bytes(n), bytes(n).reverse()])
    }
  })
})

it('nothing beyond the array is written where its last pixel is short', () => {
  const kernel = jit((a: Uint8Array) => {
    for (let i = 0; i < a.length; i += 4) {
      a[i] = 1
      a[i + 1] = 2
      a[i + 2] = 3
    }
  })
  const all = bytes(80)
  const before = all.slice()
  kernel(all.subarray(0, 63))
  expect(all.slice(63)).toEqual(before.slice(63))
  expect([all[59], all[60], all[61], all[62]]).toEqual([before[59], 1, 2, 3])
})
