import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'

const root = new URL('../../', import.meta.url)
const { bin, version } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'))
const command = fileURLToPath(new URL(bin.wamba, root))
let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wamba-cli-'))
})

afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

function wamba(words: readonly string[], env: Record<string, string> = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [command, ...words], {
    env: { ...process.env, WAMBA_CACHE_DIR: folder, WAMBA_CACHE_SIZE: '', ...env },
    encoding: 'utf8',
  })
  return { status, stdout, stderr }
}

function put(name: string, day: string): void {
  writeFileSync(join(folder, name), new Uint8Array(3000))
  utimesSync(join(folder, name), new Date(day), new Date(day))
}

test('cache info says where the cache is, what it holds and what it may hold', () => {
  put('a.wamba', '2026-01-02')
  put('b.wamba', '2026-03-04')
  expect(wamba(['cache', 'info'], { WAMBA_CACHE_SIZE: '20M' })).toEqual({
    status: 0,
    stdout: `Folder   ${folder}\nEntries  2\nSize     5.9 KiB of at most 20 MiB\nUsed     2026-01-02 to 2026-03-04\n`,
    stderr: '',
  })
})

test('cache clear removes the entries and nothing else, and says how many', () => {
  put('a.wamba', '2026-01-02')
  put('notes.txt', '2026-01-02')
  expect(wamba(['cache', 'clear'])).toEqual({
    status: 0,
    stdout: `Removed 1 file (2.9 KiB) from ${folder}\n`,
    stderr: '',
  })
  expect(existsSync(join(folder, 'a.wamba'))).toBe(false)
  expect(existsSync(join(folder, 'notes.txt'))).toBe(true)
  expect(wamba(['cache', 'clear']).stdout).toBe(`Nothing to remove: there are no compiled kernels in ${folder}\n`)
})

test('a cache without a folder is empty', () => {
  const env = { WAMBA_CACHE_DIR: join(folder, 'missing') }
  expect(wamba(['cache', 'info'], env).stdout).toContain('Entries  0\n')
  expect(wamba(['cache', 'clear'], env)).toMatchObject({ status: 0, stderr: '' })
})

test.each([
  [[], 'no command'],
  [['cache'], "there is no command 'cache'"],
  [['cache', 'drop'], "there is no command 'cache drop'"],
  [['cache', 'clear', 'all'], "there is no command 'cache clear all'"],
  [['--force'], "Unknown option '--force'"],
])('%j is refused with what is wrong and the usage', (words, what) => {
  const { status, stdout, stderr } = wamba(words)
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
  expect(stderr).toContain(`wamba: ${what}`)
  expect(stderr).toContain('Usage: wamba COMMAND')
})

test('a folder that cannot be read, and a bound that is none, are errors without a stack', () => {
  writeFileSync(join(folder, 'file'), '')
  const unreadable = wamba(['cache', 'info'], { WAMBA_CACHE_DIR: join(folder, 'file') })
  expect(unreadable).toMatchObject({ status: 1, stdout: '' })
  expect(unreadable.stderr).toMatch(/^wamba: ENOTDIR.*\n$/)
  expect(wamba(['cache', 'info'], { WAMBA_CACHE_SIZE: 'big' }).stderr).toMatch(
    /^wamba: Got WAMBA_CACHE_SIZE=big; .*\n$/,
  )
})

test('--help prints the usage, --version the version', () => {
  expect(wamba(['--help'])).toMatchObject({ status: 0, stdout: expect.stringContaining('Usage: wamba COMMAND') })
  expect(wamba(['--version'])).toMatchObject({ status: 0, stdout: `${version}\n` })
})
