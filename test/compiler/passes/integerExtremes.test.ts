import { describe, expect, it } from 'vitest'
import { jit } from 'wamba'
import { type Any, same } from '../same.ts'

const integers = (n: number): Int32Array => Int32Array.from({ length: n }, (_, i) => ((i * 7919) % 101) - 50)
const forms: Record<string, (a: Int32Array) => number> = {
  'if (x > m) m = x': (a) => {
    let m = -100
    for (let i = 0; i < a.length; i++) if (a[i] > m) m = a[i]
    return m
  },
  'if (m > x) m = x': (a) => {
    let m = 100
    for (let i = 0; i < a.length; i++) if (m > a[i]) m = a[i]
    return m
  },
  'm = x >= m ? x : m': (a) => {
    let m = -100
    for (let i = 0; i < a.length; i++) m = a[i] >= m ? a[i] : m
    return m
  },
  'm = m < x ? m : x': (a) => {
    let m = 100
    for (let i = 0; i < a.length; i++) m = m < a[i] ? m : a[i]
    return m
  },
}

describe.each(Object.entries(forms))('%s', (_, fn) => {
  it('is an extreme', () => {
    for (const n of [0, 1, 5, 40]) same(fn, [integers(n)], [integers(n).reverse()])
    const kernel = jit(fn)
    kernel(integers(9))
    expect(kernel.inspect('ir')).toMatch(/m: i32 = Math\.(min|max)\(m, a\[i\]\)/)
  })
})

it('choices that are none stay as they are', () => {
  const others = (a: Int32Array, b: Float64Array) => {
    let [m, n, at, f] = [-100, 5, -1, 0]
    for (let i = 0; i < a.length; i++) {
      if (a[i] > m) {
        m = a[i]
        at = i
      }
      if (a[i] > n) n = a[i] - 1
      if (b[i] > f) f = b[i]
    }
    return [m, n, at, f]
  }
  const floats = Float64Array.of(-0, 3, Number.NaN, 2, 4, Number.NaN)
  same(others as (...args: Any[]) => unknown, [integers(6), floats])
})
