import { expect, it } from 'vitest'
import { jit } from 'wamba'

const edges = [-(2 ** 31), -5, -1, 0, 1, 2, 3, 4, 7, 2 ** 31 - 1]
/** How the two tests of a range are written, and how many comparisons are left of them. */
const tests: [(x: number, y: number, w: number, h: number) => boolean, number][] = [
  [(x, _y, w, _h) => x >= 0 && x < w, 1],
  [(x, y, w, h) => x >= 0 && x < w && y >= 0 && y < h, 2],
  [(x, y, w, h) => x >= 0 && y >= 0 && x < w && y < h, 2],
  [(x, y, w, h) => 0 <= x && -1 < y && x <= w && y <= h, 2],
  [(x, _y, w, _h) => x < 0 || x >= w, 1],
  [(x, y, w, h) => x < 0 || x >= w || y < 0 || y >= h, 2],
  [(x, y, w, h) => x < 0 || y < 0 || x > w || y > h, 2],
  [(x, y, w, h) => !(x >= 0 && x < w) || (y >= 0 && y < h), 2],
  [(x, y, w, _h) => x >= 0 && y !== 3 && x < w, 1],
]

it.each(tests)('%s is as many comparisons as there are ranges, and the same', (test, comparisons) => {
  const fn = new Function(
    'out',
    'x',
    'y',
    'w',
    'h',
    `x |= 0; y |= 0; w &= 2147483647; h &= 2147483647; if ((${test})(x, y, w, h)) out[0] = 1`,
  )
  const kernel = jit(fn as (out: Uint8Array, x: number, y: number, w: number, h: number) => void)
  for (const x of edges)
    for (const y of edges)
      for (const w of [0, 1, 3, 2 ** 31 - 1])
        for (const h of [0, 4]) {
          const out = new Uint8Array(1)
          kernel(out, x, y, w, h)
          expect(out[0], `${x}, ${y}, ${w}, ${h}`).toBe(Number(test(x, y, w, h)))
        }
  expect(kernel.inspect('assembly').match(/<u32>\w+ (?:<|<=|>|>=) <u32>\w+/g)).toHaveLength(comparisons)
})

it('a limit that may be negative is compared with its sign', () => {
  const kernel = jit((x: number, w: number) => {
    const [a, b] = [x | 0, w | 0]
    return a >= 0 && a < b
  })
  for (const x of edges) for (const w of edges) expect(kernel(x, w)).toBe(x >= 0 && x < w)
  expect(kernel.inspect('assembly')).not.toContain('<u32>a')
})

it('what may throw is not asked before what stands in front of it', () => {
  const kernel = jit((a: Int32Array, x: number, n: number) => {
    const [i, limit] = [x | 0, n & 15]
    return i >= 0 && a[n] > 0 && i < a[limit]
  })
  const a = Int32Array.of(3, 1, 2)
  for (const x of edges) for (const n of [0, 1, 2]) expect(kernel(a, x, n)).toBe(kernel.js(a, x, n))
  expect(kernel(a, -1, 9)).toBe(false)
  expect(() => kernel(a, 1, 9)).toThrow(/the index 9 of 'a' is out of bounds/)
})
