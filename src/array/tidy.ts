/// <reference lib="esnext.disposable" preserve="true" />
import { type AnyTypedArray, isTypedArray } from '../base/dtypes.ts'
import { ArgumentError } from '../base/errors.ts'
import { NdArray } from '../base/ndarray.ts'
import { describe } from '../dispatch/describe.ts'
import { blockState, endLife } from '../memory/blocks.ts'
import { hasSharedMemory } from '../memory/memory.ts'
import { inScope } from '../memory/scope.ts'
import { freeArray, isFreed, isSharedArray } from '../memory/views.ts'

/**
 * Frees an array in shared memory now, instead of when it is garbage collected, and with it every `subarray` of it. Passing it
 * to wamba afterwards throws; JavaScript's own reads cannot be guarded, and see whatever the memory is used for next.
 *
 * @throws MemoryError where it was freed before, or is no array of wamba's
 */
export function free(array: AnyTypedArray | NdArray): void {
  const data = NdArray.is(array) ? array.data : array
  if (!isTypedArray(data)) throw new ArgumentError(`free: got ${describe(array)}: expected an array made by wamba.`)
  if (hasSharedMemory()) freeArray(data)
}

/**
 * Makes a typed array one that `using` frees at the end of its block. It stays the same array. An `NdArray` needs no such call.
 *
 * @throws ArgumentError for anything but a typed array, or where the machine has no `Symbol.dispose`
 * @example using a = disposable(zeros(1000))
 */
export function disposable<A extends AnyTypedArray>(array: A): A & Disposable {
  if (!isTypedArray(array)) throw new ArgumentError(`disposable: got ${describe(array)}: expected a typed array.`)
  if (Symbol.dispose === undefined) {
    throw new ArgumentError('disposable: this JavaScript engine has no Symbol.dispose: use free(array) or tidy(fn).')
  }
  return Object.defineProperty(array, Symbol.dispose, { value: dispose, configurable: true }) as A & Disposable
}

function dispose(this: AnyTypedArray): void {
  release(this)
}

/** Frees an array that may lie in plain memory, or have been freed before. */
function release(array: AnyTypedArray): void {
  if (isSharedArray(array) && !isFreed(array)) freeArray(array)
}

// Here and not in the class, which knows nothing of memory. A test runner's realm may lack the symbol.
if (Symbol.dispose !== undefined) {
  Object.defineProperty(NdArray.prototype, Symbol.dispose, {
    value(this: NdArray): void {
      release(this.data)
    },
    configurable: true,
    writable: true,
  })
}

/**
 * Runs `fn` and frees the arrays that wamba made meanwhile, but for those that it returns: alone, or anywhere in arrays, objects,
 * maps and sets. May be nested: what leaves the inner one belongs to the outer one.
 *
 * @throws what `fn` throws, after freeing; ArgumentError where `fn` is async
 * @example const norm = tidy(() => sum(multiply(a, a)))
 */
export function tidy<T>(fn: () => T): T {
  if (typeof fn !== 'function') throw new ArgumentError(`tidy: got ${describe(fn)}: expected a function.`)
  if (Object.prototype.toString.call(fn) === '[object AsyncFunction]') throw asyncError()
  return inScope(fn, (made, result) => {
    const asynchronous = isThenable(result)
    // Its end must not look like an error that nobody handles: this one says what is wrong.
    if (asynchronous) result.then(undefined, () => {})
    const kept = new Set([...arraysIn(result)].map((array) => blockState(array.buffer)))
    for (const life of made) if (!kept.has(life)) endLife(life)
    if (asynchronous) throw asyncError()
  })
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | null | undefined)?.then === 'function'
}

function asyncError(): ArgumentError {
  return new ArgumentError(
    'tidy: the function is async, and its arrays would be freed before it ends: use free(array), or tidy around its synchronous parts.',
  )
}

/** The typed arrays in a value, however deep. */
function* arraysIn(value: unknown, seen: Set<unknown> = new Set()): Generator<AnyTypedArray> {
  if (typeof value !== 'object' || value === null || seen.has(value)) return
  seen.add(value)
  if (isTypedArray(value)) yield value
  else if (NdArray.is(value)) yield value.data
  else {
    if (value instanceof Map) for (const pair of value) yield* arraysIn(pair, seen)
    if (value instanceof Set) for (const each of value) yield* arraysIn(each, seen)
    for (const inner of Object.values(value)) yield* arraysIn(inner, seen)
  }
}
