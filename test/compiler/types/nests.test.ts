import { expect, it } from 'vitest'
import { float64, float64s, referenceFor, uint20 } from '../compiled.ts'

const times = (depth: number, text: (i: number) => string): string =>
  Array.from({ length: depth }, (_, i) => text(i)).join(' ')

// Were each loop run anew for each state of the loops around it, these would take years.
it('a nest of twelve whiles is analysed, and counts as its source does', () => {
  const depth = 12
  const source = `(n) => { let s = 0; ${times(depth, (i) => `let i${i} = 0; while (i${i} < n) {`)} s += 1; ${times(depth, (i) => `i${depth - 1 - i}++ }`)} return s }`
  const plain = new Function(`return ${source}`)() as (n: number) => number
  const reference = referenceFor(source, [uint20])
  for (const n of [0, 1]) expect(reference(n)).toBe(plain(n))
})

it('so is a nest of twelve counted loops that accumulate', () => {
  const depth = 12
  const source = `(a, n) => { let s = 0; ${times(depth, (i) => `for (let i${i} = 0; i${i} < n; i${i}++) {`)} s += a[i3] * i11; ${'}'.repeat(depth)} return s }`
  const plain = new Function(`return ${source}`)() as (a: Float64Array, n: number) => number
  const reference = referenceFor(source, [float64s, uint20])
  const a = Float64Array.of(3, 4)
  for (const n of [0, 1]) expect(reference(a, n)).toBe(plain(a, n))
})

it('and an expression of means within means', () => {
  const source = `(x) => { const n = x & 255; return ${times(40, () => '((')}n${times(40, (i) => ` + ${i}) >> 1)`)} }`
  const plain = new Function(`return ${source}`)() as (x: number) => number
  const reference = referenceFor(source, [float64])
  for (const x of [0, 1, 77, 255]) expect(reference(x)).toBe(plain(x))
})
