import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const script = fileURLToPath(new URL('./fixtures/async-exit.js', import.meta.url))

function end(how: string): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [script, how], (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout: stdout.trim(), stderr })
    })
  })
}

describe('a process that calls kernels asynchronously', () => {
  it.each([
    ['pending', 'done true'],
    ['compiling', 'done 6'],
    ['after', 'done'],
    ['stopped', 'done AbortError'],
  ])('lives as long as a call does and then ends by itself: %s', async (how, stdout) => {
    expect(await end(how)).toEqual({ code: 0, stdout, stderr: '' })
  })

  it('ends at once with process.exit and with an uncaught error', async () => {
    expect((await end('exits')).code).toBe(7)
    const { code, stderr } = await end('uncaught')
    expect(code).toBe(1)
    expect(stderr).toMatch('uncaught beside a call')
  })
})
