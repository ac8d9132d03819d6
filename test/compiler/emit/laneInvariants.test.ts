import { describe, expect, it } from 'vitest'
import { jit, prange } from 'wamba'

const numbers = (n: number): Float64Array => Float64Array.from({ length: n }, (_, i) => ((i * 37) % 101) / 7 - 3)

describe('an element that stays the same in all iterations of a loop in lanes', () => {
  const nearest = (points: Float64Array, centres: Float64Array, label: Int32Array): void => {
    for (const i of prange(label.length)) {
      let best = Infinity
      let at = 0
      for (let j = 0; 2 * j < centres.length; j++) {
        const d = points[3 * i + 1] - centres[2 * j]
        if (d * d < best) {
          best = d * d
          at = j
        }
      }
      label[i] = at
    }
  }

  it('is read before the loop, so that lanes of the outer loop pay where its elements lie apart', () => {
    const kernel = jit(nearest)
    for (const n of [0, 1, 8, 37])
      expect(kernel.verify(numbers(3 * n + 2), numbers(5), new Int32Array(n)).ok).toBe(true)
    const text = kernel.inspect('assembly')
    const loop = text.indexOf('do {', text.indexOf('do {') + 1)
    const read = text.indexOf('v128.load64_zero')
    expect(read).toBeGreaterThan(0)
    expect(read).toBeLessThan(loop)
    expect(text.slice(loop, text.indexOf('} while', loop))).not.toMatch(/load64_lane/)
  })

  it('is not read where the loop does not run, wherever it would lie', () => {
    const reach = (a: Float64Array, out: Float64Array, m: number): void => {
      for (const i of prange(out.length)) {
        let s = 0
        for (let j = 0; j < m; j++) s += a[i + m * 1000000 - 1000000] + j
        out[i] = s
      }
    }
    const kernel = jit(reach)
    for (const m of [0, 1]) expect(kernel.verify(numbers(40), new Float64Array(40), m).ok).toBe(true)
  })

  it('is read anew where the loop writes', () => {
    const smooth = (a: Float64Array, n: number): void => {
      for (const i of prange(n)) {
        for (let j = 0; j < 9; j++) {
          a[10 * i] = a[10 * i] * 0.5 + a[10 * i + 1]
        }
      }
    }
    expect(jit(smooth).verify(numbers(330), 33).ok).toBe(true)
  })
})
