/**
 * The dtype table: every fact about an element type, in one place. A new dtype is one row here.
 */

/** A NumPy-style element type name. */
export type DType = keyof TypedArrays

/** The typed array that holds each dtype. */
export interface TypedArrays {
  float64: Float64Array<ArrayBufferLike>
  float32: Float32Array<ArrayBufferLike>
  int8: Int8Array<ArrayBufferLike>
  int16: Int16Array<ArrayBufferLike>
  int32: Int32Array<ArrayBufferLike>
  int64: BigInt64Array<ArrayBufferLike>
  uint8: Uint8Array<ArrayBufferLike>
  uint8c: Uint8ClampedArray<ArrayBufferLike>
  uint16: Uint16Array<ArrayBufferLike>
  uint32: Uint32Array<ArrayBufferLike>
  uint64: BigUint64Array<ArrayBufferLike>
}

export type AnyTypedArray = TypedArrays[DType]

export interface TypedArrayConstructor<T extends AnyTypedArray = AnyTypedArray> {
  readonly BYTES_PER_ELEMENT: number
  readonly name: string
  new (length: number): T
  new (buffer: ArrayBufferLike, byteOffset?: number, length?: number): T
}

export interface DTypeRow {
  readonly name: DType
  /** The short name of signatures: `f64`, `i32`, … */
  readonly short: string
  readonly bytes: number
  readonly kind: 'float' | 'int' | 'uint' | 'bigint' | 'biguint'
  /** The array's `Symbol.toStringTag`, equal in every realm (a test runner's `instanceof` is not). */
  readonly tag: string
  readonly array: TypedArrayConstructor
}

const row = (
  name: DType,
  short: string,
  kind: DTypeRow['kind'],
  array: { readonly BYTES_PER_ELEMENT: number; readonly name: string },
): DTypeRow => ({
  name,
  short,
  kind,
  bytes: array.BYTES_PER_ELEMENT,
  tag: array.name,
  array: array as unknown as TypedArrayConstructor,
})

export const dtypes: Readonly<Record<DType, DTypeRow>> = {
  float64: row('float64', 'f64', 'float', Float64Array),
  float32: row('float32', 'f32', 'float', Float32Array),
  int8: row('int8', 'i8', 'int', Int8Array),
  int16: row('int16', 'i16', 'int', Int16Array),
  int32: row('int32', 'i32', 'int', Int32Array),
  int64: row('int64', 'i64', 'bigint', BigInt64Array),
  uint8: row('uint8', 'u8', 'uint', Uint8Array),
  uint8c: row('uint8c', 'u8c', 'uint', Uint8ClampedArray),
  uint16: row('uint16', 'u16', 'uint', Uint16Array),
  uint32: row('uint32', 'u32', 'uint', Uint32Array),
  uint64: row('uint64', 'u64', 'biguint', BigUint64Array),
}

const byTag: ReadonlyMap<string, DTypeRow> = new Map(Object.values(dtypes).map((d) => [d.tag, d]))
const byName: ReadonlyMap<string, DTypeRow> = new Map(
  Object.values(dtypes).flatMap((d) => [
    [d.name, d],
    [d.short, d],
  ]),
)

/** The dtype named `float64` or `f64`, or undefined. */
export function dtypeNamed(name: string): DTypeRow | undefined {
  return byName.get(name)
}

/** The dtype of a typed array of any realm, or undefined for anything else (a DataView too). */
export function dtypeOf(value: unknown): DTypeRow | undefined {
  if (!ArrayBuffer.isView(value)) return undefined
  return byTag.get((value as unknown as { [Symbol.toStringTag]: string })[Symbol.toStringTag])
}

/** Whether `value` is a typed array of any realm. */
export function isTypedArray(value: unknown): value is AnyTypedArray {
  return dtypeOf(value) !== undefined
}
