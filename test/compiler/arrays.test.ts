/** Arrays that kernels make, choose, copy and take parts of: each as plain JavaScript does, on one thread and on several. */
import { describe, expect, it } from 'vitest'
import { empty, full, jit, NdArray, ones, prange, zeros } from 'wamba'
import { dtypes } from '#wamba/base/dtypes.js'
import { law } from '#wamba/compiler/compile.js'

law.checks = true

// biome-ignore lint/suspicious/noExplicitAny: the table holds functions of every signature
type Any = any
interface Case {
  readonly title: string
  readonly fn: (...args: Any[]) => unknown
  readonly args: () => unknown[]
}

const floats = (n = 20): Float64Array => Float64Array.from({ length: n }, (_, i) => Math.sin(i) * 10)
const ints = (n = 20): Int32Array => Int32Array.from({ length: n }, (_, i) => (i * 7919) % 101)

const cases: Case[] = [
  {
    title: 'n-d arrays made in the serial part, filled in parallel and returned',
    fn: (n: number, m: number) => {
      const a = zeros([n, m])
      for (const i of prange(n)) for (let j = 0; j < m; j++) a.set(i, j, i * 10 + j)
      return { a, corner: a.get(n - 1, m - 1), size: a.length, rank: a.shape.length }
    },
    args: () => [7, 5],
  },
  {
    title: 'ones, full and empty of several dimensions and dtypes',
    fn: (n: number) => {
      const a = ones([n, 2, 3], 'int16')
      const b = full([2, n], 2.5, 'float32')
      const c = empty([n, n], 'uint8c')
      for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) c.set(i, j, 100 * i + j + 0.5)
      a.set(1, 1, 2, 70_000)
      return [a, b, c, a.strides[0] + a.strides[1]]
    },
    args: () => [4],
  },
  {
    title: 'n-d scratch of an iteration',
    fn: (x: Float64Array, out: Float64Array, k: number) => {
      for (const i of prange(out.length)) {
        const t = zeros([k, 2])
        for (let j = 0; j < k; j++) {
          t.set(j, 0, x[(i + j) % x.length])
          t.set(j, 1, j)
        }
        let sum = 0
        for (let j = 0; j < k; j++) sum += t.get(j, 0) * t.get(j, 1)
        out[i] = sum
      }
    },
    args: () => [floats(), new Float64Array(300), 4],
  },
  {
    title: 'n-d arrays that change places',
    fn: (n: number, sweeps: number) => {
      let a = zeros([n, n])
      let b = zeros([n, n])
      a.set(1, 1, 100)
      for (let s = 0; s < sweeps; s++) {
        for (const i of prange(1, n - 1))
          for (let j = 1; j < n - 1; j++) b.set(i, j, (a.get(i - 1, j) + a.get(i + 1, j) + a.get(i, j)) / 3)
        ;[a, b] = [b, a]
      }
      return a
    },
    args: () => [6, 5],
  },
  {
    title: 'an n-d argument that comes back as itself',
    fn: (a: Any, b: Any, first: boolean) => (first ? a : b),
    args: () => [zeros([2, 2]), ones([3, 1]), false],
  },
  {
    title: 'a choice between arrays as value, argument and target of an index',
    fn: (a: Float64Array, b: Float64Array, n: number) => {
      const total = (x: Float64Array, by: number) => {
        let s = 0
        for (const v of x) s += v * by
        return s
      }
      let s = 0
      for (let k = 0; k < n; k++) {
        const even = k % 2 === 0
        const from = even ? a : b
        const to = even ? b : a
        for (let i = 1; i < from.length - 1; i++) to[i] = (from[i - 1] + from[i + 1]) / 2
        s += total(even ? to : from, k) + (k < 2 ? a : k < 3 ? b : to)[k]
      }
      return s
    },
    args: () => [floats(), floats(20).map((v) => v / 2), 5],
  },
  {
    title: 'arrays that change places by a third name, in a parallel loop between',
    fn: (a: Float64Array, b: Float64Array, sweeps: number) => {
      let [from, to] = [a, b]
      for (let s = 0; s < sweeps; s++) {
        for (const i of prange(1, from.length - 1)) to[i] = (from[i - 1] + from[i] + from[i + 1]) / 3
        const third = from
        from = to
        to = third
      }
      return [from === a, from !== b, from[3]]
    },
    args: () => [floats(50), floats(50), 3],
  },
  {
    title: 'parts that share their elements',
    fn: (a: Float64Array, n: number) => {
      const head = a.subarray(0, n)
      const tail = a.subarray(-n)
      const middle = a.subarray(n, -n).subarray(1)
      for (let i = 0; i < head.length; i++) head[i] += tail[i]
      for (let i = 1; i < middle.length; i++) middle[i] = middle[i - 1] + 1
      const nothing = a.subarray(5, 2)
      return [head.length, middle.length, nothing.length, a.subarray(2.7, NaN).length, middle.at(-1)!]
    },
    args: () => [floats(), 4],
  },
  {
    title: 'rows of a flat matrix as parts, one an iteration',
    fn: (a: Float64Array, out: Float64Array) => {
      const n = out.length
      const m = a.length / n
      for (const i of prange(n)) {
        const row = a.subarray(i * m, (i + 1) * m)
        let s = 0
        for (let j = 0; j < row.length; j++) s += row[j] * row[0]
        out[i] = s
      }
    },
    args: () => [floats(600), new Float64Array(60)],
  },
  {
    title: 'a part and the whole, one of them moved over the other',
    fn: (a: Float64Array) => {
      const shifted = a.subarray(1)
      for (let i = 0; i < shifted.length; i++) shifted[i] = a[i] * 2
      a.set(a.subarray(0, 5), 3)
      return a
    },
    args: () => [floats(12)],
  },
  {
    title: 'copies: slice, set, constructors, from, of and map',
    fn: (a: Float64Array, c: Int32Array, n: number) => {
      const b = a.slice(2, -3)
      const rounded = new Int8Array(a)
      const bytes = new Uint8ClampedArray(c)
      const wide = Float64Array.from(c)
      const few = Float32Array.of(0.1, n, 3)
      const listed = new Uint16Array([1, 70_000, n])
      b.set(c.subarray(0, 4), n)
      b.fill(7, 1, -10)
      const doubled = c.map((v, i) => v * 2 + i)
      const sum = a.reduce((s, v, i) => s + v * i, 0.5)
      let counted = 0
      c.forEach((v) => {
        if (v > 50) counted++
      })
      return { b, rounded, bytes, wide, few, listed, doubled, sum, counted, most: Math.max(...a, n) }
    },
    args: () => [floats(), ints(), 3],
  },
  {
    title: 'literals and lists of numbers, in memory or taken apart',
    fn: (x: number, n: number) => {
      const primes = [2, 3, 5, 7, 11, 13, 17, 19, 23]
      const [first, , third] = primes
      const list = new Array(n).fill(0)
      for (let i = 0; i < n; i++) list[i % 3] += primes[i] * x
      let sum = 0
      for (const p of primes) sum += p
      for (const w of [x, 2, 3]) sum *= w
      const pair = [x, n]
      pair[0] += 1
      return [sum, first + third, list[0], list[1], list.length, pair[0] * pair[1], pair.length]
    },
    args: () => [1.5, 9],
  },
]

