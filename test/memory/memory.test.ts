import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { hasSharedMemory, sharedMemory } from '#wamba/memory/memory.js'

const run = promisify(execFile)
const script = `
  const { sharedMemory, hasSharedMemory } = await import('#wamba/memory/memory.js')
  console.log(hasSharedMemory())
  try {
    console.log(sharedMemory().buffer.byteLength)
  } catch (error) {
    console.log(error.name, error.message)
  }
`
const nodeArguments = ['--input-type=module', '-e', script]

describe('the shared memory', () => {
  it('is one object, shared, and never another', () => {
    expect(hasSharedMemory()).toBe(true)
    expect(sharedMemory()).toBe(sharedMemory())
    expect(sharedMemory().buffer).toBe(sharedMemory().buffer)
    expect(Object.prototype.toString.call(sharedMemory().buffer)).toBe('[object SharedArrayBuffer]')
  })

  it('is half as large as often as the machine refuses', async () => {
    const { stdout } = await run(process.execPath, ['--wasm-max-mem-pages=1000', ...nodeArguments])
    expect(stdout.trim().split('\n')).toEqual(['true', String(512 * 65536)])
  })

  it('is a MemoryError with a remedy where there is none', async () => {
    const { stdout } = await run(process.execPath, ['--wasm-max-mem-pages=100', ...nodeArguments])
    expect(stdout).toMatch(
      /^false\nMemoryError Got no shared WebAssembly memory .*; expected at least 16 MiB .*Raise the limit \(ulimit -v\)/,
    )
  })
})
