import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { jit, prange, setThreads } from 'wamba'
import { law } from '#wamba/compiler/compile.js'
import { type Any, same } from '../same.ts'

law.checks = true

type Bytes = Uint8Array | Uint8ClampedArray | Int8Array | Int16Array | Uint16Array

/** Values of all kinds, edges among them. */
function filled<A extends Bytes>(array: A, seed: number): A {
  for (let i = 0; i < array.length; i++) array[i] = Math.imul(i * 7 + seed, 2654435761) >>> (i % 3 === 0 ? 24 : 13)
  array.set([0, 255, 128, 127, 65535, 32768, 32767].slice(0, array.length))
  return array
}

const u8 = (n: number, s = 1) => filled(new Uint8Array(n), s)
const u8c = (n: number, s = 1) => filled(new Uint8ClampedArray(n), s)
const i8 = (n: number, s = 1) => filled(new Int8Array(n), s)
const i16 = (n: number, s = 1) => filled(new Int16Array(n), s)
const u16 = (n: number, s = 1) => filled(new Uint16Array(n), s)
/** Around the lanes of a gang: none, some and all of them are left over. */
const LENGTHS = [0, 1, 7, 8, 15, 16, 17, 31, 32, 33, 63, 64, 65, 100]

interface Program {
  readonly fn: (...args: Any[]) => unknown
  readonly args: (n: number) => Any[]
  /** Iterations of a vector. */
  readonly width: number
}