function plain(value: unknown): unknown {
  if (value instanceof NdArray)
    return { shape: [...value.shape], dtype: value.dtype, data: [...(value.data as Float64Array)] }
  if (ArrayBuffer.isView(value)) return [value.constructor.name, ...(value as unknown as Iterable<number>)]
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plain(each)]))
}

describe('an array in a kernel is as in JavaScript', () => {
  it.each(cases)('$title', ({ fn, args }) => {
    const given = args()
    const expected = plain([fn(...given), given])
    const kernel = jit(fn, { cache: false })
    for (const threads of [1, 3]) {
      const own = args()
      expect(plain([kernel.with({ threads })(...own), own])).toEqual(expected)
    }
    expect(kernel.verify(...args())).toMatchObject({ ok: true })
  })

  it.each(
    Object.values(dtypes)
      .filter(({ kind }) => !kind.startsWith('big'))
      .map(({ tag }) => tag),
  )('made by new %s, in the serial part and in each iteration', (tag) => {
    const source = `(x, k) => {
        const made = new ${tag}(k)
        const out = new Float64Array(x.length)
        for (let i = 0; i < k; i++) made[i] = x[i]
        for (const i of prange(x.length)) {
          const own = new ${tag}(k)
          own[i % k] = x[i] * 100
          out[i] = own[i % k]
        }
        return [made, out]
      }`
    const fn = new Function('prange', `return ${source}`)(prange) as (x: Float64Array, k: number) => unknown
    const x = floats(40)
    expect(plain(jit(fn, { cache: false })(x, 6))).toEqual(plain(fn(x, 6)))
  })

  it('an array of several dimensions lives in shared memory', () => {
    const make = jit((n: number) => zeros([n, n]), { cache: false })
    const made = make(3) as NdArray
    expect(made.data.buffer).toBeInstanceOf(SharedArrayBuffer)
    const fill = jit(
      (a: Any) => {
        for (const i of prange(a.shape[0])) a.set(i, i, 1)
      },
      { cache: false },
    )
    fill(made)
    expect(fill.diagnostics().specialisations[0].bytesCopiedIn).toBe(0)
    expect([...(made.data as Float64Array)]).toEqual([1, 0, 0, 0, 1, 0, 0, 0, 1])
  })

  it('a negative length, or too many elements, are an error that says so', () => {
    const make = jit((n: number, m: number) => zeros([n, m]).length, { cache: false })
    expect(() => make(2, -1)).toThrow("the length -1 of 'array' is negative")
    expect(() => make(70_000, 70_000)).toThrow("'array' would have 4900000000 elements: 2147483646 are the most")
  })
})

it('an index outside of an array that the kernel makes is told with its length, on the scalar path, in a prange and in the reference', () => {
  const serial = (n: number, k: number): number => {
    const made = new Float64Array(n)
    return made[k]
  }
  const parallel = (a: Float64Array, n: number, k: number): void => {
    for (const i of prange(a.length)) {
      const made = new Float64Array(n)
      made[0] = i
      a[i] = made[i * k]
    }
  }
  const shaped = (n: number): number => {
    const made = zeros([n, 2 * n])
    return made.get(1, 2 * n)
  }
  const part = (a: Float64Array): number => {
    const made = a.subarray(2, 5)
    return made[a.length]
  }
  expect(() => jit(serial)(3, 7)).toThrow("the index 7 of 'made' is out of bounds: 'made' has length 3")
  expect(() => jit(serial)(3, 0.5)).toThrow("the index 0.5 of 'made' is not an integer: 'made' has length 3")
  expect(() => jit(parallel)(new Float64Array(5000), 4, 1)).toThrow("'made' has length 4")
  expect(() => jit(shaped)(3)).toThrow(
    "the index 6 of dimension 1 of 'made' is out of bounds: that dimension has length 6",
  )
  expect(() => jit(part)(floats())).toThrow("'made' has length 3")
  expect(() => jit(serial).verify(3, 7)).toThrow("'made' has length 3")
})
