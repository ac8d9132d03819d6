import { expect, it } from 'vitest'
import { jit } from 'wamba'
import { printFunc } from '#wamba/compiler/ir/print.js'
import { float64s, loweredOf } from '../compiled.ts'

it('a comparison of a sum or a product bounds the variable in it, so that the places of a heap are integers', () => {
  const func = loweredOf(
    `(a) => {
      const end = a.length - 1
      let root = 0
      while (2 * root + 1 <= end) {
        let child = root * 2 + 1
        if (child + 1 <= end && a[child] < a[child + 1]) child++
        if (a[root] >= a[child]) break
        const x = a[root]
        a[root] = a[child]
        a[child] = x
        root = child
      }
    }`,
    [float64s],
  )
  const ir = printFunc(func)
  expect(ir).toContain('root: i32 =')
  expect(ir).toContain('child: i32 =')
  expect(ir).not.toContain(': f64 = (child')
})

it('comparisons of sums and products of any size come out as in JavaScript, and so does what follows from them', () => {
  const fn = (x: number, n: number): number[] => {
    const k = Math.floor(x)
    const out = [0, 0, 0, 0, 0]
    if (k * 3 <= n) out[0] = k * 3 + 1
    if (k + 5 < n) out[1] = k - 1
    if (7 * k > n) out[2] = k | 0
    if (k - 2147483647 >= n) out[3] = k + k
    if (k * 2 + 1 === n) out[4] = k % 5
    return out
  }
  const kernel = jit(fn)
  const numbers = [0, -0, 1, -1, 2.5, -7.5, 3, 1e9, -1e9, 2 ** 31, 2 ** 53, -(2 ** 53), 2 ** 53 + 2, 1e300, -1e300]
  const bounds = [0, 1, -1, 7, 2 ** 30, 2 ** 31 - 1, -(2 ** 31)]
  for (const x of [...numbers, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])
    for (const n of bounds) expect(kernel(x, n | 0)).toEqual(fn(x, n | 0))
})

it('what is not 0, or true, is no 0, so that what divides with a remainder is an integer', () => {
  const divisor = (a: number, b: number): number => {
    while (b !== 0) [a, b] = [b, a % b]
    return a
  }
  const truthy = (a: number, b: number): number => {
    while (b) {
      const t = a % b
      a = b
      b = t
    }
    return a
  }
  for (const fn of [divisor, truthy]) {
    const kernel = jit(fn)
    for (const a of [48, 17, 0, -0, 1.5, -48, 2 ** 31 - 1, 2 ** 40])
      for (const b of [18, 1, 0, -0, 0.5, -18, 2 ** 31 - 1, 2 ** 35]) expect(kernel(a, b), `${a}, ${b}`).toBe(fn(a, b))
    kernel(48, 18)
    expect(kernel.inspect('assembly')).toContain('let b: i32')
  }
})

it('a number that others are divided by with a remainder is an integer of its own where it is positive', () => {
  const sums = (n: number, m: number): number => {
    let [a, b] = [0, 1]
    for (let i = 0; i < n; i++) [a, b] = [b, (a + b) % m]
    return a
  }
  const kernel = jit(sums)
  for (const m of [1, 10, 2 ** 20, 2 ** 20 + 1, 1e9 + 7, 2 ** 31 - 1, 2 ** 31, 0, -0, -7, 1.5, Number.NaN])
    for (const n of [0, 1, 2, 3, 200]) expect(kernel(n, m), `${n}, ${m}`).toBe(sums(n, m))
  expect(kernel(200, 10)).toBe(sums(200, 10))
  expect(kernel.inspect('assembly')).not.toContain('math_remainder')
})
