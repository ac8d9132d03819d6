import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const script = fileURLToPath(new URL('../../scripts/check-imports.js', import.meta.url))

/** Runs the script on a tree of these files; the paths it prints are relative to the tree. */
function check(files: Record<string, string>): { code: number | null; lines: string[] } {
  const folder = mkdtempSync(join(tmpdir(), 'wamba-imports-'))
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), text)
    }
    const { status, stderr } = spawnSync(process.execPath, [script, '.'], { cwd: folder, encoding: 'utf8' })
    return { code: status, lines: stderr.trim().split('\n') }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

test('imports from the own folder and from lower ranks are in order', () => {
  const { code, lines } = check({
    'base/a.ts': 'export const a = 1\n',
    'compiler/b.ts': "import { readFileSync } from 'node:fs'\nimport { a } from '../base/a.ts'\nexport const b = a\n",
    'compiler/build/c.ts': "import {\n  type B,\n  b,\n} from '../b.ts'\nexport const c = b\n",
    'index.ts': "export { c } from './compiler/build/c.ts'\nexport { a } from './base/a.ts'\n",
  })
  expect({ code, lines }).toEqual({ code: 0, lines: [''] })
})

test.each([
  ["import { b } from '../team/b.ts'", 1],
  ["import type { B } from '../team/b.ts'", 1],
  ["const x = 1\nexport * from '../team/b.ts'", 2],
  ["import {\n  a,\n  b,\n} from '../team/b.ts'", 4],
  ["import '../team/b.ts'", 1],
  ["const x = 1\n\nexport type C = import('../team/b.ts').B", 3],
  ["export async function f() {\n  return await import('../team/b.ts')\n}", 2],
])('an import of a higher rank is found, with its line: %j', (text, line) => {
  const { code, lines } = check({ 'compiler/a.ts': text, 'team/b.ts': 'export const b = 1\n' })
  expect(code).toBe(1)
  expect(lines[0]).toBe(
    `compiler/a.ts:${line}: 'compiler' (rank 2) imports team/b.ts (rank 4); only lower ranks may be imported`,
  )
})

test('layers of the same rank do not import each other', () => {
  const { lines } = check({ 'pool/a.ts': "import '../memo/b.ts'\n", 'memo/b.ts': '' })
  expect(lines[0]).toContain("'pool' (rank 7) imports memo/b.ts (rank 7)")
})

test('a cycle is found once, even if it is of types only', () => {
  const { code, lines } = check({
    'base/a.ts': "import type { B } from './b.ts'\n",
    'base/b.ts': "import { c } from './c.ts'\n",
    'base/c.ts': "export { A } from './a.ts'\n",
  })
  expect(code).toBe(1)
  expect(lines[0]).toBe('base/c.ts:1: closes the import cycle base/a.ts → base/b.ts → base/c.ts → base/a.ts')
  expect(lines).toHaveLength(2)
})

test('imports in comments and of packages do not count', () => {
  const text =
    "/**\n * import '../team/b.ts'\n */\n// import '../team/b.ts'\nimport 'piscina'\nconst s = `import { x } from \"runtime/x\"`\n"
  expect(check({ 'compiler/a.ts': text, 'team/b.ts': '' }).code).toBe(0)
})

test('a missing file, a folder without a rank and a path out of the tree are reported', () => {
  const { code, lines } = check({
    'base/a.ts': "import './gone.ts'\nimport '../../elsewhere.ts'\n",
    'drawer/b.ts': 'export const b = 1\n',
  })
  expect(code).toBe(1)
  expect(lines.slice(0, 3)).toEqual([
    'base/a.ts:1: imports base/gone.ts, which does not exist',
    'base/a.ts:2: imports ../elsewhere.ts, which is outside',
    "drawer/b.ts:1: the folder 'drawer' has no rank: add it to scripts/check-imports.js",
  ])
})
