import { libraryImports } from '../../ops/table.ts'
import { runtime } from './runtime.ts'

/** Names that emitted functions use themselves, and AssemblyScript's and JavaScript's own. */
const RESERVED: ReadonlySet<string> = new Set([
  ...libraryImports.keys(),
  ...Object.keys(runtime),
  ...[
    'frame',
    'lo',
    'hi',
    'k',
    'stop',
    'end',
    'block',
    'partials',
    'first',
    'last',
    'fast',
    'main',
    'fork',
    'fault',
    'scratch',
    'start',
  ],
  ...[
    'load',
    'store',
    'select',
    'min',
    'max',
    'abs',
    'sqrt',
    'floor',
    'ceil',
    'trunc',
    'nearest',
    'copysign',
    'clz',
    'ctz',
    'popcnt',
    'rotl',
    'rotr',
  ],
  ...[
    'i8',
    'i16',
    'i32',
    'i64',
    'u8',
    'u16',
    'u32',
    'u64',
    'f32',
    'f64',
    'bool',
    'usize',
    'isize',
    'v128',
    'string',
    'void',
    'auto',
    'number',
  ],
  ...[
    'i8x16',
    'i16x8',
    'i32x4',
    'i64x2',
    'f32x4',
    'f64x2',
    'memory',
    'table',
    'unreachable',
    'memory',
    'Math',
    'NaN',
    'Infinity',
    'unchecked',
  ],
  ...[
    'isNaN',
    'isFinite',
    'isInteger',
    'isFloat',
    'sizeof',
    'offsetof',
    'alignof',
    'changetype',
    'reinterpret',
    'assert',
    'abort',
    'trace',
    'bswap',
    'add',
    'sub',
    'mul',
    'div',
    'eq',
    'ne',
    'rem',
    'atomic',
    'heap',
    'inline',
    'ASC',
  ],
  ...['part', 's64'],
  ...[
    'abstract',
    'any',
    'as',
    'async',
    'await',
    'boolean',
    'break',
    'case',
    'catch',
    'class',
    'const',
    'constructor',
    'continue',
    'debugger',
    'declare',
    'default',
    'delete',
    'do',
    'else',
    'enum',
    'export',
    'extends',
    'false',
    'finally',
    'for',
    'from',
    'function',
    'get',
    'if',
    'implements',
    'import',
    'in',
    'instanceof',
    'interface',
    'is',
    'keyof',
    'let',
    'module',
    'namespace',
    'never',
    'new',
    'null',
    'object',
    'of',
    'override',
    'package',
    'private',
    'protected',
    'public',
    'readonly',
    'return',
    'set',
    'static',
    'super',
    'switch',
    'symbol',
    'this',
    'throw',
    'true',
    'try',
    'type',
    'typeof',
    'undefined',
    'var',
    'while',
    'with',
    'yield',
    'arguments',
    'eval',
  ],
])

/** Gives every entity of a module its own name, the source's where it is free. */
export class Names {
  readonly #taken: Set<string> = new Set()
  /** The number to try next behind a name. */
  readonly #next: Map<string, number> = new Map()
  readonly #given: Map<object, string> = new Map()

  /** The name of an entity, made of `wanted` the first time. */
  of(entity: object, wanted: string): string {
    const known = this.#given.get(entity)
    if (known !== undefined) return known
    const name = this.fresh(wanted)
    this.#given.set(entity, name)
    return name
  }

  /** Gives an entity a name that the emitted text reserves for it. */
  bind(entity: object, name: string): string {
    this.#given.set(entity, name)
    return name
  }

  /** A new name. */
  fresh(wanted: string): string {
    const clean = wanted.replace(/[^A-Za-z0-9_$]/g, '_')
    let number = this.#next.get(clean) ?? 0
    let name = numbered(clean, number)
    while (RESERVED.has(name) || this.#taken.has(name)) name = numbered(clean, ++number)
    this.#next.set(clean, number + 1)
    this.#taken.add(name)
    return name
  }
}

const numbered = (name: string, number: number): string => (number === 0 ? name : `${name}_${number}`)
