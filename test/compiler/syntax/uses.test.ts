import { expect, it } from 'vitest'
import { SourceText } from '#wamba/base/source.js'
import { parseFunction } from '#wamba/compiler/syntax/parse.js'
import { assignsName, elementsAt, initOf, nestedFunction, usesOf } from '#wamba/compiler/syntax/uses.js'

const bodyOf = (source: string) => parseFunction(new SourceText(source)).body

it('a name is used where it stands, and not where it is a key', () => {
  const body = bodyOf('(p, x) => { const y = { x: 1, p }; return p.x + y[x] + x }')
  expect(usesOf(body, 'x').length).toBe(2)
  expect(usesOf(body, 'p').length).toBeGreaterThanOrEqual(2)
  expect(usesOf(body, 'z')).toEqual([])
})

it('a name is assigned by an assignment, a pattern, a step and a loop', () => {
  const body = bodyOf('(a) => { let b, c, d, e, f = 0; b = 1; [c, { k: d }] = a; e++; for (f of a) b += f; a[0] = 2 }')
  for (const name of ['b', 'c', 'd', 'e', 'f']) expect(assignsName(body, name), name).toBe(true)
  expect(assignsName(body, 'a')).toBe(false)
})

it('elements of an array are found at the level at which they stand', () => {
  const body = bodyOf('(a, i, j) => { a[i][j] = a[i].length + b[a[j]] }')
  expect([0, 1, 2, 3].map((level) => elementsAt(body, 'a', level).length)).toEqual([3, 3, 1, 0])
})

it('what a name is declared as is found, functions too', () => {
  const body = bodyOf('() => { const x = 7; function f() {} const g = () => x; return f() + g() }')
  expect(initOf(body, 'x')).toMatchObject({ value: 7 })
  expect(nestedFunction(body, 'f')?.type).toBe('FunctionDeclaration')
  expect(nestedFunction(body, 'g')?.type).toBe('ArrowFunctionExpression')
  expect(nestedFunction(body, 'x')).toBeUndefined()
})
