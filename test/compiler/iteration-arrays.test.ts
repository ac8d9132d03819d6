/** Arrays that the iterations of a parallel loop make: any number of them, of any length. */
import { describe, expect, it } from 'vitest'
import { info, jit, prange } from 'wamba'
import { type Numbers, same } from './same.ts'

const values = Float64Array.from({ length: 40 }, (_, i) => Math.sin(i * 7))

describe('an iteration', () => {
  it('makes lists that grow, and lists of what those hold', () => {
    same(
      (n: number, out: Numbers) => {
        for (const i of prange(out.length)) {
          let level = [i]
          for (let t = 0; t < n; t++) {
            const next: number[] = []
            for (const x of level) {
              next.push(x * 2)
              if (x % 3 === 0) next.push(x + 1, -x)
            }
            level = next
          }
          out[i] = level.reduce((sum, x) => sum + x, 0) + level.length
        }
      },
      [6, new Float64Array(300)],
      [0, new Float64Array(5)],
      [3, new Float64Array(0)],
    )
  })

  it('makes arrays that exist at once, of one statement', () => {
    same(
      (n: number, out: Numbers) => {
        for (const i of prange(out.length)) {
          let before = new Float64Array(n).fill(i)
          for (let t = 0; t < 5; t++) {
            const now = new Float64Array(n)
            for (let k = 0; k < n; k++) now[k] = before[n - 1 - k] * 2 + k
            before = now
          }
          out[i] = before[0] + before[n - 1] * 10
        }
      },
      [4, new Float64Array(100)],
    )
    same(
      (out: Numbers) => {
        for (const i of prange(out.length)) {
          let a = [1, 2, i]
          for (let t = 0; t < 3; t++) {
            const b = [0, 0, 0]
            for (let k = 0; k < 3; k++) b[k] = a[2 - k] * 2 + k
            a = b
          }
          out[i] = a[0] + a[2] * 10
        }
      },
      [new Float64Array(50)],
    )
  })

  it('makes arrays of lengths that only it knows', () => {
    same(
      (a: Numbers, out: Numbers) => {
        for (const i of prange(out.length)) {
          const window = a.slice(Math.max(0, i - 3), i + 4)
          window.sort()
          const near = a.filter((x) => Math.abs(x - a[i]) < 0.3).map((x) => x * x)
          const steps = new Int32Array(i + 1)
          for (let k = 1; k <= i; k++) steps[k] = steps[k - 1] + k
          out[i] = window[window.length >> 1] + near[near.length - 1] + near.length + steps[i]
        }
      },
      [values, new Float64Array(40)],
    )
  })

  it('makes objects, puts them in order, and rows of their own lengths', () => {
    same(
      (a: Numbers, out: Numbers) => {
        for (const i of prange(out.length)) {
          const found: { d: number; j: number }[] = []
          for (let j = 0; j < a.length; j++) if (a[j] > a[i]) found.push({ d: a[j] - a[i], j })
          found.sort((p, q) => p.d - q.d)
          const bins: number[][] = Array.from({ length: 3 }, () => [])
          for (const { j } of found) bins[j % 3].push(j)
          out[i] = found.length > 0 ? found[0].j * 100 + bins[1].length : -1
          for (const j of bins[2]) out[i] += j
        }
      },
      [values, new Float64Array(40)],
    )
  })

  it('takes part in reductions', () => {
    same(
      (n: number) => {
        let longest = 0
        let steps = 0
        for (const i of prange(n)) {
          const path: number[] = []
          for (let x = i + 1; x !== 1; x = x % 2 === 0 ? x / 2 : 3 * x + 1) path.push(x)
          longest = Math.max(longest, path.length)
          steps += path.length
        }
        return [longest, steps]
      },
      [300],
      [1],
      [0],
    )
  })

  it('may throw, and gives back its memory then and else', () => {
    const kernel = jit((n: number, out: Numbers) => {
      for (const i of prange(out.length)) {
        const list: number[] = []
        for (let k = 0; k < n; k++) list.push(k)
        if (i === 20) throw new RangeError(`${list.length} at ${i}`)
        out[i] = list[n - 1]
      }
    })
    const [few, many] = [new Float64Array(20), new Float64Array(40)]
    kernel(30_000, few)
    const { used } = info().memory
    for (let i = 0; i < 20; i++) {
      kernel(30_000, few)
      expect(() => kernel(30_000, many)).toThrow('30000 at 20')
    }
    expect(few.every((x) => x === 29_999)).toBe(true)
    expect(info().memory.used).toBeLessThan(used + 1e6)
  })
})
