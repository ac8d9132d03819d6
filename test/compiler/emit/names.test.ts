import { expect, it } from 'vitest'
import { jit, prange } from 'wamba'
import { runtime } from '#wamba/compiler/emit/runtime.js'

it('a variable may have the name of a function of the runtime', () => {
  const kernel = jit((raise: number, a: Int32Array) => {
    const allocate = new Float64Array(a.length)
    let isMultiple = 0
    for (let trips = 0; trips < a.length; trips++) if (a[trips] % 8 === 0) isMultiple += (a[trips] % 7) + raise
    for (const reserve of prange(a.length)) {
      const renew = a.slice(0, reserve)
      allocate[reserve] = renew.length + isMultiple
    }
    return allocate
  })
  const a = Int32Array.of(8, 3, 16, 5)
  expect(kernel(2, a)).toEqual(kernel.js(2, a))
  for (const name of Object.keys(runtime)) {
    const sum = jit(
      new Function(name, 'n', `return new Float64Array(n).length + ${name}`) as (a: number, n: number) => number,
    )
    expect(sum(2, 3)).toBe(5)
  }
})
