/**
 * Arrays in the shared memory: ordinary typed arrays over a block's handle. The handle spans the whole memory, so the
 * `byteOffset` of such an array, or of any `subarray`, is its address in WebAssembly.
 */
import { type AnyTypedArray, type DType, dtypes, type TypedArrays } from '../base/dtypes.ts'
import { MemoryError } from '../base/errors.ts'
import { allocateBlock, blockState, freeBlock } from './blocks.ts'
import type { BlockState } from './life.ts'

/** Asking a typed array for its `buffer` takes 50 ns, a look-up of the array itself 5: so known arrays are remembered. */
const states = new WeakMap<AnyTypedArray, BlockState>()

function stateOf(view: AnyTypedArray): BlockState | undefined {
  const known = states.get(view)
  if (known !== undefined) return known
  const state = blockState(view.buffer)
  if (state !== undefined) states.set(view, state)
  return state
}

/**
 * A typed array of `length` elements in the shared memory. Its elements are 0 with `zero`, and anything without.
 *
 *     const a = allocateArray('float64', 1000, { zero: true })   // Float64Array(1000)
 *
 * @throws MemoryError where the memory is exhausted; RangeError where `length` is no array length.
 */
export function allocateArray<D extends DType>(dtype: D, length: number, options: { zero: boolean }): TypedArrays[D] {
  const row = dtypes[dtype]
  if (!(Number.isSafeInteger(length) && length >= 0)) {
    throw new RangeError(`Got an array length of ${length}; expected a whole number, 0 or more.`)
  }
  const block = allocateBlock(length * row.bytes)
  const view = new row.array(block.buffer, block.address, length)
  if (options.zero && block.used > 0) new Uint8Array(block.buffer, block.address, block.used).fill(0)
  return view as TypedArrays[D]
}

/** Whether `view` lies in the shared memory, so that kernels can use it without a copy. Also true of one that was freed. */
export function isSharedArray(view: AnyTypedArray): boolean {
  return stateOf(view) !== undefined
}

/** Whether `view` lies in a block that was freed. */
export function isFreed(view: AnyTypedArray): boolean {
  return stateOf(view)?.freed === true
}

/** @throws MemoryError if `view` lies in a block that was freed. For code that reads an array in JavaScript. */
export function checkInUse(view: AnyTypedArray): void {
  if (isFreed(view)) throw freedError()
}

function freedError(): MemoryError {
  return new MemoryError(
    'Got an array that was freed; expected one in use. Make a new one, or free it after its last use.',
  )
}

/**
 * The address of a shared array.
 *
 * @throws MemoryError if it lies elsewhere or was freed.
 */
export function addressOf(view: AnyTypedArray): number {
  const address = sharedAddress(view)
  if (address === 0)
    throw new MemoryError('Got an array outside the shared memory; expected one that wamba made (asarray copies).')
  return address
}

/**
 * The address of a shared array, or 0 for an array that lies elsewhere: the one question a warm call asks of each argument.
 *
 * @throws MemoryError if it was freed.
 */
export function sharedAddress(view: AnyTypedArray): number {
  const state = stateOf(view)
  if (state === undefined) return 0
  if (state.freed) throw freedError()
  return view.byteOffset
}

/**
 * Frees the block of a shared array, and with it every view of it, at once instead of when it is garbage.
 *
 * @throws MemoryError if it lies elsewhere or was freed before.
 */
export function freeArray(view: AnyTypedArray): void {
  freeBlock(view.buffer)
}
