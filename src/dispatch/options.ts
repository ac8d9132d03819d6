import { ArgumentError } from '../base/errors.ts'
import { type CompileOptions, localTypes } from '../compiler/options.ts'
import { describe } from './describe.ts'
import type { UserScope } from './scope.ts'
import { fusesMultiplyAdd } from './target.ts'

export interface JitOptions {
  /** The kernel's name in errors, profiles and reports. The function's own by default. */
  readonly name?: string
  /** What the function closes over: numbers, arrays, functions and kernels by name; frozen now, arrays as copies. */
  readonly scope?: UserScope
  /** Whether compiled code is kept in the disk cache. Default true. */
  readonly cache?: boolean
  /** Whether `prange` loops use more than one thread. Default true. The results are the same. */
  readonly parallel?: boolean
  /**
   * Whether floating-point sums and products of serial loops may be regrouped, whole powers up to 16 multiplied out, `Math.exp` of
   * float32 computed faster (within 1 ULP instead of 0.55), and `a * b + c` rounded once where the machine does that in SIMD (relaxed SIMD). NaN and infinities are handled as always. Default false: the
   * same bits on every machine.
   */
  readonly fastmath?: boolean
  /** Whether an index out of bounds throws. Default true; false is for kernels known to be right: a wrong one reads and writes anywhere. */
  readonly boundscheck?: boolean
  /** Types of variables that differ from what the compiler would choose: `{ acc: 'f32' }` rounds what is assigned to `acc`. */
  readonly locals?: Readonly<Record<string, 'f64' | 'f32' | 'i32' | 'float64' | 'float32' | 'int32'>>
  /** What to do with a function that cannot be compiled: throw (default), or run it as it is, with one warning. */
  readonly fallback?: 'error' | 'js'
}

type Test = readonly [check: (value: unknown) => boolean, expected: string]

const boolean: Test = [(value) => typeof value === 'boolean', 'true or false']

export const jitOptions: Readonly<Record<keyof JitOptions, Test>> = {
  name: [(value) => typeof value === 'string' && value !== '', 'a string'],
  scope: [(value) => typeof value === 'object' && value !== null, 'an object of numbers, arrays and functions by name'],
  cache: boolean,
  parallel: boolean,
  fastmath: boolean,
  boundscheck: boolean,
  locals: [
    (value) =>
      typeof value === 'object' &&
      value !== null &&
      Object.values(value).every((type) => typeof type === 'string' && Object.hasOwn(localTypes, type)),
    `an object of variables and their types: ${Object.keys(localTypes).join(', ')}`,
  ],
  fallback: [(value) => value === 'error' || value === 'js', "'error' or 'js'"],
}

/** What the compiled code depends on of the options, part of its cache key. */
export function compileOptions({ fastmath = false, boundscheck = true, locals = {} }: JitOptions): CompileOptions {
  const typed = Object.entries(locals).map(([name, type]) => [name, localTypes[type]] as const)
  return {
    fastmath,
    boundscheck,
    ...(typed.length > 0 && { locals: Object.fromEntries(typed) }),
    fma: fastmath && fusesMultiplyAdd(),
  }
}

/**
 * Checks an options object against its table.
 *
 * @throws ArgumentError that names the option, what it may be, and the options that there are
 */
export function checkOptions<T extends object>(what: string, options: T, table: Readonly<Record<string, Test>>): T {
  if (typeof options !== 'object' || options === null) {
    throw new ArgumentError(`${what}: the options are ${describe(options)}: expected an object.`)
  }
  for (const [key, value] of Object.entries(options)) {
    if (!Object.hasOwn(table, key)) {
      throw new ArgumentError(`${what} has no option '${key}'. Its options are ${Object.keys(table).join(', ')}.`)
    }
    const [check, expected] = table[key]
    if (value !== undefined && !check(value)) {
      throw new ArgumentError(`${what}: the option ${key} is ${describe(value)}: expected ${expected}.`)
    }
  }
  return options
}