const programs: Record<string, Program> = {
  'a threshold': {
    fn: (a: Any, o: Any, t: Any) => {
      for (const i of prange(o.length)) o[i] = a[i] > t ? 255 : 0
    },
    args: (n) => [u8(n), u8(n), 99.5],
    width: 16,
  },
  'a weighted sum': {
    fn: (a: Any, b: Any, o: Any) => {
      for (const i of prange(o.length)) o[i] = (a[i] * 77 + b[i] * 179) >> 8
    },
    args: (n) => [u8(n), u8(n, 3), u8(n)],
    width: 8,
  },
  'alpha blending': {
    fn: (a: Any, b: Any, alpha: Any, o: Any) => {
      for (const i of prange(o.length)) o[i] = (a[i] * alpha[i] + b[i] * (255 - alpha[i])) >> 8
    },
    args: (n) => [u8(n), u8(n, 3), u8(n, 5), u8(n)],
    width: 4,
  },
  'an absolute difference': {
    fn: (a: Any, b: Any, o: Any) => {
      for (const i of prange(o.length)) o[i] = Math.abs(a[i] - b[i])
    },
    args: (n) => [u8(n), u8(n, 3), u8(n)],
    width: 8,
  },
  'a saturating mix': {
    fn: (a: Any, b: Any, o: Any) => {
      for (const i of prange(o.length)) o[i] = Math.max(-32768, Math.min(32767, a[i] + b[i]))
    },
    args: (n) => [i16(n), i16(n, 3), i16(n)],
    width: 8,
  },
  'a sum of bytes up to the brightest': {
    fn: (a: Any, b: Any, o: Any) => {
      for (const i of prange(o.length)) o[i] = Math.min(255, a[i] + b[i])
    },
    args: (n) => [u8(n), u8(n, 3), u8(n)],
    width: 16,
  },
  'a difference of bytes down to black': {
    fn: (a: Any, b: Any, o: Any) => {
      for (const i of prange(o.length)) o[i] = Math.max(a[i] - b[i], 0)
    },
    args: (n) => [u8(n), u8(n, 3), u8(n)],
    width: 16,
  },
  'what sharpens, down to black and up to white': {
    fn: (a: Any, b: Any, o: Any) => {
      for (const i of prange(o.length)) {
        const [here, there] = [a[i], b[i]]
        o[i] = Math.max(0, Math.min(255, here * 4 - there * 2 - (here >> 1)))
      }
    },
    args: (n) => [u8(n), u8(n, 3), u8(n)],
    width: 8,
  },
  'numbers of 32 bits, brought into 8': {
    fn: (a: Any, b: Any, o: Any) => {
      for (const i of prange(o.length)) o[i] = Math.min(127, Math.max(-128, (a[i] * b[i]) >> 3))
    },
    args: (n) => [i16(n), i16(n, 3), i8(n)],
    width: 4,
  },
  'limits that are not those of a type': {
    fn: (a: Any, b: Any, o: Any) => {
      for (const i of prange(o.length))
        o[i] = Math.min(127, Math.max(-127, a[i] - b[i])) + Math.max(1, Math.min(255, a[i] + b[i]))
    },
    args: (n) => [i8(n), i8(n, 3), i16(n)],
    width: 8,
  },
  'limits that exclude each other': {
    fn: (a: Any, b: Any, o: Any) => {
      for (const i of prange(o.length)) o[i] = Math.max(127, Math.min(-128, a[i] + b[i]))
    },
    args: (n) => [i8(n), i8(n, 3), i8(n)],
    width: 8,
  },
  'the greatest of neighbours': {
    fn: (a: Any, o: Any, n: Any) => {
      for (const i of prange(1, n - 1)) o[i] = Math.max(a[i - 1], a[i], a[i + 1])
    },
    args: (n) => [u8(n), u8(n), n],
    width: 16,
  },
  'a sum of neighbours that wraps': {
    fn: (a: Any, o: Any, n: Any) => {
      for (const i of prange(1, n - 1)) o[i] = a[i - 1] + a[i] + a[i + 1]
    },
    args: (n) => [i8(n), i8(n), n],
    width: 16,
  },
  'bytes swapped': {
    fn: (a: Any, o: Any) => {
      for (const i of prange(o.length)) o[i] = (a[i] << 8) | (a[i] >> 8)
    },
    args: (n) => [u16(n), u16(n)],
    width: 8,
  },
  'bits counted': {
    fn: (a: Any, o: Any) => {
      for (const i of prange(o.length)) {
        let x = a[i]
        x = x - ((x >> 1) & 0x55)
        x = (x & 0x33) + ((x >> 2) & 0x33)
        o[i] = (x + (x >> 4)) & 15
      }
    },
    args: (n) => [u8(n), u8(n)],
    width: 8,
  },
  'a branch that writes': {
    fn: (a: Any, o: Any) => {
      for (const i of prange(o.length)) if (a[i] > 100 && a[i] !== 127) o[i] = a[i] - 100
    },
    args: (n) => [u8(n), u8(n, 7)],
    width: 16,
  },
  'both sides of a branch': {
    fn: (a: Any, b: Any, o: Any) => {
      for (const i of prange(o.length)) {
        let v = a[i]
        if (v < b[i]) v = v + b[i]
        else v = v - b[i]
        o[i] = v
      }
    },
    args: (n) => [i16(n), i16(n, 3), u8(n)],
    width: 4,
  },
  'a store that clamps': {
    fn: (a: Any, b: Any, o: Any) => {
      for (const i of prange(o.length)) o[i] = 2 * a[i] - b[i]
    },
    args: (n) => [u8(n), u8(n, 3), u8c(n)],
    width: 8,
  },
  'unsigned words that a store clamps': {
    fn: (a: Any, o: Any) => {
      for (const i of prange(o.length)) o[i] = a[i]
    },
    args: (n) => [u16(n), u8c(n)],
    width: 8,
  },
  'the third of four': {
    fn: (p: Any, o: Any) => {
      for (const i of prange(o.length)) o[i] = p[4 * i + 2]
    },
    args: (n) => [u8(4 * n), u8(n)],
    width: 16,
  },
  'colours to grey': {
    fn: (p: Any, o: Any) => {
      for (const i of prange(o.length)) o[i] = (77 * p[3 * i] + 150 * p[3 * i + 1] + 29 * p[3 * i + 2]) >> 8
    },
    args: (n) => [u8(3 * n), u8(n)],
    width: 8,
  },
  'a difference of signed pairs': {
    fn: (p: Any, o: Any) => {
      for (const i of prange(o.length)) o[i] = p[2 * i + 1] - p[2 * i]
    },
    args: (n) => [i16(2 * n), i16(n)],
    width: 8,
  },
  'a loop in order': {
    fn: (a: Any, o: Any) => {
      for (let i = 0; i < o.length; i++) o[i] = a[i] >> 1
    },
    args: (n) => [i8(n), u8(n)],
    width: 8,
  },
}

describe.each(Object.entries(programs))('%s', (_, { fn, args, width }) => {
  test('gives what JavaScript gives, whatever number of iterations is left over', () => {
    same(fn, ...LENGTHS.filter((n) => n > 2).map(args))
  })

  test(`runs ${width} iterations to a vector`, () => {
    const kernel = jit(fn)
    kernel(...args(64))
    expect(String(kernel.diagnostics())).toContain(`${width} to a vector`)
  })

  test('gives the same on several threads', () => {
    const [one, other] = [args(5000), args(5000)]
    setThreads(3)
    try {
      jit(fn)(...one)
    } finally {
      setThreads(1)
    }
    fn(...other)
    expect(one).toEqual(other)
  })
})

test.each([u8, u8c, i8, i16, u16])(
  'an array that is read and written in place, or overlaps, is touched in order',
  (make) => {
    const inPlace = (a: Any): void => {
      for (const i of prange(a.length)) a[i] = a[i] * 3 + 1
    }
    same(inPlace, [make(100)])
    const shifted = (a: Any, o: Any): void => {
      for (let i = 0; i < o.length; i++) o[i] = a[i] + 1
    }
    for (const by of [0, 1, 8, 16, 17]) {
      const [one, other] = [make(200), make(200)]
      jit(shifted)(one.subarray(0, 150), one.subarray(by, by + 150))
      shifted(other.subarray(0, 150), other.subarray(by, by + 150))
      expect(one).toEqual(other)
    }
  },
)

