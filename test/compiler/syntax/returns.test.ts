import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { SourceText } from '#wamba/base/source.js'
import { alwaysReturns, hasReturn, withoutReturns } from '#wamba/compiler/syntax/returns.js'
import { float64, referenceFor, treeOf, uint20 } from '../compiled.ts'

const value = fc.constantFrom('x', 's', 's + 1', 'x - s', '-s', '7')
const test = fc.constantFrom('x > 2', 's > 9', 's < x', 'n > 3', 'x === s', '!(s > 4 && x > 1)')

/** Statements with returns anywhere; every loop ends. `depth` names the counters. */
function block(depth: number): fc.Arbitrary<string> {
  const leaf = fc.oneof(
    value.map((v) => `s += ${v}`),
    value.map((v) => `return ${v}`),
    fc.constantFrom('s++', 's *= 2'),
  )
  if (depth === 0) return leaf
  const inner = fc
    .array(block(depth - 1), { minLength: 1, maxLength: 3 })
    .map((list) => `{ ${list.map((each) => `{ ${each} }`).join(' ')} }`)
  const i = `i${depth}`
  return fc.oneof(
    leaf,
    fc.tuple(test, inner).map(([t, yes]) => `if (${t}) ${yes}`),
    fc.tuple(test, inner, inner).map(([t, yes, no]) => `if (${t}) ${yes} else ${no}`),
    inner.map((body) => `for (let ${i} = 0; ${i} < n; ${i}++) { s += ${i}; ${body} }`),
    fc.tuple(test, inner).map(([t, body]) => `let ${i} = 0; while (${i}++ < 4) { if (${t}) continue; ${body} }`),
    fc.tuple(test, inner).map(([t, body]) => `let ${i} = 0; do { if (${t}) break; ${body} } while (${i}++ < 3)`),
    fc.tuple(inner, inner).map(([a, b]) => `switch (n) { case 1: ${a} break; case 2: ${b} default: s += 3 }`),
  )
}

const helpers = fc
  .array(block(3), { minLength: 1, maxLength: 4 })
  .map((statements) => `(x, n) => { let s = 0\n${statements.map((s) => `{ ${s} }`).join('\n')}\nreturn s }`)

it('a helper returns where its source returns, wherever its returns stand', () => {
  let early = 0
  fc.assert(
    fc.property(helpers, (helper) => {
      const scope = { helper: { name: 'helper', source: new SourceText(helper), scope: {} } }
      const source = '(x, n) => helper(x, n) + 100 * helper(1, n)'
      const plain = new Function(`const helper = ${helper}; return ${source}`)() as (x: number, n: number) => number
      const reference = referenceFor(source, [float64, uint20], scope)
      for (const x of [0, 2.5, 10]) for (const n of [0, 1, 2, 5]) expect(reference(x, n), helper).toBe(plain(x, n))
      if (/return.*return/s.test(helper)) early++
    }),
    { numRuns: 400 },
  )
  expect(early).toBeGreaterThan(100)
})

it('none of its returns is left', () => {
  fc.assert(
    fc.property(helpers, (helper) => {
      const { body, at } = treeOf(helper)
      expect(hasReturn(body)).toBe(true)
      expect(hasReturn(withoutReturns(body, () => [], at))).toBe(false)
    }),
    { numRuns: 200 },
  )
})

it.each([
  ['return 1', true],
  ['if (x) return 1; else return 2', true],
  ['if (x) return', false],
  ['while (true) { if (x) return 1 }', true],
  ['while (true) { if (x) break; return }', false],
  ['while (x) return', false],
  ["throw new Error('no')", true],
  ["if (x) return 1; else throw new Error('no')", true],
  ['for (let i = 0; i < 3; i++) return', false],
])('%s returns on every path: %s', (body, always) => {
  expect(alwaysReturns(treeOf(`(x) => { ${body} }`).body)).toBe(always)
})
