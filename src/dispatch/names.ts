import { CompileError } from '../base/errors.ts'
import type { SourceText } from '../base/source.ts'
import type { Scope } from '../compiler/compile.ts'
import { compiler } from './compiler.ts'
import { ownFunctions } from './own.ts'
import type { prange, range } from './range.ts'
import type { UserScope } from './scope.ts'

type Fn = (...args: never[]) => unknown

/** wamba's own functions as a kernel's last parameter gives them: `(a, { prange }) => …`. */
export interface Names {
  readonly prange: typeof prange
  readonly range: typeof range
}

/** The parameters of a function but for the one that gives it names. */
export type WithoutNames<P extends readonly unknown[]> = P extends readonly [...infer Others, infer Last]
  ? 0 extends 1 & Last
    ? P
    : Last extends Names
      ? Others
      : P
  : P

/** Text whose parameters hold a pattern; it may match where they do not. */
const PATTERN = /^[^{]*\([^)]*\{/

/**
 * The function as others call it: where it takes names from a destructured last parameter, they are passed to it. `params` are those
 * before it.
 */
export function plainFunction(fn: Fn, source: SourceText, scope: Scope, values: UserScope): Fn {
  if (!PATTERN.test(source.text)) return fn
  const taken = namesTaken(source, scope)
  if (taken === undefined) return fn
  const names: Record<string, unknown> = {}
  for (const name of taken.names) names[name] = Object.hasOwn(values, name) ? values[name] : ownFunctions[name]
  const { params } = taken
  const plain = (...args: never[]): unknown =>
    fn(...([...Array.from({ length: params }, (_, i) => args[i]), names] as never[]))
  return Object.defineProperties(plain, { name: { value: fn.name }, length: { value: params } })
}

function namesTaken(source: SourceText, scope: Scope): ReturnType<ReturnType<typeof compiler>['takenNames']> {
  try {
    return compiler().takenNames(source, scope)
  } catch (error) {
    // The text is no function that compiles: whoever compiles it is told so, and what runs it as it is need not know.
    if (error instanceof CompileError) return undefined
    throw error
  }
}
