import { type AnyTypedArray, type DType, dtypeOf, isTypedArray } from '../base/dtypes.ts'
import { ArgumentError } from '../base/errors.ts'
import { NdArray } from '../base/ndarray.ts'
import { sizeOf } from '../base/shape.ts'
import { typeOfArgument } from '../dispatch/argument.ts'
import { count, describe } from '../dispatch/describe.ts'
import { checkOptions } from '../dispatch/options.ts'
import { adopt, asNdArray, checkArray } from '../dispatch/views.ts'
import { hasSharedMemory } from '../memory/memory.ts'
import { isSharedArray } from '../memory/views.ts'
import { broadcastShape, packed, places } from './broadcast.ts'

/** What a ufunc computes with: a scalar, or elements; n-d arrays only where they broadcast. */
export type Operand = number | bigint | boolean | AnyTypedArray | readonly number[] | NdArray
export type Output = AnyTypedArray | number[]

/** The arguments of one call of a ufunc, sorted out. */
export interface Operands {
  readonly inputs: readonly Operand[]
  /** Elements of the arrays; undefined where all inputs are scalars and there is no output. */
  readonly length: number | undefined
  /** The shape of a fresh result of several dimensions: one of one dimension is a typed array. */
  readonly shape: readonly number[] | undefined
  /** The output as given, and its elements. */
  readonly given: Output | NdArray | undefined
  readonly out: Output | undefined
  /** Where it is given, the elements to write: those that are not 0 or false. As many as there are elements. */
  readonly where: ArrayLike<unknown> | undefined
  /** The arrays are of different shapes, or have gaps: what they have in common, and the output. */
  readonly broadcast: { readonly shape: readonly number[]; readonly out: NdArray | undefined } | undefined
  /** Whether a fresh result lives in shared memory: it lives where the inputs live. */
  readonly shared: boolean
}

interface CallOptions {
  readonly out?: Output | NdArray
  readonly where?: ArrayLike<unknown> | NdArray
}

const isArray = (value: unknown): boolean => isTypedArray(value) || Array.isArray(value)

const callOptions = {
  out: [(value: unknown) => isArray(value) || NdArray.is(value), 'an array'],
  where: [
    (value: unknown) => isArray(value) || NdArray.is(value),
    'an array of booleans, or of numbers that are 0 or not',
  ],
} as const

/**
 * Sorts out the arguments of a ufunc: its inputs, then the output or `{ out, where }`.
 *
 * @throws ArgumentError where there are too few or too many, one is no operand, or lengths differ
 */
export function operands(name: string, params: readonly string[], args: readonly unknown[]): Operands {
  const n = params.length
  if (args.length < n || args.length > n + 1) {
    throw new ArgumentError(
      `${name} takes ${count(n, 'input')} (${params.join(', ')}) and at most an output, got ${count(args.length, 'argument')}.`,
    )
  }
  const given = args.slice(0, n).map((arg, i) => operand(name, params[i], adopt(arg)))
  const options = outputs(name, adopt(args[n]))
  const all = [...given, options.out, options.where]
  all.forEach(checkArray)
  return isFlat(all) ? flatOperands(name, params, given, options) : broadcastOperands(name, params, given, options)
}

/** Whether the arrays are one run of elements each: typed arrays, or n-d arrays of one shape without gaps. */
function isFlat(args: readonly unknown[]): boolean {
  const shaped = args.filter((arg) => NdArray.is(arg))
  const { length } = args.filter((arg) => typeof arg === 'object')
  if (shaped.some(({ layout, shape }) => layout !== 'C' || shape.join() !== shaped[0].shape.join())) return false
  return shaped.length === 0 || shaped.length === length
}

function flatOperands(
  name: string,
  params: readonly string[],
  args: readonly Operand[],
  { out: given, where: mask }: CallOptions,
): Operands {
  const inputs = args.map((arg) => (NdArray.is(arg) ? packed(arg) : arg))
  const out = NdArray.is(given) ? packed(given) : given
  const where = NdArray.is(mask) ? packed(mask) : mask
  const all = new Map<string, { readonly length: number }>()
  inputs.forEach((input, i) => {
    if (typeof input === 'object') all.set(`'${params[i]}'`, input as ArrayLike<unknown>)
  })
  if (out !== undefined) all.set('out', out)
  if (where !== undefined) all.set('where', where)
  const arrays = inputs.filter(isTypedArray)
  return {
    inputs,
    given,
    out,
    where,
    length: commonLength(name, all),
    shape: severalDimensions(args.find((arg) => NdArray.is(arg))?.shape),
    broadcast: undefined,
    shared: hasSharedMemory() && (arrays.some(isSharedArray) || inputs.every((input) => typeof input !== 'object')),
  }
}

