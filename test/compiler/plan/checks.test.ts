import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { accessesOf, assignedLocals } from '#wamba/compiler/ir/walk.js'
import { counterRange, linear } from '#wamba/compiler/plan/affine.js'
import { hoistChecks } from '#wamba/compiler/plan/checks.js'
import { evaluate, float64s, irOf, loopsOf, uint20 } from '../compiled.ts'

/** Index expressions over the counters i and j and the parameters n and m. */
const { index } = fc.letrec<{ index: string }>((tie) => ({
  index: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom('i', 'j', 'n', 'm', 'a.length'),
    fc.integer({ min: -4, max: 4 }).map((k) => (k < 0 ? `(${k})` : `${k}`)),
    fc.tuple(tie('index'), fc.constantFrom('+', '-', '*', '%'), tie('index')).map(([a, op, b]) => `(${a} ${op} ${b})`),
    fc
      .tuple(fc.constantFrom('min', 'max'), tie('index'), tie('index'))
      .map(([name, a, b]) => `Math.${name}(${a}, ${b})`),
    fc.tuple(tie('index'), fc.constantFrom(1, 3, 7, 8)).map(([a, mask]) => `(${a} & ${mask})`),
    fc.tuple(tie('index'), tie('index')).map(([a, b]) => `(i < j ? ${a} : ${b})`),
    tie('index').map((a) => `(-${a})`),
  ),
}))

const condition = fc.oneof(
  fc.constant('true'),
  fc
    .tuple(
      fc.constantFrom('i', 'j', 'i + 1', 'j - 2', '(i & 3)'),
      fc.constantFrom('<', '<=', '>', '>=', '===', '!=='),
      fc.constantFrom('n', 'm', '0', '2', 'j', 'i', 'n - 1'),
      fc.constantFrom('', '!'),
    )
    .map(([a, op, b, not]) => `${not}(${a} ${op} ${b})`),
)

interface Nest {
  readonly text: string
  readonly n: number
  readonly m: number
}

const nests = fc
  .record({
    index,
    condition,
    start: fc.constantFrom('0', '1', 'n', '-2', '-n'),
    inner: fc.constantFrom(
      'let j = 0; j < m; j++',
      'let j = i; j < n; j += 2',
      'let j = m; j >= 0; j--',
      'let j = 1; j <= i; j++',
    ),
    step: fc.constantFrom('i++', 'i += 2', 'i += 3'),
    n: fc.integer({ min: -3, max: 9 }),
    m: fc.integer({ min: -3, max: 9 }),
  })
  .map(({ index, condition, start, inner, step, n, m }): Nest => {
    const text = `(a, n, m) => {
      for (let i = ${start}; i < n; ${step}) for (${inner}) if (${condition}) a[${index}] = 1
    }`
    return { text, n, m }
  })

const LENGTH = 10

/** The indices that the kernel writes in JavaScript, in order. */
function indices({ text, n, m }: Nest): number[] {
  const found: number[] = []
  const array = new Proxy([] as number[], {
    get: (_, key) => (key === 'length' ? LENGTH : Number.NaN),
    set: (_, key) => {
      found.push(Number(key))
      return true
    },
  })
  new Function('a', 'n', 'm', `return (${text})(a, n, m)`)(array, n, m)
  return found
}

describe('a hoisted check', () => {
  it('covers every index that the loop comes to', () => {
    let covered = 0
    fc.assert(
      fc.property(nests, (nest) => {
        const written = indices(nest)
        const func = irOf(nest.text, [float64s, uint20, uint20])
        const [loop] = loopsOf(func)
        // A condition that is always false leaves no loop.
        if (loop === undefined) return expect(written).toEqual([])
        const range = counterRange(loop, new Map(), assignedLocals(loop.body))
        for (const strays of [() => false, () => true]) {
          const { hoisted, proven, inline } = hoistChecks(loop, range, { strays })
          expect(proven.size + inline.size).toBeLessThanOrEqual(1)
          for (const { lo, hi } of hoisted) {
            const values: Record<string, number> = { n: nest.n, m: nest.m, a_length: LENGTH }
            for (const stmt of func.body)
              if (stmt.kind === 'set') values[stmt.local.name] = evaluate(stmt.value, values)
            const [least, greatest] = [evaluate(lo, values), evaluate(hi, values)]
            for (const index of written) {
              covered++
              expect(index + 0, `${nest.text} for n = ${nest.n}, m = ${nest.m}`).toBeGreaterThanOrEqual(least)
              expect(index + 0, `${nest.text} for n = ${nest.n}, m = ${nest.m}`).toBeLessThanOrEqual(greatest)
            }
          }
        }
      }),
      { numRuns: 2000 },
    )
    expect(covered).toBeGreaterThan(1000)
  })

  it.each([
    ['a[i]', 'i in a.length'],
    ['a[i * n + j]', 'rows'],
    ['a[(i + 1) % n]', 'a remainder'],
    ['a[i & 7]', 'bits'],
    ['a[Math.min(i, n)]', 'a minimum'],
    ['a[n - 1 - i]', 'backwards'],
  ])('serves %s: %s', (access) => {
    const source = `(a, n, m) => { for (let i = 0; i < n; i++) for (let j = 0; j < m; j++) ${access} = 1 }`
    const [loop] = loopsOf(irOf(source, [float64s, uint20, uint20]))
    const checks = hoistChecks(loop, counterRange(loop, new Map(), assignedLocals(loop.body)))
    expect([checks.hoisted.length, checks.inline.size]).toEqual([1, 0])
  })

  it('is not made of an index that memory gives, and says so', () => {
    const [loop] = loopsOf(irOf('(a, n) => { for (let i = 0; i < n; i++) a[a[i]] = 1 }', [float64s, uint20]))
    const checks = hoistChecks(loop, counterRange(loop, new Map(), assignedLocals(loop.body)))
    expect(checks.proven.size).toBe(1)
    expect([...checks.inline.values()]).toEqual(['its index is no sum of loop counters and invariants'])
  })
})

describe('a linear form', () => {
  it('gives every index, and its step from one iteration to the next', () => {
    let linears = 0
    fc.assert(
      fc.property(index, fc.integer({ min: -3, max: 9 }), fc.integer({ min: -3, max: 9 }), (text, n, m) => {
        const body = text.replaceAll('j', 'm')
        const [loop] = loopsOf(
          irOf(`(a, n, m) => { for (let i = 0; i < n; i++) a[${body}] = 1 }`, [float64s, uint20, uint20]),
        )
        const variant = assignedLocals(loop.body).add(loop.counter)
        const [access] = accessesOf(loop.body)
        const form = linear(access.index, loop.counter, variant)
        if (form === undefined) return
        linears++
        const at = (i: number): number => evaluate(access.index, { i, n, m, a_length: LENGTH })
        for (let i = 0; i < 5; i++) {
          if (Number.isNaN(at(i)) || Number.isNaN(at(i + 1))) return
          expect(at(i + 1) - at(i) + 0).toBe(form.coefficient + 0)
          if (form.offset !== undefined) expect(at(i) + 0).toBe(form.coefficient * i + form.offset + 0)
        }
      }),
      { numRuns: 2000 },
    )
    expect(linears).toBeGreaterThan(200)
  })
})
