import { describe, expect, it } from 'vitest'
import { jit, prange, vectorize } from 'wamba'
import { compilerScope, scopeContent, type UserScope } from '#wamba/dispatch/scope.js'

const locate = () => () => ({ file: 'here', line: 1, column: 1 })
const contentOf = (scope: UserScope): string => JSON.stringify(scopeContent(compilerScope('jit', scope, locate)))

describe('the content of a scope', () => {
  it('does not depend on the order of its names', () => {
    expect(contentOf({ a: 1, b: 2 })).toBe(contentOf({ b: 2, a: 1 }))
  })

  it('changes with each number, each text, and what a function sees', () => {
    const half = jit((x: number) => x / k, { scope: { k: 2 } })
    const third = jit((x: number) => x / k, { scope: { k: 3 } })
    const scopes: UserScope[] = [
      { a: 1 },
      { a: 2 },
      { b: 1 },
      { a: (x: number) => x + 1 },
      { a: (x: number) => x + 2 },
      { a: half },
      { a: third },
    ]
    const contents = scopes.map(contentOf)
    expect(new Set(contents).size).toBe(contents.length)
  })

  it('ends, though functions of one scope may call each other', () => {
    const even = (n: number): boolean => n === 0 || odd(n - 1)
    const odd = (n: number): boolean => n !== 0 && even(n - 1)
    expect(contentOf({ even, odd })).toContain('odd(n - 1)')
  })
})

/** Stands for what the kernels close over. */
const k = 0

describe('a kernel', () => {
  const square = (x: number): number => x * x
  const hypotenuse = jit((x: number, y: number) => Math.sqrt(square(x) + square(y)), { scope: { square } })

  it('calls functions of its scope', () => {
    expect(hypotenuse(3, 4)).toBe(5)
  })

  it('calls other kernels, which bring their own scope along', () => {
    const double = vectorize((x: number) => x * k, { scope: { k: 2 } })
    const kernel = jit(
      (a: Float64Array) => {
        let sum = 0
        for (const i of prange(a.length)) sum += double(hypotenuse(a[i], k)) as number
        return sum
      },
      { scope: { double, hypotenuse, k: 4 } },
    )
    expect(kernel([3, 3])).toBe(20)
  })
})
