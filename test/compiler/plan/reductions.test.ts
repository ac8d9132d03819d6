import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { jit, prange } from 'wamba'
import type { Compilation } from '#wamba/compiler/manifest.js'
import { doubles } from '../../ops/facts.ts'
import { compilationOf, float32s, float64s, referenceFor } from '../compiled.ts'

const STRIPES = 16

/** The canonical order, from its definition: blocks, in each 16 stripes by iteration, halves added to halves, blocks in order. */
function canonical(
  terms: readonly number[],
  block: number,
  start: number,
  op: (a: number, b: number) => number,
  identity: number,
): number {
  let result = start
  for (let from = 0; from < terms.length; from += block) {
    const stripes = new Array<number>(STRIPES).fill(identity)
    terms.slice(from, from + block).forEach((term, k) => {
      stripes[k % STRIPES] = op(stripes[k % STRIPES], term)
    })
    for (let half = STRIPES / 2; half >= 1; half /= 2)
      for (let j = 0; j < half; j++) stripes[j] = op(stripes[j], stripes[j + half])
    result = op(result, stripes[0])
  }
  return result
}

const add = (a: number, b: number): number => a + b
const multiply = (a: number, b: number): number => a * b

const sumOf = (term: string, start = '0'): string =>
  `(a) => { let s = ${start}; for (const i of prange(a.length)) s += ${term}; return s }`
const product = '(a) => { let p = 1; for (const i of prange(a.length)) p *= a[i]; return p }'

const blockOf = ({ manifest }: Compilation): number => manifest.regions[0].block

/** Lengths on both sides of blocks and stripes, of values of every size. */
const arrays = fc
  .tuple(
    fc.oneof(
      fc.integer({ min: 0, max: 40 }),
      fc.integer({ min: 4080, max: 4120 }),
      fc.integer({ min: 0, max: 20_000 }),
    ),
    fc.array(doubles(), { minLength: 7, maxLength: 7 }),
  )
  .map(([length, values]) => Float64Array.from({ length }, (_, i) => values[i % 7] * (1 + (i % 5) / 7)))

describe('the canonical order of a sum of floats', () => {
  it('is that of its definition, in the reference and in the kernel on every number of threads', () => {
    const source = sumOf('a[i]')
    const reference = referenceFor(source, [float64s])
    const block = blockOf(compilationOf(source, [float64s]))
    const kernel = jit(
      (a: Float64Array) => {
        let s = 0
        for (const i of prange(a.length)) s += a[i]
        return s
      },
      { name: 'sum' },
    )
    fc.assert(
      fc.property(arrays, (a) => {
        const expected = canonical([...a], block, 0, add, -0)
        expect(reference(a)).toBe(expected)
        for (const threads of [1, 2, 3]) expect(kernel.with({ threads })(a)).toBe(expected)
      }),
      { numRuns: 100 },
    )
  })

  it('begins with the value before the loop, and keeps -0', () => {
    fc.assert(
      fc.property(arrays, doubles(), (a, start) => {
        const source = '(a, s) => { for (const i of prange(a.length)) s += a[i]; return s }'
        const types = [float64s, { kind: 'scalar', dtype: 'float64' }] as const
        const block = blockOf(compilationOf(source, types))
        expect(referenceFor(source, types)(a, start)).toBe(canonical([...a], block, start, add, -0))
      }),
      { numRuns: 50 },
    )
    expect(referenceFor(sumOf('a[i]', '-0'), [float64s])(Float64Array.of(-0, -0))).toBe(-0)
  })

  it('is that of products too', () => {
    const block = blockOf(compilationOf(product, [float64s]))
    fc.assert(
      fc.property(arrays, (a) => {
        expect(referenceFor(product, [float64s])(a)).toBe(canonical([...a], block, 1, multiply, 1))
      }),
      { numRuns: 50 },
    )
  })

  it('rounds each step to float32 where the sum is one', () => {
    const source = sumOf('a[i]', 'Math.fround(0)')
    const block = blockOf(compilationOf(source, [float32s]))
    const single = (a: number, b: number): number => Math.fround(a + b)
    fc.assert(
      fc.property(arrays, (values) => {
        const a = Float32Array.from(values)
        expect(referenceFor(source, [float32s])(a)).toBe(canonical([...a], block, 0, single, -0))
      }),
      { numRuns: 50 },
    )
  })
})

describe('a reduction that is exact', () => {
  it.each([
    ['Math.min', Number.POSITIVE_INFINITY],
    ['Math.max', Number.NEGATIVE_INFINITY],
  ] as const)('of %s gives what a plain loop gives, ±0 and NaN as well', (name, start) => {
    const source = `(a) => { let m = ${start}; for (const i of prange(a.length)) m = ${name}(m, a[i]); return m }`
    const reference = referenceFor(source, [float64s])
    fc.assert(
      fc.property(arrays, (a) => {
        expect(reference(a)).toBe(a.reduce((m, x) => Math[name === 'Math.min' ? 'min' : 'max'](m, x), start))
      }),
      { numRuns: 100 },
    )
  })
})

describe('a canonical block', () => {
  const region = (source: string): Compilation['manifest']['regions'][number] =>
    compilationOf(source, [float64s]).manifest.regions[0]

  it('is one trip of the lanes where nothing is reduced', () => {
    expect(region('(a) => { for (const i of prange(a.length)) a[i] = 1 }').block).toBe(8)
  })

  it('is the shortest where a loop in it takes a number of trips that is not known', () => {
    const over = (trips: string): number =>
      region(
        `(a) => { let s = 0; for (const i of prange(a.length)) { let t = a[i]; for (let j = 0; j < ${trips}; j++) t = t * t + 1; s += t } return s }`,
      ).block
    expect(over('i')).toBe(STRIPES)
    expect(over('a.length')).toBe(STRIPES)
    expect(over('2')).toBeGreaterThan(STRIPES)
  })

  it('is a power of two, of 16 iterations at least, and the shorter the more an iteration costs', () => {
    const terms = ['a[i]', 'Math.exp(a[i])', 'Math.exp(Math.sin(a[i]) / Math.log(a[i])) ** a[i]']
    const loops = [1, 50, 100_000].map(
      (n) =>
        `(a) => { let s = 0; for (const i of prange(a.length)) { let t = a[i]; for (let j = 0; j < ${n}; j++) t = t * t + 1; s += t } return s }`,
    )
    const blocks = [...terms.map((term) => sumOf(term)), ...loops].map((source) => region(source).block)
    for (const block of blocks) {
      expect(Math.log2(block) % 1).toBe(0)
      expect(block).toBeGreaterThanOrEqual(STRIPES)
      expect(block).toBeLessThanOrEqual(4096)
    }
    expect(blocks.slice(0, 3)).toEqual([...blocks.slice(0, 3)].sort((a, b) => b - a))
    expect(blocks.slice(3)).toEqual([...blocks.slice(3)].sort((a, b) => b - a))
    expect(blocks.at(-1)).toBe(STRIPES)
  })

  it('costs as many nanoseconds as its operations say', () => {
    const cost = (body: string): number => region(`(a) => { for (const i of prange(a.length)) { ${body} } }`).cost
    expect(cost('a[i] = a[i] / 3')).toBeGreaterThan(cost('a[i] = 3'))
    expect(cost('for (let j = 0; j < 1000; j++) a[i] += j')).toBeGreaterThan(
      50 * cost('for (let j = 0; j < 10; j++) a[i] += j'),
    )
  })
})
