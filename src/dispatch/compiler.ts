import { warmAssembler } from '../compiler/build/assemble.ts'
import type * as Compiler from '../compiler/compile.ts'
import type { ParsedKernel, ParsedParam, Scope } from '../compiler/compile.ts'
import type { CompileOptions } from '../compiler/options.ts'
import { readCache, writeCache } from './cache.ts'
import { cacheKey } from './cache-key.ts'
import { requireModule } from './realm.ts'
import { scopeContent } from './scope.ts'
import type { Unit } from './unit.ts'

let loaded: typeof Compiler | undefined

/**
 * The front of the compiler. It is loaded when a kernel is not in the cache: importing it takes about as long as all else that
 * wamba needs, and a first call must not wait for a promise.
 */
export function compiler(): typeof Compiler {
  loaded ??= requireModule<typeof Compiler>('../compiler/compile.js', import.meta.url)
  return loaded
}

/** What a call needs to know of a function. */
export interface Header {
  readonly name: string
  readonly params: readonly ParsedParam[]
  /** The names of the arguments of a call. */
  readonly args: readonly string[]
}

/** A function's header, and the rest of it where it is compiled. */
export interface Parsed extends Header {
  kernel(): ParsedKernel
}

/**
 * Parses a function, or takes its header from the disk cache.
 *
 * @throws CompileError
 */
export function parse(
  { name, source, cache, target }: Pick<Unit, 'name' | 'source' | 'cache' | 'target'>,
  scope: Scope,
  options: CompileOptions = {},
): Parsed {
  let parsed: ParsedKernel | undefined
  const kernel = (): ParsedKernel => {
    if (parsed === undefined) {
      // What is parsed is compiled at its first call: the assembler loads until then.
      if (target === 'wasm') warmAssembler()
      parsed = compiler().parseKernel(source, { name, scope, ...options })
    }
    return parsed
  }
  const key = cache ? cacheKey(['header', source.text, name, scopeContent(scope), options.locals]) : undefined
  const known = key === undefined ? undefined : (readCache(key)?.json as Header | undefined)
  if (known !== undefined) return { ...known, kernel }
  const { params, args } = kernel()
  const header: Header = { name: kernel().name, params, args }
  if (key !== undefined) writeCache(key, { wasm: new Uint8Array(), json: header })
  return { ...header, kernel }
}
