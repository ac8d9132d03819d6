/**
 * The lean prelude: instead of the 86 files of AssemblyScript's standard library, a compile parses only those `@builtin`
 * declarations whose names occur in its text.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { type BuiltinTable, cutBuiltins } from './builtins.ts'

/** A file of the library: its path for the compiler, and its text. */
export type LibraryFile = readonly [path: string, text: string]

/** What the compiler looks up by name although no kernel uses it: the wrapper classes of the basic types. */
const CLASSES = `
export class Object {}
@final export class ArrayBuffer {}
@final export class String {}
export abstract class ArrayBufferView {}
${'I8 I16 I32 I64 Isize U8 U16 U32 U64 Usize Bool F32 F64 V128 RefFunc RefExtern'
  .split(' ')
  .map((name) => `@final @unmanaged export abstract class ${name} {}`)
  .join('\n')}
`

/** Builtins of other files, without the fallbacks that need more of the library. */
const NUMBER = `
@builtin @inline export const NaN: f64 = 0 / 0;
@builtin @inline export const Infinity: f64 = 1 / 0;
@builtin export declare function isNaN<T extends number>(value: T): bool;
@builtin export declare function isFinite<T extends number>(value: T): bool;
`
const MEMORY = `
export namespace memory {
  @builtin export declare function size(): i32;
  @unsafe @builtin export declare function fill(dst: usize, c: u8, n: usize): void;
  @unsafe @builtin export declare function copy(dst: usize, src: usize, n: usize): void;
}
`

let table: BuiltinTable | undefined

/** The library files that declare every builtin which `texts` may use. */
export function prelude(texts: readonly string[]): readonly LibraryFile[] {
  table ??= cutBuiltins(
    readFileSync(createRequire(import.meta.url).resolve('assemblyscript/std/assembly/builtins.ts'), 'utf8'),
  )
  // Every word of the text, those in comments and strings too: a declaration too many costs microseconds, one too few
  // would break the kernel.
  const words = new Set<string>()
  for (const text of texts) for (const word of text.match(/[A-Za-z_]\w*/g) ?? []) words.add(word)

  let builtins = 'type auto = i32;\n@lazy export const enum AtomicWaitResult { OK = 0, NOT_EQUAL = 1, TIMED_OUT = 2 }\n'
  for (const [path, members] of table) {
    const namespaces = path === '' ? [] : path.split('.')
    if (!namespaces.every((name) => words.has(name))) continue
    let body = ''
    for (const [name, declaration] of members) if (words.has(name)) body += `${declaration}\n`
    if (body === '') continue
    builtins += namespaces.reduceRight((inner, name) => `export namespace ${name} {\n${inner}}\n`, body)
  }
  const files: LibraryFile[] = [
    ['~lib/builtins.ts', builtins],
    ['~lib/object.ts', CLASSES],
  ]
  if (['NaN', 'Infinity', 'isNaN', 'isFinite'].some((name) => words.has(name))) files.push(['~lib/number.ts', NUMBER])
  if (words.has('memory')) files.push(['~lib/memory.ts', MEMORY])
  return files
}
