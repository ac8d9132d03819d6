import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const asc = new URL('../../../dist/compiler/build/asc.js', import.meta.url).href

/** Runs a module's text in a process of its own; returns what it printed, parsed. */
function run(text: string): unknown {
  const printed = execFileSync(process.execPath, ['--input-type=module', '--eval', text], {
    cwd: root,
    encoding: 'utf8',
  })
  return JSON.parse(printed)
}

test('the installed version is loaded the fast way: Binaryen is no module of its own, and no HTTP client is loaded', () => {
  const text = `
    const before = [WebAssembly.instantiate, WebAssembly.instantiateStreaming, globalThis.fetch]
    const { as, binaryen } = await import(${JSON.stringify(asc)})
    const after = [WebAssembly.instantiate, WebAssembly.instantiateStreaming, globalThis.fetch]
    const restored = before.every((value, i) => value === after[i])
    const undici = process.moduleLoadList.filter((name) => name.includes('undici'))
    const { default: plain } = await import('assemblyscript/binaryen')
    console.log(JSON.stringify({ restored, undici, own: plain !== binaryen, keys: Object.keys(plain).length - Object.keys(binaryen).length }))`
  expect(run(text)).toEqual({ restored: true, undici: [], own: true, keys: 0 })
})

test('the compiler has every export of the package', () => {
  const text = `
    const { as } = await import(${JSON.stringify(asc)})
    const plain = await import('assemblyscript')
    console.log(JSON.stringify(Object.keys(plain).filter((name) => typeof as[name] !== typeof plain[name])))`
  expect(run(text)).toEqual([])
})

test.each([
  ['Binaryen', 'unpack.js', 'export const unpack = () => undefined'],
  ['AssemblyScript', 'script.js', "export const runModule = async () => { throw new SyntaxError('of another form') }"],
])('a version of %s that is built in another way is imported as it is', (_, file, text) => {
  mkdirSync(join(root, 'build'), { recursive: true })
  const folder = mkdtempSync(join(root, 'build', 'asc-'))
  try {
    for (const part of ['base', 'bundle', 'compiler/build'])
      cpSync(join(root, 'dist', part), join(folder, 'dist', part), { recursive: true })
    writeFileSync(join(folder, 'dist/compiler/build', file), text)
    const lean = pathToFileURL(join(folder, 'dist/compiler/build/lean.js')).href
    expect(
      run(`
        const { compileText } = await import(${JSON.stringify(lean)})
        const { default: plain } = await import('assemblyscript/binaryen')
        const { binaryen } = await import(${JSON.stringify(lean.replace('lean.js', 'asc.js'))})
        const { wasm } = compileText('export function f(): i32 { return 1 }')
        console.log(JSON.stringify({ same: plain === binaryen, valid: WebAssembly.validate(wasm) }))`),
    ).toEqual({ same: true, valid: true })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
