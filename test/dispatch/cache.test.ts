import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  existsSync,
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
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { readCache, writeCache } from '#wamba/dispatch/cache.js'
import { cacheFolder } from '#wamba/dispatch/cache-folder.js'

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
  const key = 'there and back'
  expect(readCache(key)).toBeUndefined()
  writeCache(key, entry)
  expect(readCache(key)).toEqual(entry)
  expect(readdirSync(cacheFolder())).toEqual([`${key}.wamba`])
})

test('a file cut off at any length is a miss, and is removed', () => {
  const key = 'truncated'
  writeCache(key, entry)
  const whole = readFileSync(fileOf(key))
  for (let length = 0; length < whole.length; length += length < 64 ? 1 : 97) {
    writeFileSync(fileOf(key), whole.subarray(0, length))
    expect(readCache(key)).toBeUndefined()
    expect(existsSync(fileOf(key))).toBe(false)
  }
})

test('a file with any byte changed is a miss, and is removed', () => {
  const key = 'changed'
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
  const [key, other] = ['key', 'other']
  writeCache(other, entry)
  writeFileSync(fileOf(key), readFileSync(fileOf(other)))
  expect(readCache(key)).toBeUndefined()
  expect(readCache(other)).toEqual(entry)
})

/**
 * Runs a module's text in a process whose disk fails as `fs` says: names of functions of node:fs by the code of the error that each throws.
 * Gives what it printed; warnings are printed too.
 */
function withFailing(functions: Record<string, string>, text: string, env: Record<string, string> = {}): string {
  const prelude = `
    import fs from 'node:fs'
    import { syncBuiltinESMExports } from 'node:module'
    const failures = ${JSON.stringify(functions)}
    globalThis.tries = 0
    for (const [name, code] of Object.entries(failures)) {
      const real = fs[name]
      fs[name] = (...args) => {
        globalThis.tries++
        // A disk that is full takes a part of the file.
        if (code === 'ENOSPC' && name === 'writeFileSync') real(args[0], args[1].subarray(0, 100), args[2])
        throw Object.assign(new Error(code + ': injected, ' + name), { code })
      }
    }
    syncBuiltinESMExports()
    process.on('warning', (warning) => console.log(warning.name, warning.code, warning.message))
    const { readCache, writeCache } = await import(${JSON.stringify(built)})
    const entry = { wasm: new Uint8Array(1000), json: null }
  `
  return execFileSync(process.execPath, ['--input-type=module', '--eval', prelude + text], {
    env: { ...process.env, NODE_NO_WARNINGS: '1', ...env },
    encoding: 'utf8',
  })
}

test('a folder that cannot be made is one warning, and the process goes on without', () => {
  const file = join(folder, 'a-file')
  writeFileSync(file, '')
  const text = "for (const key of ['a', 'b']) writeCache(key, entry); console.log(readCache('a'))"
  const printed = withFailing({}, text, { WAMBA_CACHE_DIR: join(file, 'kernels') })
  expect(printed).toMatch(/^undefined\nWambaWarning WAMBA_CACHE wamba could not write .*WAMBA_CACHE_DIR/)
  expect(printed.match(/WAMBA_CACHE /g)).toHaveLength(1)
})

test.runIf(process.platform === 'linux')('a folder where the system makes none is one warning', () => {
  const text = "for (const key of ['a', 'b', 'c']) writeCache(key, entry); console.log(readCache('a'))"
  const printed = withFailing({}, text, { WAMBA_CACHE_DIR: '/proc/none/kernels' })
  expect(printed).toMatch(/^undefined\nWambaWarning WAMBA_CACHE wamba could not write .*ENOENT/)
  expect(printed.match(/WAMBA_CACHE /g)).toHaveLength(1)
})

test('a disk that is full is one warning, no further try, and no part of a file that stays', () => {
  const text = "for (const key of ['a', 'b', 'c']) writeCache(key, entry); console.log(readCache('a'), tries)"
  const printed = withFailing({ writeFileSync: 'ENOSPC' }, text)
  expect(printed).toMatch(/^undefined 1\nWambaWarning WAMBA_CACHE wamba could not write .*ENOSPC/)
  expect(printed.match(/WAMBA_CACHE /g)).toHaveLength(1)
  expect(readdirSync(cacheFolder())).toEqual([])
})

test('a folder that is read only still gives its entries, and is one warning at the first write', () => {
  const readOnly = {
    mkdirSync: 'EROFS',
    writeFileSync: 'EROFS',
    renameSync: 'EROFS',
    rmSync: 'EROFS',
    utimesSync: 'EROFS',
  }
  writeCache('kept', entry)
  // So long ago that a hit would note its use.
  utimesSync(fileOf('kept'), 1, 1)
  const text = `
    console.log(readCache('kept').wasm.length)
    writeCache('other', entry)
    writeCache('other', entry)
    console.log(readCache('other'), readCache('kept').wasm.length)`
  const printed = withFailing(readOnly, text)
  expect(printed).toMatch(/^1000\nundefined 1000\nWambaWarning WAMBA_CACHE wamba could not write .*EROFS.*\n$/)
})

