/**
 * Loads Binaryen and AssemblyScript's compiler into the helper thread, in two thirds of the time that plain imports take, and so that
 * V8 leaves the cores to the threads that wait for each other.
 *
 * What is replaced meanwhile is this thread's own. Flags of V8 are the process's: they are set as shortly as possible, and
 * `restoreFlags` puts them back where a thread was ended in between.
 */
import { setFlagsFromString } from 'node:v8'

/**
 * How much a function of WebAssembly runs, in bytes, before V8 optimises it, in versions where that is little: Binaryen's would be optimised
 * during the first ten kernels, for half a second on V8's own threads, and gain nothing. Newer versions wait longer by themselves.
 */
const DEFAULT_BUDGET: Readonly<Record<string, number>> = { 11: 1_800_000 }
const PATIENT_BUDGET = 2_000_000_000

const defaultBudget = DEFAULT_BUDGET[process.versions.v8.split('.')[0]]

/** Puts back what `loadCompiler` sets for moments. */
export function restoreFlags(): void {
  setFlagsFromString('--lazy')
  setBudget(defaultBudget)
}

function setBudget(bytes: number | undefined): void {
  if (defaultBudget !== undefined) setFlagsFromString(`--wasm-tiering-budget=${bytes}`)
}

/** The compiler: `lean.ts`, once all that it imports is there. */
export async function loadCompiler(): Promise<typeof import('./lean.ts')> {
  await replacing(WebAssembly, 'instantiate', instantiatePatiently, importBinaryen)
  return replacing(globalThis, 'fetch', keepDataUrl, () =>
    replacing(WebAssembly, 'instantiateStreaming', instantiateDataUrl, () => import('./lean.ts')),
  )
}

/**
 * Binaryen is one function around a literal of 13 MB. V8 would scan it twice, to skip the function and to run it, were it not
 * told to compile functions at once: 75 of 315 ms.
 */
async function importBinaryen(): Promise<void> {
  setFlagsFromString('--no-lazy')
  try {
    await import('assemblyscript/binaryen')
  } finally {
    setFlagsFromString('--lazy')
  }
}

interface Instantiated {
  readonly module: WebAssembly.Module
  readonly instance: WebAssembly.Instance
}

/** A module keeps the budget that it was made under. */
async function instantiatePatiently(bytes: Uint8Array, imports: WebAssembly.Imports): Promise<Instantiated> {
  setBudget(PATIENT_BUDGET)
  try {
    return instantiate(bytes, imports)
  } finally {
    setBudget(defaultBudget)
  }
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

/** Runs `action` with another value in `object[key]`. */
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
