import type { AnyTypedArray, DType } from 'wamba'

/** The dataset sizes that tests and benchmarks use; names and figures are PolyBench's. */
export type SizeName = 'MINI' | 'MEDIUM' | 'LARGE'

/** An array argument: its shape, and its value at each index. Zero where `at` is missing. */
export interface Field {
  readonly shape: readonly number[]
  readonly dtype: DType
  readonly at?: (i: number, j: number, k: number) => number
}

/** The arguments of a kernel by name, in the order of its parameters. */
export type Fields = Readonly<Record<string, number | Field>>

/** A program with everything that a test or a benchmark needs to run it. */
export interface Workload {
  readonly name: string
  /** The program, with `prange` where a person would put it. */
  readonly kernel: (...args: never[]) => unknown
  /**
   * The definition's own loops, where `prange` asked for others: the same results, and the baseline of a benchmark.
   * Elsewhere the baseline is the kernel with plain loops in the place of `prange`.
   */
  readonly plain?: (...args: never[]) => unknown
  /** What the kernel closes over. */
  readonly scope?: Readonly<Record<string, number | ((...args: never[]) => unknown)>>
  /** The parameters of each size, in the published order. */
  readonly sizes: Readonly<Record<SizeName, readonly number[]>>
  readonly fields: (...size: number[]) => Fields
  /** The arrays that must be as they were at first before each run; all where that is not said. */
  readonly reset?: readonly string[]
  /** Largest difference from plain JavaScript relative to the largest element: only where the law lets results differ. */
  readonly tolerance?: number
}

/** Whether an array of a workload must be as it was at first before each run. */
export function resets({ reset }: Workload, name: string): boolean {
  return reset?.includes(name) ?? true
}

export function field(
  shape: readonly number[],
  at?: (i: number, j: number, k: number) => number,
  dtype: DType = 'float64',
): Field {
  return { shape, dtype, at }
}

/** Fills an array of the field's length in C order. */
export function fillField<T extends AnyTypedArray>(array: T, { shape, at }: Field): T {
  if (at === undefined) return array
  const [rows, columns = 1, depth = 1] = shape
  const target = array as unknown as number[]
  let next = 0
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) for (let k = 0; k < depth; k++) target[next++] = at(i, j, k)
  return array
}

/** The arguments for a size, in order; `make` gives zeroed arrays. */
export function workloadArguments(
  workload: Workload,
  size: SizeName,
  make: (length: number, dtype: DType) => AnyTypedArray = plainArray,
): (number | AnyTypedArray)[] {
  const fields = workload.fields(...workload.sizes[size])
  return Object.values(fields).map((value) =>
    typeof value === 'number' ? value : fillField(make(lengthOf(value), value.dtype), value),
  )
}

export function lengthOf({ shape }: Field): number {
  return shape.reduce((product, n) => product * n, 1)
}

const constructors = {
  float64: Float64Array,
  float32: Float32Array,
  int32: Int32Array,
  uint8: Uint8Array,
} as const

/** An ordinary array, outside shared memory. */
export function plainArray(length: number, dtype: DType): AnyTypedArray {
  const Constructor = constructors[dtype as keyof typeof constructors]
  if (Constructor === undefined) throw new RangeError(`no workload uses ${dtype}`)
  return new Constructor(length)
}
