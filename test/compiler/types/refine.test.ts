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
