import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const load = new URL('../../../dist/compiler/build/load.js', import.meta.url).href

/** Runs a module's text in a process of its own; returns what it printed, parsed. */
function run(text: string): unknown {
  const printed = execFileSync(process.execPath, ['--input-type=module', '--eval', text], {
    cwd: root,
    encoding: 'utf8',
  })
  return JSON.parse(printed)
}

test('loading leaves the functions that it replaces meanwhile as they were', () => {
  const text = `
    import { loadCompiler } from ${JSON.stringify(load)}
    const seen = () => [WebAssembly.instantiate, WebAssembly.instantiateStreaming, globalThis.fetch]
    const before = seen()
    const { compileText } = await loadCompiler()
    const same = seen().every((value, i) => value === before[i])
    console.log(JSON.stringify({ same, bytes: compileText('export function f(): i32 { return 1 }').wasm.length }))`
  expect(run(text)).toEqual({ same: true, bytes: expect.any(Number) })
})

test('the HTTP client of Node is not loaded', () => {
  const text = `
    import { loadCompiler } from ${JSON.stringify(load)}
    await loadCompiler()
    console.log(JSON.stringify(process.moduleLoadList.filter((name) => name.includes('undici'))))`
  expect(run(text)).toEqual([])
})
