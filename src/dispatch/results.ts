import type { DType } from '../base/dtypes.ts'
import type { Manifest, ResultValue, ScalarType } from '../compiler/manifest.ts'
import { leavesOf, type Nest, nestText } from '../compiler/nest.ts'

/** How a scalar that `main` left in the frame is read: JavaScript over the frame's views. */
function read(type: ScalarType, offset: number): string {
  switch (type) {
    case 'float64':
      return `f64[${offset / 8}]`
    case 'float32':
      return `f32[${offset / 4}]`
    case 'int32':
    case 'uint20':
    case 'natural20':
    case 'natural':
      return `i32[${offset / 4}]`
    case 'int64':
    case 'uint63':
      return `i64[${offset / 8}]`
    case 'uint64':
      return `u64[${offset / 8}]`
    case 'bool':
      return `i32[${offset / 4}] !== 0`
    default:
      return type satisfies never
  }
}

/**
 * JavaScript that calls `main` and returns what the kernel does: nothing, a scalar, or several, which lie in the frame. The
 * names in scope are `main`, `frame`, its views, and `array(dtype, address, length, shape, typed)`.
 */
export function callText({ result, results }: Manifest): string {
  const call = 'main(frame.address)'
  if (results !== undefined) {
    const { keys, single, nest, absent, values } = results
    const texts = values.map((value) => {
      if (value.kind === 'scalar') return read(value.type, value.offset)
      const rows = value.list && value.ndim === 2 ? `, ${value.typed ?? false}` : ''
      const text = `array('${value.dtype}', frame.u32[${value.offset / 4}], frame.i32[${value.offset / 4 + 1}]${shapeText(value)}${rows})`
      return value.list && value.ndim === 1 ? `Array.from(${text})` : text
    })
    const whole = nest === undefined ? undefined : nestText(nest, texts)
    const several = single
      ? texts[0]
      : keys
        ? `{ ${texts.map((text, i) => `${JSON.stringify(keys[i])}: ${text}`).join(', ')} }`
        : `[${texts.join(', ')}]`
    if (absent) return `${call}; return ${texts[texts.length - 1]} ? ${whole ?? texts[0]} : ${absent}`
    return `${call}; return ${whole ?? several}`
  }
  if (result === 'void') return `${call}; return`
  if (result === 'uint64') return `return BigInt.asUintN(64, ${call})`
  return `return ${call}${result === 'bool' ? ' !== 0' : ''}`
}

/** The lengths of an array of several dimensions, as one more argument. */
function shapeText({ ndim, offset }: Extract<ResultValue, { kind: 'array' }>): string {
  return ndim === 1 ? '' : `, frame.i32.subarray(${offset / 4 + 2}, ${offset / 4 + 2 + ndim})`
}

/** The names and values of a kernel's results. */
export function namedResults(
  { result, results }: Manifest,
  value: unknown,
): readonly (readonly [name: string, value: unknown, type: ScalarType | DType])[] {
  if (results !== undefined) {
    if (results.absent) return [['result', value ?? Number.NaN, typeOf(results.values[0])]]
    if (results.nest !== undefined)
      return leavesOf(value, 'result').map(([name, each]) => [name, each, 'float64'] as const)
    if (results.single) return [['result', plainly(results.values[0], value), typeOf(results.values[0])]]
    const given = value as { readonly [key: string | number]: unknown }
    return results.values.map((each, i) => {
      const type = typeOf(each)
      const key = results.keys?.[i] ?? i
      return [results.keys ? `result.${key}` : `result[${key}]`, plainly(each, given[key]), type] as const
    })
  }
  return result === 'void' ? [] : [['result', value, result]]
}

/** The results as a signature names them: `float64`, `[float64, int32]`, `{ low: float64 }`. */
export function resultName({ result, results }: Manifest): string {
  if (results === undefined) return result
  const { keys, nest, values } = results
  const names = values.map((value, i) => {
    const type =
      value.kind === 'scalar'
        ? value.type
        : `${value.dtype}[${Array.from({ length: value.ndim }, () => ':').join(',')}]`
    return keys ? `${keys[i]}: ${type}` : type
  })
  const whole = nest === undefined ? undefined : nestName(nest, names)
  if (results.absent) return `${whole ?? names[0]} | ${results.absent}`
  if (whole !== undefined) return whole
  if (results.single) return names[0]
  return keys ? `{ ${names.join(', ')} }` : `[${names.join(', ')}]`
}

/** A list as a typed array, which has a type to compare. */
function plainly(result: ResultValue, value: unknown): unknown {
  if (result.kind !== 'array' || !result.list || !Array.isArray(value)) return value
  return Float64Array.from(result.ndim === 2 ? value.flatMap((row) => [...row]) : value)
}

function typeOf(value: ResultValue): ScalarType | DType {
  return value.kind === 'scalar' ? value.type : value.dtype
}

/** Whether a call makes arrays or gives some back, which the warm path does not do. */
export function handlesArrays({ allocates, results }: Manifest): boolean {
  return allocates || (results?.values.some((value) => value.kind === 'array') ?? false)
}

function nestName(nest: Nest, names: readonly string[]): string {
  if (typeof nest === 'number') return names[nest]
  if ('keys' in nest) return `{ ${nest.keys.map((key, i) => `${key}: ${nestName(nest.parts[i], names)}`).join(', ')} }`
  if ('list' in nest) return `[${nest.list.map((part) => nestName(part, names)).join(', ')}]`
  return 'records' in nest ? 'records' : 'rows'
}
