/**
 * What a user reads who wrote what a kernel cannot be. `errors.txt` holds the programs, each with a caret under the token, the
 * code and the first line of its message, and the remedy.
 */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { CompileError, jit, prange, vectorize } from 'wamba'
import { SourceText } from '#wamba/base/source.js'
import { compileKernel, parseKernel } from '#wamba/compiler/compile.js'
import type { ArgType, ScalarType } from '#wamba/compiler/manifest.js'

/** The types of the programs' parameters, by name; others are float64. */
const types: Readonly<Record<string, ArgType>> = {
  a: { kind: 'array', dtype: 'float64', ndim: 1 },
  b: { kind: 'array', dtype: 'float64', ndim: 1 },
  c: { kind: 'array', dtype: 'int32', ndim: 1 },
  n: { kind: 'scalar', dtype: 'int32' },
  flag: { kind: 'scalar', dtype: 'bool' as ScalarType },
}
const float64: ArgType = { kind: 'scalar', dtype: 'float64' }

const table = readFileSync(new URL('errors.txt', import.meta.url), 'utf8')
  .trim()
  .split('\n\n')
const isCaret = (line: string): boolean => /^ *\^+$/.test(line)

function compileErrorOf(run: () => unknown): CompileError {
  try {
    run()
  } catch (error) {
    expect(error).toBeInstanceOf(CompileError)
    return error as CompileError
  }
  throw new Error('it compiles')
}

/** The program, with what the compiler says of it, as it stands in the table. */
function told(text: string): string {
  const error = compileErrorOf(() => {
    const kernel = parseKernel(new SourceText(text), { name: 'kernel' })
    compileKernel(
      kernel,
      kernel.params.map(({ name }) => types[name] ?? float64),
    )
  })
  const [what, ...rest] = error.message.split('\n')
  expect(rest.slice(0, -1).join('\n')).toBe(error.frame)
  expect(rest.at(-1)).toBe(error.remedy)
  const carets = error.frame.split('\n')[2].trim()
  const lines = text.split('\n')
  lines.splice(error.line, 0, ' '.repeat(error.column - 1) + carets)
  return [...lines, `${error.code}: ${what}`, error.remedy].join('\n')
}

describe('a program that cannot be compiled is told what, where and what to do instead', () => {
  it.each(table.map((entry) => ({ what: entry.split('\n').at(-2), entry })))('$what', ({ entry }) => {
    const source = entry
      .split('\n')
      .slice(0, -2)
      .filter((line) => !isCaret(line))
    expect(told(source.join('\n'))).toBe(entry)
  })

  it('in some fifty ways, of which none says the same as another', () => {
    const messages = table.map((entry) => entry.split('\n').at(-2))
    expect(table.length).toBeGreaterThanOrEqual(45)
    expect(new Set(messages).size).toBeGreaterThan(table.length * 0.9)
  })
})

describe('the place of a CompileError', () => {
  const here = import.meta.filename
  const line = (marker: string): number =>
    readFileSync(here, 'utf8')
      .split('\n')
      .findIndex((text) => text.includes(`// ${marker}`)) + 1

  it('is a line of the user’s file', () => {
    const error = compileErrorOf(() =>
      jit('float64(float64[:])', (a) => {
        const text = 'a' // in the kernel
        return a[0] + text.length
      }),
    )
    expect(error.file).toBe(here)
    expect(error.frame).toContain(`${here}:${error.line}:${error.column}`)
    // Where the types were stripped from the text, a place is known to the line of the call, and to those after it.
    expect(Math.abs(error.line - line('in the kernel'))).toBeLessThanOrEqual(2)
  })

  it('lies in the helper that cannot be compiled, not in the kernel that calls it', () => {
    const helper = (x: number): number => Number.parseFloat(`${x}`)
    const error = compileErrorOf(() => jit('float64(float64)', (x) => helper(x), { scope: { helper } }))
    expect(error.frame).toContain('Number.parseFloat')
    expect(error.message).toMatch(/^a kernel has no Number\.parseFloat\n/)
  })

  it('is the return of a ufunc that gives no number', () => {
    const error = compileErrorOf(() => vectorize('float64(float64)', ((x: number) => [x, x]) as never))
    expect(error.message).toMatch(/^a ufunc returns one number\n/)
  })
})

describe('a kernel that cannot be compiled', () => {
  it('is told so at its first call where it has no signature, and every time', () => {
    const kernel = jit((a: Float64Array) => {
      let last = 0
      for (const i of prange(a.length)) last = a[i]
      return last
    })
    for (let call = 0; call < 2; call++) expect(compileErrorOf(() => kernel(new Float64Array(3))).code).toBe('race')
  })
})
