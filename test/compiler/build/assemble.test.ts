import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { expect, test } from 'vitest'
import { CompileError } from '#wamba/base/errors.js'
import { assemble, closeAssembler, disassemble, warmAssembler } from '#wamba/compiler/build/assemble.js'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const built = new URL('../../../dist/compiler/build/assemble.js', import.meta.url).href
const twice = 'export function twice(x: f64): f64 { return 2 * x }'

/** Runs a module's text in a process of its own, to its natural end; returns what it printed. */
function runProcess(text: string): string {
  return execFileSync(process.execPath, ['--input-type=module', '--eval', text], { cwd: root, encoding: 'utf8' })
}

test('a call returns the module, without a turn of the event loop', () => {
  let turned = false
  setImmediate(() => {
    turned = true
  })
  const wasm = assemble(twice, { name: 'twice' })
  expect(turned).toBe(false)
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true })
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(wasm), { env: { memory } })
  expect((exports.twice as (x: number) => number)(21)).toBe(42)
})

test('disassemble prints a module with its names', () => {
  expect(disassemble(assemble(twice, { name: 'doubling' }))).toContain(
    '(func $doubling/twice (param $x f64) (result f64)',
  )
})

test('a text that does not compile is a CompileError with its place, and the next call works', () => {
  let thrown: unknown
  try {
    assemble('export function f(x: f64): i32 {\n  return x\n}', { file: 'mine.ts' })
  } catch (error) {
    thrown = error
  }
  expect(thrown).toBeInstanceOf(CompileError)
  expect(thrown).toMatchObject({ code: 'type', file: 'mine.ts', line: 2, column: 10 })
  expect((thrown as Error).message).toMatch(/mine\.ts:2:10[\s\S]*\^/)
  expect(assemble(twice).length).toBeGreaterThan(8)
})

test('what cannot be disassembled is an error, and the next call works', () => {
  expect(() => disassemble(new Uint8Array([1, 2, 3]))).toThrow(CompileError)
  expect(disassemble(assemble(twice))).toContain('twice')
})

test('a closed assembler starts anew', async () => {
  assemble(twice)
  await closeAssembler()
  warmAssembler()
  expect(assemble(twice).length).toBeGreaterThan(8)
})

test('a worker thread has an assembler of its own', async () => {
  const text = `
    const { parentPort } = require('node:worker_threads')
    import(${JSON.stringify(built)}).then(({ assemble }) => parentPort.postMessage(assemble(${JSON.stringify(twice)}).length))`
  const worker = new Worker(text, { eval: true })
  const length = await new Promise((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
  })
  expect(length).toBe(assemble(twice).length)
  await worker.terminate()
})

test.each([
  ['after a call', `assemble(${JSON.stringify(twice)})`],
  ['while the helper starts', 'warmAssembler()'],
  ['after the helper was closed', 'warmAssembler(); await closeAssembler()'],
])('the process ends by itself %s', (_, call) => {
  const text = `import { assemble, closeAssembler, warmAssembler } from ${JSON.stringify(built)}; ${call}; console.log('end')`
  expect(runProcess(text)).toBe('end\n')
})

/** A copy of the built assembler whose first helper does `first` instead of its work. */
function withHelper(first: string, run: (url: string) => string): string {
  mkdirSync(join(root, 'build'), { recursive: true })
  const folder = mkdtempSync(join(root, 'build', 'helper-'))
  try {
    for (const part of ['base', 'bundle', 'compiler/build'])
      cpSync(join(root, 'dist', part), join(folder, part), { recursive: true })
    const helper = join(folder, 'compiler', 'build', 'helper.js')
    renameSync(helper, join(folder, 'compiler', 'build', 'real.js'))
    writeFileSync(join(folder, 'first'), '')
    writeFileSync(
      helper,
      `import { existsSync, rmSync } from 'node:fs'
       const first = ${JSON.stringify(join(folder, 'first'))}
       if (existsSync(first)) { rmSync(first); ${first} }
       await import('./real.js')`,
    )
    return run(JSON.stringify(join(folder, 'compiler', 'build', 'assemble.js')))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

test.each(['process.exit(3)', 'throw new Error("the helper fell over")'])(
  'a helper that dies (%s) is one clear error, and the next call starts another',
  (death) => {
    const printed = withHelper(death, (url) =>
      runProcess(`
        import { assemble } from ${url}
        try { assemble(${JSON.stringify(twice)}) } catch (error) { console.log(error.name, error.code, error.message) }
        console.log(assemble(${JSON.stringify(twice)}).length > 8)`),
    )
    expect(printed).toMatch(/^CompileError internal [\s\S]*helper thread ended unexpectedly[\s\S]*\ntrue\n$/)
  },
)

test('a helper that died since the last call is replaced', () => {
  const printed = withHelper(
    `const { workerData } = await import('node:worker_threads')
     workerData.port.on('message', ({ kind }) => {
       if (kind === 'ping') return
       workerData.port.postMessage({ kind: 'disassembled', wat: 'of the first' })
       Atomics.add(workerData.replies, 0, 1)
       Atomics.notify(workerData.replies, 0)
       process.exit()
     })
     await new Promise(() => {})`,
    (url) =>
      runProcess(`
        import { assemble, disassemble } from ${url}
        const ended = new Promise((resolve) => process.once('worker', (worker) => worker.once('exit', resolve)))
        // Something that keeps the process alive: the helper does not.
        const alive = setInterval(() => {}, 1000)
        console.log(disassemble(new Uint8Array(8)))
        await ended
        clearInterval(alive)
        console.log(assemble(${JSON.stringify(twice)}).length > 8)`),
  )
  expect(printed).toBe('of the first\ntrue\n')
})
