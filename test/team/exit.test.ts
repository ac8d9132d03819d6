import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { wasm } from './fixtures/kernels.js'

const script = fileURLToPath(new URL('./fixtures/exit.js', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'wamba-exit-'))
const file = join(folder, 'kernels.wasm')
beforeAll(async () => writeFileSync(file, await wasm))
afterAll(() => rmSync(folder, { recursive: true }))

function end(how: string): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [script, how, file], (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout: stdout.trim(), stderr })
    })
  })
}

describe('a process with a team', () => {
  it.each(['starting', 'polling', 'asleep', 'closed'])('ends by itself while its workers are %s', async (how) => {
    expect(await end(how)).toEqual({ code: 0, stdout: 'true', stderr: '' })
  })

  it('ends with code 1 at an uncaught error', async () => {
    const { code, stderr } = await end('uncaught')
    expect(code).toBe(1)
    expect(stderr).toMatch('uncaught in the main thread')
  })

  it('ends with the code of process.exit', async () => {
    expect((await end('exits')).code).toBe(7)
  })

  it('reads WAMBA_THREADS, and refuses what is no number of threads', async () => {
    const ask = (value: string) =>
      new Promise<string>((resolve) => {
        const code = `import('#wamba/team/team.js').then((t) => console.log(t.threads())).catch((e) => console.log(e.message))`
        const env = { ...process.env, WAMBA_THREADS: value }
        execFile(process.execPath, ['-e', code], { env }, (_error, stdout) => resolve(stdout.trim()))
      })
    expect(await ask('3')).toBe('3')
    expect(await ask('many')).toMatch('Got WAMBA_THREADS=many; expected a whole number of threads')
  })
})
