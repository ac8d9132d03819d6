import { execFile, execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { cacheFolder, cacheKey, readCache, writeCache } from '#wamba/dispatch/cache.js'

const built = new URL('../../dist/dispatch/cache.js', import.meta.url).href
let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wamba-cache-'))
  vi.stubEnv('WAMBA_CACHE_DIR', join(folder, 'kernels'))
})

afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true, force: true })
})

const entry = {
  wasm: Uint8Array.from({ length: 1000 }, (_, i) => i % 251),
  json: { name: 'k', params: [{ offset: 16 }] },
}
const fileOf = (key: string) => join(cacheFolder(), `${key}.wamba`)

test('what is written comes back', () => {
  const key = cacheKey(['there and back'])
  expect(readCache(key)).toBeUndefined()
  writeCache(key, entry)
  expect(readCache(key)).toEqual(entry)
  expect(readdirSync(cacheFolder())).toEqual([`${key}.wamba`])
})

test('a key is a SHA-256 that depends on all parts', () => {
  expect(cacheKey(['a', 0])).toMatch(/^[0-9a-f]{64}$/)
  expect(cacheKey(['a', 0])).toBe(cacheKey(['a', 0]))
  expect(cacheKey(['a', 0])).not.toBe(cacheKey(['a', -0]))
})

test('a file cut off at any length is a miss, and is removed', () => {
  const key = cacheKey(['truncated'])
  writeCache(key, entry)
  const whole = readFileSync(fileOf(key))
  for (let length = 0; length < whole.length; length += length < 64 ? 1 : 97) {
    writeFileSync(fileOf(key), whole.subarray(0, length))
    expect(readCache(key)).toBeUndefined()
    expect(existsSync(fileOf(key))).toBe(false)
  }
})

test('a file with any byte changed is a miss, and is removed', () => {
  const key = cacheKey(['changed'])
  writeCache(key, entry)
  const whole = readFileSync(fileOf(key))
  for (let at = 0; at < whole.length; at += at < 64 ? 1 : 89) {
    const changed = Buffer.from(whole)
    changed[at] ^= 1
    writeFileSync(fileOf(key), changed)
    expect(readCache(key)).toBeUndefined()
    expect(existsSync(fileOf(key))).toBe(false)
  }
})

test("another key's file under this name is a miss", () => {
  const [key, other] = [cacheKey(['key']), cacheKey(['other'])]
  writeCache(other, entry)
  writeFileSync(fileOf(key), readFileSync(fileOf(other)))
  expect(readCache(key)).toBeUndefined()
  expect(readCache(other)).toEqual(entry)
})

test('a folder that cannot be written is one warning, and the process goes on without', () => {
  const file = join(folder, 'a-file')
  writeFileSync(file, '')
  const text = `
    import { readCache, writeCache } from ${JSON.stringify(built)}
    for (const key of ['a', 'b']) writeCache(key, { wasm: new Uint8Array(8), json: null })
    process.on('warning', (warning) => console.log(warning.name, warning.code, warning.message))
    console.log(readCache('a'))`
  const env = { ...process.env, WAMBA_CACHE_DIR: join(file, 'kernels'), NODE_NO_WARNINGS: '1' }
  const printed = execFileSync(process.execPath, ['--input-type=module', '--eval', text], { env, encoding: 'utf8' })
  expect(printed).toMatch(/^undefined\nWambaWarning WAMBA_CACHE wamba could not write .*WAMBA_CACHE_DIR/)
  expect(printed.match(/WAMBA_CACHE /g)).toHaveLength(1)
})

test('processes that write and read the same key at once see it whole or not at all', async () => {
  const text = `
    import { readCache, writeCache } from ${JSON.stringify(built)}
    let hits = 0
    for (let i = 0; i < 200; i++) {
      writeCache('shared', { wasm: new Uint8Array(20000).fill(i), json: i })
      const found = readCache('shared')
      if (found === undefined) continue
      hits++
      if (found.wasm.length !== 20000 || !found.wasm.every((byte) => byte === found.json % 256)) throw new Error('torn')
    }
    console.log(hits)`
  const run = () => promisify(execFile)(process.execPath, ['--input-type=module', '--eval', text])
  for (const { stdout, stderr } of await Promise.all([run(), run(), run()])) {
    expect(stdout).toBe('200\n')
    expect(stderr).toBe('')
  }
  expect(readdirSync(cacheFolder())).toEqual(['shared.wamba'])
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
