import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { callSite } from '#wamba/dispatch/locate.js'

const folder = mkdtempSync(join(tmpdir(), 'wamba locate '))
afterAll(() => rmSync(folder, { recursive: true }))

/** What `make` gives of a module of this text, whose `jit` locates its function. */
async function originOf(lines: readonly string[]): Promise<{ file: string; line: number; column: number }> {
  const file = join(folder, `module-${Math.random()}.mjs`)
  const built = pathToFileURL(join(import.meta.dirname, '../../dist/dispatch/locate.js')).href
  writeFileSync(
    file,
    [`import { locateFrom } from '${built}'`, 'const jit = (fn) => locateFrom(jit)(String(fn))', ...lines].join('\n'),
  )
  const { origin } = await import(/* @vite-ignore */ pathToFileURL(file).href)
  return origin()
}

describe('the place of a function', () => {
  it('is where its text stands in the file', async () => {
    expect(await originOf(['', 'export const origin = jit(', '  (a) => a,', ')'])).toMatchObject({ line: 5, column: 3 })
  })

  it('is the nearest, where the text stands there several times', async () => {
    const lines = [
      'const f = (a) => a',
      'const g = [(a) => a]',
      '',
      '',
      'export const origin = jit((a) => a)',
      '',
      'const h = (a) => a',
    ]
    expect(await originOf(lines)).toMatchObject({ line: 7, column: 27 })
  })

  it('may be far from the call', async () => {
    expect(await originOf(['const f = (a) => a', '', 'export const origin = jit(f)'])).toMatchObject({
      line: 3,
      column: 11,
    })
  })

  it('is the line of the call where the file has another text', async () => {
    expect(await originOf(["export const origin = jit(new Function('a', 'return a'))"])).toMatchObject({
      line: 3,
      column: 1,
    })
  })
})

describe('the call site', () => {
  it('is the first frame of a stack with a place', () => {
    expect(callSite('Error\n    at Array.map (<anonymous>)\n    at f (file:///a/b%20c.js:3:7)')).toEqual({
      file: '/a/b c.js',
      line: 3,
      column: 7,
    })
    expect(callSite('Error\n    at /a/b.ts:10:2')).toEqual({ file: '/a/b.ts', line: 10, column: 2 })
    expect(callSite('Error\n    at node:internal/x:1:1\n    at async g (/a/b.ts:1:2)')?.file).toBe('/a/b.ts')
    expect(callSite('Error')).toBeUndefined()
  })
})
