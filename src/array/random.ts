import { randomBytes } from 'node:crypto'
import { ArgumentError } from '../base/errors.ts'
import type { Shape } from '../base/shape.ts'
import { describe } from '../dispatch/describe.ts'
import { type ArrayOf, make } from './create.ts'
import { fillRandom } from './fill.ts'

export interface RandomOptions<D extends 'float64' | 'float32' = 'float64'> {
  /** A whole number: the same seed gives the same array, on any number of threads. Default: another one each time. */
  readonly seed?: number | bigint
  readonly dtype?: D
}

/**
 * An array of random numbers, uniform in [0, 1), in shared memory. They are counter-based: element i depends on the seed and i
 * alone.
 *
 * @example random(1000, { seed: 1 })
 */
export function random<const S extends Shape, D extends 'float64' | 'float32' = 'float64'>(
  shape: S,
  options: RandomOptions<D> = {},
): ArrayOf<D, S> {
  const { seed, dtype = 'float64' as D } = options
  if (dtype !== 'float64' && dtype !== 'float32') {
    throw new ArgumentError(`random: the dtype is ${describe(dtype)}: expected 'float64' or 'float32'.`)
  }
  const key = seed === undefined ? randomBytes(8).readBigUInt64LE() : seedOf(seed)
  return make('random', shape, dtype, (data) => fillRandom(data as Float64Array, key))
}

function seedOf(seed: number | bigint): bigint {
  if (typeof seed === 'bigint' || Number.isSafeInteger(seed)) return BigInt.asUintN(64, BigInt(seed))
  throw new ArgumentError(`random: the seed is ${describe(seed)}: expected a whole number or a bigint.`)
}
