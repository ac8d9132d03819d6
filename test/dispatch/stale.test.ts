import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type JitOptions, jit } from 'wamba'
import { jitOptions } from '#wamba/dispatch/options.js'

const root = fileURLToPath(new URL('../..', import.meta.url))
let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wamba-stale-'))
  vi.stubEnv('WAMBA_CACHE_DIR', folder)
})

afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true, force: true })
})

type Fn = (x: number) => number
const helper = (x: number): number => x + 1
const inner = (x: number): number => x * 2
const scaled: Fn = (x) => (helper as (x: number, k?: number) => number)(x)

/** Whether the second kernel, called with 2.5, is compiled after the first: it leaves entries of its own in the cache. */
function compiles(first: () => Fn, second: () => Fn): boolean {
  first()(2.5)
  const before = readdirSync(folder).length
  expect(before).toBeGreaterThan(0)
  second()(2.5)
  return readdirSync(folder).length > before
}

const kernel = (scope: NonNullable<JitOptions['scope']>) => () => jit(scaled, { name: 'scaled', scope })

describe('a kernel is compiled anew', () => {
  it.each([
    ['its own text', () => jit((x: number) => x + 1, { name: 'k' }), () => jit((x: number) => x + 2, { name: 'k' })],
    ['a helper', kernel({ helper }), kernel({ helper: (x: number) => x + 3 })],
    [
      'a helper of a helper',
      kernel({ helper: (x: number) => inner(x), inner }),
      kernel({ helper: (x: number) => inner(x), inner: (x: number) => x * 3 }),
    ],
    [
      'a constant of a helper',
      () => jit(((x) => helper(x) * K) as Fn, { name: 'k', scope: { helper, K: 2 } }),
      () => jit(((x) => helper(x) * K) as Fn, { name: 'k', scope: { helper, K: 3 } }),
    ],
    [
      'the sign of a zero',
      () => jit(((x) => x * K) as Fn, { name: 'k', scope: { K: 0 } }),
      () => jit(((x) => x * K) as Fn, { name: 'k', scope: { K: -0 } }),
    ],
    [
      'a kernel that it calls',
      kernel({ helper: jit((x: number) => x + 4, { name: 'h' }) }),
      kernel({ helper: jit((x: number) => x + 5, { name: 'h' }) }),
    ],
    [
      'the declared result',
      () => jit('float64(float64)', (x) => x + 6, { name: 'k' }),
      () => jit('float32(float64)', (x) => x + 6, { name: 'k' }),
    ],
  ] as [string, () => Fn, () => Fn][])('after a change of %s, and not without', (_, first, second) => {
    expect(compiles(first, second)).toBe(true)
    expect(compiles(first, second)).toBe(false)
  })

  /** A value of each option other than the default, and whether it makes other code. */
  const options: Record<keyof JitOptions, [value: JitOptions, compiles: boolean]> = {
    name: [{ name: 'other' }, true],
    scope: [{ scope: { K: 1 } }, true],
    cache: [{ cache: true }, false],
    parallel: [{ parallel: false }, false],
    fallback: [{ fallback: 'js' }, false],
    fastmath: [{ fastmath: true }, true],
    boundscheck: [{ boundscheck: false }, true],
    // Of no variable; one that is named changes the code.
    locals: [{ locals: {} }, false],
  }

  it('after a change of an option that makes other code', () => {
    // Every option is listed here: one that decides what is emitted belongs to the key.
    expect(Object.keys(options).sort()).toEqual(Object.keys(jitOptions).sort())
    for (const [option, [value, expected]] of Object.entries(options)) {
      const text = (x: number): number => x - 1
      const [plain, changed] = [() => jit(text, { name: 'k' }), () => jit(text, { name: 'k', ...value })]
      expect([option, compiles(plain, changed)]).toEqual([option, expected])
      rmSync(folder, { recursive: true })
    }
  })
})

/** Stands for a constant in the scope. */
declare const K: number

describe('the fingerprint of the compiler', () => {
  it('changes with the version, with AssemblyScript, and with every file that decides what is emitted', () => {
    mkdirSync(join(root, 'build'), { recursive: true })
    const copy = mkdtempSync(join(root, 'build', 'fingerprint-'))
    try {
      const built = ['assembly/lanes', 'base', 'bundle', 'ops', 'compiler', 'dispatch'].map(
        (folder) => `dist/${folder}`,
      )
      for (const part of ['package.json', 'assembly', ...built])
        cpSync(join(root, part), join(copy, part), { recursive: true })
      const installed = join(copy, 'node_modules', 'assemblyscript')
      mkdirSync(installed, { recursive: true })
      writeFileSync(join(installed, 'package.json'), '{"name":"assemblyscript","version":"1.0.0"}')
      const seen = [fingerprintIn(copy)]
      expect(fingerprintIn(copy)).toBe(seen[0])

      const manifest = join(copy, 'package.json')
      writeFileSync(manifest, readFileSync(manifest, 'utf8').replace(/"version": "[^"]*"/, '"version": "99.0.0"'))
      seen.push(fingerprintIn(copy))
      writeFileSync(join(installed, 'package.json'), '{"name":"assemblyscript","version":"1.0.1"}')
      seen.push(fingerprintIn(copy))
      for (const file of [
        'dist/bundle/base.js',
        'dist/ops/type.js',
        'dist/compiler/passes/passes.js',
        'assembly/runtime/reduce.ts',
        'assembly/math/exp.ts',
        'dist/assembly/lanes/exp.ts',
      ]) {
        appendFileSync(join(copy, file), ' ')
        seen.push(fingerprintIn(copy))
      }
      // As long as before, and with the times of before: a content that only its time of change gives away.
      const same = join(copy, 'dist/ops/type.js')
      const { atime, mtime } = statSync(same)
      writeFileSync(same, `${readFileSync(same, 'utf8').slice(0, -1)};`)
      utimesSync(same, atime, mtime)
      seen.push(fingerprintIn(copy))
      expect(new Set(seen).size).toBe(seen.length)
    } finally {
      rmSync(copy, { recursive: true, force: true })
    }
  })
})

function fingerprintIn(copy: string): string {
  const url = pathToFileURL(join(copy, 'dist/dispatch/fingerprint.js')).href
  const text = `import { compilerFingerprint } from ${JSON.stringify(url)}; console.log(compilerFingerprint())`
  return execFileSync(process.execPath, ['--input-type=module', '--eval', text], { encoding: 'utf8' })
}
