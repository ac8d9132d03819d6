/** Values as text, for hashing. */
import { createHash } from 'node:crypto'
import { dtypeOf } from '../base/dtypes.ts'

/**
 * The text of plain data, the same for equal values and different for different ones. JSON is neither: it merges −0 with 0,
 * NaN with null and undefined with nothing, and the order of an object's keys shows.
 *
 * @throws TypeError for functions, symbols and objects of classes other than the typed arrays.
 */
export function canonical(value: unknown): string {
  switch (typeof value) {
    case 'number':
      return Object.is(value, -0) ? '-0' : String(value)
    case 'bigint':
      return `${value}n`
    case 'string':
      return JSON.stringify(value)
    case 'boolean':
    case 'undefined':
      return String(value)
    case 'object':
      return ofObject(value)
    default:
      throw new TypeError(`A cache key got a ${typeof value}; expected plain data. Describe it by its text instead.`)
  }
}

function ofObject(value: object | null): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  const dtype = dtypeOf(value)
  if (dtype) {
    const { buffer, byteOffset, byteLength } = value as unknown as ArrayBufferView
    const bytes = createHash('sha256')
      .update(new Uint8Array(buffer, byteOffset, byteLength))
      .digest('hex')
    return `${dtype.name}:${byteLength}:${bytes}`
  }
  const prototype = Object.getPrototypeOf(value)
  // A plain object of another realm has another Object.prototype, which in turn has no prototype.
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) {
    throw new TypeError(
      `A cache key got a ${prototype.constructor?.name}; expected plain data. Describe it by its fields instead.`,
    )
  }
  const fields = Object.keys(value).sort()
  return `{${fields.map((key) => `${JSON.stringify(key)}:${canonical((value as Record<string, unknown>)[key])}`).join(',')}}`
}
