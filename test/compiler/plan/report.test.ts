import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CompileError } from '#wamba/base/errors.js'
import { SourceText } from '#wamba/base/source.js'
import { compileKernel, parseKernel } from '#wamba/compiler/compile.js'
import type { ArgType, Compilation, LoopInfo } from '#wamba/compiler/manifest.js'
import { typeOfArgument } from '#wamba/dispatch/argument.js'
import { programs } from '../../fuzz/arbitrary.ts'
import { isArray, textsOf } from '../../fuzz/program.ts'
import { compiled, kernels } from '../../golden/kernels.ts'
import { compilationOf, float64s, uint20 } from '../compiled.ts'

/** The lines of a block that begins with a line: to the brace at the same depth. */
function blockAt(lines: readonly string[], begins: (line: string) => boolean): string[] | undefined {
  const first = lines.findIndex(begins)
  if (first < 0) return undefined
  const indent = /^ */.exec(lines[first])![0]
  const length = lines.slice(first + 1).findIndex((line) => line.startsWith(`${indent}}`))
  return lines.slice(first + 1, first + 1 + length)
}

const text = (lines: readonly string[]): string => lines.join('\n')
const ARITHMETIC = /[fi](?:64x2|32x4)\.(?:add|sub|mul|div|sqrt|lt|gt|le|ge|eq|ne|min|max|neg|abs)\(/
/** The sites of checks that scalar code makes: the third argument of `at`, which ends where its parentheses do. */
function sitesIn(code: string): Set<number> {
  const sites = [...code.matchAll(/\bat(?:64|Float|Whole)?\(/g)].map((call) => {
    let depth = 1
    let end = call.index + call[0].length
    for (; depth > 0; end++) depth += code[end] === '(' ? 1 : code[end] === ')' ? -1 : 0
    return Number(/, (\d+), \w+\)$/.exec(code.slice(call.index, end))![1])
  })
  return new Set(sites)
}

/** Holds what is said of a kernel's loops against the text that was emitted. */
function hold({ manifest, stages }: Compilation): void {
  const lines = stages.assembly.split('\n')
  const main = blockAt(lines, (line) => line.startsWith('export function main'))!
  const inside = (region: LoopInfo): LoopInfo[] => {
    const from = manifest.loops.indexOf(region) + 1
    const end = manifest.loops.findIndex((loop, i) => i >= from && loop.depth <= region.depth)
    return manifest.loops.slice(from, end < 0 ? undefined : end)
  }
  const seen = new Set<LoopInfo>()
  for (const region of manifest.loops.filter((loop) => loop.region !== undefined)) {
    const own = inside(region)
    for (const loop of [region, ...own]) seen.add(loop)
    const body = blockAt(
      lines,
      (line) =>
        new RegExp(`function (?:region|part)_${region.region}\\(`).test(line) &&
        !line.includes('part_') !== text(lines).includes(`function part_${region.region}(`),
    )!
    const code = text(body)
    const trips = [...code.matchAll(/ k \+= (\d+)/g)].map((match) => Number(match[1]))
    const claimed = [...(region.lanes ? [region.lanes, 16] : []), ...(region.tile ? [region.tile.rows] : [])]
    for (const trip of trips) expect(claimed).toContain(trip)
    if (region.lanes !== undefined) expect(trips.some((trip) => trip === region.lanes || trip === 16)).toBe(true)
    if (region.tile && region.lanes === undefined) expect(trips).toContain(region.tile.rows)
    const lanes = [region, ...own].filter((loop) => loop.lanes !== undefined)
    if (lanes.length === 0 && !region.tile) expect(code).not.toMatch(ARITHMETIC)
    if (lanes.some((loop) => loop.accesses.some(({ shape }) => shape !== 'uniform')))
      expect(code).toMatch(/v128\.|[fi](?:64x2|32x4)\./)
    for (const loop of own) heldSerially(loop, code)
    // The version whose hoisted checks hold; the other checks everything.
    const fast = blockAt(body, (line) => line.trim() === 'if (fast) {') ?? body
    const remaining = [region, ...own].flatMap((loop) => loop.checks)
    const left = remaining.map(({ site }) => site)
    if (region.lanes === undefined) {
      const sites = sitesIn(text(fast))
      // `a[k] += x` checks its index once, for the read and the write.
      const once = (site: number): boolean => {
        const { array, offset } = remaining.find((check) => check.site === site)!
        return remaining.some((other) => other.array === array && other.offset <= offset && sites.has(other.site))
      }
      for (const site of left) expect(sites.has(site) || once(site), `site ${site} keeps its check`).toBe(true)
      if (own.length === 0) for (const site of sites) expect(left).toContain(site)
    } else expect(/again_|index\w*_\d+\(/.test(text(fast))).toBe(left.length > 0)
  }
  for (const loop of manifest.loops) if (!seen.has(loop)) heldSerially(loop, text(main))
}

/** A serial loop steps by its lanes where it has any. */
function heldSerially(loop: LoopInfo, code: string): void {
  if (loop.counter === undefined || loop.lanes === undefined) return
  const steps = [...code.matchAll(new RegExp(`\\b${loop.counter}(?:_\\d+)? [+-]= (\\d+)`, 'g'))].map((match) =>
    Number(match[1]),
  )
  expect(steps.some((step) => step === loop.lanes || step === 16)).toBe(true)
}

describe('what diagnostics say of the loops', () => {
  it.each(kernels)('is what the text of $name does', (golden) => hold(compiled(golden)))

  it('is what the text does of loops in lanes over arrays that an iteration makes', () => {
    const source = `(a, out, n) => {
  for (const b of prange(n)) {
    const t = new Float64Array(64), at = Math.floor(b / 4) * 64
    for (let u = 0; u < 8; u++)
      for (let x = 0; x < 8; x++) {
        let s = 0
        for (let k = 0; k < 8; k++) s += a[u * 8 + k] * a[at + k * 8 + x]
        t[u * 8 + x] = s
      }
    for (let k = 0; k < 64; k++) out[at + k] = t[k]
  }
}`
    const compilation = compilationOf(source, [float64s, float64s, uint20])
    expect(compilation.manifest.loops.find(({ counter }) => counter === 'x')!.lanes).toBe(8)
    hold(compilation)
  })

  it('is what the text of generated programs does', () => {
    let vectorised = 0
    let checked = 0
    fc.assert(
      fc.property(programs(), (program) => {
        let compilation: Compilation
        try {
          const kernel = parseKernel(new SourceText(textsOf(program).source), { name: 'kernel' })
          const types = program.args.map((arg, i): ArgType => {
            if (isArray(arg)) return { kind: 'array', dtype: arg.dtype, ndim: 1 }
            return arg.declared
              ? { kind: 'scalar', dtype: arg.declared }
              : typeOfArgument(arg.value, kernel.params[i].use)!
          })
          compilation = compileKernel(kernel, types)
        } catch (error) {
          if (error instanceof CompileError) return
          throw error
        }
        hold(compilation)
        for (const loop of compilation.manifest.loops) {
          if (loop.lanes !== undefined) vectorised++
          if (loop.checks.length > 0) checked++
        }
      }),
      { numRuns: 200, seed: 20_261_126 },
    )
    expect(vectorised).toBeGreaterThan(20)
    expect(checked).toBeGreaterThan(20)
  })

  it('names a parallel loop as the reason why the serial one around it has no lanes', () => {
    const source = `(a, out) => {
  for (let i = 0; i < a.length; i++) {
    out[i] = a[i]
    for (const j of prange(0, a.length, 3)) {
      const unused = j
    }
  }
}`
    const compilation = compilationOf(source, [float64s, float64s])
    expect(compilation.manifest.loops[0].reason).toBe('a loop in it is parallel')
    expect(compilation.manifest.regions).toHaveLength(1)
    hold(compilation)
  })

  it('names the loop, why it is not vectorised, and the place to change', () => {
    const source = `(n, a, out) => {
  for (let i = 0; i < n; i++) {
    let s = 0
    for (let j = 0; j < n; j++) s += a[i * n + j]
    out[i] = s
  }
  for (let i = 1; i < n; i++) a[i] += a[i - 1]
}`
    const { loops } = compilationOf(source, [uint20, float64s, float64s]).manifest
    const lineOf = (offset: number | undefined): number => source.slice(0, offset).split('\n').length
    expect(loops.map(({ counter, depth, lanes }) => [counter, depth, lanes])).toMatchObject([
      ['i', 0, expect.any(Number)],
      ['j', 1, undefined],
      ['i_1', 0, undefined],
    ])
    expect(loops[1].within).toBe('i')
    expect(loops[2].reason).toBe("an iteration depends on what the one before it did to 'a'")
    expect(lineOf(loops[2].change)).toBe(7)
    expect(loops[0].accesses.map(({ array, shape }) => `${array} ${shape}`)).toEqual(['a strided', 'out contiguous'])
  })
})
