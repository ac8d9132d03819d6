import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'

const scenarios = fileURLToPath(new URL('./fixtures/scenarios.js', import.meta.url))
/** A process that hangs is ended, and fails its test. */
const HANG = 90_000

async function run(scenario: string, ...before: string[]): Promise<unknown> {
  const [file, ...args] = [...before, process.execPath, '--no-warnings', scenarios, scenario]
  const { stdout } = await promisify(execFile)(file, args, { timeout: HANG })
  return JSON.parse(stdout)
}

async function started(scenario: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['--no-warnings', scenarios, scenario], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(child.stdout!, 'data')
  return child
}

describe('when workers are killed', () => {
  it('each call is right or names the arrays in doubt, and the team is whole again', async () => {
    expect(await run('killed')).toEqual({ kills: 18, lost: 0 })
  })

  it('in the midst of an asynchronous call its part is run again, or the call names the arrays in doubt', async () => {
    expect(await run('killedAsync')).toEqual({ killed: true, redone: true, doubts: true })
  })
})

describe('when the thread of asynchronous calls is killed between two', () => {
  it('the next call starts another and is answered', async () => {
    expect(await run('killedIdle')).toEqual({ right: 6 })
  })
})

describe('a kernel that', () => {
  it('traps or overflows the stack throws to the caller, and the next call works', async () => {
    expect(await run('trap')).toEqual([
      'RuntimeError: faulty: the kernel trapped: divide by zero',
      'RuntimeError: faulty: the kernel trapped: unreachable',
      'RuntimeError: faulty: the kernel trapped: memory access out of bounds',
      expect.stringMatching(/^RangeError: deep: its recursion is too deep/),
    ])
  })

  it('is called where the stack is nearly used up throws, or is right, and so are all calls after', async () => {
    expect(await run('dive')).toEqual({ some: true, thrown: ['RangeError'], workers: 2 })
  })

  it('finds the memory exhausted throws a MemoryError, and works again when there is room', async () => {
    expect(await run('exhausted')).toEqual({
      error: expect.stringMatching(
        /^MemoryError: Got a request for 512\.0 MiB of shared memory; .* are in use and the largest/,
      ),
      inKernel: true,
      again: 2 ** 26,
      plus: 2,
    })
  })
})

describe('in a worker thread of the user', () => {
  it('kernels run on a team of their own, and ending the thread disturbs nobody', async () => {
    expect(await run('inWorker')).toEqual({ inside: { workers: 1, target: 'wasm' }, code: 1 })
  })
})

describe('on a machine with one core', () => {
  it.runIf(process.platform === 'linux')('kernels run on the calling thread, and on more where asked', async () => {
    expect(await run('oneCore', 'taskset', '-c', '0')).toEqual({ threads: 1, alone: 0, workers: 1 })
  })
})

describe('SIGINT', () => {
  it('ends a process in the middle of a call', async () => {
    const child = await started('busy')
    child.kill('SIGINT')
    expect(await once(child, 'exit')).toEqual([null, 'SIGINT'])
  })

  it('reaches the handler of the user, if there is one, between two calls', async () => {
    const child = await started('handled')
    child.kill('SIGINT')
    expect(await once(child, 'exit')).toEqual([5, null])
  })
})
