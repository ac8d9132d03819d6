import { dtypeOf } from '../base/dtypes.ts'
import { NdArray } from '../base/ndarray.ts'
import { argTypeName } from '../compiler/manifest.ts'
import { typeOfNdArray } from './argument.ts'

/** A value in words, for error messages: `float64[:] of length 3`, `the number 2.5`, `undefined`. */
export function describe(value: unknown): string {
  const row = dtypeOf(value)
  if (row !== undefined) return `${row.name}[:] of length ${(value as ArrayLike<unknown>).length}`
  if (NdArray.is(value)) return `${argTypeName(typeOfNdArray(value))} of shape [${value.shape.join(', ')}]`
  if (Array.isArray(value)) return `an array of length ${value.length}`
  switch (typeof value) {
    case 'number':
      return `the number ${Object.is(value, -0) ? '-0' : value}`
    case 'bigint':
      return `the bigint ${value}n`
    case 'string':
      return `the string ${JSON.stringify(value.length > 30 ? `${value.slice(0, 30)}…` : value)}`
    case 'function':
      return `the function ${value.name || '(anonymous)'}`
    case 'object': {
      if (value === null) return 'null'
      const { shape } = value as { shape?: unknown }
      if (Array.isArray(shape)) return `an n-d array of shape [${shape.join(', ')}]`
      return `an object of class ${value.constructor?.name ?? '(none)'}`
    }
    default:
      return String(value)
  }
}

/** `1 argument`, `2 arguments`. */
export function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`
}
