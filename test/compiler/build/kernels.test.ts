import fc from 'fast-check'
import { expect, test } from 'vitest'
import { assemblyText, instanceOf } from './instance.ts'

const LENGTH = 300
const range = fc
  .tuple(fc.integer({ min: 0, max: LENGTH }), fc.integer({ min: 0, max: LENGTH }))
  .map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const)

test('the hand-written sum of squares adds in the canonical order for any range', () => {
  const { exports, f64 } = instanceOf(assemblyText('kernels/sumOfSquares.ts'))
  const a = f64.subarray(128, 128 + LENGTH)
  for (let i = 0; i < LENGTH; i++) a[i] = Math.sin(i) * 10 ** ((i * 7) % 9)
  fc.assert(
    fc.property(range, ([lo, hi]) => {
      const stripes = new Array<number>(16).fill(0)
      for (let i = lo; i < hi; i++) stripes[(i - lo) % 16] += a[i] ** 2
      for (let half = 8; half >= 1; half /= 2) for (let j = 0; j < half; j++) stripes[j] += stripes[j + half]
      expect(exports.sumOfSquares(lo, hi, a.byteOffset, LENGTH)).toBe(stripes[0])
    }),
  )
})

test('the hand-written multiplication writes its range and nothing else', () => {
  const { exports, f64 } = instanceOf(assemblyText('kernels/multiply.ts'))
  const [a, b, out] = [128, 512, 1024].map((at) => f64.subarray(at, at + LENGTH))
  for (let i = 0; i < LENGTH; i++) {
    a[i] = Math.sin(i)
    b[i] = 1 / (i + 1)
  }
  fc.assert(
    fc.property(range, ([lo, hi]) => {
      out.fill(-1)
      exports.multiply(lo, hi, a.byteOffset, LENGTH, b.byteOffset, LENGTH, out.byteOffset, LENGTH)
      expect([...out]).toEqual(Array.from(a, (x, i) => (i >= lo && i < hi ? x * b[i] : -1)))
    }),
  )
})