test('a user whom the system does not know is one warning, and the process goes on without', () => {
  const text = `
    const { default: os } = await import('node:os')
    os.homedir = () => { throw new Error('ENOENT: injected, homedir') }
    syncBuiltinESMExports()
    for (const key of ['a', 'b']) writeCache(key, entry)
    console.log(readCache('a'))`
  const printed = withFailing({}, text, { WAMBA_CACHE_DIR: '', XDG_CACHE_HOME: '', LOCALAPPDATA: '' })
  expect(printed).toMatch(
    /^undefined\nWambaWarning WAMBA_CACHE wamba could not find the user's cache folder: ENOENT.*\n$/,
  )
})

test('beyond the bound the entries that were used longest ago are removed', () => {
  const keys = Array.from({ length: 12 }, (_, i) => `key${i}`)
  vi.stubEnv('WAMBA_CACHE_SIZE', '10K')
  keys.forEach((key, i) => {
    // About 1.1 kB each.
    writeCache(key, entry)
    // Each was used a second after the one before, and the first was used again.
    utimesSync(fileOf(key), 1000 + i, 1000 + i)
    if (i === 5) expect(readCache('key0')).toEqual(entry)
  })
  const left = keys.filter((key) => existsSync(fileOf(key)))
  expect(left).toContain('key0')
  expect(left).toContain('key11')
  expect(left).not.toContain('key1')
  expect(left.slice(1)).toEqual(keys.slice(-left.length + 1))
  expect(left.reduce((sum, key) => sum + statSync(fileOf(key)).size, 0)).toBeLessThanOrEqual(10 * 1024)
})

test('a bound of 0 keeps nothing, and one that is no size is an error that says what is', () => {
  vi.stubEnv('WAMBA_CACHE_SIZE', '0')
  writeCache('none', entry)
  expect(existsSync(fileOf('none'))).toBe(false)
  vi.stubEnv('WAMBA_CACHE_SIZE', 'plenty')
  expect(() => writeCache('none', entry)).toThrow(
    new RangeError(
      'Got WAMBA_CACHE_SIZE=plenty; expected a number of bytes, or of K, M or G, such as 256M; 0 keeps nothing.',
    ),
  )
})

/** Starts a process per text; each prints a line and waits for a line of input before it goes on. */
async function together(texts: readonly string[], env: Record<string, string> = {}): Promise<string[]> {
  const prelude = `
    import { once } from 'node:events'
    import { readCache, writeCache } from ${JSON.stringify(built)}
    const meet = async () => { console.log('here'); await once(process.stdin, 'data') }
  `
  const running = texts.map((text) =>
    spawn(process.execPath, ['--input-type=module', '--eval', `${prelude}${text}\nprocess.stdin.unref()`], {
      env: { ...process.env, ...env },
    }),
  )
  const outputs = running.map(() => '')
  running.forEach((child, i) => {
    child.stderr.on('data', (data) => {
      outputs[i] += data
    })
  })
  await Promise.all(running.map((child) => once(child.stdout, 'data')))
  running.forEach((child, i) => {
    child.stdout.on('data', (data) => {
      outputs[i] += data
    })
  })
  // All are there: now they run into each other.
  for (const child of running) child.stdin.end('go')
  await Promise.all(running.map((child) => once(child, 'close')))
  return outputs
}

test('processes that write and read the same key at once see it whole or not at all', async () => {
  const text = `
    let hits = 0
    await meet()
    for (let i = 0; i < 200; i++) {
      writeCache('shared', { wasm: new Uint8Array(20000).fill(i), json: i })
      const found = readCache('shared')
      if (found === undefined) continue
      hits++
      if (found.wasm.length !== 20000 || !found.wasm.every((byte) => byte === found.json % 256)) throw new Error('torn')
    }
    console.log(hits)`
  expect(await together([text, text, text])).toEqual(['200\n', '200\n', '200\n'])
  expect(readdirSync(cacheFolder())).toEqual(['shared.wamba'])
})

test('processes that evict, clear and write at once disturb each other no more than by misses', async () => {
  const write = `
    await meet()
    for (let i = 0; i < 150; i++) {
      writeCache('key' + (i % 20), { wasm: new Uint8Array(3000).fill(i), json: i })
      const found = readCache('key' + (i % 20))
      if (found !== undefined && !found.wasm.every((byte) => byte === found.json % 256)) throw new Error('torn')
    }
    console.log('done')`
  const clear = `
    const { clearCache, cacheFolder } = await import(${JSON.stringify(built.replace('cache.js', 'cache-folder.js'))})
    await meet()
    for (let i = 0; i < 50; i++) clearCache(cacheFolder())
    console.log('done')`
  const outputs = await together([write, write, clear], { WAMBA_CACHE_SIZE: '20K' })
  expect(outputs).toEqual(['done\n', 'done\n', 'done\n'])
})
