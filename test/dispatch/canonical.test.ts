import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonical } from '#wamba/dispatch/canonical.js'

const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom<unknown>(0, -0, 1, 1n, '1', 'null', null, undefined, true, 'true', Number.NaN, Infinity, '', '[]'),
    fc.double(),
    fc.bigInt(),
    fc.string(),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.string({ maxLength: 2 }), tie('value'), { maxKeys: 3, noNullPrototype: true }),
    fc.int8Array({ maxLength: 2 }),
    fc.uint8Array({ maxLength: 2 }),
  ),
}))

test('two values have the same text if, and only if, they are equal', () => {
  fc.assert(
    fc.property(value, value, (a, b) => {
      expect(canonical(a) === canonical(b)).toBe(isDeepStrictEqual(a, b))
    }),
    { numRuns: 2000 },
  )
  fc.assert(
    fc.property(value, (a) => {
      expect(canonical(structuredClone(a))).toBe(canonical(a))
    }),
  )
})

test('what JSON merges stays apart', () => {
  const texts = [0, -0, Number.NaN, null, undefined, 1, 1n, '1', [], [undefined], [null], {}, { a: undefined }].map(
    canonical,
  )
  expect(new Set(texts).size).toBe(texts.length)
})

test('the order of keys does not show', () => {
  expect(canonical({ a: 1, b: [2, { c: 3, d: 4 }] })).toBe(canonical({ b: [2, { d: 4, c: 3 }], a: 1 }))
})

test('a typed array stands for its dtype and its elements', () => {
  const whole = new Float64Array([1, 2, 3, 4])
  expect(canonical(whole.subarray(1, 3))).toBe(canonical(new Float64Array([2, 3])))
  expect(canonical(new Float64Array([0]))).not.toBe(canonical(new Float64Array([-0])))
  expect(canonical(new Int32Array(2))).not.toBe(canonical(new Uint32Array(2)))
})

test('what has no text of its own is a TypeError that says what to do', () => {
  expect(() => canonical({ f: () => 1 })).toThrow(/got a function; expected plain data\. Describe it by its text/)
  expect(() => canonical([new Map()])).toThrow(/got a Map; expected plain data/)
  expect(() => canonical(Symbol('s'))).toThrow(TypeError)
})
