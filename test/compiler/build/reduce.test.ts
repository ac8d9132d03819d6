import fc from 'fast-check'
import { expect, test } from 'vitest'
import { instanceOf } from './instance.ts'

/** As kernels import it. */
const { exports, f64, f32 } = instanceOf(`
import {
  sumStripes, prodStripes, minStripes, maxStripes, sumStripesF32, prodStripesF32, minStripesF32, maxStripesF32,
} from "runtime/reduce"
export function sum(p: usize): f64 { return sumStripes(p) }
export function prod(p: usize): f64 { return prodStripes(p) }
export function min(p: usize): f64 { return minStripes(p) }
export function max(p: usize): f64 { return maxStripes(p) }
export function sumF32(p: usize): f32 { return sumStripesF32(p) }
export function prodF32(p: usize): f32 { return prodStripesF32(p) }
export function minF32(p: usize): f32 { return minStripesF32(p) }
export function maxF32(p: usize): f32 { return maxStripesF32(p) }
`)

const operations: Record<string, (a: number, b: number) => number> = {
  sum: (a, b) => a + b,
  prod: (a, b) => a * b,
  min: Math.min,
  max: Math.max,
}

/** The combine as the law states it. */
function combine(stripes: readonly number[], f: (a: number, b: number) => number): number {
  const s = [...stripes]
  for (let half = 8; half >= 1; half /= 2) for (let j = 0; j < half; j++) s[j] = f(s[j], s[j + half])
  return s[0]
}

const special = fc.constantFrom(0, -0, Number.NaN, Infinity, -Infinity, 5e-324, 1.5)
const stripes = (value: fc.Arbitrary<number>) =>
  fc.array(fc.oneof({ weight: 4, arbitrary: value }, special), { minLength: 16, maxLength: 16 })

test.each(Object.keys(operations))(
  '%s of 16 float64 stripes is the canonical pairwise combine, bit for bit',
  (name) => {
    fc.assert(
      fc.property(stripes(fc.double()), (values) => {
        f64.set(values, 32)
        expect(exports[name](256)).toBe(combine(values, operations[name]))
        expect([...f64.subarray(32, 48)]).toEqual(values)
      }),
    )
  },
)

test.each(Object.keys(operations))(
  '%s of 16 float32 stripes is the canonical pairwise combine, bit for bit',
  (name) => {
    const rounded = (a: number, b: number) => Math.fround(operations[name](a, b))
    fc.assert(
      fc.property(stripes(fc.float()), (values) => {
        const stored = values.map(Math.fround)
        f32.set(stored, 64)
        expect(exports[`${name}F32`](256)).toBe(combine(stored, rounded))
      }),
    )
  },
)
