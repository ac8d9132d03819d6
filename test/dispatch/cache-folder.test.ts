import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { cacheBound, cacheFiles, cacheFolder, clearCache, evict } from '#wamba/dispatch/cache-folder.js'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wamba-folder-'))
})

afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true, force: true })
})

/** A file of 1000 bytes that was used so many seconds ago. */
function put(name: string, secondsAgo: number): void {
  writeFileSync(join(folder, name), new Uint8Array(1000))
  const then = Date.now() / 1000 - secondsAgo
  utimesSync(join(folder, name), then, then)
}

const names = () => readdirSync(folder).sort()

test('nothing is removed up to the bound, and beyond it until a quarter of it is free, oldest first', () => {
  for (let i = 0; i < 8; i++) put(`${i}.wamba`, i)
  expect(evict(folder, 8000)).toBe(8000)
  expect(names()).toHaveLength(8)
  expect(evict(folder, 7999)).toBe(5000)
  expect(names()).toEqual(['0.wamba', '1.wamba', '2.wamba', '3.wamba', '4.wamba'])
  expect(evict(folder, 500)).toBe(0)
  expect(names()).toEqual([])
})

test('what a writer left an hour ago is removed, what one writes now is not', () => {
  put('old.1.tmp', 4000)
  put('new.2.tmp', 10)
  expect(evict(folder, 10_000)).toBe(0)
  expect(names()).toEqual(['new.2.tmp'])
})

test("only the cache's own files are counted and removed", () => {
  put('a.wamba', 0)
  put('b.1.tmp', 4000)
  put('notes.txt', 0)
  mkdirSync(join(folder, 'folder.wamba'))
  expect(cacheFiles(folder).map(({ bytes, temporary }) => ({ bytes, temporary }))).toEqual([
    { bytes: 1000, temporary: false },
    { bytes: 1000, temporary: true },
  ])
  expect(clearCache(folder)).toHaveLength(2)
  expect(names()).toEqual(['folder.wamba', 'notes.txt'])
  expect(clearCache(join(folder, 'missing'))).toEqual([])
  // A process that writes in this moment is not disturbed.
  put('c.2.tmp', 10)
  expect(clearCache(folder)).toEqual([])
})

test.each([
  ['', 128 * 2 ** 20],
  ['5000', 5000],
  ['64K', 65536],
  ['1.5 MB', 1.5 * 2 ** 20],
  ['2GiB', 2 ** 31],
])("with WAMBA_CACHE_SIZE='%s' the bound is %i bytes", (text, bytes) => {
  vi.stubEnv('WAMBA_CACHE_SIZE', text)
  expect(cacheBound()).toBe(bytes)
})

test.each(['-1', '1e6', '5 apples', 'NaN'])("WAMBA_CACHE_SIZE='%s' is an error", (text) => {
  vi.stubEnv('WAMBA_CACHE_SIZE', text)
  expect(cacheBound).toThrow(RangeError)
})

test.each([
  [{ WAMBA_CACHE_DIR: '/c' }, 'linux', '/c'],
  [{ XDG_CACHE_HOME: '/x' }, 'linux', join('/x', 'wamba')],
  [{ HOME: '/h' }, 'linux', join('/h', '.cache', 'wamba')],
  [{ HOME: '/h' }, 'darwin', join('/h', 'Library', 'Caches', 'wamba')],
  [{ LOCALAPPDATA: '/l' }, 'win32', join('/l', 'wamba', 'Cache')],
])('with %j on %s the folder is %s', (variables: Record<string, string>, platform, expected) => {
  for (const name of ['WAMBA_CACHE_DIR', 'XDG_CACHE_HOME', 'LOCALAPPDATA']) vi.stubEnv(name, '')
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value)
  const own = Object.getOwnPropertyDescriptor(process, 'platform') as PropertyDescriptor
  Object.defineProperty(process, 'platform', { ...own, value: platform })
  try {
    expect(cacheFolder()).toBe(expected)
  } finally {
    Object.defineProperty(process, 'platform', own)
  }
})
