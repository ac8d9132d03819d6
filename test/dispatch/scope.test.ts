import { describe, expect, it } from 'vitest'
import { erf, jit, math, type Names, prange, vectorize, zeros } from 'wamba'
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

describe('functions that kernels know by themselves', () => {
  const { sin, max } = Math
  const parallel = prange
  const zeroed = zeros

  it('may be given by the scope, under other names too', () => {
    const kernel = jit(
      (a: Float64Array) => {
        const out = zeroed(a.length)
        for (const i of parallel(a.length)) out[i] = max(sin(a[i]), erf(a[i]))
        return out
      },
      { scope: { sin, max, parallel, zeroed, erf } },
    )
    const a = Float64Array.of(-1, 0.5, 4)
    expect([...kernel(a)]).toEqual([...a].map((x) => Math.max(math.sin(x) as number, erf(x))))
    expect(kernel.diagnostics().specialisations[0].loops[0].parallel).toBe(true)
  })

  it('may be taken from the last parameter as the scope names them', () => {
    const kernel = jit((x: number, { root }: Names & { root: typeof Math.sqrt }) => root(x), {
      scope: { root: Math.sqrt },
    })
    expect(kernel(16)).toBe(4)
  })

  it('change the content of a scope', () => {
    const scopes: UserScope[] = [{ f: Math.sin }, { f: Math.cos }, { f: erf }, { g: Math.sin }]
    expect(new Set(scopes.map(contentOf)).size).toBe(4)
  })
})

/** Stand for what kernels close over. */
const weights = [1, 2, 1]
const table = [
  [1, 2],
  [3, 4],
]
const periodic = true

describe('values of JavaScript’s own', () => {
  it('are arrays of numbers, arrays of arrays and booleans', () => {
    const smooth = (a: Float64Array): number[] => {
      const out = [0]
      for (let i = 0; i + 2 < a.length; i++) {
        let sum = 0
        for (let k = 0; k < weights.length; k++) sum += a[i + k] * weights[k]
        out.push(periodic === true ? sum : -sum)
      }
      for (const row of table) for (const x of row) out.push(x)
      return [...out, table[1][0], table.length]
    }
    const a = Float64Array.of(1, 2, 4, 8, 16)
    const kernel = jit(smooth, { scope: { weights, table, periodic } })
    expect(kernel(a)).toEqual(smooth(a))
    expect(jit(smooth, { scope: { weights, table, periodic: false } })(a)[1]).toBe(-9)
  })

  it('are copied when the kernel is made', () => {
    const values = [1, 2]
    const kernel = jit((i: number) => values[i], { scope: { values } })
    values[0] = 9
    expect(kernel(0)).toBe(1)
  })
})
