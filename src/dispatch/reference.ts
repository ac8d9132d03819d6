import { type DType, dtypes } from '../base/dtypes.ts'
import type { Compilation } from '../compiler/manifest.ts'
import { type Elementary, elementary } from '../ops/library.ts'
import { throwFault } from '../team/fault.ts'
import { scalarValue } from './argument.ts'

/** A kernel's JavaScript reference over its complete arguments. Throws KernelFault. */
export type Reference = (args: readonly unknown[]) => unknown

/**
 * Makes the reference callable. A `number[]` is copied into a typed array and, where written, back; scalars are rounded to
 * their type.
 */
export function referenceOf({ manifest, stages }: Compilation): Reference {
  const body = new Function('$args', '$fault', '$math', stages.reference) as (
    args: unknown[],
    raise: typeof throwFault,
    math: Elementary,
  ) => unknown
  const math = stages.reference.includes('$math.') ? elementary() : {}
  return (args) => {
    const values = manifest.params.map(({ type }, i) => {
      if (type.kind === 'scalar') return type.dtype === 'bool' ? args[i] : scalarValue(type, args[i])
      return Array.isArray(args[i]) ? fromNumbers(type.dtype, args[i]) : args[i]
    })
    try {
      const result = body(values, throwFault, math)
      if (manifest.results !== undefined) return result
      return manifest.result === 'void' ? undefined : manifest.result === 'bool' ? Boolean(result) : result
    } finally {
      manifest.params.forEach((param, i) => {
        if (param.writes && Array.isArray(args[i])) writeNumbers(args[i], values[i] as ArrayLike<number>)
      })
    }
  }
}

function fromNumbers(dtype: DType, numbers: readonly number[]): ArrayLike<unknown> {
  const copy = new dtypes[dtype].array(numbers.length)
  ;(copy as Float64Array).set(numbers)
  return copy
}

/** Copies the elements back into the caller's `number[]`. */
export function writeNumbers(target: number[], from: ArrayLike<number>): void {
  for (let i = 0; i < target.length; i++) target[i] = from[i]
}
