import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CompileError, jit, NdArray, prange, range, setThreads, threads, zeros } from 'wamba'
import { law } from '#wamba/compiler/compile.js'

law.checks = true
const before = threads()
beforeAll(() => setThreads(3))
afterAll(() => setThreads(before))

type Grid = NdArray<'float64'>
// biome-ignore lint/suspicious/noExplicitAny: the table holds functions of every signature
type Any = any

const dot = (a: Float64Array, b: Float64Array): number => {
  let s = 0
  for (let k = 0; k < a.length; k++) s += a[k] * b[k]
  return s
}

interface Case {
  readonly title: string
  readonly fn: (...args: Any[]) => unknown
  /** Shapes of the arrays, which come first; further arguments. */
  readonly shapes: readonly (readonly number[])[]
  readonly rest?: readonly unknown[]
  readonly scope?: Record<string, Any>
}

const cases: Case[] = [
  {
    title: 'reads and writes elements, shapes and strides',
    fn: (a: Grid, out: Grid) => {
      const [n, m] = a.shape
      for (let i = 0; i < n; i++) for (let j = 0; j < m; j++) out.set(i, j, a.get(i, j) * 2 + i - j)
      return a.shape[0] * 1000 + a.shape.length * 100 + a.strides[0] * 10 + a.strides[1] + a.length + a.size
    },
    shapes: [
      [5, 7],
      [5, 7],
    ],
  },
  {
    title: 'multiplies matrices',
    fn: (a: Grid, b: Grid, c: Grid) => {
      for (const i of prange(c.shape[0]))
        for (let j = 0; j < c.shape[1]; j++) {
          let s = 0
          for (let k = 0; k < a.shape[1]; k++) s += a.get(i, k) * b.get(k, j)
          c.set(i, j, s)
        }
    },
    shapes: [
      [33, 20],
      [20, 17],
      [33, 17],
    ],
  },
  {
    title: 'accumulates into an element',
    fn: (a: Grid, b: Grid, c: Grid) => {
      for (const i of prange(c.shape[0]))
        for (let j = 0; j < c.shape[1]; j++)
          for (let k = 0; k < a.shape[1]; k++) c.set(i, j, c.get(i, j) + a.get(i, k) * b.get(k, j))
    },
    shapes: [
      [9, 8],
      [8, 7],
      [9, 7],
    ],
  },
  {
    title: 'runs the innermost dimension in lanes',
    fn: (a: Grid, out: Grid) => {
      for (const i of range(1, a.shape[0] - 1))
        for (const j of prange(1, a.shape[1] - 1))
          out.set(i, j, 0.25 * (a.get(i - 1, j) + a.get(i + 1, j) + a.get(i, j - 1) + a.get(i, j + 1)))
    },
    shapes: [
      [12, 45],
      [12, 45],
    ],
  },
  {
    title: 'runs the outermost dimension in lanes of one column',
    fn: (a: Grid, out: Grid) => {
      for (const j of prange(a.shape[1])) out.set(0, j, Math.sqrt(Math.abs(a.get(3, j))) + a.get(0, 1) * j)
    },
    shapes: [
      [5, 100],
      [1, 100],
    ],
  },
  {
    title: 'takes rows as arrays',
    fn: (a: Grid, b: Grid, out: Grid) => {
      for (const i of prange(a.shape[0])) {
        const r = a.row(i)
        for (let j = 0; j < b.shape[0]; j++) out.set(i, j, dot(r, b.row(j)) + r[1] + r.length)
      }
    },
    shapes: [
      [11, 13],
      [6, 13],
      [11, 6],
    ],
    scope: { dot },
  },
  {
    title: 'writes through rows, and iterates over them',
    fn: (a: Grid, n: number) => {
      let s = 0
      for (let i = 1; i < n; i++) {
        const r = a.row(i)
        const q = a.row(i - 1)
        r[0] += q[1]
        r[1]++
        s += r[2]++ * 2
        a.row(i)[3] = s
        for (const x of a.row(n - i)) s += x
        for (const x of r) s -= x
      }
      return s
    },
    shapes: [[8, 5]],
    rest: [8],
  },
  {
    title: 'a row keeps the index that it was made with',
    fn: (a: Grid) => {
      let i = 1
      const r = a.row(i)
      i = 2
      const q = a.row(i++)
      return r[0] * 100 + q[0] * 10 + i
    },
    shapes: [[4, 2]],
  },
  {
    title: 'three dimensions',
    fn: (a: Grid, out: Grid) => {
      const [n, m, p] = a.shape
      for (const i of prange(n))
        for (let j = 0; j < m; j++)
          for (let k = p - 1; k >= 0; k--) out.set(i, j, k, a.get(i, j, k) - a.get(n - 1 - i, m - 1 - j, p - 1 - k))
    },
    shapes: [
      [5, 6, 7],
      [5, 6, 7],
    ],
  },
  {
    title: 'indices from elements, conditions and fractions that are whole',
    fn: (a: Grid, out: Grid) => {
      let s = 0
      for (let i = 0; i < a.shape[0]; i++) {
        const k = Math.abs(Math.round(a.get(i, 0) * 10)) % a.shape[1]
        s += k > 2 ? a.get(i, k) : a.get(i / 2 === Math.floor(i / 2) ? i / 2 : 0, k)
        if (i > 0 && a.get(i - 1, k) > 0) out.set(i - 1, k, a.get(i, a.shape[1] - 1))
      }
      return s
    },
    shapes: [
      [9, 5],
      [9, 5],
    ],
  },
  {
    title: 'arrays that change places',
    fn: (a: Grid, b: Grid, steps: number) => {
      for (let t = 0; t < steps; t++) {
        for (const i of prange(1, a.shape[0] - 1))
          for (let j = 1; j < a.shape[1] - 1; j++) b.set(i, j, (a.get(i - 1, j) + a.get(i, j + 1)) / 2)
        ;[a, b] = [b, a]
      }
      return a.get(1, 1)
    },
    shapes: [
      [8, 9],
      [8, 9],
    ],
    rest: [5],
  },
]

