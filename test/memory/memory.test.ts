import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
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
const kernelFile = fileURLToPath(new URL('fixtures/limited.js', import.meta.url))
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
      /^false\nMemoryError Got no shared WebAssembly memory from this machine; expected at least 16 MiB: ./,
    )
  })

  it.runIf(process.platform === 'linux')('leaves the threads address space where that is limited', async () => {
    const limited = (kilobytes: number, ...flags: string[]) =>
      run('bash', ['-c', `ulimit -v ${kilobytes}; exec "$@"`, 'bash', process.execPath, ...flags, kernelFile])
    // With guard pages a memory takes 10 GiB, however small it is.
    const without = await limited(12_000_000)
    expect(JSON.parse(without.stdout)).toEqual({ target: 'reference', total: 499_500, capacity: 0, exhausted: false })
    expect(without.stderr).toMatch(
      /no shared memory: .*raise ulimit -v .* or run node with --disable-wasm-trap-handler/,
    )
    const smaller = JSON.parse((await limited(5_000_000, '--disable-wasm-trap-handler')).stdout)
    expect(smaller).toMatchObject({ target: 'wasm', total: 499_500, exhausted: true })
    expect(smaller.capacity).toBeLessThan(2 ** 31)
  })
})
