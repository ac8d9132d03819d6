/**
 * The classes of WebAssembly as declarations may name them: a user's program need not have the DOM library, which alone declares
 * them.
 */
export type WasmMemory = typeof globalThis extends { WebAssembly: { Memory: new (...args: never[]) => infer M } }
  ? M
  : { readonly buffer: ArrayBufferLike; grow(pages: number): number }

export type WasmModule = typeof globalThis extends { WebAssembly: { Module: new (...args: never[]) => infer M } }
  ? M
  : object
