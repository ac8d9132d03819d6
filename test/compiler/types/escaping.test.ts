import { describe, expect, it } from 'vitest'
import { jit } from 'wamba'

/** The kernel's text, after its result was found to be the function's. */
function textOf<A extends unknown[]>(fn: (...args: A) => unknown, ...args: A): string {
  const kernel = jit(fn)
  expect(kernel(...(args as never))).toEqual(fn(...args))
  return kernel.inspect('assembly')
}

describe('the memory of an array that is made in each iteration', () => {
  it('is taken again where nothing of the iteration before is left', () => {
    const lists = textOf((n: number) => {
      let s = 0
      for (let i = 0; i < n; i++) {
        const list: number[] = []
        for (let j = 0; j < i % 40; j++) list.push(i * j)
        for (let j = 0; j < list.length; j++) s += list[j] * (j + 1)
      }
      return s
    }, 100)
    expect(lists).toContain('renew(')
    const parts = textOf(
      (a: Float64Array) => {
        let s = 0
        for (let i = 0; i + 4 < a.length; i++) {
          const whole = new Float64Array(4)
          for (let j = 0; j < 3; j++) whole[j] += a[i + j]
          const part = whole.subarray(1, 4)
          s += part[0] + 2 * part[1] + 4 * part[2]
        }
        return s
      },
      Float64Array.from({ length: 20 }, (_, i) => i * i),
    )
    expect(parts).toContain('renew(')
  })

  it('is another one where a variable still holds that of the iteration before', () => {
    const held = textOf((n: number) => {
      let last = new Float64Array(4)
      let s = 0
      for (let i = 0; i < n; i++) {
        const now = new Float64Array(4)
        now[i % 4] = i + last[(i + 3) % 4]
        s += now[i % 4] + last[i % 4]
        last = now
      }
      return s
    }, 50)
    expect(held).not.toContain('renew(now')
    const list = textOf((n: number) => {
      let kept: number[] = []
      let s = 0
      for (let i = 0; i < n; i++) {
        const list: number[] = []
        for (let j = 0; j < 20; j++) list.push(i + j)
        if (i > 0) s += kept[3] * list[4]
        kept = list
      }
      return s
    }, 30)
    expect(list).not.toContain('renew(list')
  })

  it('is of one length or another, as the array that is copied', () => {
    textOf(
      (a: Float64Array, b: Float64Array) => {
        let s = 0
        for (let i = 0; i < 9; i++) {
          const copy = Float64Array.from(i % 3 === 1 ? a : b)
          copy[0] += i
          for (let j = 0; j < copy.length; j++) s += copy[j] * (i + 1)
        }
        return s
      },
      Float64Array.of(1, 2),
      Float64Array.of(3, 4, 5, 6, 7),
    )
  })
})