type Make = (shape: readonly number[]) => Grid

/** Arrays of a shape that lie in different ways. */
const layouts: Readonly<Record<string, Make>> = {
  'in C order': (shape) => new NdArray<'float64'>(new Float64Array(shape.reduce((a, b) => a * b)), shape),
  'in C order, in shared memory': (shape) => zeros(shape as [number, number]),
  'parts of larger ones': (shape) =>
    (zeros(shape.map((n) => n + 3) as [number, number]) as Grid).slice(
      ...shape.map((n): [number, number] => [2, 2 + n]),
    ),
  transposed: (shape) => {
    const turned = [...shape].reverse()
    return new NdArray<'float64'>(new Float64Array(turned.reduce((a, b) => a * b)), turned).transpose()
  },
  'backwards and with gaps': (shape) =>
    (zeros(shape.map((n) => 2 * n) as [number, number]) as Grid).slice(
      ...shape.map((): [undefined, undefined, number] => [undefined, undefined, -2]),
    ),
}

function argumentsOf({ shapes, rest = [] }: Case, make: Make): unknown[] {
  const arrays = shapes.map((shape, a) => {
    const array = make(shape)
    for (let i = 0; i < array.data.length; i++) array.data[i] = Math.sin(i * (a + 1)) * 3
    return array
  })
  return [...arrays, ...rest]
}

describe.each(Object.entries(layouts))('n-d arrays %s', (_, make) => {
  it.each(cases.map((each) => [each.title, each] as const))('%s', (__, each) => {
    const kernel = jit(each.fn, { scope: each.scope ?? {} })
    for (const call of [kernel, kernel.with({ threads: 1 })]) {
      for (let again = 0; again < 2; again++) {
        const [got, want] = [argumentsOf(each, make), argumentsOf(each, make)]
        const result = call(...got)
        expect(result).toBe(each.fn(...want))
        got.forEach((arg, i) => {
          if (NdArray.is(arg)) expect(arg.data).toEqual((want[i] as Grid).data)
        })
      }
    }
    expect(kernel.verify(...argumentsOf(each, make)).ok).toBe(true)
  })
})

