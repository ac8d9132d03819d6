import { readFileSync } from 'node:fs'
import { assemble } from '#wamba/compiler/build/assemble.js'

export interface Instance {
  readonly exports: Record<string, (...args: number[]) => number>
  readonly f64: Float64Array
  readonly f32: Float32Array
  readonly memory: WebAssembly.Memory
}

/** Assembles a text and instantiates it over a small shared memory of its own. */
export function instanceOf(text: string, pages = 4): Instance {
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true })
  const module = new WebAssembly.Module(assemble(text))
  const { exports } = new WebAssembly.Instance(module, { env: { memory } })
  return {
    exports: exports as Instance['exports'],
    f64: new Float64Array(memory.buffer),
    f32: new Float32Array(memory.buffer),
    memory,
  }
}

/** A file of the package's `assembly/`. */
export function assemblyText(path: string): string {
  return readFileSync(new URL(`../../../assembly/${path}`, import.meta.url), 'utf8')
}
