import { createHash } from 'node:crypto'
import { type AnyTypedArray, dtypeOf, dtypes } from '../base/dtypes.ts'
import { NdArray } from '../base/ndarray.ts'
import type { FrozenArray, Scope } from '../compiler/compile.ts'
import { hasSharedMemory } from '../memory/memory.ts'
import { allocateArray } from '../memory/views.ts'
import { typeOfNdArray } from './argument.ts'
import { isElements } from './views.ts'

/** What a kernel's code holds of an array of its scope, and where a call finds it. */
export interface Frozen extends FrozenArray {
  /** A copy that nobody else has: of one dimension a typed array, else in C order. */
  readonly array: AnyTypedArray | NdArray
}

/** Copies by content, as long as a kernel uses them. */
const copies = new Map<string, WeakRef<Frozen>>()

/** Whether a value of a scope is an array. */
export function isArrayValue(value: unknown): value is AnyTypedArray | NdArray {
  return isElements(value)
}

/** A copy of an array as it is now, in shared memory where there is such. Equal arrays are one copy. */
export function freeze(array: AnyTypedArray | NdArray): Frozen {
  const elements = NdArray.is(array) ? inOrder(array) : array
  const type = NdArray.is(array)
    ? { ...typeOfNdArray(array), layout: undefined }
    : ({ kind: 'array', dtype: dtypeOf(array)!.name, ndim: 1 } as const)
  const shape = NdArray.is(array) ? array.shape : [array.length]
  const bytes = new Uint8Array(elements.buffer, elements.byteOffset, elements.byteLength)
  const digest = createHash('sha256').update(bytes).digest('hex')
  const key = `${type.dtype}[${shape.join(',')}] ${digest}`
  const known = copies.get(key)?.deref()
  if (known) return known
  const copy = hasSharedMemory()
    ? allocateArray(type.dtype, elements.length, { zero: false })
    : new dtypes[type.dtype].array(elements.length)
  new Uint8Array(copy.buffer, copy.byteOffset, copy.byteLength).set(bytes)
  const { dtype, ndim } = type
  const frozen: Frozen = {
    frozen: key,
    type: { kind: 'array', dtype, ndim },
    array: ndim > 1 ? new NdArray(copy, shape) : copy,
  }
  copies.set(key, new WeakRef(frozen))
  return frozen
}

/** The elements of an n-d array in C order. */
function inOrder(array: NdArray): AnyTypedArray {
  const { shape, strides, offset, data, size, dtype } = array
  if (array.layout === 'C') return data.subarray(offset, offset + size)
  const copy = new dtypes[dtype].array(size)
  const [from, to] = [data, copy] as unknown as { [i: number]: unknown }[]
  const index = shape.map(() => 0)
  for (let i = 0; i < size; i++) {
    to[i] = from[index.reduce((at, n, d) => at + n * strides[d], offset)]
    for (let d = shape.length - 1; d >= 0 && ++index[d] === shape[d]; d--) index[d] = 0
  }
  return copy
}

/** All arrays of a scope and of the functions in it, by key. */
export function frozenOf(
  scope: Scope,
  found: Map<string, Frozen> = new Map(),
  seen: Set<Scope> = new Set(),
): ReadonlyMap<string, Frozen> {
  if (seen.has(scope)) return found
  seen.add(scope)
  for (const value of Object.values(scope)) {
    if (typeof value !== 'object') continue
    if ('frozen' in value) found.set(value.frozen, value as Frozen)
    else if ('scope' in value) frozenOf(value.scope, found, seen)
  }
  return found
}
