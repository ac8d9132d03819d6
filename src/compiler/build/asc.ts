/**
 * AssemblyScript's compiler and its Binaryen, loaded in less than half of the time that plain imports take. Importing this file takes a hundred
 * milliseconds: only the helper thread does.
 */
import { readFileSync } from 'node:fs'
import * as nodeModule from 'node:module'
import { pathToFileURL } from 'node:url'
import type * as AssemblyScript from 'assemblyscript'
import type Binaryen from 'assemblyscript/binaryen'
import { unoptimised } from './flags.ts'
import { runModule } from './script.ts'
import { unpack } from './unpack.ts'

interface Compiler {
  readonly as: typeof AssemblyScript
  readonly binaryen: typeof Binaryen
}

const compiler = (await unpacked()) ?? (await imported())
export const as: typeof AssemblyScript = compiler.as
export const binaryen: typeof Binaryen = compiler.binaryen

/** As modules: the way for versions that are built differently from what `unpacked` knows. */
async function imported(): Promise<Compiler> {
  const { default: made } = await import('assemblyscript/binaryen')
  return { as: await import('assemblyscript'), binaryen: made }
}

/** As scripts that share a Binaryen whose WebAssembly has been taken out of its text; undefined where their files are of another form. */
async function unpacked(): Promise<Compiler | undefined> {
  try {
    return await fromScripts()
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

async function fromScripts(): Promise<Compiler | undefined> {
  const assemblyscript = new URL(import.meta.resolve('assemblyscript'))
  // Binaryen is AssemblyScript's own dependency, wherever that finds it.
  const { resolve } = nodeModule.createRequire(assemblyscript)
  const [binaryenFile, longFile] = ['binaryen', 'long'].map((name) => pathToFileURL(resolve(name)))
  const file = unpack(readFileSync(binaryenFile))
  if (file === undefined) return undefined
  const made = await replacing(WebAssembly, 'instantiate', instantiateInsteadOf(file.wasm), () =>
    runModule({ url: binaryenFile, text: file.text }, { 'node:module': nodeModule }),
  )
  const text = readFileSync(assemblyscript, 'utf8')
  const long = await import(longFile.href)
  const as = await replacing(globalThis, 'fetch', keepDataUrl, () =>
    replacing(WebAssembly, 'instantiateStreaming', instantiateDataUrl, () =>
      runModule({ url: assemblyscript, text }, { binaryen: made, long }),
    ),
  )
  return { as, binaryen: made.default } as unknown as Compiler
}

interface Instantiated {
  readonly module: WebAssembly.Module
  readonly instance: WebAssembly.Instance
}

/** Instantiates `wasm`, where the text would have had it. */
function instantiateInsteadOf(wasm: Uint8Array) {
  return async (bytes: Uint8Array, imports: WebAssembly.Imports): Promise<Instantiated> =>
    unoptimised(() => instantiate(bytes.length === 0 ? wasm : bytes, imports))
}

/** AssemblyScript fetches a small module from a data URL; Node's `fetch` would load 40 ms of HTTP client for it. */
function keepDataUrl(url: string): string {
  if (!url.startsWith('data:'))
    throw new TypeError(`Got a fetch of ${url} while the compiler loads; expected a data URL.`)
  return url
}

async function instantiateDataUrl(url: string, imports?: WebAssembly.Imports): Promise<Instantiated> {
  return instantiate(Buffer.from(url.slice(url.indexOf(',') + 1), 'base64'), imports)
}

/** At once: Node's asynchronous way takes a third more time. */
function instantiate(bytes: Uint8Array, imports: WebAssembly.Imports | undefined): Instantiated {
  const module = new WebAssembly.Module(bytes)
  return { module, instance: new WebAssembly.Instance(module, imports) }
}

/** Runs `action` with another value in `object[key]`, which is this thread's own. */
async function replacing<T>(object: object, key: string, value: unknown, action: () => Promise<T>): Promise<T> {
  const own = Object.getOwnPropertyDescriptor(object, key)
  Object.defineProperty(object, key, { value, configurable: true, writable: true })
  try {
    return await action()
  } finally {
    if (own) Object.defineProperty(object, key, own)
    else Reflect.deleteProperty(object, key)
  }
}