test.each(['<', '<=', '>', '>=', '===', '!=='])('whole numbers compare %s any number as in JavaScript', (op) => {
  const fn = new Function(
    'prange',
    `return (a, o, t) => { for (const i of prange(o.length)) o[i] = a[i] ${op} t ? 1 : 2 }`,
  )(prange)
  const limits = [0, -0, -1, 0.5, 254.5, 255, 255.5, 256, -128, -129, 32767, 32768, 65535, 65536, 2 ** 31, 2 ** 53]
  const other = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -(2 ** 40), 5e-324, -5e-324]
  for (const make of [u8, i8, i16, u16]) same(fn, ...[...limits, ...other].map((t) => [make(40), u8(40), t]))
})

test('any expression of small numbers is stored as JavaScript stores it', () => {
  const leaf = fc.constantFrom('a[i]', 'b[i]', 'v', 'v', '1', '255', '-1', '77', '128', '32767', '65535', '3')
  const { whole } = fc.letrec<{ whole: string }>((tie) => ({
    whole: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      leaf,
      fc
        .tuple(tie('whole'), fc.constantFrom('+', '-', '*', '&', '|', '^'), tie('whole'))
        .map(([x, op, y]) => `(${x} ${op} ${y})`),
      fc
        .tuple(tie('whole'), fc.constantFrom('>>', '>>>', '<<'), fc.constantFrom(1, 4, 7, 8, 15, 16, 31))
        .map(([x, op, by]) => `(${x} ${op} ${by})`),
      fc.tuple(fc.constantFrom('min', 'max'), tie('whole'), tie('whole')).map(([f, x, y]) => `Math.${f}(${x}, ${y})`),
      tie('whole').map((x) => `Math.abs(${x})`),
      fc
        .tuple(tie('whole'), fc.constantFrom([0, 255], [-128, 127], [0, 65535], [-32768, 32767], [0, 254], [255, 0]))
        .map(([x, [lo, hi]]) => `Math.max(${lo}, Math.min(${hi}, ${x}))`),
      fc.tuple(tie('whole'), fc.constantFrom(2, 4, 256, 16384)).map(([x, by]) => `(${by} * ${x})`),
      fc
        .tuple(tie('whole'), fc.constantFrom('<', '>=', '==='), tie('whole'), tie('whole'), tie('whole'))
        .map(([x, op, y, p, q]) => `(${x} ${op} ${y} ? ${p} : ${q})`),
    ),
  }))
  const arrays = fc.constantFrom(u8, u8c, i8, i16, u16)
  fc.assert(
    fc.property(whole, arrays, arrays, arrays, (expression, a, b, o) => {
      const text = `return (a, b, o) => { for (const i of prange(o.length)) { const v = a[i]; o[i] = ${expression} } }`
      same(new Function('prange', text)(prange), [a(45), b(45, 5), o(45)])
    }),
    { numRuns: 150, seed: 20_261_126 },
  )
})

test('a sum within the limits of its type takes one instruction', () => {
  const kernel = jit((a: Any, b: Any, o: Any) => {
    for (const i of prange(o.length)) o[i] = Math.max(-128, Math.min(127, a[i] + b[i]))
  })
  kernel(i8(40), i8(40, 3), i8(40))
  expect(kernel.inspect('assembly')).toContain('i8x16.add_sat_s(')
})

test('what is stored within the limits of its elements is narrowed at once, and bytes are read in the lanes that compute', () => {
  const kernel = jit((a: Any, b: Any, o: Any) => {
    for (const i of prange(o.length)) {
      const [here, there] = [a[i], b[i]]
      o[i] = Math.max(0, Math.min(255, 2 * here - there + 8 * (here + there)))
    }
  })
  kernel(u8(40), u8(40, 3), u8(40))
  const text = kernel.inspect('assembly')
  expect(text).toContain('load8x8_u(')
  expect(text).toContain('i16x8.shl(')
  for (const other of ['i16x8.min', 'i16x8.max', 'i16x8.mul', 'extend_']) expect(text).not.toContain(other)
})

test('where no array has small elements, values keep the lanes that they come in and go to', () => {
  const kernel = jit('void(int32[:], float32[:], float32[:])', (table, x, out) => {
    for (const i of prange(out.length)) {
      const h = table[i] & 15
      out[i] = h < 8 ? x[i] : Math.fround(-x[i])
    }
  })
  const table = Int32Array.from({ length: 37 }, (_, i) => Math.imul(i, 2654435761))
  const x = Float32Array.from(table, (h) => h / 7)
  const [out, want] = [new Float32Array(37), new Float32Array(37)]
  kernel(table, x, out)
  kernel.js(table, x, want)
  expect(out).toEqual(want)
  for (const small of ['i8x16', 'i16x8']) expect(kernel.inspect('assembly')).not.toContain(small)
})
