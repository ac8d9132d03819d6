import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { assembly, CompileError, jit, prange, random, zeros } from 'wamba'

const folder = mkdtempSync(join(tmpdir(), 'wamba-assembly-'))
afterAll(() => rmSync(folder, { recursive: true }))

const total = `export function total(lo: i32, hi: i32, a: usize, a_length: i32): f64 {
  let s: f64 = 0
  for (let i = lo; i < hi; i++) s += load<f64>(a + (<usize>i << 3))
  return s
}`
const js = (a: Float64Array): number => {
  let s = 0
  for (const i of prange(a.length)) s += a[i]
  return s
}
const multiples = `export function multiples(lo: i32, hi: i32, k: f64, out: usize, out_length: i32): void {
  for (let i = lo; i < hi; i++) store<f64>(out + (<usize>i << 3), k * <f64>i)
}`

describe('a kernel written by hand', () => {
  it('runs on the team, and its partial results are combined in order', () => {
    const kernel = assembly('float64(float64[:])', total, { js, ulps: 1e4 })
    const a = random(3_000_000, { seed: 1 })
    const alone = kernel.with({ threads: 1 })(a)
    for (const threads of [2, 3, 8]) expect(kernel.with({ threads })(a)).toBe(alone)
    expect(alone).toBeCloseTo(js(a), 5)
    expect(kernel.verify(a).ok).toBe(true)
    expect([kernel.name, kernel.js, kernel.signatures]).toEqual(['total', js, ['float64(float64[:])']])
    expect(kernel([1, 2, 3])).toBe(6)
    expect(kernel([])).toBe(0)
  })

  it('combines as asked, in blocks of the size asked', () => {
    const count = total.replace('let s: f64 = 0', 'let s: f64 = 0; return <f64>(hi - lo)')
    const a = zeros(1000)
    const of = (reduce: '+' | '*' | 'min' | 'max', block: number) =>
      assembly('float64(float64[:])', count, { js, reduce, block })(a)
    expect([of('+', 300), of('*', 300), of('min', 300), of('max', 300)]).toEqual([1000, 300 ** 3 * 100, 100, 300])
  })

  it('writes its last array where it returns nothing, and equals its JavaScript function', () => {
    const kernel = assembly('void(float64, float64[:])', multiples, {
      js: (k, out) => {
        for (let i = 0; i < out.length; i++) out[i] = k * i
      },
    })
    const out = new Float64Array(5)
    kernel(0.1, out)
    expect([...out]).toEqual([0, 1, 2, 3, 4].map((i) => 0.1 * i))
    expect(kernel.verify(0.1, out)).toMatchObject({ ok: true, outputs: [{ name: 'out', maxUlp: 0 }] })
  })

  it('may lie in a file, given by path or URL', () => {
    const file = join(folder, 'total.ts')
    writeFileSync(file, total)
    expect(assembly('float64(float64[:])', file, { js })([1, 2])).toBe(3)
    expect(assembly('float64(float64[:])', pathToFileURL(file), { js })([1, 2])).toBe(3)
  })

  it('says where its text does not compile', () => {
    const file = join(folder, 'wrong.ts')
    writeFileSync(file, total.replace('let s: f64 = 0', 'let s: f64 = nothing'))
    const error = (() => {
      try {
        return assembly('float64(float64[:])', file, { js })
      } catch (thrown) {
        return thrown
      }
    })() as CompileError
    expect(error).toBeInstanceOf(CompileError)
    expect([error.file, error.line]).toEqual([file, 2])
    expect(error.message).toContain('nothing')
  })

  it('must have the header that its signature asks for', () => {
    expect(() => assembly('float64(float64[:], int32)', total, { js: (a, n) => a[n] })).toThrow(
      'write export function total(lo: i32, hi: i32, a: usize, a_length: i32, b: i32): f64',
    )
    expect(() => assembly('float64(float64[:])', `${total}\n${multiples}`, { js })).toThrow(
      'several functions are exported',
    )
    expect(assembly('float64(float64[:])', `${total}\n${multiples}`, { js, name: 'total' })([4])).toBe(4)
    expect(() => assembly('float64(float64[:])', total, {} as never)).toThrow('the option js is missing')
    expect(() =>
      assembly('float64(float64)', total.replace('a: usize, a_length: i32', 'x: f64'), { js: (x) => x }),
    ).toThrow('give the option iterations')
    expect(() => assembly('float64(float64[:])', total, { js, blok: 1 } as never)).toThrow(
      "assembly has no option 'blok'",
    )
  })

  it('keeps its one signature', () => {
    const kernel = assembly('float64(float64[:])', total, { js })
    expect(kernel.inspect('assembly')).toContain('region_0')
    expect(() => kernel.compile('float64(float32[:])')).toThrow('is written by hand for float64(float64[:])')
  })

  it('gives the bits of the compiled kernel where it keeps the canonical order', () => {
    const byHand = assembly('float64(float64[:])', new URL('../../assembly/kernels/sumOfSquares.ts', import.meta.url), {
      js: (a: Float64Array) => a.reduce((s, x) => s + x * x, 0),
      block: 4096,
    })
    const compiled = jit((a: Float64Array) => {
      let s = 0
      for (const i of prange(a.length)) s += a[i] ** 2
      return s
    })
    for (const n of [0, 1, 17, 4095, 100_003]) {
      const a = random(n, { seed: n })
      expect(byHand(a)).toBe(compiled(a))
    }
  })
})
