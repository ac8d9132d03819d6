import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import * as as from 'assemblyscript'
import { expect, test } from 'vitest'
import { cutBuiltins } from '#wamba/compiler/build/builtins.js'
import { prelude } from '#wamba/compiler/build/prelude.js'

const file = createRequire(import.meta.url).resolve('assemblyscript/std/assembly/builtins.ts')
const text = readFileSync(file, 'utf8')

/** What AssemblyScript's own parser finds: `path.name` → the declaration, white space and comments aside. */
function parsed(): Map<string, string> {
  const found = new Map<string, string>()
  const visit = (statements: readonly as.Statement[], path: string) => {
    for (const statement of statements) {
      if (statement instanceof as.NamespaceDeclaration) visit(statement.members, `${path}${statement.name.text}.`)
      else if (statement instanceof as.FunctionDeclaration && statement.body === null) put(path, statement)
      else if (statement instanceof as.VariableStatement) for (const one of statement.declarations) put(path, one)
    }
  }
  const put = (path: string, { name, range }: as.DeclarationStatement) =>
    found.set(path + name.text, bare(text.slice(range.start, range.end)))
  const parser = new as.Parser()
  parser.parseFile(text, '~lib/builtins.ts', false)
  visit(parser.sources[0].statements, '')
  // Functions of the host, which kernels do not have.
  for (const name of ['abort', 'trace', 'seed']) found.delete(name)
  return found
}

const bare = (code: string): string => code.replace(/\/\/.*|@\w+/g, '').replace(/[\s;]|exportconst|export/g, '')

test('the cut holds every declaration that the own parser of AssemblyScript finds, with the same text', () => {
  const cut = new Map<string, string>()
  for (const [path, members] of cutBuiltins(text)) {
    for (const [name, declaration] of members) {
      cut.set(path === '' ? name : `${path}.${name}`, bare(declaration).replace(/^const/, ''))
    }
  }
  const own = parsed()
  expect(own.size).toBeGreaterThan(500)
  expect([...cut.keys()].sort()).toEqual([...own.keys()].sort())
  for (const [name, declaration] of own) expect(cut.get(name), name).toContain(declaration)
})

test('builtins keep their decorators', () => {
  const table = cutBuiltins(text)
  expect(table.get('')?.get('sqrt')).toMatch(/^@builtin export declare function sqrt<T>\(value: T\): T;/)
  expect(table.get('v128')?.get('store')).toMatch(/^@unsafe @builtin export/)
  expect(table.get('i32')?.get('MAX_VALUE')).toMatch(/^@lazy export const MAX_VALUE: i32 = +2147483647;/)
  expect([...(table.get('i32.atomic')?.keys() ?? [])]).toContain('load8_u')
})

test('the prelude declares what a text names, through line breaks and comments, and not the rest', () => {
  const [[path, builtins]] = prelude(['f64x2\n  // of both\n  .add(a, /* and */ f64x2 . mul(b, c))'])
  expect(path).toBe('~lib/builtins.ts')
  expect(builtins).toContain('function add(')
  expect(builtins).toContain('function mul(')
  expect(builtins).not.toContain('function sub(')
  expect(builtins).not.toContain('f32x4')
})