it('arrays of different layouts may be mixed, and of every dtype', () => {
  const convert = (a: NdArray, out: NdArray): void => {
    for (const i of prange(a.shape[0]))
      for (let j = 0; j < a.shape[1]; j++) out.set(i, j, (a.get(i, j) as number) * 1.5 - 3)
  }
  const kernel = jit(convert)
  for (const from of ['float64', 'float32', 'int8', 'uint8', 'uint16', 'int32', 'uint32'] as const)
    for (const to of ['float64', 'float32', 'int16', 'uint8c', 'uint32'] as const) {
      const a = zeros([5, 6], from)
      a.data.forEach((_, i) => {
        a.data[i] = i * 37
      })
      const [got, want] = [zeros([6, 5], to), zeros([6, 5], to)]
      kernel(a, got.transpose())
      convert(a, want.transpose())
      expect(got.data).toEqual(want.data)
    }
})

it('the innermost dimension fills lanes where its elements are neighbours', () => {
  const scale = jit((a: Grid, by: number) => {
    for (let i = 0; i < a.shape[0]; i++) for (const j of prange(a.shape[1])) a.set(i, j, a.get(i, j) * by)
  })
  const a = zeros([4, 40])
  scale(a, 2)
  expect(scale.inspect('plan')).toContain('vector: 8 iterations together')
  scale(a.slice(undefined, [2, 30]), 2)
  expect(scale.inspect('plan')).toContain('vector: 8 iterations together')
  scale(a.transpose(), 2)
  expect(scale.inspect('plan')).toContain("read 'a': strided")
  expect(scale.signatures).toEqual([
    'void(float64[:,:], float64)',
    'void(float64[::,:], float64)',
    'void(float64[::,::], float64)',
  ])
})

describe('an index out of bounds', () => {
  const get = jit((a: Grid, i: number, j: number) => a.get(i, j), { name: 'get' })
  const set = jit(
    (a: Grid, n: number) => {
      for (const i of prange(n)) a.set(i, 1, i)
    },
    { name: 'set' },
  )
  const row = jit((a: Grid, i: number, j: number) => {
    const r = a.row(i)
    return r[j]
  })

  it('of any dimension is a RangeError that names array, dimension, index and length', () => {
    const a = zeros([2, 3])
    for (const b of [a, a.slice(undefined, [0, 3]), a.transpose().slice().transpose()]) {
      expect(get(b, 1, 2)).toBe(0)
      expect(() => get(b, 2, 0)).toThrow(RangeError)
      expect(() => get(b, 2, 0)).toThrow(
        "get: the index 2 of dimension 0 of 'a' is out of bounds: that dimension has length 2",
      )
      expect(() => get(b, 0, -1)).toThrow(
        "the index -1 of dimension 1 of 'a' is out of bounds: that dimension has length 3",
      )
      expect(() => get(b, 0, 0.5)).toThrow("the index 0.5 of dimension 1 of 'a' is not an integer")
      expect(() => row(b, 2, 0)).toThrow("the index 2 of dimension 0 of 'a'")
      expect(() => row(b, 1, 3)).toThrow("the index 3 of dimension 1 of 'a'")
    }
  })

  it('leaves the effects of earlier iterations, and nothing else', () => {
    const whole = zeros([4, 4])
    const part = whole.slice([1, 3], [1, 3])
    expect(() => set.with({ threads: 1 })(part, 3)).toThrow("the index 2 of dimension 0 of 'a'")
    expect([...whole.data]).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0])
  })

  it('is thrown after all indices were evaluated', () => {
    const kernel = jit((a: Grid, x: Float64Array) => a.get(9, x[5]))
    expect(() => kernel(zeros([2, 2]), zeros(2))).toThrow("the index 5 of 'x'")
  })
})

