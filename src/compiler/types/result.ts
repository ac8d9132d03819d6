import type { DType } from '../../base/dtypes.ts'
import type { SourceText } from '../../base/source.ts'
import type { Type } from '../../ops/type.ts'
import type { ArgType, ScalarType } from '../manifest.ts'
import type { Tree } from '../syntax/tree.ts'
import { lower } from './lower.ts'

const scalars: ReadonlySet<string> = new Set<ScalarType>(['float64', 'float32', 'int32', 'int64', 'uint64', 'bool'])

/**
 * The dtype of a ufunc's result without a signature: float64, unless range analysis proves an integer or all inputs are
 * float32. A condition gives uint8, 0 or 1.
 */
export function resultDType(tree: Tree, inputs: readonly ArgType[], source: SourceText): DType {
  // The function on one element of each input.
  const scalar = inputs.map((type): ArgType => (type.kind === 'array' ? elementOf(type.dtype) : type))
  const { frozen } = tree
  const whole = { ...tree, params: [...tree.params, ...frozen.map(({ variable }) => variable)] }
  const [result] = lower(whole, [...scalar, ...frozen.map(({ type }) => type)], source).result.types
  return dtypes[result]
}

const dtypes: Readonly<Record<Type, DType>> = {
  f64: 'float64',
  f32: 'float32',
  i32: 'int32',
  i64: 'float64',
  s64: 'int64',
  u64: 'uint64',
  bool: 'uint8',
}

function elementOf(dtype: DType): ArgType {
  if (scalars.has(dtype)) return { kind: 'scalar', dtype: dtype as ScalarType }
  // Smaller integers lie within int32.
  return { kind: 'scalar', dtype: dtype === 'uint32' ? 'float64' : 'int32' }
}
