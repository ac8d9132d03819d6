import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { close, jit, prange, range, setThreads, threads } from 'wamba'
import { law } from '#wamba/compiler/compile.js'

law.checks = true

const N = 103
const floats = (seed = 1, n = N) => Float64Array.from({ length: n }, (_, i) => Math.sin(i * 1.7 + seed) * 10)
const singles = (seed = 1, n = N) => Float32Array.from(floats(seed, n))
const ints = (seed = 1, n = N) => Int32Array.from({ length: n }, (_, i) => ((i + seed) * 7919) % 101)
const bytes = (n = N) => Uint8Array.from({ length: n }, (_, i) => (i * 97) & 255)

// biome-ignore lint/suspicious/noExplicitAny: the table holds functions of every signature
type Any = any
interface Case {
  readonly title: string
  readonly fn: (...args: Any[]) => unknown
  readonly args: () => unknown[]
  /** What the plan must say. */
  readonly plan: RegExp
}

const lanes = /vector: \d+ iterations together/
const inside = /scalar: the loop over 'j' in it is/

const cases: Case[] = [
  {
    title: 'branches, ternaries and && select in each lane',
    fn: (a: Float64Array, out: Float64Array) => {
      for (const i of prange(a.length)) {
        let x = a[i]
        if (x > 3) x = x * 2
        else if (x > -3) x = -x
        out[i] = x > 0 && a[i] < 9 ? x : x - 1
      }
    },
    args: () => [floats(), new Float64Array(N)],
    plan: lanes,
  },
  {
    title: 'a write under a condition leaves the elements of the other lanes',
    fn: (a: Float64Array, out: Float64Array) => {
      for (const i of prange(a.length)) if (a[i] > 0) out[i] = a[i]
    },
    args: () => [floats(), floats(2)],
    plan: lanes,
  },
  {
    title: 'neighbours that only some iterations have are read by the lanes that have them',
    fn: (a: Float64Array, out: Float64Array) => {
      for (const i of prange(a.length)) {
        let s = a[i]
        if (i > 0) s += a[i - 1]
        if (i < a.length - 1) s += a[i + 1]
        out[i] = s
      }
    },
    args: () => [floats(), new Float64Array(N)],
    plan: /read 'a': contiguous, masked/,
  },
  {
    title: 'an early continue sits the rest of the iteration out',
    fn: (a: Float64Array, out: Float64Array) => {
      for (const i of prange(a.length)) {
        if (a[i] < 0) continue
        out[i] = Math.sqrt(a[i])
        if (a[i] < 5) continue
        out[i] += 1
      }
    },
    args: () => [floats(), floats(3)],
    plan: lanes,
  },
  {
    title: 'a loop that lanes leave one by one, with a counter in step',
    fn: (out: Int32Array, most: number) => {
      for (const i of prange(out.length)) {
        const c = i / 40 - 1.5
        let z = 0
        let n = 0
        while (n < most && z * z <= 4) {
          z = z * z + c
          n++
        }
        out[i] = n
      }
    },
    args: () => [new Int32Array(N), 37],
    plan: lanes,
  },
  {
    title: 'break and continue in an inner loop, at different iterations of each lane',
    fn: (a: Float64Array, out: Float64Array) => {
      for (const i of prange(a.length)) {
        let s = 0
        for (let j = 0; j < 50; j++) {
          if (((i + j) & 3) === 0) continue
          s += j
          if (s > a[i] * 20) break
          s += 0.5
        }
        out[i] = s
      }
    },
    args: () => [floats(), new Float64Array(N)],
    plan: lanes,
  },
  {
    title: 'an inner loop with a bound of each lane',
    fn: (a: Float64Array, out: Float64Array) => {
      for (const i of prange(a.length)) {
        let s = 0
        for (let j = 0; j < i; j++) s += a[j]
        out[i] = s
      }
    },
    args: () => [floats(), new Float64Array(N)],
    plan: lanes,
  },
  {
    title: 'an inner loop with a start and a stop of each lane reads what it gathers',
    fn: (rows: Int32Array, columns: Int32Array, values: Float64Array, x: Float64Array, y: Float64Array) => {
      for (const i of prange(y.length)) {
        let s = 0
        for (let j = rows[i]; j < rows[i + 1]; j++) {
          const v = values[j]
          if (v > 0.1) s += (Math.sqrt(v) + 1 / v) * x[columns[j]]
          else s -= (v * v) / 3 + Math.abs(v)
        }
        y[i] = s
      }
    },
    args: () => {
      const rows = Int32Array.from({ length: N + 1 }, (_, i) => i + ((i * 7) % 5) * (i < N ? 1 : 0))
      rows.sort()
      return [rows, Int32Array.from(ints(3, 2 * N)), floats(2, 2 * N), floats(5, 2 * N), new Float64Array(N)]
    },
    plan: /gathered, checked/,
  },
  {
    title: 'all pairs: scalar control, elements that all lanes share',
    fn: (x: Float64Array, f: Float64Array) => {
      for (const i of prange(x.length)) {
        let s = 0
        for (let j = 0; j < x.length; j++) {
          const d = x[j] - x[i]
          if (j !== i) s += d / Math.sqrt(d * d + 1e-3)
        }
        f[i] = s
      }
    },
    args: () => [floats(), new Float64Array(N)],
    plan: lanes,
  },
  {
    title: 'sums under conditions and in loops keep the canonical order',
    fn: (a: Float64Array) => {
      let s = 0
      let most = -1e9
      for (const i of prange(a.length)) {
        if (a[i] > 0) s += a[i]
        for (let j = 0; j < 3; j++) most = Math.max(most, a[i] * j)
      }
      return s * 1000 + most
    },
    args: () => [floats(1, 5000)],
    plan: lanes,
  },
  {
    title: 'float32 and int32 in one body',
    fn: (a: Float32Array, b: Int32Array, out: Float32Array) => {
      for (const i of prange(a.length)) {
        const k = b[i] % 7
        out[i] = k > 3 ? a[i] * Math.fround(k) : Math.fround(b[i] << 2)
      }
    },
    args: () => [singles(), ints(), new Float32Array(N)],
    plan: lanes,
  },
  {
    title: 'bits of integers: shifts, >>> and Math.imul',
    fn: (a: Int32Array, out: Float64Array) => {
      for (const i of prange(a.length)) {
        let x = Math.imul(a[i] + i, 0x9e3779b1)
        x ^= x >>> 15
        x = Math.imul(x, 0x85ebca6b) ^ (x << 3)
        out[i] = (x >>> 0) / 4294967296 + (x >> i)
      }
    },
    args: () => [ints(), new Float64Array(N)],
    plan: lanes,
  },
  {
    title: 'pixels of bytes at a distance',
    fn: (pixels: Uint8Array, gray: Uint8ClampedArray) => {
      for (const i of prange(gray.length))
        gray[i] = pixels[4 * i] * 0.299 + pixels[4 * i + 1] * 0.587 + pixels[4 * i + 2] * 0.314
    },
    args: () => [bytes(4 * N), new Uint8ClampedArray(N)],
    plan: /read 'pixels': strided/,
  },
  {
    title: 'bytes wrap as their stores do',
    fn: (a: Uint8Array, b: Int16Array, out: Int8Array) => {
      for (const i of prange(a.length)) {
        out[i] = a[i] * 3 - b[i]
        b[i] = a[i] * 300
      }
    },
    args: () => [bytes(), Int16Array.from(ints()), new Int8Array(N)],
    plan: lanes,
  },
  {
    title: 'writes at indices of each lane go in order',
    fn: (order: Int32Array, a: Float64Array, out: Float64Array) => {
      for (const i of prange(order.length)) out[order[i]] = a[i] * 2
    },
    args: () => [Int32Array.from({ length: N }, (_, i) => (i * 10) % N), floats(), new Float64Array(N)],
    plan: /write 'out': gathered, checked/,
  },
  {
    title: 'rows of a grid become lanes along their elements',
    fn: (a: Float64Array, b: Float64Array, n: number) => {
      for (const i of prange(1, n - 1))
        for (let j = 1; j < n - 1; j++)
          b[i * n + j] = 0.25 * (a[i * n + j - 1] + a[i * n + j + 1] + a[(i - 1) * n + j] + a[(i + 1) * n + j])
    },
    args: () => [floats(1, 37 * 37), new Float64Array(37 * 37), 37],
    plan: inside,
  },
  {
    title: 'a matrix product becomes lanes along rows, in any order of its loops',
    fn: (a: Float64Array, b: Float64Array, c: Float64Array, n: number) => {
      for (const i of prange(n))
        for (const k of range(n)) for (let j = 0; j < n; j++) c[i * n + j] += a[i * n + k] * b[k * n + j]
    },
    args: () => [floats(1, 21 * 21), floats(2, 21 * 21), new Float64Array(21 * 21), 21],
    plan: inside,
  },
  {
    title: 'elements that are accumulated in an inner loop',
    fn: (a: Float64Array, x: Float64Array, y: Float64Array) => {
      const n = y.length
      for (const i of prange(n)) for (let j = 0; j < n; j++) y[i] += a[j * n + i] * x[j]
    },
    args: () => [floats(1, 33 * 33), floats(2, 33), floats(3, 33)],
    plan: lanes,
  },
  {
    title: 'serial loops outside parallel ones become lanes where nothing depends on the order',
    fn: (a: Float64Array, out: Float64Array) => {
      for (let j = 0; j < a.length; j++) out[j] = a[j] > 0 ? a[j] : 1
      for (let j = 1; j < a.length; j++) out[j] += out[j - 1]
    },
    args: () => [floats(), new Float64Array(N)],
    plan: /./,
  },
]

