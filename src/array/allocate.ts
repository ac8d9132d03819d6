import { type DType, dtypeNamed, dtypes, type TypedArrays } from '../base/dtypes.ts'
import { ArgumentError } from '../base/errors.ts'
import { describe } from '../dispatch/describe.ts'
import { hasSharedMemory } from '../memory/memory.ts'
import { allocateArray } from '../memory/views.ts'

/** Makes an array in the shared memory, or, on machines without it, in plain memory. Elements are 0 with `zero`. */
export function newArray<D extends DType>(dtype: D, length: number, zero: boolean): TypedArrays[D] {
  if (!hasSharedMemory()) return new dtypes[dtype].array(length) as TypedArrays[D]
  return allocateArray(dtype, length, { zero })
}

/**
 * The dtype of a name as users write it, long or short.
 *
 * @throws ArgumentError with the list of names
 */
export function checkDType(what: string, name: unknown): DType {
  const row = typeof name === 'string' ? dtypeNamed(name) : undefined
  if (row !== undefined) return row.name
  throw new ArgumentError(`${what}: the dtype is ${describe(name)}: expected one of ${Object.keys(dtypes).join(', ')}.`)
}
