/**
 * The part of the WebAssembly JavaScript API that wamba uses. TypeScript declares it only in its DOM library, which a Node
 * package must not take in whole.
 */
declare namespace WebAssembly {
  class Memory {
    constructor(descriptor: { initial: number; maximum?: number; shared?: boolean })
    readonly buffer: ArrayBufferLike
    grow(pages: number): number
  }

  class Module {
    constructor(bytes: ArrayBuffer | ArrayBufferView)
    static exports(module: Module): { name: string; kind: string }[]
    static imports(module: Module): { module: string; name: string; kind: string }[]
    static customSections(module: Module, name: string): ArrayBuffer[]
  }

  class Global<T = number> {
    constructor(
      descriptor: { value: 'i32' | 'i64' | 'f32' | 'f64' | 'v128' | 'externref'; mutable?: boolean },
      value?: T,
    )
    value: T
  }

  type ImportValue = Memory | Global<number> | Global<bigint> | ((...args: never[]) => unknown) | number
  type Imports = Record<string, Record<string, ImportValue>>

  class Instance {
    constructor(module: Module, imports?: Imports)
    readonly exports: Record<string, unknown>
  }

  class CompileError extends Error {}
  class LinkError extends Error {}
  class RuntimeError extends Error {}

  function validate(bytes: ArrayBuffer | ArrayBufferView): boolean
}
