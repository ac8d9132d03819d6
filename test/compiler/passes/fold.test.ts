import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { printFunc } from '#wamba/compiler/ir/print.js'
import { irOf, referenceFor } from '../compiled.ts'

const constants = fc.oneof(
  fc.integer({ min: -9, max: 9 }).map((k) => (k < 0 ? `(${k})` : `${k}`)),
  fc.constantFrom('0.1', '2147483647', '(-2147483648)', '4294967295', '1e300', 'NaN', 'Infinity', '(-0)', 'Math.PI'),
)
const { number } = fc.letrec<{ number: string; condition: string }>((tie) => ({
  number: fc.oneof(
    { maxDepth: 5 },
    constants,
    fc
      .tuple(tie('number'), fc.constantFrom('+', '-', '*', '/', '%', '&', '|', '^', '<<', '>>', '>>>'), tie('number'))
      .map(([a, op, b]) => `(${a} ${op} ${b})`),
    fc.tuple(fc.constantFrom('-', '+', '~'), tie('number')).map(([op, a]) => `(${op}${a})`),
    fc
      .tuple(
        fc.constantFrom('abs', 'floor', 'ceil', 'trunc', 'round', 'sign', 'sqrt', 'clz32', 'fround'),
        tie('number'),
      )
      .map(([name, a]) => `Math.${name}(${a})`),
    fc
      .tuple(fc.constantFrom('min', 'max', 'imul'), tie('number'), tie('number'))
      .map(([name, a, b]) => `Math.${name}(${a}, ${b})`),
    tie('number').map((a) => `(${a} ** 2)`),
    fc.tuple(tie('condition'), tie('number'), tie('number')).map(([test, a, b]) => `(${test} ? ${a} : ${b})`),
  ),
  condition: fc.oneof(
    { maxDepth: 3 },
    fc
      .tuple(tie('number'), fc.constantFrom('<', '<=', '>', '>=', '===', '!=='), tie('number'))
      .map(([a, op, b]) => `(${a} ${op} ${b})`),
    fc.tuple(tie('condition'), fc.constantFrom('&&', '||'), tie('condition')).map(([a, op, b]) => `(${a} ${op} ${b})`),
    tie('condition').map((a) => `!${a}`),
  ),
}))

describe('constant folding', () => {
  it('gives what JavaScript gives, and folds nearly everything', () => {
    let folded = 0
    const runs = 2000
    fc.assert(
      fc.property(number, (text) => {
        // Arithmetic with what fround gives is float32.
        fc.pre(!text.includes('fround') || text.indexOf('fround') === text.lastIndexOf('fround'))
        const plain = new Function(`return ${text}`)() as number
        const exact = !text.includes('fround')
        const [stmt] = irOf(`() => ${text}`, []).body
        if (exact) expect(referenceFor(`() => ${text}`, [])()).toBe(plain)
        if (stmt.kind !== 'return' || stmt.values[0].kind !== 'const') return
        folded++
        if (exact) expect(stmt.values[0].value).toBe(plain)
      }),
      { numRuns: runs },
    )
    expect(folded).toBeGreaterThan(runs * 0.7)
  })

  it('removes the branches that constants decide, and loops that never run', () => {
    const text = printFunc(
      irOf('(x) => { if (1 > 2) x = 5; else x += 1; while (false) x += 2; return true ? x : 3 }', [
        { kind: 'scalar', dtype: 'float64' },
      ]),
    )
    expect(text).not.toMatch(/if|while|\?|5:f64|2:f64/)
  })

  it('keeps a condition that may throw', () => {
    const text = printFunc(irOf('(a) => { if (a[3] > 1) {} }', [{ kind: 'array', dtype: 'float64', ndim: 1 }]))
    expect(text).toContain('a[3:i32]')
  })
})
