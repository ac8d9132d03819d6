import { expect, it } from 'vitest'
import { compilationOf, float64 } from './compiled.ts'

const sum = (terms: number): string => `(x) => ${Array.from({ length: terms }, (_, i) => `x * ${i}`).join(' + ')}`
const nested = (depth: number): string => `(x) => ${'('.repeat(depth)}x${' + 1)'.repeat(depth)}`

it.each([
  ['a sum of many terms', sum(20_000)],
  ['an expression of many levels', nested(20_000)],
])('%s is refused by a CompileError that says what to do', (_, source) => {
  expect(() => compilationOf(source, [float64])).toThrow(
    /nests its expressions or statements too deeply[\s\S]*name the parts/,
  )
})

it('a sum of as many terms as people write is compiled', () => {
  expect(compilationOf(sum(200), [float64]).manifest.name).toBeDefined()
})
