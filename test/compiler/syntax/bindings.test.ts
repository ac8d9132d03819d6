import { describe, expect, it } from 'vitest'
import { SourceText } from '#wamba/base/source.js'
import { float64, referenceFor, uint20 } from '../compiled.ts'

/** The source and its reference give the same for some numbers. */
function same(source: string): void {
  const plain = new Function(`return ${source}`)() as (x: number, n: number) => unknown
  const reference = referenceFor(source, [float64, uint20])
  for (const x of [-2.5, 0, 3]) for (const n of [0, 1, 4]) expect(reference(x, n)).toEqual(plain(x, n))
}

describe('names', () => {
  it.each([
    ['shadow outer ones', '(x, n) => { let y = x; { let y = n; y += 1 } return y }'],
    ['shadow parameters', '(x, n) => { { let x = n; x++ } return x }'],
    ['of loops are their own', '(x, n) => { let i = 7; for (let i = 0; i < n; i++) x += i; return x + i }'],
    ['of functions are known before they are declared', '(x, n) => { return f(x); function f(y) { return y * n } }'],
    ['of a function see what is around it', '(x, n) => { let k = 1; const f = () => k + x; k = n; return f() }'],
    ['of a function’s parameters are its own', '(x, n) => { const f = (x) => { x += 1; return x }; return f(n) + x }'],
    [
      'that a function assigns outside of it change',
      '(x, n) => { let k = 0; const f = (y) => { k += y; return k }; return f(x) + f(n) + k }',
    ],
  ])('%s', (_, source) => same(source))
})

describe('a var', () => {
  it.each([
    ['holds in the whole function', '(x, n) => { var k = 0; for (var i = 0; i < n; i++) { var k = i } return k }'],
    ['is known after its block', '(x, n) => { if (n > 2) { var k = x } else k = n; return k }'],
    ['keeps its value where it is declared again', '(x, n) => { var k = 3; var k; return k + x }'],
    ['of a loop outlives it', '(x, n) => { for (var i = 0; i < n; i++) x += i; return x * 10 + i }'],
    ['of two loops is one', '(x, n) => { for (var i = 0; i < n; i++) x += i; for (; i < 9; i++) x *= 2; return x }'],
    [
      'of two loops by itself is two',
      '(x, n) => { for (var i = 0; i < n; i++) x += i; for (var i = 0; i < 3; i++) x += i; return x }',
    ],
    [
      'of a loop in a loop is one',
      '(x, n) => { for (var i = 0; i < 2; i++) { x++; for (var i = 1; i < n; i++) x += i } return x }',
    ],
    ['of a range outlives it', '(x, n) => { var v = 5; for (var k = 0; k < 3; k++) { v = k } return v + k }'],
    ['may be a function', '(x, n) => { var f = function (y) { return y + n }; return f(x) }'],
    [
      'belongs to the nested function that it stands in',
      '(x, n) => { var k = 1; function f() { var k = x; return k } return f() + k }',
    ],
    ['of destructuring is one too', '(x, n) => { { var [p, q] = [x, n] } return p * q }'],
  ])('%s', (_, source) => same(source))
})

describe('an expression for its effect alone', () => {
  it.each([
    ['is an if where it is &&', '(x, n) => { n > 2 && (x += 1); return x }'],
    ['is an if where it is ||', '(x, n) => { n > 2 || (x += 1, x *= 2); return x }'],
    ['is an if where it is a choice', '(x, n) => { n > 2 ? (x += 1) : n > 0 ? x-- : (x = 9); return x }'],
  ])('%s', (_, source) => same(source))
})

describe('constants', () => {
  it('come from Math, from Number and from the scope', () => {
    const scope = { K: 5 }
    const source = '() => Math.PI * K + Number.EPSILON + Number.MAX_SAFE_INTEGER'
    expect(referenceFor(source, [], scope)()).toBe(Math.PI * 5 + Number.EPSILON + Number.MAX_SAFE_INTEGER)
  })

  it('of a helper are those of its own scope', () => {
    const helper = { name: 'helper', source: new SourceText('(x) => x * K'), scope: { K: 3 } }
    expect(referenceFor('(x) => helper(x) * K', [float64], { helper, K: 10 })(2)).toBe(60)
  })
})
