import { type AnyTypedArray, type DType, dtypeOf, isTypedArray } from '../base/dtypes.ts'
import { ArgumentError } from '../base/errors.ts'
import { NdArray } from '../base/ndarray.ts'
import { count, describe } from '../dispatch/describe.ts'
import { checkOptions } from '../dispatch/options.ts'
import { hasSharedMemory } from '../memory/memory.ts'
import { isSharedArray } from '../memory/views.ts'

/** What a ufunc computes with: a scalar, or elements. */
export type Operand = number | boolean | AnyTypedArray | readonly number[]
export type Output = AnyTypedArray | number[]

/** The arguments of one call of a ufunc, sorted out. */
export interface Operands {
  readonly inputs: readonly Operand[]
  /** Elements of the arrays; undefined where all inputs are scalars and there is no output. */
  readonly length: number | undefined
  /** The shape of the n-d arrays among the arguments. */
  readonly shape: readonly number[] | undefined
  /** The output as given, and its elements. */
  readonly given: Output | NdArray | undefined
  readonly out: Output | undefined
  /** Where it is given, the elements to write: those that are not 0 or false. */
  readonly where: ArrayLike<unknown> | undefined
  /** Whether a fresh result lives in shared memory: it lives where the inputs live. */
  readonly shared: boolean
}

interface CallOptions {
  readonly out?: Output | NdArray
  readonly where?: ArrayLike<unknown>
}

const isArray = (value: unknown): boolean => isTypedArray(value) || Array.isArray(value)

const callOptions = {
  out: [(value: unknown) => isArray(value) || value instanceof NdArray, 'an array'],
  where: [isArray, 'an array of booleans, or of numbers that are 0 or not'],
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
  const inputs = args.slice(0, n).map((arg, i) => operand(name, params[i], arg))
  const { out: given, where } = outputs(name, args[n])
  const out = given instanceof NdArray ? given.data : given
  const all = new Map<string, { readonly length: number }>()
  inputs.forEach((input, i) => {
    if (typeof input === 'object') all.set(`'${params[i]}'`, input)
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
    shape: commonShape(name, [...args.slice(0, n), given]),
    shared: hasSharedMemory() && (arrays.some(isSharedArray) || inputs.every((input) => typeof input !== 'object')),
  }
}

function operand(name: string, param: string, arg: unknown): Operand {
  if (arg instanceof NdArray) return arg.data
  if (typeof arg === 'number' || typeof arg === 'boolean' || isTypedArray(arg) || Array.isArray(arg))
    return arg as Operand
  throw new ArgumentError(
    `${name}: '${param}' is ${describe(arg)}: expected a number, a boolean, a typed array or an array of numbers.`,
  )
}

function outputs(name: string, last: unknown): CallOptions {
  if (last === undefined) return {}
  if (isArray(last) || last instanceof NdArray) return { out: last as Output }
  if (typeof last === 'object' && last !== null) return checkOptions(name, last, callOptions)
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

function commonShape(name: string, args: readonly unknown[]): readonly number[] | undefined {
  const shapes = args.filter((arg) => arg instanceof NdArray).map(({ shape }) => shape)
  const odd = shapes.find((shape) => shape.join() !== shapes[0].join())
  if (odd === undefined) return shapes[0]
  throw new ArgumentError(
    `${name}: the shapes are [${shapes[0].join(', ')}] and [${odd.join(', ')}]: expected n-d arrays of one shape.`,
  )
}

/** The dtype of an array operand; a `number[]` is float64. */
export function operandDType(operand: Output | readonly number[]): DType {
  return dtypeOf(operand)?.name ?? 'float64'
}
