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

const someBytes = (length: number, seed: number) => Uint8Array.from({ length }, (_, i) => (i * 37 + seed) % 256)

/** Where whole vectors of pixels are stored. */
const vectorStores = /v128\.store\(/

it('pixels of which all bytes are written are stored as vectors, in a loop within a prange too', () => {
  const kernel = jit((n: number, width: number, a: Uint8Array, out: Uint8Array) => {
    for (const y of prange(n))
      for (let x = 0; x < width; x++) {
        const at = 2 * (y * width + x)
        out[at] = 255 - a[at]
        out[at + 1] = a[at + 1] >> 1
      }
  })
  expect(kernel.verify(5, 37, someBytes(370, 1), someBytes(370, 2))).toMatchObject({ ok: true })
})

it('bytes between those that a loop writes are not written back where another thread may write them', () => {
  const kernel = jit((n: number, width: number, a: Uint8Array, out: Uint8Array) => {
    for (const y of prange(n)) {
      const row = 4 * y * width
      for (let x = 0; x < width; x++) {
        out[row + 4 * x + 2] = a[row + 4 * x] >> 1
        out[row + 4 * x + 3] = 255 - a[row + 4 * x]
      }
      out[row] = 7
      out[row + 1] = 8
    }
  })
  expect(kernel.verify(9, 32, someBytes(1152, 1), someBytes(1152, 2))).toMatchObject({ ok: true })
  expect(kernel.inspect('assembly')).not.toMatch(vectorStores)
})

it('they are in a loop that runs alone, and in the iterations of a prange', () => {
  const serial = jit((a: Uint8Array, out: Uint8Array) => {
    for (let i = 0; i < out.length; i += 4) {
      out[i] = 255 - a[i]
      out[i + 1] = 255 - a[i + 1]
      out[i + 2] = 255 - a[i + 2]
    }
  })
  const parallel = jit((n: number, a: Uint8Array, out: Uint8Array) => {
    for (const i of prange(n)) {
      out[4 * i] = 255 - a[4 * i]
      out[4 * i + 1] = 255 - a[4 * i + 1]
      out[4 * i + 2] = 255 - a[4 * i + 2]
    }
  })
  expect(serial.verify(someBytes(256, 1), someBytes(256, 2))).toMatchObject({ ok: true })
  expect(parallel.verify(64, someBytes(256, 1), someBytes(256, 2))).toMatchObject({ ok: true })
  for (const kernel of [serial, parallel]) expect(kernel.inspect('assembly')).toMatch(vectorStores)
})
