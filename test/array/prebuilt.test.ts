import fc from 'fast-check'
import { expect, test } from 'vitest'
import { inParts, type Prebuilt, prebuilt } from '#wamba/array/prebuilt.js'
import { sharedMemory } from '#wamba/memory/memory.js'

/** Nobody allocates in this test, so any address will do. */
const BASE = 1 << 20
const LENGTH = 200
const buffer = sharedMemory().buffer

/** Philox4x32-10 as the paper has it, in BigInt. */
function philox(counter: readonly number[], key: readonly number[]): number[] {
  let c = counter.map(BigInt)
  let k = key.map(BigInt)
  for (let round = 0; round < 10; round++) {
    const p = 0xd2511f53n * c[0]
    const q = 0xcd9e8d57n * c[2]
    c = [(q >> 32n) ^ c[1] ^ k[0], q & 0xffffffffn, (p >> 32n) ^ c[3] ^ k[1], p & 0xffffffffn]
    k = [(k[0] + 0x9e3779b9n) & 0xffffffffn, (k[1] + 0xbb67ae85n) & 0xffffffffn]
  }
  return c.map(Number)
}

test("the test's Philox gives the known answers of Random123", () => {
  const hex = (words: number[]) => words.map((word) => word.toString(16).padStart(8, '0')).join(' ')
  expect(hex(philox([0, 0, 0, 0], [0, 0]))).toBe('6627e8d5 e169c58d bc57ac4c 9b00dbd8')
  const ones = 0xffffffff
  expect(hex(philox([ones, ones, ones, ones], [ones, ones]))).toBe('408f276d 41c83b0e a20bc7c6 6d5451fd')
  const pi = [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344]
  expect(hex(philox(pi, [0xa4093822, 0x299f31d0]))).toBe('d16cfe09 94fdcceb 5001e420 24126ea1')
})

const word = fc.integer({ min: 0, max: 0xffffffff })
const range = fc
  .tuple(fc.integer({ min: 0, max: LENGTH }), fc.integer({ min: 0, max: LENGTH }))
  .map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const)

test('random doubles are those of Philox for the seed and the index alone, whatever part is asked for', () => {
  const out = new Float64Array(buffer, BASE, LENGTH + 1)
  fc.assert(
    fc.property(word, word, range, (seed0, seed1, [lo, hi]) => {
      out.fill(-1)
      prebuilt().random_f64(BASE, lo, hi, seed0, seed1)
      const expected = Array.from(out, (_, i) => {
        if (i < lo || i >= hi) return -1
        const words = philox([4 * (i >> 3) + (i & 3), 0, 0, 0], [seed0, seed1])
        const [a, b] = (i & 7) < 4 ? words : words.slice(2)
        return a / 2 ** 32 + (b >>> 11) / 2 ** 53
      })
      expect([...out]).toEqual(expected)
    }),
    { numRuns: 30 },
  )
})

test('random floats are those of Philox for the seed and the index alone, whatever part is asked for', () => {
  const out = new Float32Array(buffer, BASE, LENGTH + 1)
  fc.assert(
    fc.property(word, word, range, (seed0, seed1, [lo, hi]) => {
      out.fill(-1)
      prebuilt().random_f32(BASE, lo, hi, seed0, seed1)
      const expected = Array.from(out, (_, i) => {
        if (i < lo || i >= hi) return -1
        return (philox([4 * (i >> 4) + (i & 3), 0, 0, 0], [seed0, seed1])[(i & 15) >> 2] >>> 8) / 2 ** 24
      })
      expect([...out]).toEqual(expected)
    }),
    { numRuns: 30 },
  )
})

test('a million random doubles are in [0, 1), with the mean and the variance of a uniform distribution', () => {
  const n = 1_000_000
  const out = new Float64Array(buffer, BASE, n)
  inParts(n, (lo, hi) => prebuilt().random_f64(BASE, lo, hi, 1, 0))
  const mean = out.reduce((sum, x) => sum + x, 0) / n
  const variance = out.reduce((sum, x) => sum + (x - mean) ** 2, 0) / n
  expect(out.every((x) => x >= 0 && x < 1)).toBe(true)
  expect(Math.abs(mean - 1 / 2)).toBeLessThan(0.0015)
  expect(Math.abs(variance - 1 / 12)).toBeLessThan(0.0005)
})

const arrays = {
  f64: Float64Array,
  f32: Float32Array,
  i32: Int32Array,
  i16: Int16Array,
  i8: Int8Array,
  i64: BigInt64Array,
} as const
type Short = keyof typeof arrays
const shorts = Object.keys(arrays) as Short[]
const call = (name: 'fill' | 'arange', short: Short, ...args: unknown[]) =>
  (prebuilt()[`${name}_${short}` as keyof Prebuilt] as (...args: unknown[]) => void)(...args)

test.each(shorts)('fill_%s writes its length and nothing else', (short) => {
  const Type = arrays[short]
  const wide = short === 'i64'
  const out = new Type(buffer as unknown as ArrayBuffer, BASE, LENGTH + 1) as Float64Array
  fc.assert(
    fc.property(fc.integer({ min: 0, max: LENGTH }), fc.integer({ min: -1000, max: 1000 }), (n, x) => {
      const [value, guard] = wide ? [BigInt(x), 77n] : [x, 77]
      out.fill(guard as number)
      call('fill', short, BASE, n, value)
      const expected = new Type(LENGTH + 1).fill(guard as never).fill(value as never, 0, n)
      expect([...out]).toEqual([...expected])
    }),
  )
})

test.each(shorts)('arange_%s writes start + i · step, whatever part is asked for', (short) => {
  const Type = arrays[short]
  const wide = short === 'i64'
  const fraction = short === 'f64' || short === 'f32' ? 0.1 : 1
  const out = new Type(buffer as unknown as ArrayBuffer, BASE, LENGTH + 1) as Float64Array
  fc.assert(
    fc.property(range, fc.integer({ min: -500, max: 500 }), fc.integer({ min: -40, max: 40 }), ([lo, hi], from, by) => {
      const [start, step] = [from * fraction, by * fraction]
      const guard = (wide ? 77n : 77) as number
      out.fill(guard)
      call('arange', short, BASE, lo, hi, wide ? BigInt(start) : start, wide ? BigInt(step) : step)
      const expected = new Type(LENGTH + 1).fill(guard as never)
      for (let i = lo; i < hi; i++) expected[i] = (wide ? BigInt(start + i * step) : start + i * step) as never
      expect([...out]).toEqual([...expected])
    }),
  )
})

test('arrays above 2 GiB, up to the end of the memory, are written', () => {
  const length = 99
  const address = buffer.byteLength - length * 8
  const out = new Float64Array(buffer, address, length)
  prebuilt().fill_f64(address, length, 2.5)
  expect(out.every((x) => x === 2.5)).toBe(true)
  prebuilt().arange_f64(address, 0, length, 0, 1)
  expect(out.every((x, i) => x === i)).toBe(true)
  prebuilt().random_f64(address, 0, length, 5, 6)
  expect(out.every((x) => x >= 0 && x < 1 && x !== out[(x * length) | 0] + 1)).toBe(true)
  expect(new Set(out).size).toBe(length)
})

test('parts cover a range once, in order', () => {
  const parts: [number, number][] = []
  inParts(150_000, (lo, hi) => parts.push([lo, hi]))
  expect(parts).toEqual([
    [0, 65536],
    [65536, 131072],
    [131072, 150_000],
  ])
  inParts(0, () => expect.unreachable())
})
