import type { DType } from '../../base/dtypes.ts'
import type { SourceText } from '../../base/source.ts'
import type { ArgType, ScalarType } from '../manifest.ts'
import type { Tree } from '../syntax/tree.ts'
import { lower } from './lower.ts'

const scalars: ReadonlySet<string> = new Set<ScalarType>(['float64', 'float32', 'int32', 'bool'])

/**
 * The dtype of a ufunc's result without a signature: float64, unless range analysis proves an integer or all inputs are
 * float32. A condition gives uint8, 0 or 1.
 */
export function resultDType(tree: Tree, inputs: readonly ArgType[], source: SourceText): DType {
  // The function on one element of each input.
  const scalar = inputs.map((type): ArgType => (type.kind === 'array' ? elementOf(type.dtype) : type))
  const [result] = lower(tree, scalar, source).result.types
  return result === 'f32' ? 'float32' : result === 'i32' ? 'int32' : result === 'bool' ? 'uint8' : 'float64'
}

function elementOf(dtype: DType): ArgType {
  if (scalars.has(dtype)) return { kind: 'scalar', dtype: dtype as ScalarType }
  // Smaller integers lie within int32.
  return { kind: 'scalar', dtype: dtype === 'uint32' ? 'float64' : 'int32' }
}