/** Every array as an n-d array, and the shape that they broadcast to, which an output must have. */
function broadcastOperands(
  name: string,
  params: readonly string[],
  args: readonly Operand[],
  { out: given, where: mask }: CallOptions,
): Operands {
  const inputs = args.map((arg) => (typeof arg === 'object' ? shapedOf(arg) : arg))
  const named = new Map<string, readonly number[]>()
  inputs.forEach((input, i) => {
    if (NdArray.is(input)) named.set(`'${params[i]}'`, input.shape)
  })
  if (NdArray.is(mask) || isTypedArray(mask)) named.set('where', asNdArray(mask).shape)
  if (Array.isArray(given))
    throw new ArgumentError(`${name}: out is an array of numbers: expected a typed array or an n-d array.`)
  const out = given === undefined ? undefined : asNdArray(given)
  if (out !== undefined) named.set('out', out.shape)
  const shape = broadcastShape(name, named)
  if (out !== undefined && out.shape.join() !== shape.join())
    throw new ArgumentError(
      `${name}: out is ${describe(given)}: expected the shape [${shape.join(', ')}], to which the inputs broadcast.`,
    )
  const arrays = inputs.filter((input) => NdArray.is(input))
  return {
    inputs,
    given,
    out: out?.data,
    where: mask && maskElements(name, mask, shape),
    length: sizeOf(shape),
    shape: severalDimensions(shape),
    broadcast: { shape, out },
    shared: hasSharedMemory() && (arrays.length === 0 || arrays.some(({ data }) => isSharedArray(data))),
  }
}

function severalDimensions(shape: readonly number[] | undefined): readonly number[] | undefined {
  return shape !== undefined && shape.length > 1 ? shape : undefined
}

function shapedOf(array: AnyTypedArray | readonly number[] | NdArray): NdArray {
  return asNdArray(Array.isArray(array) ? Float64Array.from(array) : (array as AnyTypedArray))
}

/** A mask as one value for each element. */
function maskElements(name: string, mask: ArrayLike<unknown> | NdArray, shape: readonly number[]): ArrayLike<unknown> {
  if (NdArray.is(mask) || isTypedArray(mask)) {
    const array = asNdArray(mask)
    return Array.from(places(array, shape), (at) => array.data[at])
  }
  if (mask.length === sizeOf(shape)) return mask
  throw new ArgumentError(`${name}: where has length ${mask.length}, and the arrays have ${sizeOf(shape)} elements.`)
}

function operand(name: string, param: string, arg: unknown): Operand {
  if (NdArray.is(arg)) return arg
  if (typeof arg === 'number' || typeof arg === 'boolean' || isTypedArray(arg) || Array.isArray(arg))
    return arg as Operand
  if (typeof arg === 'bigint' && typeOfArgument(arg, undefined)) return arg
  throw new ArgumentError(
    `${name}: '${param}' is ${describe(arg)}: expected a number, a bigint of 64 bits, a boolean, a typed array, an n-d array or an array of numbers.`,
  )
}

function outputs(name: string, last: unknown): CallOptions {
  if (last === undefined) return {}
  if (isArray(last) || NdArray.is(last)) return { out: last as Output }
  if (typeof last === 'object' && last !== null) {
    const options: Record<string, unknown> = { ...last }
    for (const key of Object.keys(options)) options[key] = adopt(options[key])
    return checkOptions<CallOptions>(name, options, callOptions)
  }
  throw new ArgumentError(`${name}: the output is ${describe(last)}: expected an array to write, or { out, where }.`)
}

function commonLength(name: string, arrays: ReadonlyMap<string, { readonly length: number }>): number | undefined {
  const [first] = arrays
  if (first === undefined) return undefined
  for (const [param, { length }] of arrays) {
    if (length === first[1].length) continue
    throw new ArgumentError(
      `${name}: ${first[0]} has length ${first[1].length} and ${param} has length ${length}: all arrays must be of one length. ` +
        'Pass a number where one value is meant for all.',
    )
  }
  return first[1].length
}

/** The dtype of an array operand; a `number[]` is float64. */
export function operandDType(operand: Output | readonly number[] | NdArray): DType {
  return NdArray.is(operand) ? operand.dtype : (dtypeOf(operand)?.name ?? 'float64')
}
