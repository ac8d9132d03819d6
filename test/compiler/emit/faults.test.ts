/** Which error a kernel throws, and what it has done by then: as the source, with every access checked. */
import { describe, expect, it } from 'vitest'
import { jit, prange } from 'wamba'

function messageOf(run: () => unknown): string {
  try {
    run()
  } catch (error) {
    expect(error).toBeInstanceOf(RangeError)
    return (error as Error).message.split('\n')[0]
  }
  return 'nothing'
}

describe('of several accesses out of bounds, the first in JavaScript’s order is told', () => {
  it.each([
    ['the left operand before the right', '(a, b) => a[-1] + b[-2]', /index -1 of 'a'/],
    ['the index before the element', '(a, b) => a[b[-2]]', /index -2 of 'b'/],
    ['the index before the value, the value before the store', '(a, b) => { a[-1] = b[-2] }', /index -2 of 'b'/],
    ['the element of a compound assignment before its value', '(a, b) => { a[-1] += b[-2] }', /index -1 of 'a'/],
    ['the condition before its sides', '(a, b) => (a[-1] > 0 ? b[-2] : b[-3])', /index -1 of 'a'/],
    ['only the side that is taken', '(a, b) => (a[0] > 0 ? b[-2] : b[-3])', /index -3 of 'b'/],
    ['the right side of && where the left holds', '(a, b) => (a[0] === 0 && b[-2] > 0 ? 1 : 2)', /index -2 of 'b'/],
    ['arguments from left to right', '(a, b) => Math.max(a[-1], b[-2])', /index -1 of 'a'/],
    ['statements one after the other', '(a, b) => { a[0] = 1; b[9] = 2; a[-1] = 3 }', /index 9 of 'b'/],
  ])('%s', (_, source, expected) => {
    const fn = new Function(`return ${source}`)() as (a: Float64Array, b: Float64Array) => void
    const kernel = jit(fn, { name: 'kernel', cache: false })
    expect(messageOf(() => kernel(new Float64Array(2), new Float64Array(2)))).toMatch(expected)
  })
})

describe('the effects of a serial loop before an error are done, and none after it', () => {
  const step = jit((a: Float64Array, b: Float64Array, n: number) => {
    for (let i = 0; i < n; i++) {
      a[i] = i + 1
      b[i] = a[i] * 2
    }
  })
  it.each([
    [[8, 3], /index 3 of 'b'/, 4, 3],
    [[3, 8], /index 3 of 'a'/, 3, 3],
  ] as const)('lengths %s', ([m, n], expected, done, doneB) => {
    const [a, b] = [new Float64Array(m), new Float64Array(n)]
    expect(messageOf(() => step(a, b, 6))).toMatch(expected)
    expect([...a]).toEqual(Array.from(a, (_, i) => (i < done ? i + 1 : 0)))
    expect([...b]).toEqual(Array.from(b, (_, i) => (i < doneB ? 2 * (i + 1) : 0)))
  })
})

describe('an error in a prange', () => {
  const scatter = jit((at: Int32Array, out: Float64Array) => {
    for (const i of prange(at.length)) out[at[i]] = i
  })
  it.each([1, 2, 3])('is that of the lowest iteration, on %d threads', (threads) => {
    const at = Int32Array.from({ length: 50_000 }, (_, i) => (i === 777 || i % 1000 === 999 ? -i : i))
    for (let round = 0; round < 5; round++)
      expect(messageOf(() => scatter.with({ threads })(at, new Float64Array(50_000)))).toMatch(/index -777 of 'out'/)
  })
})

describe('a fraction, NaN or infinity as an index', () => {
  const read = jit('float64(float64[:], float64)', (a, x) => a[x])
  it.each([
    [0.5, /index 0.5 of 'a'/],
    [Number.NaN, /index NaN of 'a'/],
    [Number.POSITIVE_INFINITY, /index Infinity of 'a'/],
    [-1, /index -1 of 'a'/],
    [2 ** 40, /index 1099511627776 of 'a'/],
  ])('is %d in the message', (x, expected) => {
    expect(messageOf(() => read([1, 2], x))).toMatch(expected)
  })

  it('but not -0, which is 0', () => {
    expect(read([1, 2], -0)).toBe(1)
  })
})
