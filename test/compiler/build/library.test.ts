import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { cutDeclarations, libraryOf } from '#wamba/compiler/build/library.js'

const folder = new URL('../../../assembly/', import.meta.url)
const read = (path: string): string => readFileSync(new URL(`${path.slice('~lib/'.length)}.ts`, folder), 'utf8')

test('a file is cut into its declarations, decorators with what follows, without comments', () => {
  const text = `/** Doc. */
// @ts-ignore: decorator
@inline
export function one(x: i32): i32 { // why
  return x
}
@external("wamba", "f") declare function two(): void
const THREE: f64 = 3.0; /* three */
import {
  four,
} from "./other";
`
  const declarations = cutDeclarations(text)
  expect(declarations.map(({ name }) => name)).toEqual(['one', 'two', 'THREE', undefined])
  expect(declarations.some(({ text: t }) => t.includes('//') || t.includes('/*'))).toBe(false)
})

test('only what a kernel uses is read, with what that uses in turn', () => {
  const files = libraryOf('import { at } from "runtime/bounds"\nat(1, 2, 3, 4)', read)
  const bounds = files.get('~lib/runtime/bounds')!
  expect(bounds).toContain('function at(')
  expect(bounds).toContain('function raise(')
  expect(bounds).toContain('declare function fault(')
  expect(bounds).not.toContain('at64')
  expect([...files.keys()]).toEqual(['~lib/runtime/bounds'])
})

test('an import of a library file is followed where it is used', () => {
  const files = libraryOf('import { renew } from "runtime/allocate"\nrenew(0, 0, 0, 0, 0)', read)
  expect(files.get('~lib/runtime/allocate')).toContain('from "./bounds"')
  expect(files.get('~lib/runtime/bounds')).toContain('function raise(')
  expect(files.get('~lib/runtime/bounds')).not.toContain('function at(')
})

test('an import names only what is used', () => {
  const texts: Record<string, string> = {
    '~lib/a': 'import { one, two } from "./b";\nexport function f(): void { one(); }',
    '~lib/b': 'export function one(): void {}\nexport function two(): void {}',
  }
  const files = libraryOf('import { f } from "a"\nf()', (path) => texts[path] ?? null)
  expect(files.get('~lib/a')).toContain('import { one} from')
  expect(files.get('~lib/b')).not.toContain('two')
})

test('a file that does not exist is left to the compiler', () => {
  expect(libraryOf('import { x } from "runtime/none"', () => null).size).toBe(0)
})
