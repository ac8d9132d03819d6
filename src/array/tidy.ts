import { type AnyTypedArray, isTypedArray } from '../base/dtypes.ts'
import { ArgumentError } from '../base/errors.ts'
import { NdArray } from '../base/ndarray.ts'
import { describe } from '../dispatch/describe.ts'
import { hasSharedMemory } from '../memory/memory.ts'
import { freeArray, isFreed } from '../memory/views.ts'
import { collectArrays, keepInScope } from './allocate.ts'

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
 * Runs `fn` and frees the arrays that wamba made meanwhile, but for those that it returns, alone or in an array or object.
 *
 * @throws what `fn` throws, after freeing; ArgumentError where `fn` is async
 * @example const norm = tidy(() => sum(multiply(a, a)))
 */
export function tidy<T>(fn: () => T): T {
  return collectArrays(fn, (made, result) => {
    if (result instanceof Promise) {
      throw new ArgumentError(
        'tidy: the function is async, and its arrays would be freed before it ends: use free(array).',
      )
    }
    const kept = new Set([...arraysIn(result)].map((array) => array.buffer))
    for (const array of made) {
      if (kept.has(array.buffer)) keepInScope(array)
      else if (!isFreed(array)) freeArray(array)
    }
  })
}

/** The typed arrays of a value, one level deep. */
function* arraysIn(value: unknown): Generator<AnyTypedArray> {
  if (typeof value !== 'object' || value === null) return
  if (isTypedArray(value)) yield value
  else for (const inner of Object.values(value)) yield* directly(inner)
}

function* directly(value: unknown): Generator<AnyTypedArray> {
  if (isTypedArray(value)) yield value
  else if (NdArray.is(value)) yield value.data
}