describe('lanes', () => {
  const before = threads()
  beforeAll(() => setThreads(3))
  afterAll(async () => {
    setThreads(before)
    await close()
  })
  for (const { title, fn, args, plan } of cases)
    it(title, () => {
      const kernel = jit(fn as (...args: unknown[]) => unknown)
      expect(kernel.verify(...args())).toMatchObject({ ok: true })
      expect(kernel.with({ threads: 1 }).verify(...args())).toMatchObject({ ok: true })
      expect(kernel.inspect('plan')).toMatch(plan)
    })
})

describe('lanes that fall outside', () => {
  const gather = (at: Int32Array, a: Float64Array, out: Float64Array) => {
    for (const i of prange(out.length)) {
      let x = 0
      if (at[i] > 0) x = a[at[i]]
      out[i] = x + a[at[i] & 7]
    }
  }

  it('are named by the first iteration that throws, whichever access its lane comes to first', () => {
    const kernel = jit(gather)
    const at = new Int32Array(40).fill(3)
    at[21] = 100
    at[19] = 77
    expect(() => kernel(at, floats(), new Float64Array(40))).not.toThrow()
    at[23] = 1000
    at[20] = 999
    expect(() => kernel(at, floats(), new Float64Array(40))).toThrow(/index 999/)
  })

  it('are no error where their lane is off', () => {
    const kernel = jit(gather)
    const at = new Int32Array(40).fill(-8)
    expect(() => kernel(at, floats(), new Float64Array(40))).not.toThrow()
    expect(kernel.verify(at, floats(), new Float64Array(40))).toMatchObject({ ok: true })
  })

  it('read nothing of an empty array', () => {
    const kernel = jit(gather)
    const at = new Int32Array(40).fill(0)
    expect(() => kernel(at, new Float64Array(0), new Float64Array(40))).toThrow(/index 0/)
  })
})
