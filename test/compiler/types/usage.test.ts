import { expect, it } from 'vitest'
import { SourceText } from '#wamba/base/source.js'
import { parseKernel } from '#wamba/compiler/compile.js'

const usesOf = (fn: (...args: never[]) => unknown): Record<string, string> =>
  Object.fromEntries(
    parseKernel(new SourceText(String(fn))).params.flatMap(({ name, use }) => (use ? [[name, use]] : [])),
  )
const companyOf = (fn: (...args: never[]) => unknown, param: string): readonly string[] => {
  const { params } = parseKernel(new SourceText(String(fn)))
  return params.find(({ name }) => name === param)!.company.map((position) => params[position].name)
}

it('a parameter of which operators see the bits is an integer, through sums, products and variables', () => {
  expect(usesOf((seed: number, x: number) => ((seed + 3) * x) | 0)).toEqual({ seed: 'index', x: 'index' })
  expect(usesOf((x: number) => Math.imul(x, 5) >>> 3)).toEqual({ x: 'index' })
  expect(usesOf((x: number) => ~x)).toEqual({ x: 'index' })
  expect(
    usesOf((x: number) => {
      let h = x - 1
      h ^= h >>> 3
      return h
    }),
  ).toEqual({ x: 'index' })
})

it('a parameter that only takes part in a fraction of which an operator sees the bits is none', () => {
  expect(usesOf((x: number) => (x * 0.5) | 0)).toEqual({})
  expect(usesOf((x: number, y: number) => (x / y) | 0)).toEqual({})
  expect(usesOf((x: number) => Math.sin(x) | 0)).toEqual({})
})

it('a parameter keeps company with the arrays whose elements it meets in sums, extremes, comparisons and assignments', () => {
  expect(companyOf((a: Int32Array, gap: number) => Math.max(a[0] - gap, 0), 'gap')).toEqual(['a'])
  expect(
    companyOf((a: Uint8Array, limit: number) => {
      const x = a[0]
      return x > limit
    }, 'limit'),
  ).toEqual(['a'])
  expect(
    companyOf((a: Int32Array, b: Int32Array, score: number, n: number) => {
      for (let i = 1; i < n; i++) a[i] = b[i] > 3 ? a[i - 1] + score : 0
    }, 'score'),
  ).toEqual(['a'])
})

it('what is multiplied, divided or given to functions keeps none', () => {
  const kernel = (a: Uint8Array, gain: number, x: number): number => a[0] * gain + Math.sqrt(x) + 1 / x
  expect(companyOf(kernel, 'gain')).toEqual([])
  expect(companyOf(kernel, 'x')).toEqual([])
})
