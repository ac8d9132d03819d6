/** Types that a variable may be given. */
export type LocalType = 'float64' | 'float32' | 'int32'

/** Short and long names of the types that a variable may be given. */
export const localTypes: Readonly<Record<string, LocalType>> = {
  f64: 'float64',
  f32: 'float32',
  i32: 'int32',
  float64: 'float64',
  float32: 'float32',
  int32: 'int32',
}

/** What the code of a kernel depends on beside its text and the types of its arguments. */
export interface CompileOptions {
  /** Whether sums and products of serial loops may be regrouped, small whole powers multiplied out, and multiply-adds fused. Default false. */
  readonly fastmath?: boolean
  /** Whether an index out of bounds throws. Default true. */
  readonly boundscheck?: boolean
  /** Types of variables, by name. */
  readonly locals?: Readonly<Record<string, LocalType>>
  /** Whether the machine fuses a multiply-add in SIMD; `fastmath` uses it. */
  readonly fma?: boolean
}
