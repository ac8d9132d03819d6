import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'

const cache = mkdtempSync(join(tmpdir(), 'wamba-warm-'))
afterAll(() => rmSync(cache, { recursive: true }))

function run(fixture: string, ...args: string[]): string {
  const file = fileURLToPath(new URL(`fixtures/${fixture}`, import.meta.url))
  return execFileSync(process.execPath, ['--expose-gc', file, ...args], {
    env: { ...process.env, WAMBA_CACHE_DIR: cache },
    encoding: 'utf8',
  })
}

describe('a warm call', () => {
  it('allocates nothing on the JavaScript heap', () => {
    // What is left is the measuring itself.
    expect(Number(run('allocation.js'))).toBeLessThan(1)
  })
})

describe('a process with a warm disk cache', () => {
  it('does not start the assembler', () => {
    const cold = JSON.parse(run('warm-start.js', '2'))
    expect(cold.started).toBe(1)
    expect(cold.results).toEqual([12, 6, 3, 6])
    const entries = readdirSync(cache).length
    expect(JSON.parse(run('warm-start.js', '2'))).toEqual({ started: 0, results: cold.results })
    expect(readdirSync(cache)).toHaveLength(entries)
  })

  it('does not take what was compiled with another constant', () => {
    expect(JSON.parse(run('warm-start.js', '3'))).toEqual({ started: 1, results: [18, 9, 3, 6] })
  })
})
