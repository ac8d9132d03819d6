import type { AnyTypedArray } from '../base/dtypes.ts'
import { ArgumentError } from '../base/errors.ts'
import type { NdArray } from '../base/ndarray.ts'
import { SourceText } from '../base/source.ts'
import type { FrozenArray, KnownFunction, Scope } from '../compiler/compile.ts'
import { describe } from './describe.ts'
import { freeze, isArrayValue } from './frozen.ts'
import type { Locate } from './locate.ts'
import { knownName } from './own.ts'
import { copyOfRows, originalIn } from './rows.ts'

/**
 * What a kernel closes over, by name: numbers, booleans, arrays, which are copied, functions that it calls, and kernels, which bring their own
 * scope along.
 */
export type UserScope = Readonly<
  Record<
    string,
    | number
    | bigint
    | boolean
    | AnyTypedArray
    | NdArray
    | readonly number[]
    | readonly (readonly number[] | AnyTypedArray)[]
    | ((...args: never[]) => unknown)
  >
>

/** A function as the compiler takes it. */
export type FunctionSource = Exclude<Scope[string], number | bigint | boolean | FrozenArray | KnownFunction>

const sources = new WeakMap<object, FunctionSource>()

/** Remembers what a kernel was made of, so that it can be called from other kernels. */
export function rememberSource(kernel: object, source: FunctionSource): void {
  sources.set(kernel, source)
}

/**
 * The scope as the compiler takes it, a copy. Plain functions see the same scope.
 *
 * @throws ArgumentError where a value is no number, bigint, boolean, array or function
 */
export function compilerScope(what: string, values: UserScope, locate: Locate): Scope {
  const scope: Record<string, Scope[string]> = {}
  for (const [name, value] of Object.entries(values)) {
    const array = Array.isArray(value) ? elementsOf(value) : value
    if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean') scope[name] = value
    else if (isArrayValue(array)) scope[name] = { ...freeze(array), rows: originalIn(array) !== undefined }
    else if (typeof value === 'function') {
      const known = knownName(value)
      const text = String(value)
      scope[name] = known
        ? { known }
        : (sources.get(value) ?? { name, source: new SourceText(text, locate(text)), scope })
    } else {
      throw new ArgumentError(
        `${what}: scope.${name} is ${describe(value)}: expected a number, a bigint, a boolean, an array of numbers or a function. Pass other values as arguments of the kernel.`,
      )
    }
  }
  return scope
}

/** The numbers of an array of JavaScript's own; of arrays of arrays, those of all rows. Any other array as it is. */
function elementsOf(value: readonly unknown[]): unknown {
  if (value.every((each) => typeof each === 'number')) return Float64Array.from(value)
  return copyOfRows(value) ?? value
}

/** All that a scope says, as plain data for the cache key. A scope within itself is named by its depth. */
export function scopeContent(scope: Scope, outer: readonly Scope[] = []): unknown {
  const within = [...outer, scope]
  return Object.entries(scope)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => {
      if (typeof value !== 'object') return [name, value]
      if ('frozen' in value) return [name, value.rows ? 'rows' : 'array', value.frozen]
      if ('known' in value) return [name, 'known', value.known]
      const depth = within.indexOf(value.scope)
      return [name, value.source.text, depth >= 0 ? depth : scopeContent(value.scope, within)]
    })
}
