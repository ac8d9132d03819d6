import { describe, expect, it } from 'vitest'
import { jit, prange } from 'wamba'
import { SourceText } from '#wamba/base/source.js'
import { parseKernel } from '#wamba/compiler/compile.js'
import type { Local } from '#wamba/compiler/ir/nodes.js'
import { statements } from '#wamba/compiler/ir/walk.js'
import type { ArgType } from '#wamba/compiler/manifest.js'
import { float32, float32s, float64, float64s, int32, int32s, irOf, uint20 } from '../compiled.ts'

/** The types of the kernel's variables, by name. */
function locals(source: string, types: readonly ArgType[]): Record<string, string> {
  const found = new Set<Local>()
  for (const stmt of statements(irOf(source, types).body)) {
    if (stmt.kind === 'set') found.add(stmt.local)
    if (stmt.kind === 'for') found.add(stmt.counter)
  }
  return Object.fromEntries([...found].map(({ name, type }) => [name, type]))
}

const resultOf = (source: string, types: readonly ArgType[]): string => irOf(source, types).result.types.join()

describe('a variable is', () => {
  it.each([
    [
      'an i32 where it counts',
      '(n) => { let k = 0; for (let i = 0; i < n; i++) k = i; return k }',
      [int32],
      { i: 'i32', k: 'i32' },
    ],
    [
      'an f64 where its sum may leave the integers',
      '(a) => { let s = 0; for (const v of a) s += v; return s }',
      [int32s],
      { s: 'f64' },
    ],
    [
      'an i32 where the source cuts it to one',
      '(a) => { let h = 0; for (const v of a) h = (h * 31 + v) | 0; return h }',
      [int32s],
      { h: 'i32' },
    ],
    [
      'an index of 64 bits where 32 do not hold it',
      '(a, n) => { const k = n * n; a[k] = 1 }',
      [float64s, int32],
      { k: 'i64' },
    ],
    ['an f32 where all that it holds is float32', '(x) => { const y = x * 2; return y }', [float32], { y: 'f32' }],
    [
      'an f64 where it accumulates from a literal',
      '(a) => { let s = 0; for (const v of a) s += v; return s }',
      [float32s],
      { s: 'f64', v: 'f32' },
    ],
    [
      'an f32 where it starts as one',
      '(a) => { let s = Math.fround(0); for (const v of a) s += v; return s }',
      [float32s],
      { s: 'f32' },
    ],
    [
      'a bool where it holds conditions',
      '(x) => { let on = x > 1; on = on && x < 5; return on ? 1 : 0 }',
      [float64],
      { on: 'bool' },
    ],
    [
      'an integer where it only steps to be an index',
      '(a) => { let n = 0; let i = 0; while (a[i] > 0) { if (a[i++] > 1) a[n++] = a[i] } return n }',
      [float64s],
      { n: 'i64' },
    ],
    [
      'an int32 where a counted loop steps it by 1',
      '(a) => { let n = 0; for (const v of a) if (v > 1) a[n++] = v; return n }',
      [float64s],
      { n: 'i32' },
    ],
  ] as const)('%s', (_, source, types, expected) => {
    expect(locals(source, types)).toMatchObject(expected)
  })
})

describe('a result is', () => {
  it.each([
    ['an i32 where it is one on every path', '(x) => { if (x > 1) return 3; return -4 }', [float64], 'i32'],
    ['an f64 where one path gives a fraction', '(x) => { if (x > 1) return 3; return 0.5 }', [float64], 'f64'],
    ['an f64 where it may be -0', '(n) => -n', [int32], 'f64'],
    ['an f64 where it may pass 32 bits', '(n) => n + 1', [int32], 'f64'],
    ['an i32 of small numbers', '(n) => n + 1', [uint20], 'i32'],
    ['an f64 where it is unsigned', '(n) => n >>> 0', [int32], 'f64'],
    ['an f32 of float32 and literals', '(x) => x * 2 + 1', [float32], 'f32'],
    ['an f64 of float32 and float64', '(x, y) => x * y', [float32, float64], 'f64'],
    ['a bool of a condition', '(x) => x > 1 || x < 0', [float64], 'bool'],
  ] as const)('%s', (_, source, types, expected) => {
    expect(resultOf(source, types)).toBe(expected)
  })
})

describe('a parameter takes integers as such', () => {
  const integers = (source: string): string[] =>
    parseKernel(new SourceText(source)).params.flatMap(({ name, use }) => (use ? [name] : []))
  it.each([
    ['where it is an index', '(a, k, x) => { a[k] = x }', ['k']],
    ['where it bounds a loop', '(a, n, x) => { for (let i = 0; i < n; i++) a[i] = x }', ['n']],
    [
      'where it bounds or steps a range',
      '(a, n, by, x) => { for (const i of prange(1, n, by)) a[i] = x }',
      ['n', 'by'],
    ],
    ['where it divides, with a remainder, or is divided', '(n, m, x) => (n % m) + x / 2', ['n', 'm']],
    ['in sums and products of an index', '(a, i, j, n, x) => { a[i * n + j] = x }', ['i', 'j', 'n']],
    ['through variables', '(a, n, x) => { const m = n - 1; a[m] = x * n }', ['n']],
    ['where a while loop counts up to it', '(a, n) => { let i = 0; while (i < n) { a[i] = 1; i++ } }', ['n']],
    ['and else not', '(x, y) => x * y', []],
  ])('%s', (_, source, expected) => {
    expect(integers(source).filter((name) => name !== 'a')).toEqual(expected)
  })
})

describe('a loop that may begin at -0', () => {
  const signs = jit(
    (out: Float64Array, n: number) => {
      for (let i = -n; i <= n; i++) out[i + n] = 1 / i
    },
    { name: 'signs' },
  )
  const parallel = jit(
    (out: Float64Array, n: number) => {
      for (const i of prange(-n, n + 1)) out[i + n] = 1 / i
    },
    { name: 'parallel' },
  )
  it.each([0, 1, 40])('gives its first iteration the sign, from -%d on', (n) => {
    const expected = Float64Array.from({ length: 2 * n + 1 }, (_, k) => 1 / (k === 0 ? -n : k - n))
    for (const kernel of [signs, parallel]) {
      const out = new Float64Array(2 * n + 1)
      kernel(out, n)
      expect(out).toEqual(expected)
      expect(kernel.verify(out, n).ok).toBe(true)
    }
  })

  it('counts in integers all the same', () => {
    const source = '(a, n) => { for (let i = -n; i <= n; i++) a[i + n] = i }'
    expect(locals(source, [float64s, uint20]).i).toBe('i32')
  })
})
