/** Objects and short arrays within a kernel, and functions that give and take them: as in plain JavaScript. */
import { describe, expect, it } from 'vitest'
import { jit, range } from 'wamba'
import { law } from '#wamba/compiler/compile.js'

law.checks = true

interface Pair {
  a: number
  b: number
}
const floats = (n = 20): Float64Array => Float64Array.from({ length: n }, (_, i) => Math.sin(i) * 10)

const cases: readonly {
  readonly title: string
  // biome-ignore lint/suspicious/noExplicitAny: the table holds functions of every signature
  readonly fn: (...args: any[]) => unknown
  readonly args: () => unknown[]
}[] = [
  {
    title: 'an object is replaced by what a function makes of it',
    fn: (n: number) => {
      const next = ({ a, b }: Pair) => ({ a: b, b: a + b })
      let p = { a: 0, b: 1 }
      for (const _ of range(n)) p = next(p)
      return p
    },
    args: () => [20],
  },
  {
    title: 'a function changes the object that it is passed',
    fn: (n: number) => {
      const count = { up: 0, down: n }
      const step = (c: typeof count, by: number) => {
        c.up += by
        c.down--
      }
      for (let i = 0; i < n; i++) step(count, i)
      return [count.up, count.down]
    },
    args: () => [7],
  },
  {
    title: 'objects are spread, destructured with defaults and renamed, and nested patterns taken apart',
    fn: (x: number) => {
      const base = { a: x, b: 2 }
      const more = { ...base, b: 3, c: base.a + 1 }
      const { a: first, c, d = more.b * 2 } = more as typeof more & { d?: number }
      const [[u, v], { w }, z = 9] = [[x, c], { w: d }] as unknown as [[number, number], { w: number }, number?]
      return { first, u, v, w, z }
    },
    args: () => [1.5],
  },
  {
    title: 'an object holds arrays and numbers',
    fn: (n: number) => {
      const state = { x: new Float64Array(n), steps: 0 }
      for (let i = 0; i < n; i++) {
        state.x[i] = i / 2
        state.steps += 2
      }
      return { ...state, last: state.x[n - 1] }
    },
    args: () => [6],
  },
  {
    title: 'a choice gives one object or another, and one list or another',
    fn: (x: number, on: boolean) => {
      const p = on ? { a: x, b: 1 } : { a: 1, b: x }
      const [u, v] = x > 2 ? [p.a, p.b] : [p.b, p.a]
      return u * 10 + v
    },
    args: () => [3, true],
  },
  {
    title: 'an array comes back from within a loop of a helper, or from its end',
    fn: (a: Float64Array, b: Float64Array, k: number) => {
      const pick = (most: number) => {
        for (let i = 0; i < most; i++) if (a[i] > 5) return a
        return b
      }
      const made = (n: number) => {
        const own = new Float64Array(n)
        own[0] = n
        return own
      }
      const first = made(k)
      const second = made(k + 1)
      first[1] = 4
      return [pick(k)[2], pick(0)[2], first, second]
    },
    args: () => [floats(), floats().map((v) => v + 1), 10],
  },
  {
    title: 'three arrays change places',
    fn: (a: Float64Array, steps: number) => {
      let before: Float64Array = a
      let now: Float64Array = a.slice()
      let next: Float64Array = a.map((v) => -v)
      for (let s = 0; s < steps; s++) {
        for (let i = 1; i < a.length - 1; i++)
          next[i] = 2 * now[i] - before[i] + 0.1 * (now[i - 1] - 2 * now[i] + now[i + 1])
        ;[before, now, next] = [now, next, before]
      }
      return [before[3], now[3], next[3]]
    },
    args: () => [floats(40), 7],
  },
  {
    title: 'functions written where they are called, and arrays in memory that are compared',
    fn: (a: Float64Array, x: number) => {
      const twice = ((y: number) => y * 2)(x)
      const same = a
      let other: Float64Array = a.slice()
      if (x > 0) other = same
      return [twice, other === a, other !== same, a.subarray(0, 3) === a]
    },
    args: () => [floats(), 2],
  },
]

describe('objects and lists within a kernel', () => {
  it.each(cases)('$title', ({ fn, args }) => {
    const given = args()
    const expected = [fn(...given), given]
    const kernel = jit(fn, { cache: false })
    const own = args()
    expect([kernel(...own), own]).toEqual(expected)
    expect(kernel.verify(...args())).toMatchObject({ ok: true })
  })
})
