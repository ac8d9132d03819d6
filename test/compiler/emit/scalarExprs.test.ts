import fc from 'fast-check'
import { expect, it } from 'vitest'
import { jit } from 'wamba'

const programs: Record<string, (n: number, m: number) => number> = {
  'C - x': (n) => ((32 - (n | 0)) >> 2) >>> 0,
  '-x': (n) => (-(n | 0) >> 2) >>> 0,
  'C << x': (n) => ((1 << (n | 0)) >> 31) >>> 0,
  'C ^ x': (n) => ((0xffff ^ (n | 0)) >> 3) >>> 0,
  'C * x': (n) => (Math.imul(5, n | 0) >> 3) >>> 0,
  'c ? C : x': (n) => ((n > 3 ? 5 : n | 0) >> 3) >>> 0,
  'C % x': (n, m) => ((7 % (n | 0 || 1)) >> 1) >>> m,
  '(C - x) >>> y': (n, m) => ((32 - (n | 0)) >> 2) >>> m,
  'C & ~x as a float': (n) => (0x7fffffff & ~(n | 0)) >> 1,
  'a comparison': (n) => ((5 < (n | 0) ? -1 : 1 - (n | 0)) >> 1) >>> 0,
}

for (const [title, program] of Object.entries(programs)) {
  it(`a constant is an int32 below a cast to what has no sign: ${title}`, () => {
    const kernel = jit(program)
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 0, max: 31 }), (n, m) => {
        for (const args of [
          [n, m],
          [n % 100, 0],
        ]) {
          const given = args.slice(0, program.length) as [number, number]
          expect(kernel(...given)).toBe(program(...given))
        }
      }),
    )
  })
}

it('a length less a constant is an int32 below a cast to what has no sign', () => {
  const program = (a: Float64Array) => ((32 - a.length) >> 1) >>> 0
  expect(jit(program)(new Float64Array(100))).toBe(program(new Float64Array(100)))
})