describe('a kernel that misuses an n-d array', () => {
  const a = zeros([2, 3])
  it.each<[string, (...args: Any[]) => unknown, string, string]>([
    ['one index', (x: Any) => x[0], "'x' has 2 dimensions, and this is one index", 'write x.get(i, j)'],
    ['too many', (x: Grid) => x.get(0, 0, 0), "'x' has 2 dimensions, and this is 3 indices", 'write x.get(i, j)'],
    ['no dimension', (x: Grid) => x.shape[2], "'x' has 2 dimensions, and no shape[2]", 'the dimensions are 0 to 1'],
    [
      'a dimension found late',
      (x: Grid, n: Any) => x.shape[n.length],
      'the dimension must be a constant',
      'a.shape[0]',
    ],
    [
      'the shape itself',
      (x: Grid) => dot(x.shape as Any, x.shape as Any),
      'cannot use this list as a whole',
      'const [n, m] = a.shape',
    ],
    ['a row as a number', (x: Grid) => x.row(0), "this is a row of 'x', and a number is needed here", 'r[j]'],
    ['a row of a row', (x: Grid) => (x.row(0) as Any).row(0)[0], 'is a row already', 'write a.row(i)'],
    ['the value of set', (x: Grid) => 1 + (x.set(0, 0, 1) as Any), 'set gives no value', 'a statement of its own'],
    [
      'its view',
      (x: Grid) => x.transpose().get(0, 0),
      'a kernel cannot call transpose',
      'make the view outside and pass it',
    ],
  ])('%s', (_, fn, what, remedy) => {
    const arity = fn.length
    const args = arity === 2 ? [a, zeros(1)] : [a]
    const failing = (): unknown => jit(fn, { scope: { dot } })(...args)
    expect(failing).toThrow(CompileError)
    expect(failing).toThrow(what)
    expect(failing).toThrow(remedy)
  })

  it.each<[string, (...args: Any[]) => unknown, string]>([
    [
      'reads what another iteration writes',
      (x: Grid) => {
        for (const i of prange(1, x.shape[0])) x.set(i, 0, x.get(i - 1, 0))
      },
      "an iteration of the prange reads an element of 'x' that another iteration writes",
    ],
    [
      'writes one element',
      (x: Grid) => {
        for (const i of prange(3)) x.set(1, 1, i)
      },
      "every iteration of the prange writes the same element of 'x'",
    ],
  ])('is told that a prange %s', (_, fn, what) => {
    expect(() => jit(fn)(a)).toThrow(what)
  })

  it('but not where the iterations meet in one dimension alone', () => {
    const kernel = jit((x: Grid) => {
      for (const i of prange(x.shape[0] - 1)) x.set(i, 0, x.get(i + 1, 1))
    })
    const [got, want] = [zeros([4, 2]), zeros([4, 2])]
    for (const { data } of [got, want]) data.set(data.map((_, i) => i))
    kernel(got)
    kernel.js(want)
    expect(got.data).toEqual(want.data)
  })
})

describe('a prange over n-d arrays', () => {
  const histogram = jit((h: Grid, x: Int32Array, y: Int32Array) => {
    for (const i of prange(x.length)) h.set(x[i], y[i], h.get(x[i], y[i]) + 1)
  })
  const x = Int32Array.from({ length: 40_000 }, (_, i) => (i * 7919) % 5)
  const y = Int32Array.from({ length: 40_000 }, (_, i) => (i * 104_729) % 4)

  it.each(Object.entries(layouts))('combines elements of arrays %s', (_, make) => {
    const [got, want] = [make([5, 4]), make([5, 4])]
    histogram(got, x, y)
    histogram.js(want, x, y)
    expect(got.data).toEqual(want.data)
    expect(histogram.verify(make([5, 4]), x, y).ok).toBe(true)
  })

  it('finds the races of a call', () => {
    const kernel = jit((a: Grid, at: Int32Array) => {
      for (const i of prange(at.length)) a.set(at[i], 1, i)
    })
    expect(kernel.races(zeros([4, 3]), Int32Array.of(0, 1, 2))).toEqual([])
    const [race] = kernel.races(zeros([4, 3]), Int32Array.of(0, 2, 2))
    expect(race).toMatchObject({ kind: 'write-write', array: 'a', index: 7, iterations: [1, 2] })
  })

  it('runs in order where several indices mean one element', () => {
    const fill = jit((a: Grid) => {
      for (const i of prange(a.shape[0])) for (let j = 0; j < a.shape[1]; j++) a.set(i, j, i * 10 + j)
    })
    const data = new Float64Array(3)
    fill(new NdArray<'float64'>(data, [1000, 3], { strides: [0, 1] }))
    expect([...data]).toEqual([9990, 9991, 9992])
    expect(fill.diagnostics().specialisations[0].callsInOrder).toBe(1)
  })

  it('whose every iteration writes one row is told so', () => {
    expect(() =>
      jit((a: Grid) => {
        for (const i of prange(a.shape[0])) for (let j = 0; j < a.shape[1]; j++) a.set(0, j, i)
      })(zeros([2, 2])),
    ).toThrow("every iteration of the prange writes the same elements of 'a'")
  })
})
