import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Fact, INT32, join, literal, narrow, within } from '#wamba/ops/fact.js'
import type { Op } from '#wamba/ops/op.js'
import { functions, libraryImports, opNamed, ops } from '#wamba/ops/table.js'
import { doubles, holds, known, knownIntegers } from './facts.ts'

/** Numbers' own: the operations that are of BigInts alone have tests of their own. */
const rows = [...ops.values()].filter((op) => !op.name.startsWith('BigInt '))

/** What an operation of JavaScript's gives for values of these facts: rounded where it is one of float32. */
function result(op: Op, facts: readonly Fact[], values: readonly number[]): number | boolean {
  if (op.types[0] === 'i32') return op.js(...values.map((value) => value | 0))
  const narrowed = op.result === 'operand' && op.types.includes('f32') && facts.reduce(narrowing, facts[0]).f32
  if (!narrowed) return op.js(...values)
  return Math.fround(Number((op.js32 ?? op.js)(...values.map(Math.fround))))
}

/** Of so many arguments a root of squares is taken at once. */
const hypots = [3, 4, 8]

const narrowing = (a: Fact, b: Fact): Fact => ({ ...a, f32: a === b ? a.f32 : narrow(a, b), weak: a.weak && b.weak })

/** Bitwise operations take their operands as int32. */
const operand = (op: Op, fact: Fact): Fact => {
  if (op.types[0] !== 'i32') return fact
  return within(fact, INT32.lo, INT32.hi) ? { ...fact, negZero: false } : INT32
}

describe('the table of operations', () => {
  it('has a row under its own name, with as many parameters as its arity', () => {
    for (const [name, op] of ops) {
      expect(op.name).toBe(name)
      expect([1, 2, ...hypots]).toContain(op.arity)
      expect(op.cost).toBeGreaterThan(0)
      expect(op.types.length).toBeGreaterThan(0)
    }
  })

  it('offers every function that JavaScript has under that name', () => {
    for (const name of functions)
      if (name.startsWith('Math.')) expect(typeof Math[name.slice(5) as 'sqrt'], name).toBe('function')
  })

  it('names what it does not have', () => {
    expect(() => opNamed('Math.nothing')).toThrow('no operation Math.nothing')
  })

  it('imports each function under one name only', () => {
    for (const [as, imported] of libraryImports) expect(imported.as).toBe(as)
  })

  it.each(rows)('$name has text for each of its types in both back ends', (op) => {
    const args = [...'abcdefgh'].slice(0, op.arity)
    for (const type of op.types) {
      expect(op.scalar(type, ...args)).toContain('a')
      if (type !== 'bool') expect(op.vector(type, ...args) ?? 'a').toContain('a')
    }
    expect(op.reference(...args)).toContain('a')
  })

  it.each(rows.filter((op) => !op.approximate))('$name means in the reference what it means in JavaScript', (op) => {
    const args = [...'abcdefgh'].slice(0, op.arity)
    const reference = new Function(...args, '$square', `return ${op.reference(...args)}`)
    const square = (x: number): number => x * x
    fc.assert(
      fc.property(doubles(), doubles(), (a, b) => {
        const values = [a, b].slice(0, op.arity).map((value) => (op.types[0] === 'i32' ? value | 0 : value))
        expect(reference(...values, square)).toBe(op.js(...values))
      }),
    )
  })

  it.each(rows)('$name knows of its result what always holds', (op) => {
    fc.assert(
      fc.property(known(), known(), (a, b) => {
        const given = [a, b].slice(0, op.arity)
        const facts = given.map(({ fact }) => operand(op, fact))
        const fact = op.fact(...facts)
        const value = result(
          op,
          facts,
          given.map((each) => each.value),
        )
        expect(holds(fact, value), `${JSON.stringify(fact)} of ${value}`).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })

  it.each(rows)('$name knows that of integers too', (op) => {
    fc.assert(
      fc.property(knownIntegers(), knownIntegers(), (a, b) => {
        const given = [a, b].slice(0, op.arity)
        const facts = given.map(({ fact }) => operand(op, fact))
        expect(
          holds(
            op.fact(...facts),
            result(
              op,
              facts,
              given.map((each) => each.value),
            ),
          ),
        ).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })
})

describe('facts', () => {
  it('of a literal hold of it, and of it alone', () => {
    fc.assert(
      fc.property(doubles(), doubles(), (a, b) => {
        expect(holds(literal(a), a)).toBe(true)
        if (!Number.isNaN(a) && a !== b) expect(holds(literal(a), b)).toBe(false)
      }),
    )
  })

  it('that are joined hold of what either holds of', () => {
    fc.assert(
      fc.property(known(), known(), (a, b) => {
        const both = join(a.fact, b.fact)
        // A weak side gives way to float32: its value is rounded.
        for (const { value } of [a, b]) expect(holds(both, both.f32 ? Math.fround(value) : value)).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })
})
